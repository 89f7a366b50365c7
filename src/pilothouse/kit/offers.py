"""What the kit offers the house: the list of jobs."""

from __future__ import annotations

from pilothouse.kit.offering import Setting

settings = (Setting("Jobs", "kit:jobs", "Long work: running, finished and failed"),)
