"""What one act on many rows did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ManyChanged:
    """One act on many rows: its batch, by which it is undone, how many were meant and how many changed."""

    batch: str
    meant: int
    changed: int


@dataclass(frozen=True, slots=True)
class ManyUndone:
    """How many rows have their old values again, and how many stay as they were changed since."""

    restored: int
    kept: int
