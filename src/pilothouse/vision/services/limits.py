"""How much of a text is taken."""

from __future__ import annotations

from pilothouse.vision import planning

LONG_TEXT = planning.LONG
MOST_TEXT = 2_000_000  # characters: read by every rule within ten seconds, above `planning.LONG` by a job
MOST_STATEMENTS = 5_000  # of a blueprint: stored within a second, which keeps others from writing
