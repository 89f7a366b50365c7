"""What leaves the vision room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.graph import Plan
from pilothouse.engine.review.statements import KINDS
from pilothouse.kit.subjects import Subject

__all__ = [
    "ANSWERS",
    "BLUEPRINT_STATES",
    "KINDS",
    "Acknowledgement",
    "Blueprint",
    "ChangedStatement",
    "Check",
    "DesignReview",
    "Difference",
    "Gate",
    "Handoff",
    "KeyResult",
    "Objective",
    "Persona",
    "PlanFacts",
    "Product",
    "Reviewed",
    "Revision",
    "Statement",
    "Trace",
]

BLUEPRINT_STATES = ("draft", "in_review", "finalised")
ANSWERS = ("open", "passed", "finding", "not_applicable")


@dataclass(frozen=True, slots=True)
class Product:
    """A product. `key` begins the keys of its items; `statement` says for whom and against which problem.

    `description` is Markdown. `budget_cents` is in minor units of the workspace's currency.
    """

    id: int
    key: str
    name: str
    statement: str
    description: str
    budget_cents: int | None
    version: int

    @property
    def ref(self) -> str:
        return f"vision.product:{self.id}"


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A figure from `baseline` to `target`; `progress` is how much of the way is gone, 0..1 and beyond."""

    id: int
    objective_id: int
    title: str
    metric: str
    unit: str
    source: str
    baseline: float | None
    target: float | None
    current: float | None
    version: int

    @property
    def progress(self) -> float | None:
        if self.baseline is None or self.target is None or self.current is None:
            return None
        way = self.target - self.baseline
        return (self.current - self.baseline) / way if way else None


@dataclass(frozen=True, slots=True)
class Objective:
    """What the product is to achieve, with its key results."""

    id: int
    product_id: int
    title: str
    description: str
    owner_id: int | None
    owner_name: str
    due_on: date | None
    key_results: tuple[KeyResult, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody for whom the product is made; `goals` and `pains` are Markdown."""

    id: int
    product_id: int
    name: str
    description: str
    goals: str
    pains: str
    version: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A document in Markdown. `number` is that of its newest revision; `newest_handoff` that of the last one,
    or 0."""

    id: int
    product_id: int
    title: str
    text: str
    state: str
    number: int
    changed_at: datetime
    newest_handoff: int
    version: int

    @property
    def ref(self) -> str:
        return f"vision.blueprint:{self.id}"

    @property
    def finalised(self) -> bool:
        return self.state == "finalised"


@dataclass(frozen=True, slots=True)
class Revision:
    """A blueprint as it once was."""

    number: int
    title: str
    text: str
    at: datetime
    actor_name: str
    why: str


@dataclass(frozen=True, slots=True)
class Trace:
    """`subject` delivers a statement; suspect once the statement says something else than `checked_text`."""

    id: int
    subject: Subject
    suspect: bool
    checked_text: str
    checked_at: datetime
    checked_by: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A goal, requirement, story and so on. `start` to `end` are characters of the blueprint's text."""

    id: int
    key: str
    kind: str
    text: str
    part: str
    line: int
    start: int
    end: int
    parent_key: str
    mentions: tuple[str, ...]
    removed: bool
    traces: tuple[Trace, ...] = ()

    @property
    def suspect(self) -> bool:
        return any(trace.suspect for trace in self.traces)


@dataclass(frozen=True, slots=True)
class Check:
    """One question of a design review. A finding is settled once `settled` says how."""

    id: int
    part: str
    question: str
    answer: str
    note: str
    settled: str
    version: int

    @property
    def blocks(self) -> bool:
        return self.answer == "finding" and not self.settled


@dataclass(frozen=True, slots=True)
class DesignReview:
    """A checklist gone through with people, on revision `revision_number` of a blueprint."""

    id: int
    blueprint_id: int
    title: str
    held_on: date
    reviewers: str
    closed_at: datetime | None
    closed_by: str
    revision_number: int
    checks: tuple[Check, ...]
    version: int

    @property
    def unanswered(self) -> int:
        return sum(check.answer == "open" for check in self.checks)

    @property
    def blocking(self) -> int:
        return sum(check.blocks for check in self.checks)


@dataclass(frozen=True, slots=True)
class Gate:
    """What keeps a blueprint from being finalised; nothing does when `reasons` is empty."""

    reasons: tuple[str, ...]
    summary: str

    @property
    def may_finalise(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Findings in a text and about the plan, and the statements that were found in the text.

    `statements` have no traces that are not stored yet; `gate` is that of the text as given.
    """

    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]
    gate: Gate

    def count(self, severity: str) -> int:
        return sum(row.severity == severity for row in self.findings)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A team's answer to a hand-off; `at` is None until it came."""

    id: int
    team_id: int | None
    team_name: str
    at: datetime | None
    actor_name: str
    note: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """What was handed over, as it was. `digest` is the SHA-256 of its content."""

    id: int
    blueprint_id: int
    number: int
    revision_number: int
    at: datetime
    actor_name: str
    note: str
    content: dict[str, Any]
    digest: str
    acknowledgements: tuple[Acknowledgement, ...]

    @property
    def waiting(self) -> int:
        return sum(row.at is None for row in self.acknowledgements)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the roadmap tells of a product: the plan as the review reads it, and what its items are called.

    `subjects` are by reference (`roadmap.item:42`), finished ones too.
    """

    plan: Plan
    subjects: dict[str, Subject] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangedStatement:
    """A statement of two hand-offs; `before` or `after` is empty where only one has it."""

    key: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two hand-offs. `lines`: the text as (sign, line), sign being '+', '-' or blank;
    `dates`: what, then the day before and after (p85), empty where there was none."""

    statements: tuple[ChangedStatement, ...]
    answers: tuple[str, ...]
    dates: tuple[tuple[str, str, str], ...]
    lines: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.statements or self.answers or self.dates or self.lines)
