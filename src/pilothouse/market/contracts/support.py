"""What goes wrong at customers, and how soon it is to be answered and solved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from pilothouse.kit.subjects import Subject

# The first is the worst.
SEVERITIES = ("critical", "high", "normal", "low")
PROBLEM_STATES = ("new", "open", "waiting", "solved", "closed")
UNSOLVED = ("new", "open", "waiting")
STANDING = ("waiting", "solved", "closed")  # in these the clocks stand
STATE_NAMES = {"waiting": "Waiting for the customer"}
Severity = Literal["critical", "high", "normal", "low"]
ProblemState = Literal["new", "open", "waiting", "solved", "closed"]
HOW_TOLD = ("e-mail", "phone", "meeting", "chat", "letter")
# Working hours to the first answer and to the solution, unless a workspace says otherwise.
USUAL_HOURS: dict[str, tuple[float, float]] = {
    "critical": (1.0, 8.0),
    "high": (4.0, 24.0),
    "normal": (8.0, 40.0),
    "low": (16.0, 120.0),
}
DAY_BEGINS = 9.0  # o'clock, UTC


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """How many working hours a problem of a severity may wait for its first answer and its solution."""

    severity: Severity
    answer_hours: float
    solution_hours: float


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """What a workspace promises. `day_begins`: the hour, UTC, at which a working day begins; how long it is
    and which days are worked says the team's calendar. `version` is 0 while no one has set anything."""

    levels: tuple[ServiceLevel, ...]
    day_begins: float
    version: int

    def of(self, severity: str) -> ServiceLevel:
        return next(row for row in self.levels if row.severity == severity)


@dataclass(frozen=True, slots=True)
class SupportProblem:
    """What goes wrong at a customer, in their words. `answer_due_at` and `solution_due_at` are when the
    service level of its severity ends, empty where its clock stands before that; `next_due_at` is the earlier
    of those that are still to come or were missed, empty once it is solved or closed. `key`: that of
    the file it came from. `item` is to solve it; `told_at`, `told_by` and `told_how` say that the customer
    was told once it shipped."""

    id: int
    key: str
    title: str
    words: str
    company_id: int | None
    company_name: str
    contact_id: int | None
    contact_name: str
    severity: str
    state: str
    assignee_id: int | None
    assignee_name: str
    workaround: str
    reported_at: datetime
    answered_at: datetime | None
    solved_at: datetime | None
    answer_due_at: datetime | None
    solution_due_at: datetime | None
    next_due_at: datetime | None
    item: Subject | None
    told_at: datetime | None
    told_by: str
    told_how: str
    version: int

    @property
    def state_name(self) -> str:
        return STATE_NAMES.get(self.state, self.state.capitalize())

    @property
    def is_unsolved(self) -> bool:
        return self.state in UNSOLVED

    @property
    def stands(self) -> bool:
        """Whether its clocks stand."""
        return self.state in STANDING

    @property
    def answered_late(self) -> bool:
        return _late(self.answered_at, self.answer_due_at)

    @property
    def solved_late(self) -> bool:
        return _late(self.solved_at, self.solution_due_at)


def _late(at: datetime | None, due: datetime | None) -> bool:
    return at is not None and due is not None and at > due


@dataclass(frozen=True, slots=True)
class ToTell:
    """Someone who is to be told that `item` shipped, which was to solve `problems` of theirs: a contact,
    else a company, else no one known. `consent` says whether they agreed to be contacted; `draft` is what
    could be written to them."""

    item: Subject
    contact_id: int | None
    contact_name: str
    email: str
    consent: str
    company_id: int | None
    company_name: str
    problems: tuple[SupportProblem, ...]
    draft: str

    @property
    def mailto(self) -> str:
        """The address that opens the draft in a mail program; empty without an e-mail."""
        if not self.email:
            return ""
        return f"mailto:{quote(self.email)}?subject={quote(self.item.title)}&body={quote(self.draft)}"


@dataclass(frozen=True, slots=True)
class ToldMarked:
    """How many problems an act changed."""

    changed: int


@dataclass(frozen=True, slots=True)
class MissedProblem:
    """A problem that missed its service level, in short."""

    id: int
    title: str
    severity: str
    company_name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """How many problems missed their service level, the `first` of them, and how many no one answered."""

    breached: int
    unanswered: int
    first: tuple[MissedProblem, ...]


@dataclass(frozen=True, slots=True)
class SupportSummary:
    """The queue in figures: what is not solved, of that what missed its service level and what comes due
    soon, what no one answered yet, and what waits for the customer."""

    unsolved: int
    breached: int
    due_soon: int
    unanswered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ImportedProblem:
    """A row of a table of support problems; `company` is its name, `email` the address of a contact who is
    here, `assignee_id` a person of the team."""

    source: str
    row: int
    external_id: str
    title: str
    words: str = ""
    severity: str = ""
    state: str = ""
    company: str = ""
    email: str = ""
    assignee_id: int | None = None
    workaround: str = ""
    reported_at: datetime | None = None
    answered_at: datetime | None = None
    solved_at: datetime | None = None
