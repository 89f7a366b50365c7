"""Words of the roadmap: what an item, a dependency and a forecast may be."""

from __future__ import annotations

LEVELS = ("objective", "initiative", "feature", "task")
KINDS = ("hire", "research", "design", "build", "test", "launch", "other")
STATUSES = ("backlog", "ready", "in_progress", "done", "cancelled")
OPEN = ("backlog", "ready", "in_progress")
DEPENDENCIES = ("FS", "SS", "FF", "SF")
