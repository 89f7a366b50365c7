"""What is to be planned. A problem validates itself: one that exists can be scheduled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.network import cycle_among, name_cycle
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.options import (
    Alternative,
    Budget,
    check_budget,
    check_choices,
    check_consumables,
    check_optional,
    variants,
)

DependencyKind = Literal["FS", "SS", "FF", "SF"]
KINDS: tuple[DependencyKind, ...] = ("FS", "SS", "FF", "SF")
__all__ = [
    "KINDS", "Alternative", "Budget", "Dependency", "DependencyKind", "Effort", "Group", "Item", "Need",
    "Person", "Pool", "Problem",
]  # fmt: skip


@dataclass(frozen=True)
class Need:
    """`people` different people with `skill` at `level` (0..5) or better; no skill means anybody."""

    skill: str | None = None
    level: float = 0.0
    people: int = 1


@dataclass(frozen=True)
class Item:
    """A piece of work. `effort` (person-days) or `duration` (working days), not both; neither is a milestone.

    `people` are chosen by the user and are on the item whatever their skills; needs that are left
    are filled by the planner. `demands` are units of pools held from start to finish (spent where the pool
    is not renewable). Times are in working days.

    With `alternatives` one of them says all this instead. `cost` is spent evenly from start to finish,
    `delay_cost` is lost per week (five working days) until the finish. An `optional` item may be left out,
    and then gives no `value`.
    """

    id: str
    title: str = ""
    effort: Effort | None = None
    duration: Effort | None = None
    needs: tuple[Need, ...] = ()
    people: tuple[str, ...] = ()
    demands: Mapping[str, int] = field(default_factory=dict)
    earliest: float = 0.0
    deadline: float | None = None
    deadline_hard: bool = False
    weight: float = 1.0
    fixed_start: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    optional: bool = False
    value: float = 0.0
    cost: float = 0.0
    delay_cost: float = 0.0

    @property
    def name(self) -> str:
        return self.title or self.id

    @property
    def is_milestone(self) -> bool:
        """Takes no time."""
        return all(size is None or size.high == 0 for size in self.sizes)

    @property
    def sizes(self) -> tuple[Effort | None, ...]:
        """Effort and duration of each way to do it."""
        return tuple(size for way in self.alternatives or (self,) for size in (way.effort, way.duration))


@dataclass(frozen=True)
class Dependency:
    """`successor` waits for `predecessor`: FS finish to start, SS, FF, SF; `lag` working days, may be
    negative.
    """

    predecessor: str
    successor: str
    kind: DependencyKind = "FS"
    lag: float = 0.0


@dataclass(frozen=True)
class Person:
    """Somebody who does one item at a time.

    `capacity`: steps (plan day, fraction of a day), first at day 0. `rate`: cost of a person-day on items.
    """

    id: str
    name: str = ""
    skills: Mapping[str, float] = field(default_factory=dict)
    capacity: tuple[tuple[int, float], ...] = ((0, 1.0),)
    rate: float = 0.0

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True)
class Pool:
    """A resource that is counted rather than named: held, or spent for good if it is not `renewable`."""

    id: str
    capacity: int
    renewable: bool = True


@dataclass(frozen=True)
class Group:
    """Items that finish together: a release, or the parts of a parent."""

    id: str
    members: tuple[str, ...]
    deadline: float | None = None
    title: str = ""


@dataclass(frozen=True)
class Problem:
    """Items, who can do them, and what orders them. Raises `InvalidProblem` for what cannot be planned."""

    items: tuple[Item, ...]
    people: tuple[Person, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    pools: tuple[Pool, ...] = ()
    groups: tuple[Group, ...] = ()
    budgets: tuple[Budget, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether an alternative or an optional item is still to be chosen."""
        return any(item.alternatives or item.optional for item in self.items)

    def __post_init__(self) -> None:
        _unique("item", [item.id for item in self.items])
        _unique("person", [person.id for person in self.people])
        _unique("resource", [pool.id for pool in self.pools])
        _unique("group", [group.id for group in self.groups])
        _unique("budget", [budget.id for budget in self.budgets])
        for budget in self.budgets:
            check_budget(budget)
        for person in self.people:
            _check_person(person)
        for pool in self.pools:
            if pool.capacity < 0:
                raise InvalidProblem(
                    f"The capacity {pool.capacity} is negative.", where=pool.id, cure="Give 0 or more."
                )
        by_id = {person.id: person for person in self.people}
        pools = {pool.id: pool.capacity for pool in self.pools}
        settled: set[tuple[tuple[Need, ...], tuple[str, ...]]] = set()
        for item in self.items:
            check_choices(item)
            for way in variants(item):
                _check_numbers(way)
                _check_demands(way, pools)
                _check_chosen(way, by_id)
                heads = heads_to_find(way, by_id)
                if heads and (heads, way.people) not in settled:
                    _check_staffing(way, heads, self.people)
                    settled.add((heads, way.people))
        self._check_dependencies()
        self._check_groups()
        check_optional(self.items, self.dependencies)
        check_consumables(self.items, self.pools)

    def _check_groups(self) -> None:
        known = {item.id for item in self.items}
        for group in self.groups:
            where = group.title or group.id
            for member in group.members:
                if member not in known:
                    raise InvalidProblem(
                        f"It holds the unknown item '{member}'.",
                        where=where,
                        cure="Name items of this plan only.",
                    )
            if group.deadline is not None and not isfinite(group.deadline):
                raise InvalidProblem(
                    "The deadline is not a number.", where=where, cure="Give a day, or none."
                )

    def _check_dependencies(self) -> None:
        titles = {item.id: item.name for item in self.items}
        for edge in self.dependencies:
            for end in (edge.predecessor, edge.successor):
                if end not in titles:
                    raise InvalidProblem(
                        f"A dependency names the unknown item '{end}'.",
                        where=end,
                        cure="Name items of this plan only.",
                    )
            if edge.kind not in KINDS:
                raise InvalidProblem(
                    f"'{edge.kind}' is not a type of dependency.",
                    where=titles[edge.successor],
                    cure="Use FS, SS, FF or SF.",
                )
            if not isfinite(edge.lag):
                raise InvalidProblem(
                    "The lag is not a number.", where=titles[edge.successor], cure="Give working days."
                )
        cycle = cycle_among(titles, [(edge.predecessor, edge.successor) for edge in self.dependencies])
        if cycle:
            named = name_cycle(range(len(cycle)), lambda index: titles[cycle[index]])
            raise InvalidProblem(
                f"The dependencies go in a circle: {named}.",
                where=titles[cycle[0]],
                cure="Remove one of them.",
            )


def heads_to_find(item: Item, people: Mapping[str, Person]) -> tuple[Need, ...]:
    """One need for each head that the planner must find: the item's needs less the people who were chosen.

    Each chosen person takes a need they have the skill for (as many as possible); those who fit none take the
    first that is left, because the user chose them. An item with effort and nobody named needs one person of
    any skill.
    """
    heads = [Need(need.skill, need.level) for need in item.needs for _ in range(need.people)]
    if not heads and not item.people and item.effort is not None and item.effort.high > 0:
        return (Need(),)
    if not item.people or not heads:
        return tuple(heads)
    fits = [[is_skilled(people[name], head) for head in heads] for name in item.people]
    taken = set(match(fits).values())
    left = [head for index, head in enumerate(heads) if index not in taken]
    return tuple(left[len(item.people) - len(taken) :])


def is_skilled(person: Person, need: Need) -> bool:
    """Whether `person` works at some time and has the skill of `need` at its level."""
    if not ever_works(person):
        return False
    return need.skill is None or person.skills.get(need.skill, 0.0) >= max(need.level, 1e-9)


def ever_works(person: Person) -> bool:
    return any(fraction > 0 for _, fraction in person.capacity)


def match(able: Sequence[Sequence[bool]]) -> dict[int, int]:
    """Row to column, each used once and only where True, for as many rows as possible (Kuhn's method)."""
    owner: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, possible in enumerate(able[row]):
            if possible and column not in seen:
                seen.add(column)
                if column not in owner or place(owner[column], seen):
                    owner[column] = row
                    return True
        return False

    for row in range(len(able)):
        place(row, set())
    return {row: column for column, row in owner.items()}


def _check_numbers(item: Item) -> None:
    where = item.name
    if item.effort is not None and item.duration is not None:
        raise InvalidProblem(
            "An item has effort or a duration, not both.", where=where, cure="Drop one of them."
        )
    for estimate in (item.effort, item.duration):
        if estimate is not None:
            estimate.check(where)
    named = {
        "earliest start": item.earliest,
        "deadline": item.deadline,
        "weight": item.weight,
        "fixed start": item.fixed_start,
    }
    for label, value in named.items():
        if value is not None and not isfinite(value):
            raise InvalidProblem(f"The {label} is not a number.", where=where, cure="Give a finite number.")
    if item.weight < 0:
        raise InvalidProblem(f"The weight {item.weight:g} is negative.", where=where, cure="Give 0 or more.")
    if item.fixed_start is not None and item.fixed_start < 0:
        raise InvalidProblem(
            "The fixed start lies before the plan.",
            where=where,
            cure="Start the plan earlier, or fix day 0 with the work that is left.",
        )
    for need in item.needs:
        if need.people < 0 or need.people != int(need.people):
            raise InvalidProblem(
                f"It needs {need.people} people.", where=where, cure="Give a whole number of 0 or more."
            )
        if not isfinite(need.level) or need.level < 0:
            raise InvalidProblem(
                "The level of a need is no number.", where=where, cure="Give a level of 0 to 5."
            )


def _check_demands(item: Item, pools: Mapping[str, int]) -> None:
    for pool, units in item.demands.items():
        if pool not in pools:
            raise InvalidProblem(
                f"The resource '{pool}' does not exist.", where=item.name, cure="Name a known one."
            )
        if not 0 <= units <= pools[pool] or units != int(units):
            raise InvalidProblem(
                f"It needs {units} of '{pool}', which has {pools[pool]}.",
                where=item.name,
                cure="Lower the need or add capacity.",
            )


def _check_chosen(item: Item, by_id: Mapping[str, Person]) -> None:
    for name in item.people:
        if name not in by_id:
            raise InvalidProblem(
                f"The person '{name}' does not exist.", where=item.name, cure="Choose somebody of the team."
            )
        if not ever_works(by_id[name]):
            raise InvalidProblem(
                f"{by_id[name].label} is chosen and never works in this plan.",
                where=item.name,
                cure="Choose somebody else, or nobody and let the planner choose.",
            )
    if len(set(item.people)) != len(item.people):
        raise InvalidProblem("A person is named twice.", where=item.name, cure="Name everybody once.")


def _check_staffing(item: Item, heads: Sequence[Need], people: Sequence[Person]) -> None:
    free = [person for person in people if person.id not in item.people]
    able = [[is_skilled(person, head) for person in free] for head in heads]
    for head, row in zip(heads, able, strict=True):
        if not any(row):
            raise _nobody(item, head, free)
    if len(match(able)) < len(heads):
        wanted = Counter(_slot_text(head) for head in heads)
        raise InvalidProblem(
            "It needs more different people than the team has: "
            + ", ".join(f"{count} with {text}" for text, count in wanted.items())
            + f"; {sum(any(column) for column in zip(*able, strict=True))} people can do any of it.",
            where=item.name,
            cure="Lower the number of people or the levels, train somebody, or hire.",
        )


def _unique(noun: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise InvalidProblem(
                f"There are two of {noun} '{name}'.", where=name, cure="Give each its own id."
            )
        seen.add(name)


def _check_person(person: Person) -> None:
    where = person.label
    days = [day for day, _ in person.capacity]
    if not days or days[0] != 0 or days != sorted(set(days)):
        raise InvalidProblem(
            "The capacity must begin at day 0 and go up.",
            where=where,
            cure="Give steps such as ((0, 1.0), (20, 0.5)).",
        )
    if not all(0 <= fraction <= 1 for _, fraction in person.capacity):
        raise InvalidProblem("A capacity lies outside 0 to 1.", where=where, cure="Give a fraction of a day.")
    if not all(isfinite(level) and level >= 0 for level in person.skills.values()):
        raise InvalidProblem(
            "The level of a skill is no number.", where=where, cure="Give a level of 0 to 5."
        )
    if not isfinite(person.rate) or person.rate < 0:
        raise InvalidProblem(
            f"The rate {person.rate:g} is no amount.", where=where, cure="Give 0 or more a person-day."
        )


def _nobody(item: Item, slot: Need, people: Sequence[Person]) -> InvalidProblem:
    if slot.skill is None:
        return InvalidProblem("Nobody is there to do it.", where=item.name, cure="Add a person who works.")
    having = [(person.skills.get(slot.skill, 0.0), person) for person in people]
    working = [(level, person.label) for level, person in having if level > 0 and ever_works(person)]
    away = [person.label for level, person in having if level >= max(slot.level, 1e-9)]
    if away:
        return InvalidProblem(
            f"It needs {_slot_text(slot)}; {away[0]} has it and never works in this plan.",
            where=item.name,
            cure="Give somebody who works the skill, or hire.",
        )
    if not working:
        return InvalidProblem(
            f"Nobody has the skill {slot.skill}.",
            where=item.name,
            cure=f"Give somebody the skill {slot.skill}, hire, or change the need.",
        )
    best, who = max(working)
    return InvalidProblem(
        f"It needs {_slot_text(slot)}; the best available is {who} at level {best:g}.",
        where=item.name,
        cure="Lower the level, train somebody, or hire.",
    )


def _slot_text(slot: Need) -> str:
    if slot.skill is None:
        return "any skill"
    return f"{slot.skill} at level {slot.level:g}" if slot.level else slot.skill
