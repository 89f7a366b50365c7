"""The largest moves as a run stores them, so that a page compares none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.prepared import prepared
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Moved

STORED = "moved"  # the key in the `result` of a run, and of its part of a product
COUNTED = "moved_in_all"  # of a run: how much differs from the plan before it, and which that was
_NOTED = 7  # what a stored move has up to its note
StoredMoves = list[list[Any]] | None  # None for a proposal, of which nothing is stored


def stored_moves(*, actor: Actor, rows: Sequence[Sequence[Any]], most: int) -> tuple[Moved, ...]:
    """The first `most`, under the names that they have today; without what was removed since."""
    named = {
        (False, number): (key, title, product)
        for number, key, title, product in _items(actor.workspace_id, _ids(rows, release=False))
    }
    if any(row[0] for row in rows):
        named |= {
            (True, number): (f"r{number}", name, product)
            for number, name, product in _releases(actor.workspace_id, _ids(rows, release=True))
        }
    shown = [row for row in rows if (row[0], row[1]) in named][:most]
    return tuple(_moved(row, *named[row[0], row[1]]) for row in shown)


@prepared
def _items(workspace_id: int, ids: list[int]) -> QuerySet[models.Item, tuple[int, str, str, str]]:
    rows = models.Item.objects.filter(workspace_id=workspace_id, pk__in=ids)
    return rows.values_list("pk", "key", "title", "product__key")


@prepared
def _releases(workspace_id: int, ids: list[int]) -> QuerySet[models.Release, tuple[int, str, str]]:
    rows = models.Release.objects.filter(workspace_id=workspace_id, pk__in=ids)
    return rows.values_list("pk", "name", "product__key")


def merged(parts: Sequence[list[list[Any]]]) -> list[list[Any]]:
    """The largest moves of several products as those of one: releases first, then by days, new and gone
    last."""
    if len(parts) == 1:
        return parts[0]
    return sorted((row for part in parts for row in part), key=_size)


def shown_of(run: models.PlanRun, against: int, most: int) -> tuple[list[list[Any]], int] | None:
    """The first `most` moves of all products against the run with the primary key `against` as stored, and
    how many there were when it was planned; None where too little is stored to say."""
    rows, counted = run.result.get(STORED), run.result.get(COUNTED)
    if not rows or not counted or counted["against"] != against:
        return None
    enough = len(rows) >= most or len(rows) == counted["many"]
    return (rows, counted["many"]) if enough else None


def _size(row: Sequence[Any]) -> tuple[bool, bool, int]:
    is_release, _, _, _, before, after, *_ = row
    days = 0
    if before and after:
        days = abs((date.fromisoformat(after) - date.fromisoformat(before)).days)
    return not (before and after), not is_release, -days


def stored(row: Moved, number: int) -> list[Any]:
    """One move as a run stores it; `number` is the primary key of what moved."""
    days = (row.p50_before, row.p50, row.p85_before, row.p85)
    return [row.is_release, number, *(day and day.isoformat() for day in days), row.note, row.why]


def _moved(row: Sequence[Any], key: str, title: str, product: str) -> Moved:
    is_release, _, *days, note = row[:_NOTED]
    why = row[_NOTED] if len(row) > _NOTED else ""  # which runs of before did not say
    p50_before, p50, p85_before, p85 = (date.fromisoformat(day) if day else None for day in days)
    moved = (p85 - p85_before).days if p85 and p85_before else None
    return Moved(key, title, is_release, p50_before, p50, p85_before, p85, moved, note, product, why)


def _ids(rows: Iterable[Sequence[Any]], *, release: bool) -> list[int]:
    return [row[1] for row in rows if row[0] is release]
