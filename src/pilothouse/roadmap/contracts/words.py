"""Words of the roadmap: what an item, a dependency and a line of the timeline may be."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["objective", "initiative", "feature", "task"]
Kind = Literal["hire", "research", "design", "build", "test", "launch", "other"]
Status = Literal["backlog", "ready", "in_progress", "done", "cancelled"]
Edge = Literal["FS", "SS", "FF", "SF"]  # finish to start, start to start and so on
Shape = Literal["bar", "summary", "release", "milestone"]

LEVELS: tuple[Level, ...] = get_args(Level)
KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)
DEPENDENCIES: tuple[Edge, ...] = get_args(Edge)
OPEN: tuple[Status, ...] = ("backlog", "ready", "in_progress")
