"""Choices at the ends of what can be chosen: the fastest, the cheapest, and as little as can be."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.engine.schedule.problem import Item
from pilothouse.engine.schedule.ways import OUT, Choice, way_count, ways_of


def extremes(items: Sequence[Item]) -> tuple[Choice, Choice, Choice]:
    """Everything in the fastest way; everything in the cheapest; only what must be, in the cheapest."""
    fast = tuple(min(range(way_count(item)), key=lambda way: _size(item, way)) for item in items)
    cheap = tuple(min(range(way_count(item)), key=lambda way: _spending(item, way)) for item in items)
    bare = tuple(OUT if item.optional else way for item, way in zip(items, cheap, strict=True))
    return fast, cheap, bare


def _size(item: Item, way: int) -> float:
    row = ways_of(item)[way]
    heads = max(1, sum(need.people for need in row.needs) + len(row.people))
    if row.duration is not None:
        return row.duration.mean
    return row.effort.mean / heads if row.effort is not None else 0.0


def _spending(item: Item, way: int) -> tuple[float, float]:
    return ways_of(item)[way].cost, _size(item, way)
