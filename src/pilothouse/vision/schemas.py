"""What the vision part of the API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from pilothouse.engine.review.rule import Rule
from pilothouse.vision.services import MOST, MOST_TEXT

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Line = Annotated[str, Field(max_length=300)]
NeededLine = Annotated[str, Field(min_length=1, max_length=300)]
Words = Annotated[str, Field(max_length=100_000, description="Markdown")]
Reason = Annotated[str, Field(max_length=10_000)]
Cents = Annotated[int, Field(ge=0, le=10**15, description="Minor units of the workspace's currency")]
Figure = Annotated[float, Field(ge=-(10**15), le=10**15, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=MOST_TEXT, description="Markdown")]
Key = Annotated[str, Field(max_length=40)]
State = Literal["draft", "in_review", "finalised"]
Format = Literal["md", "docx", "odt", "html"]
Answer = Literal["open", "passed", "finding", "not_applicable"]


class ProductOut(Schema):
    """A product; `key` begins the keys of its items."""

    id: int
    key: str
    name: str
    statement: str
    description: str
    budget_cents: int | None
    version: int


Name = Annotated[str, Field(min_length=1, max_length=MOST["name"])]
Statement = Annotated[str, Field(max_length=MOST["statement"], description="For whom, which problem")]
Description = Annotated[str, Field(max_length=MOST["description"], description="Markdown")]


class ProductNew(Schema):
    """A product to add; the key stays for good."""

    key: Annotated[str, Field(pattern="^[A-Z][A-Z0-9]{1,9}$")]
    name: Name
    statement: Statement = ""
    description: Description = ""
    budget_cents: Cents | None = None


class ProductChange(Schema):
    """What to change; what is left out stays. A budget of null takes it away."""

    name: Name | None = None
    statement: Statement | None = None
    description: Description | None = None
    budget_cents: Cents | None = None


class KeyResultOut(Schema):
    """A figure from `baseline` to `target`; `progress` is the share of the way that is gone."""

    id: int
    objective_id: int
    title: str
    metric: str
    unit: str
    source: str
    baseline: float | None
    target: float | None
    current: float | None
    progress: float | None
    version: int


class ObjectiveOut(Schema):
    """What the product is to achieve, with its key results."""

    id: int
    product_id: int
    title: str
    description: str
    owner_id: int | None
    owner_name: str
    due_on: date | None
    key_results: list[KeyResultOut]
    version: int


class ObjectiveNew(Schema):
    title: NeededLine
    description: Words = ""
    owner_id: Number | None = None
    due_on: date | None = None


class ObjectiveChange(Schema):
    """What to change; what is left out stays."""

    title: NeededLine | None = None
    description: Words | None = None
    owner_id: Number | None = None
    due_on: date | None = None


class KeyResultNew(Schema):
    title: NeededLine
    metric: Annotated[str, Field(max_length=200)] = ""
    unit: Key = ""
    source: Line = ""
    baseline: Figure | None = None
    target: Figure | None = None
    current: Figure | None = None


class KeyResultChange(Schema):
    """What to change; what is left out stays."""

    title: NeededLine | None = None
    metric: Annotated[str, Field(max_length=200)] | None = None
    unit: Key | None = None
    source: Line | None = None
    baseline: Figure | None = None
    target: Figure | None = None
    current: Figure | None = None


class PersonaOut(Schema):
    """Somebody for whom the product is made."""

    id: int
    product_id: int
    name: str
    description: str
    goals: str
    pains: str
    version: int


class PersonaNew(Schema):
    name: Name
    description: Words = ""
    goals: Words = ""
    pains: Words = ""


class PersonaChange(Schema):
    """What to change; what is left out stays."""

    name: Name | None = None
    description: Words | None = None
    goals: Words | None = None
    pains: Words | None = None


class BlueprintRow(Schema):
    """A blueprint without its text. `number` is that of its newest revision."""

    id: int
    product_id: int
    title: str
    state: State
    number: int
    changed_at: datetime
    newest_handoff: int
    version: int


class BlueprintOut(BlueprintRow):
    """A blueprint with its text."""

    text: str


class BlueprintNew(Schema):
    title: NeededLine
    text: Text = ""
    why: Reason = ""


class BlueprintChange(Schema):
    """What to change; what is left out stays. `why` stands in the history."""

    title: NeededLine | None = None
    text: Text | None = None
    why: Reason = ""


class StateChange(Schema):
    """Reopening a finalised blueprint needs a reason."""

    state: State
    why: Reason = ""


class RevisionRow(Schema):
    number: int
    title: str
    at: datetime
    actor_name: str
    why: str


class RevisionOut(RevisionRow):
    text: str


class FixOut(Schema):
    """Replace characters `start` to `end` by `text`."""

    start: int
    end: int
    text: str


class FindingOut(Schema):
    """A flaw; `start` to `end` are characters of the text. `path` is `plan` where it is about none."""

    code: str
    rule: str
    severity: Literal["error", "warning", "note"]
    message: str
    path: str
    line: int
    column: int
    start: int
    end: int
    excerpt: str
    subject: str
    fix: FixOut | None


class SubjectOut(Schema):
    """What a trace or an uncertainty points to."""

    ref: str
    key: str
    title: str
    open: bool


class TraceOut(Schema):
    """`subject` delivers the statement; suspect once that says something else than `checked_text`."""

    id: int
    subject: SubjectOut
    suspect: bool
    checked_text: str
    checked_at: datetime
    checked_by: str


class StatementOut(Schema):
    """A goal, requirement, story and so on; id 0 is not stored yet."""

    id: int
    key: str
    kind: str
    text: str
    part: str
    line: int
    start: int
    end: int
    parent_key: str
    mentions: list[str]
    removed: bool
    suspect: bool
    traces: list[TraceOut]


class GateOut(Schema):
    """What keeps a blueprint from being finalised."""

    may_finalise: bool
    summary: str
    reasons: list[str]


class ReviewOut(Schema):
    findings: list[FindingOut]
    statements: list[StatementOut]
    gate: GateOut


class TextIn(Schema):
    text: Text


class TraceNew(Schema):
    """`key` is that of a statement, `to` that of an item or of another statement."""

    key: Annotated[str, Field(min_length=1, max_length=40)]
    to: Annotated[str, Field(min_length=1, max_length=40)]


Question = Annotated[str, Field(min_length=1, max_length=500)]


class CheckOut(Schema):
    """A question of a design review; a finding blocks until `settled` says how it was settled."""

    id: int
    part: str
    question: str
    answer: Answer
    note: str
    settled: str
    blocks: bool
    version: int


class DesignReviewOut(Schema):
    id: int
    blueprint_id: int
    title: str
    held_on: date
    reviewers: str
    closed_at: datetime | None
    closed_by: str
    revision_number: int
    unanswered: int
    blocking: int
    checks: list[CheckOut]
    version: int


class CheckNew(Schema):
    part: Annotated[str, Field(max_length=100)] = ""
    question: Question


class DesignReviewNew(Schema):
    """Without `questions` the usual ones are asked."""

    title: Name
    held_on: date | None = None
    reviewers: Annotated[str, Field(max_length=500)] = ""
    questions: Annotated[list[CheckNew], Field(min_length=1, max_length=200)] | None = None


class CheckAnswer(Schema):
    """A finding needs a note."""

    answer: Answer | None = None
    note: Reason | None = None
    settled: Reason | None = None


class AcknowledgementOut(Schema):
    id: int
    team_id: int | None
    team_name: str
    at: datetime | None
    actor_name: str
    note: str


class HandoffRow(Schema):
    """A hand-off without its content; `digest` is the SHA-256 of that."""

    id: int
    blueprint_id: int
    number: int
    revision_number: int
    at: datetime
    actor_name: str
    note: str
    digest: str
    acknowledgements: list[AcknowledgementOut]


class HandoffOut(HandoffRow):
    content: dict[str, Any]


class HandoffNew(Schema):
    team_ids: Annotated[list[Number], Field(min_length=1, max_length=100)]
    note: Reason = ""


class Note(Schema):
    note: Reason = ""


class ChangedStatementOut(Schema):
    key: str
    kind: str
    before: str
    after: str


class DifferenceOut(Schema):
    """`dates`: what, then its 85 % date before and after. `lines`: sign and line."""

    statements: list[ChangedStatementOut]
    answers: list[str]
    dates: list[tuple[str, str, str]]
    lines: list[tuple[str, str]]


class RuleOut(Schema):
    """A rule of the review; `rule` is its name, `about` one line, `manual` Markdown."""

    code: str
    rule: str
    family: str
    scope: str
    severity: Literal["error", "warning", "note"]
    about: str
    manual: str

    @classmethod
    def of(cls, row: Rule) -> RuleOut:
        return cls(
            code=row.code,
            rule=row.name,
            family=row.family,
            scope=row.scope,
            severity=row.severity,
            about=row.summary,
            manual=row.manual,
        )
