"""Who could be in a team, and which work by skill, level and month it has to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal, get_args

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.quantities import LEVEL

Kind = Literal["staff", "candidate", "contractor"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_PEOPLE, MOST_NEEDS, MOST_MONTHS = 2_000, 5_000, 60
MOST_DAYS = 31.0
DAY = 24.0


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be chosen: levels 0..5 by skill, free `days` by month, `cost` of being in the team.

    `zone` is the offset from UTC in hours. Who is `kept` is in every team.
    """

    id: str
    name: str = ""
    kind: Kind = "candidate"
    skills: Mapping[str, float] = field(default_factory=dict)
    days: tuple[float, ...] = ()
    cost: float = 0.0
    zone: float = 0.0
    kept: bool = False

    @property
    def label(self) -> str:
        return self.name or self.id

    def masters(self, skill: str, level: float) -> bool:
        return self.skills.get(skill, 0.0) >= max(level, 1e-9)


@dataclass(frozen=True)
class Demand:
    """Person-days of `skill` at `level` or better in a month, counted from 0."""

    skill: str
    level: float
    month: int
    days: float


@dataclass(frozen=True)
class Critical:
    """At least `holders` of the team have `skill` at `level` or better."""

    skill: str
    level: float
    holders: int = 2


@dataclass(frozen=True)
class Cover:
    """Raises `InvalidProblem` for what no team can be asked.

    `least` and `most`: how many people. `overlap`: hours of the day that all have in common, each working
    `hours` of it. `move_price`: what a day of work costs that is done one month later; None: none may move.
    """

    months: tuple[str, ...]
    people: tuple[Candidate, ...]
    demands: tuple[Demand, ...]
    critical: tuple[Critical, ...] = ()
    least: int = 0
    most: int | None = None
    overlap: float | None = None
    hours: float = 8.0
    move_price: float | None = None

    def __post_init__(self) -> None:
        _at_most(len(self.months), MOST_MONTHS, "months")
        _at_most(len(self.people), MOST_PEOPLE, "people")
        _at_most(len(self.demands), MOST_NEEDS, "needs")
        if not self.months or not self.people:
            raise InvalidProblem(
                "There is no month or no one to choose from.",
                where="the team",
                cure="Name months and people.",
            )
        seen: set[str] = set()
        for person in self.people:
            _check_person(person, len(self.months), seen)
        for number, demand in enumerate(self.demands, 1):
            _check_demand(demand, len(self.months), f"need {number} ({demand.skill})")
        for row in self.critical:
            if row.holders < 1 or not LEVEL.low <= row.level <= LEVEL.most:
                raise InvalidProblem(
                    f"{row.holders} people at level {row.level:g} cannot be asked.",
                    where=f"critical skill '{row.skill}'",
                    cure="Ask for at least one person at a level of 0 to 5.",
                )
        self._check_team()

    def _check_team(self) -> None:
        if self.least < 0 or (self.most is not None and self.most < max(1, self.least)):
            raise InvalidProblem(
                f"A team of {self.least} to {self.most} people does not exist.",
                where="the team",
                cure="Give at most as many as at least, or more.",
            )
        if not 0 < self.hours <= DAY or (self.overlap is not None and not 0 <= self.overlap <= self.hours):
            raise InvalidProblem(
                f"{self.overlap:g} hours in common do not fit into {self.hours:g} hours of work."
                if self.overlap is not None
                else f"A working day of {self.hours:g} hours does not exist.",
                where="the team",
                cure="Give fewer hours in common than a day of work has.",
            )
        if self.move_price is not None and not (isfinite(self.move_price) and self.move_price >= 0):
            raise InvalidProblem(
                "The price of moving work is negative or no number.",
                where="the team",
                cure="Give 0 or more.",
            )


def _at_most(count: int, most: int, noun: str) -> None:
    if count > most:
        raise InvalidProblem(
            f"{count:,} {noun} are more than the {most:,} that can be computed.",
            where="the team",
            cure="Split the problem.",
        )


def _check_person(person: Candidate, months: int, seen: set[str]) -> None:
    where = f"person '{person.label}'"
    if not person.id or person.id in seen:
        raise InvalidProblem(
            "The id is empty or used twice.", where=where, cure="Give each an id of its own."
        )
    seen.add(person.id)
    if len(person.days) != months:
        raise InvalidProblem(
            f"{len(person.days)} numbers of days are given for {months} months.",
            where=where,
            cure="Give one number for each month.",
        )
    for month, days in enumerate(person.days, 1):
        if not (isfinite(days) and 0 <= days <= MOST_DAYS):
            raise InvalidProblem(
                f"{days:g} free days in month {month} lie outside 0 to {MOST_DAYS:g}.",
                where=where,
                cure="Give 0 where someone is not free, and at most the days of a month.",
            )
    for skill, level in person.skills.items():
        if fault := LEVEL.fault(level):
            raise InvalidProblem(fault, where=f"{where}, {skill}", cure=LEVEL.cure)
    if not (isfinite(person.cost) and person.cost >= 0):
        raise InvalidProblem("The cost is negative or no number.", where=where, cure="Give 0 or more.")
    if not -DAY / 2 <= person.zone <= DAY / 2 + 2:
        raise InvalidProblem(
            f"There is no time zone {person.zone:+g}.", where=where, cure="Give -12 to +14 hours from UTC."
        )


def _check_demand(demand: Demand, months: int, where: str) -> None:
    if not 0 <= demand.month < months:
        raise InvalidProblem(
            f"Month {demand.month + 1} does not exist.",
            where=where,
            cure=f"The months are 1 to {months}.",
        )
    if not (isfinite(demand.days) and 0 <= demand.days <= 1e6):
        raise InvalidProblem(
            f"{demand.days:g} person-days cannot be asked.", where=where, cure="Give 0 to 1,000,000."
        )
    if fault := LEVEL.fault(demand.level):
        raise InvalidProblem(fault, where=where, cure=LEVEL.cure)
