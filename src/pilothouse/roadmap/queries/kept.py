"""What a run moved against the one that it keeps to, as much of it as a page shows: a plan made anew moves
twenty thousand items."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, part_of
from pilothouse.roadmap.contracts import KeptMove, Passed, PlanRun
from pilothouse.roadmap.queries import runs, stored


def kept_moves(
    *, actor: Actor, run: PlanRun, products: Collection[str] = (), page: int = 1, size: int = 100
) -> Page[KeptMove]:
    """Of all products or of those with the keys `products`: what was asked to stay first, and then by the new
    start."""
    rows = _moves(actor, run.number, products)
    held = set(run.kept.held if run.kept else ())
    found = part_of(sorted(rows, key=lambda row: row["key"] not in held), page, size)
    return Page(tuple(map(stored.move, found.rows)), found.total, found.page, found.size)


def moved_keys(*, actor: Actor, number: int, products: Collection[str] = ()) -> list[str]:
    """The keys of what run `number` moved. Raises `NotFound`."""
    return [row["key"] for row in _moves(actor, number, products)]


def every_move(*, actor: Actor, number: int) -> tuple[KeptMove, ...]:
    """All that run `number` moved. Raises `NotFound`."""
    return tuple(map(stored.move, _moves(actor, number, ())))


def told(*, actor: Actor, number: int) -> tuple[tuple[KeptMove, ...], dict[str, Passed]]:
    """All that run `number` moved, and by the key of an item that stayed what it moved past it. Raises
    `NotFound`."""
    details = runs.of_number(actor, number, whole=True).details
    return tuple(map(stored.move, details.get("moves", ()))), stored.passed(details.get("passed", {}))


def _moves(actor: Actor, number: int, products: Collection[str]) -> list[Mapping[str, Any]]:
    """As they are stored, by the new start."""
    rows = runs.of_number(actor, number, whole=True).details.get("moves", ())
    return [row for row in rows if not products or row.get("product", "") in ("", *products)]
