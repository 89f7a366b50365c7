"""From what was planned at the freeze of each train to targets: how far ahead, how often moved, what came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.trains import Target

_PARTS = re.compile(r"\d+|\D+")


@dataclass(frozen=True)
class Planned:
    """At the freeze of train `at`, `item` was planned for `train`; `arrived` is the train it came with, empty
    where it has not come. `where` names the row in messages."""

    item: str
    at: str
    train: str
    arrived: str = ""
    stage: str = ""
    confirmed: bool = False
    where: str = ""


def in_order(names: Iterable[str]) -> list[str]:
    """Trains by the numbers in their names: 1.9 before 1.10, 2026-Q4 before 2027-Q1."""
    return sorted(set(names), key=_by_numbers)


def targets_of(rows: Sequence[Planned], *, order: Sequence[str], now: str) -> list[Target]:
    """One target a row, in the order of `rows`. `order` names all trains, `now` the first that has not left.

    Raises `InvalidProblem` at a row that names an unknown train, one that had left when it was planned, or an
    arrival that has not been yet; and where rows of one item differ about its arrival.
    """
    place = {name: number for number, name in enumerate(order)}
    if now not in place:
        raise InvalidProblem(f"'{now}' is not a train.", where="now", cure=f"Use one of {', '.join(order)}.")
    for row in rows:
        _check(row, place, place[now])
    arrived = _arrivals(rows)
    slips = _slips(rows, place)
    return [
        Target(
            item=row.item,
            train=row.train,
            ahead=place[row.train] - place[row.at],
            late=_late(arrived[row.item, row.stage], place[row.train], place),
            left=max(-1, place[now] - 1 - place[row.train]),
            slips=slips[row.item, row.stage, row.at],
            stage=row.stage,
            confirmed=row.confirmed,
        )
        for row in rows
    ]


def _by_numbers(name: str) -> list[tuple[bool, int, str]]:
    parts = _PARTS.findall(name)
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def _check(row: Planned, place: Mapping[str, int], now: int) -> None:
    for name in filter(None, (row.at, row.train, row.arrived)):
        if name not in place:
            raise InvalidProblem(
                f"'{name}' is not among the trains.", where=row.where, cure=f"Known are {', '.join(place)}."
            )
    if place[row.train] < place[row.at]:
        raise InvalidProblem(
            f"{row.item} was planned for {row.train}, which had left by the freeze of {row.at}.",
            where=row.where,
            cure="Give the train that was loading when this was the plan; check the order of the trains.",
        )
    if row.arrived and place[row.arrived] >= now:
        raise InvalidProblem(
            f"{row.item} came with {row.arrived}, which has not left.",
            where=row.where,
            cure="Leave it empty until the train has left, or say which train is next.",
        )


def _arrivals(rows: Iterable[Planned]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        known = found.setdefault((row.item, row.stage), row.arrived)
        if row.arrived and known and known != row.arrived:
            raise InvalidProblem(
                f"{row.item} came with {known} and with {row.arrived}.",
                where=row.where,
                cure="Give one train in all its rows.",
            )
        found[row.item, row.stage] = known or row.arrived
    return found


def _late(arrived: str, planned: int, place: Mapping[str, int]) -> int | None:
    return max(0, place[arrived] - planned) if arrived else None


def _slips(rows: Iterable[Planned], place: Mapping[str, int]) -> dict[tuple[str, str, str], int]:
    """How often item and stage had been moved to a later train by the freeze of each train."""
    plans: dict[tuple[str, str], list[Planned]] = {}
    for row in sorted(rows, key=lambda row: (place[row.at], place[row.train])):
        plans.setdefault((row.item, row.stage), []).append(row)
    found = {}
    for (item, stage), own in plans.items():
        moved = 0
        for before, row in pairwise([own[0], *own]):
            moved += place[row.train] > place[before.train]
            found[item, stage, row.at] = moved
    return found
