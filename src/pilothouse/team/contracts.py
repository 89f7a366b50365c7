"""What leaves the team room, and what others hand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Skill:
    id: int
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill of somebody at a level of 1 (knows) to 5 (leads)."""

    skill_id: int
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Absence:
    """Both days included."""

    id: int
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team. `availability` is the share 0..1 of a full day; rates in minor units a day."""

    id: int
    name: str
    initials: str
    email: str
    title: str
    team_id: int | None
    team_name: str
    day_rate_cents: int | None
    availability: float
    joins_on: date | None
    leaves_on: date | None
    country: str
    subdivision: str
    ramp_weeks: int
    skills: tuple[HeldSkill, ...]
    absences: tuple[Absence, ...]
    source: str
    external_id: str
    version: int


@dataclass(frozen=True, slots=True)
class ClosedDay:
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working weekdays (0 is Monday), the country whose public holidays apply, and further closed days."""

    country: str
    subdivision: str
    weekdays: frozenset[int]
    closed: tuple[ClosedDay, ...]
    hours_per_day: float
    version: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who holds a skill, best first; `single` when only one person is at level 3 or better."""

    skill: Skill
    holders: tuple[tuple[str, int], ...]
    best: int
    single: bool


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Somebody named by a tracker."""

    source: str
    external_id: str
    name: str
    email: str = ""
    leaves_on: date | None = None
