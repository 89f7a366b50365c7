"""Why dates moved: what a run moved against the one that it keeps to, said beside each date that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import KeptMove, Moved, Passed, PlanRun
from pilothouse.roadmap.queries import kept

_DEEPEST = 30  # levels of parents
_MOST_NAMED = 5_000  # numbers in one statement
_SAME_PLACE = "planned to start as before with the same people"
_SAME_START = f"{_SAME_PLACE}; only its simulated end moved"
_SAME_STARTS = "its items are planned to start as before; only their simulated ends moved"
_Row = tuple[int, str, int | None, int | None]  # an item: number, key, parent, release


@dataclass(frozen=True, slots=True)
class Causes:
    """By the key of an item, why it starts elsewhere; by that of a parent or release, the moves inside it."""

    own: Mapping[str, str]
    inside: Mapping[str, Sequence[KeptMove]]
    passed: Mapping[str, Passed]

    @classmethod
    def of(cls, actor: Actor, moves: Sequence[KeptMove], passed: Mapping[str, Passed]) -> Causes:
        """One statement for each level of parents above what moved."""
        known: dict[str, KeptMove] = {move.key: move for move in moves}
        inside: dict[str, list[KeptMove]] = {}
        for key, holders in _holders(actor, known):
            for holder in holders:
                inside.setdefault(holder, []).append(known[key])
        return cls({key: move.why for key, move in known.items()}, inside, passed)

    def explained(self, rows: Iterable[Moved]) -> list[Moved]:
        """Each with its main cause. What is new or gone says so itself."""
        return [replace(row, why=self._why(row)) if row.days is not None else row for row in rows]

    def _why(self, row: Moved) -> str:
        if row.key in self.own:
            return self.own[row.key]
        parts = self.inside.get(row.key)
        days = row.days or 0
        if not parts and row.is_release:
            return _SAME_STARTS
        if not parts:
            by = self.passed.get(row.key)
            text = "" if by is None else by.gone if days < 0 else by.come
            return f"{_SAME_PLACE}; {text}" if text else _SAME_START
        main = max(parts, key=lambda move: (move.days * days > 0, abs(move.days)))
        return f"{main.title} {main.why}"


def causes(*, actor: Actor, run: PlanRun, against: PlanRun) -> Causes | None:
    """Why dates of `run` are others than those of `against`; None where it does not keep to that run."""
    if run.kept is None or run.kept.run != against.number:
        return None
    if run.kept.moves:
        return Causes.of(actor, run.kept.moves, run.kept.passed)
    return Causes.of(actor, *kept.told(actor=actor, number=run.number))


def _holders(actor: Actor, keys: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """What each item is inside of: its parents, and the release of it or of the nearest of them."""
    wanted = list(keys)
    if not wanted:
        return
    rows = _items(actor)
    named = rows if len(wanted) > _MOST_NAMED else rows.filter(key__in=wanted)
    found: dict[int, _Row] = {row[0]: row for row in named}
    _add_parents(rows, found)
    chosen = set(wanted)
    for number, key, _, _ in list(found.values()):
        if key in chosen:
            yield key, list(_above(found, number))


def _items(actor: Actor) -> QuerySet[models.Item, _Row]:
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id).order_by()
    return rows.values_list("pk", "key", "parent_id", "release_id")


def _add_parents(rows: QuerySet[models.Item, _Row], found: dict[int, _Row]) -> None:
    for _ in range(_DEEPEST):
        lacking = {parent for _, _, parent, _ in found.values() if parent is not None} - found.keys()
        if not lacking:
            return
        found |= {row[0]: row for row in rows.filter(pk__in=lacking)}


def _above(found: Mapping[int, _Row], number: int) -> Iterator[str]:
    _, _, parent, release = found[number]
    while parent is not None and parent in found:
        _, key, parent, own = found[parent]
        release = own if release is None else release
        yield key
    if release is not None:
        yield f"r{release}"
