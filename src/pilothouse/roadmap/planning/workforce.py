"""Who works for which product: colleagues as the engine's people, whole or in parts, and caps on teams.

Somebody with allocations becomes one person for each product that has a share of them, and one for the rest,
each doing one item at a time in its share of the day. Somebody without works for any product.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import floor

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.schedule.problem import Cap, Person
from pilothouse.roadmap.contracts import Allocation
from pilothouse.roadmap.planning.people import name_of, person_of
from pilothouse.roadmap.queries.snapshot import Colleague, Snapshot

_ENOUGH = 1e-9


def product_name(number: int) -> str:
    """The engine's name of a product."""
    return f"{number}"


@dataclass(frozen=True)
class Workforce:
    """The engine's people. `of` says whose they are by the engine's name; `parts` names the one who works for
    a product, by person and product, of those with allocations.
    """

    people: tuple[Person, ...]
    of: Mapping[str, Colleague]
    parts: Mapping[tuple[int, int], str]
    caps: tuple[Cap, ...]
    split: frozenset[int]

    def name(self, person: int, product: int) -> str | None:
        """The engine's name of somebody at work for a product; None where they have no time for it."""
        return self.parts.get((person, product)) if person in self.split else name_of(person)


def workforce(taken: Snapshot, people: Mapping[int, Colleague], clock: PlanClock) -> Workforce:
    """The people of a snapshot who are still there."""
    skills, products = dict(taken.skills), [row.id for row in taken.products]
    found: list[Person] = []
    of: dict[str, Colleague] = {}
    parts: dict[tuple[int, int], str] = {}
    shared: set[int] = set()
    # What is promised to a product without open items is kept free for it as well.
    active = {*products, *(row.id for row in taken.idle)}
    allocated = [row for row in taken.allocations if row.product_id in active]
    for colleague in people.values():
        whole = person_of(colleague, taken.calendar, clock, skills)
        rows = [row for row in allocated if row.person_id == colleague.id]
        made, served = _parts(whole, rows, products, clock) if rows else ([whole], {})
        found += made
        of |= {each.id: colleague for each in made}
        parts |= {(colleague.id, product): name for product, name in served.items()}
        if rows:
            shared.add(colleague.id)
    return Workforce(tuple(found), of, parts, tuple(_caps(taken, of)), frozenset(shared))


def _parts(
    whole: Person, rows: Sequence[Allocation], products: Sequence[int], clock: PlanClock
) -> tuple[list[Person], dict[int, str]]:
    """The parts that somebody has any time as, and by product the name of the one who works for it."""
    named = list(dict.fromkeys(row.product_id for row in rows))
    shares = {number: _shares([row for row in rows if row.product_id == number], clock) for number in named}
    made, served = [], {}
    for number in named:
        part = replace(
            whole,
            id=f"{whole.id}@{number}",
            capacity=_times(whole.capacity, shares[number]),
            only=frozenset({product_name(number)}),
            of=whole.id,
            whole=whole.capacity,
        )
        if number in products and _works(part):
            made.append(part)
            served[number] = part.id
    rest = replace(
        whole,
        id=f"{whole.id}@",
        capacity=_times(whole.capacity, _left(list(shares.values()))),
        besides=frozenset(map(product_name, named)),
        of=whole.id,
        whole=whole.capacity,
    )
    others = [number for number in products if number not in named]
    if others and _works(rest):
        made.append(rest)
        served |= dict.fromkeys(others, rest.id)
    return made, served


Steps = tuple[tuple[int, float], ...]


def _shares(rows: Iterable[Allocation], clock: PlanClock) -> Steps:
    """The share of one product from plan day to plan day; 0 before the first."""
    steps = {0: 0.0}
    for row in sorted(rows, key=lambda one: one.from_on or date.min):
        day = 0 if row.from_on is None or row.from_on <= clock.start else int(clock.day_of(row.from_on))
        steps[day] = row.share
    return tuple(sorted(steps.items()))


def _left(shares: Sequence[Steps]) -> Steps:
    """What all of them leave of a day."""
    days = sorted({day for steps in shares for day, _ in steps})
    return tuple((day, max(0.0, 1.0 - sum(_at(steps, day) for steps in shares))) for day in days)


def _times(capacity: Steps, share: Steps) -> Steps:
    days = sorted({day for day, _ in (*capacity, *share)})
    return tuple((day, _at(capacity, day) * _at(share, day)) for day in days)


def _at(steps: Steps, day: int) -> float:
    """The value on a plan day: that of the last step from then or before."""
    found = 0.0
    for first, value in steps:
        if first > day:
            break
        found = value
    return found


def _works(part: Person) -> bool:
    return any(fraction > _ENOUGH for _, fraction in part.capacity)


def _caps(taken: Snapshot, of: Mapping[str, Colleague]) -> Iterable[Cap]:
    """What team shares allow at once, in heads; at least one, so that a product never stands still."""
    products = {row.id: row for row in taken.products}
    for row in taken.team_shares:
        crew = {name: colleague for name, colleague in of.items() if colleague.team_id == row.team_id}
        names, heads = tuple(crew), len({colleague.id for colleague in crew.values()})
        if row.product_id not in products or not heads:
            continue
        name, title = f"t{row.team_id}p{row.product_id}", crew[names[0]].team
        if row.most < 1:
            most = max(1, floor(row.most * heads + _ENOUGH))
            yield Cap(f"{name}most", names, (product_name(row.product_id),), most, title)
        others = tuple(product_name(number) for number in products if number != row.product_id)
        if row.least > 0 and others:
            most = max(1, floor((1 - row.least) * heads + _ENOUGH))
            yield Cap(f"{name}least", names, others, most, title)
