"""How much of a text is taken."""

from __future__ import annotations

MOST_TEXT = 2_000_000  # characters: read by every rule within ten seconds
