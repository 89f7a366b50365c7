"""What leaves the team room, and what others hand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# From this level on someone does the work without help.
ABLE = 3
# What can be said about someone.
EDITABLE = (
    "name", "email", "title", "team_id", "day_rate_cents", "availability", "joins_on", "leaves_on", "country",
    "subdivision", "ramp_weeks", "notes",
)  # fmt: skip
LEVELS = {1: "knows", 2: "with help", 3: "alone", 4: "well", 5: "leads"}


@dataclass(frozen=True, slots=True)
class Team:
    """A group of people."""

    id: int
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that people can do."""

    id: int
    name: str
    group: str
    version: int


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill of someone at a level of 1 (knows) to 5 (leads)."""

    skill_id: int
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which someone does not work, both included."""

    id: int
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the team. `availability` is the share 0..1 of a full day; rates in minor units a day.

    `country` and `subdivision` are empty where the workspace's calendar holds.
    """

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
    notes: str = ""

    def has_left(self, today: date) -> bool:
        """Whether the last day is over."""
        return self.leaves_on is not None and self.leaves_on < today


@dataclass(frozen=True, slots=True)
class Member:
    """Someone by name, with the name of their team."""

    id: int
    name: str
    initials: str
    team_name: str


@dataclass(frozen=True, slots=True)
class CalendarAbsence:
    """Days away as a calendar has them, and whose they are. `uid` knows the event again."""

    person_id: int
    uid: str
    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CalendarTaken:
    """What came of a calendar: absences made, changed and as they were, and notes on those left out.

    `batch` is that of the act, empty when nothing was done.
    """

    added: int
    changed: int
    kept: int
    notes: tuple[str, ...]
    batch: str


@dataclass(frozen=True, slots=True)
class Away:
    """An absence and whose it is."""

    id: int
    person_id: int
    name: str
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A date on which no one works."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working weekdays (0 is Monday), the country whose public holidays apply, and further closed days.

    `version` is 0 while no one has set anything.
    """

    country: str
    subdivision: str
    weekdays: frozenset[int]
    closed: tuple[ClosedDay, ...]
    hours_per_day: float
    version: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who has a skill."""

    person_id: int
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who has a skill, best first.

    `able` counts those at level 3 or better; `single` is true when there is exactly one: without that
    person no one does it unaided.
    """

    skill: Skill
    holders: tuple[Holder, ...]
    best: int
    able: int
    single: bool

    @property
    def only(self) -> Holder | None:
        """The single point of failure, if there is one."""
        return self.holders[0] if self.single else None


@dataclass(frozen=True, slots=True)
class ImportedSkill:
    """A skill by name, at a level of 1 to 5."""

    name: str
    level: int


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Someone named by a tracker or by a roster, whose `row` it is; what is empty says nothing."""

    source: str
    external_id: str
    name: str
    email: str = ""
    leaves_on: date | None = None
    joins_on: date | None = None
    title: str = ""
    team: str = ""
    availability: float | None = None
    skills: tuple[ImportedSkill, ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class MyPerson:
    """Whom a member is among the people."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class WhoIAm:
    """The caller among the people; None before the caller has said so."""

    person: MyPerson | None
