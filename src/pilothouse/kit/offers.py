"""What the kit offers the house: the list of jobs."""

from __future__ import annotations

from pilothouse.kit.offering import Setting

settings = (Setting("Jobs", "kit:jobs", "Long work: running, finished and failed"),)

kept_back = {
    "kit.Job": "Work of this installation, not of the workspace.",
    "kit.Attempt": "Tries at passwords, tokens and links, counted for a while.",
    "kit.Pulse": "Whether this installation can write.",
    "kit.IdempotencyKey": "Answers kept for a day for repeated requests.",
}
