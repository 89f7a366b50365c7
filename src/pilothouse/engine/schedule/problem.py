"""What is to be planned. A problem validates itself: one that exists can be scheduled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.network import cycle_among, name_cycle

DependencyKind = Literal["FS", "SS", "FF", "SF"]
KINDS: tuple[DependencyKind, ...] = ("FS", "SS", "FF", "SF")


@dataclass(frozen=True)
class Effort:
    """Three points of an estimate, in person-days (or working days for a fixed duration)."""

    low: float
    likely: float
    high: float

    @property
    def mean(self) -> float:
        """Mean of the PERT distribution through the three points."""
        return (self.low + 4.0 * self.likely + self.high) / 6.0

    def check(self, where: str) -> None:
        values = (self.low, self.likely, self.high)
        if not all(isfinite(value) for value in values):
            raise InvalidProblem(
                "The estimate is not a number.", where=where, cure="Give low, likely and high in days."
            )
        if min(values) < 0:
            raise InvalidProblem(
                f"The estimate {_three(self)} is negative.", where=where, cure="Give days of 0 or more."
            )
        if not self.low <= self.likely <= self.high:
            raise InvalidProblem(
                f"The estimate {_three(self)} is out of order.", where=where, cure="Give low ≤ likely ≤ high."
            )


@dataclass(frozen=True)
class Need:
    """`people` different people with `skill` at `level` (0..5) or better; no skill means anybody."""

    skill: str | None = None
    level: float = 0.0
    people: int = 1


@dataclass(frozen=True)
class Item:
    """A piece of work. `effort` (person-days) or `duration` (working days), not both; neither is a milestone.

    `people` are chosen by the user and are on the item whatever their skills; needs beyond their number are
    filled by the planner. `demands` are units of pools held from start to finish. Times are in working days.
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

    @property
    def name(self) -> str:
        return self.title or self.id

    @property
    def is_milestone(self) -> bool:
        """Takes no time."""
        return (self.effort is None or self.effort.high == 0) and (
            self.duration is None or self.duration.high == 0
        )


@dataclass(frozen=True)
class Dependency:
    """`successor` waits for `predecessor`: FS finish to start, SS, FF, SF; `lag` working days, may be negative."""

    predecessor: str
    successor: str
    kind: DependencyKind = "FS"
    lag: float = 0.0


@dataclass(frozen=True)
class Person:
    """Somebody who does one item at a time. `capacity`: steps (plan day, fraction of a day), first at day 0."""

    id: str
    name: str = ""
    skills: Mapping[str, float] = field(default_factory=dict)
    capacity: tuple[tuple[int, float], ...] = ((0, 1.0),)

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True)
class Pool:
    """A renewable resource that is counted rather than named."""

    id: str
    capacity: int


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

    def __post_init__(self) -> None:
        _unique("item", [item.id for item in self.items])
        _unique("person", [person.id for person in self.people])
        _unique("pool", [pool.id for pool in self.pools])
        _unique("group", [group.id for group in self.groups])
        for person in self.people:
            _check_person(person)
        for item in self.items:
            self._check_item(item)
        self._check_dependencies()
        known = {item.id for item in self.items}
        for group in self.groups:
            for member in group.members:
                if member not in known:
                    raise InvalidProblem(
                        f"Group '{group.title or group.id}' holds the unknown item '{member}'.",
                        where=group.id,
                    )

    def _check_item(self, item: Item) -> None:
        where = item.name
        if item.effort is not None and item.duration is not None:
            raise InvalidProblem(
                "An item has effort or a duration, not both.", where=where, cure="Drop one of them."
            )
        for estimate in (item.effort, item.duration):
            if estimate is not None:
                estimate.check(where)
        for label, value in (
            ("earliest start", item.earliest),
            ("deadline", item.deadline),
            ("weight", item.weight),
        ):
            if value is not None and not isfinite(value):
                raise InvalidProblem(f"The {label} is not a number.", where=where)
        pools = {pool.id: pool.capacity for pool in self.pools}
        for pool, units in item.demands.items():
            if pool not in pools:
                raise InvalidProblem(
                    f"The resource '{pool}' does not exist.", where=where, cure="Name a known one."
                )
            if not 0 <= units <= pools[pool]:
                raise InvalidProblem(
                    f"It needs {units} of '{pool}', which has {pools[pool]}.",
                    where=where,
                    cure="Lower the need or add capacity.",
                )
        by_id = {person.id: person for person in self.people}
        for name in item.people:
            if name not in by_id:
                raise InvalidProblem(
                    f"The person '{name}' does not exist.", where=where, cure="Choose somebody of the team."
                )
            if not stays(by_id[name]):
                raise InvalidProblem(
                    f"{by_id[name].label} leaves before the end of the plan.",
                    where=where,
                    cure="Choose somebody who stays, or nobody and let the planner choose.",
                )
        if len(set(item.people)) != len(item.people):
            raise InvalidProblem("A person is named twice.", where=where, cure="Name everybody once.")
        self._check_staffing(item)

    def _check_staffing(self, item: Item) -> None:
        slots = expand(item)
        if not slots:
            return
        free = [person for person in self.people if person.id not in item.people]
        for slot in slots:
            if not any(qualified(person, slot) for person in free):
                raise _nobody(item, slot, free)
        if not matches([[qualified(person, slot) for person in free] for slot in slots]):
            raise InvalidProblem(
                f"It needs {len(slots)} different people at once, and the team does not have them: "
                + ", ".join(_slot_text(slot) for slot in slots)
                + ".",
                where=item.name,
                cure="Lower the number of people or the levels, train somebody, or hire.",
            )

    def _check_dependencies(self) -> None:
        titles = {item.id: item.name for item in self.items}
        for edge in self.dependencies:
            for end in (edge.predecessor, edge.successor):
                if end not in titles:
                    raise InvalidProblem(f"A dependency names the unknown item '{end}'.", where=end)
            if edge.kind not in KINDS:
                raise InvalidProblem(
                    f"'{edge.kind}' is not a type of dependency.", cure="Use FS, SS, FF or SF."
                )
            if not isfinite(edge.lag):
                raise InvalidProblem("The lag is not a number.", where=titles[edge.successor])
        cycle = cycle_among(titles, [(edge.predecessor, edge.successor) for edge in self.dependencies])
        if cycle:
            named = name_cycle(range(len(cycle)), lambda index: titles[cycle[index]])
            raise InvalidProblem(
                f"The dependencies go in a circle: {named}.",
                where=titles[cycle[0]],
                cure="Remove one of them.",
            )


def expand(item: Item) -> tuple[Need, ...]:
    """One need for each head that the planner must find: needs less the people who were chosen.

    Chosen people take the needs in order. An item with effort and nobody named needs one person of any skill.
    """
    heads = [Need(need.skill, need.level) for need in item.needs for _ in range(need.people)]
    if not heads and not item.people and item.effort is not None and item.effort.high > 0:
        heads = [Need()]
    return tuple(heads[len(item.people) :])


def is_skilled(person: Person, need: Need) -> bool:
    """Whether `person` works at some time and has the skill of `need` at its level."""
    if not any(fraction > 0 for _, fraction in person.capacity):
        return False
    return need.skill is None or person.skills.get(need.skill, 0.0) >= max(need.level, 1e-9)


def stays(person: Person) -> bool:
    """Whether the person still works after the last step of the capacity."""
    return person.capacity[-1][1] > 0


def qualified(person: Person, need: Need) -> bool:
    """Skilled and staying: counts when it is judged whether an item can be staffed at all."""
    return stays(person) and is_skilled(person, need)


def matches(able: Sequence[Sequence[bool]]) -> bool:
    """Whether every row can be given a column of its own where it is True (Kuhn's augmenting paths)."""
    owner: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, possible in enumerate(able[row]):
            if possible and column not in seen:
                seen.add(column)
                if column not in owner or place(owner[column], seen):
                    owner[column] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(able)))


def _unique(noun: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise InvalidProblem(
                f"There are two of {noun} '{name}'.", where=name, cure="Give each its own id."
            )
        seen.add(name)


def _check_person(person: Person) -> None:
    days = [day for day, _ in person.capacity]
    if not days or days[0] != 0 or days != sorted(set(days)):
        raise InvalidProblem("The capacity must begin at day 0 and go up.", where=person.label)
    if any(not 0 <= fraction <= 1 for _, fraction in person.capacity):
        raise InvalidProblem(
            "A capacity lies outside 0 to 1.", where=person.label, cure="Give a fraction of a day."
        )


def _nobody(item: Item, slot: Need, people: Sequence[Person]) -> InvalidProblem:
    if slot.skill is None:
        return InvalidProblem("Nobody is there to do it.", where=item.name, cure="Add a person who works.")
    able = [(person.skills.get(slot.skill, 0.0), person.label) for person in people]
    best, who = max(able, default=(0.0, ""))
    if best <= 0:
        return InvalidProblem(
            f"Nobody has the skill {slot.skill}.",
            where=item.name,
            cure=f"Give somebody the skill {slot.skill}, hire, or change the need.",
        )
    return InvalidProblem(
        f"It needs {_slot_text(slot)}; the best is {who} at level {best:g}.",
        where=item.name,
        cure="Lower the level, train somebody, or hire.",
    )


def _slot_text(slot: Need) -> str:
    return "anybody" if slot.skill is None else f"{slot.skill} at level {slot.level:g}"


def _three(estimate: Effort) -> str:
    return f"{estimate.low:g} / {estimate.likely:g} / {estimate.high:g}"
