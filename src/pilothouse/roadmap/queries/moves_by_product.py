"""Dates of a plan sorted out by product, and the largest moves between two such plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import Moved
from pilothouse.roadmap.queries.causes import Causes
from pilothouse.roadmap.queries.comparing import Dates, compare, largest_first
from pilothouse.roadmap.queries.moves_stored import stored

Days = Mapping[int, tuple[date, date]]  # p50 and p85 by primary key
MOST, MOST_OF_PRODUCT = 50, 20  # moves that are stored of a whole plan, and of each product of it
_Split = dict[int | None, list[dict[int, Dates]]]  # by product, and of all: of items, of releases


class Named:
    """Keys and products of items and releases, as they are now."""

    def __init__(self, actor: Actor) -> None:
        items = models.Item.objects.filter(workspace_id=actor.workspace_id)
        releases = models.Release.objects.filter(workspace_id=actor.workspace_id)
        self._items = {
            pk: (key, product) for pk, key, product in items.values_list("pk", "key", "product_id")
        }
        self._releases = {pk: (f"r{pk}", product) for pk, product in releases.values_list("pk", "product_id")}

    def sorted_out(self, items: Days, releases: Days) -> _Split:
        found: _Split = defaultdict(lambda: [{}, {}])
        for kind, (rows, known) in enumerate(((items, self._items), (releases, self._releases))):
            whole = found[None][kind]
            for number, (p50, p85) in rows.items():
                if number in known:
                    key, product = known[number]
                    whole[number] = found[product][kind][number] = Dates(key, "", "", p50, p85)
        return found


def differing(new: list[dict[int, Dates]], old: list[dict[int, Dates]]) -> list[tuple[int, Moved]]:
    """What differs between one plan and the next, largest first, each with its primary key."""
    numbers = {dates.key: number for part in (*new, *old) for number, dates in part.items()}
    moved = [
        *compare(new[1], old[1], is_release=True),
        *compare(new[0], old[0], is_release=False),
    ]
    return [(numbers[row.key], row) for row in largest_first(moved)]


def largest(moved: Sequence[tuple[int, Moved]], *, most: int, why: Causes | None = None) -> list[list[Any]]:
    """The first that moved by a day or more at p85, are new or gone, as a run stores them."""
    shown = [pair for pair in moved if pair[1].days != 0][:most]
    rows = [row for _, row in shown]
    explained = rows if why is None else why.explained(rows)
    return [stored(row, number) for (number, _), row in zip(shown, explained, strict=True)]
