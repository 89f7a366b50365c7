"""Studies of people: what is asked, whom, what was seen, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pilothouse.kit.subjects import Subject

STUDY_KINDS = ("interview", "survey", "usability", "diary")
STUDY_KIND_NAMES = {"usability": "Usability test", "diary": "Diary study"}
STUDY_STATUSES = ("planned", "running", "analysing", "done")
OUTCOMES = ("completed", "helped", "failed")
OUTCOME_NAMES = {"helped": "With help"}
StudyKind = Literal["interview", "survey", "usability", "diary"]
StudyStatus = Literal["planned", "running", "analysing", "done"]
Outcome = Literal["completed", "helped", "failed"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` with the 90 % interval `low` to `high`, of `n` people; `says` is False where the interval is
    too wide to say anything."""

    value: float
    low: float
    high: float
    n: int
    says: bool


@dataclass(frozen=True, slots=True)
class SampleSeen:
    """A problem that `met_by` of all people meet is seen by at least one with probability `chance`."""

    met_by: float
    chance: float


@dataclass(frozen=True, slots=True)
class SampleShows:
    """What `n` people can show: problems that are seen, the rarest that is seen in 9 of 10 such studies (a
    share of people), and the widest 90 % interval of a share, `low` to `high`."""

    n: int
    seen: tuple[SampleSeen, ...]
    rarest: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Study:
    """A question that is put to people. `sample` is how many are wanted; the counts are of what is there."""

    id: int
    title: str
    kind: str
    status: str
    question: str
    method: str
    audience: str
    product: Subject | None
    owner_id: int | None
    owner_name: str
    starts_on: date | None
    ends_on: date | None
    sample: int | None
    consent_text: str
    participants: int
    sessions: int
    responses: int
    insights: int
    version: int

    @property
    def kind_name(self) -> str:
        return STUDY_KIND_NAMES.get(self.kind, self.kind.capitalize())

    @property
    def product_ref(self) -> str:
        return self.product.ref if self.product else ""

    @property
    def has_sessions(self) -> bool:
        return self.kind != "survey"

    @property
    def people(self) -> int:
        """How many took part so far."""
        return self.responses if self.kind == "survey" else self.participants


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody of a study; without a contact known by a number alone. `sus`: ten answers, or none."""

    id: int
    study_id: int
    number: int
    contact_id: int | None
    contact_name: str
    segment: str
    consent: str
    consent_on: date | None
    sus: tuple[int, ...]
    version: int

    @property
    def called(self) -> str:
        return self.contact_name or f"Participant {self.number}"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage of notes, with tags."""

    id: int
    session_id: int
    passage: str
    start: int
    end: int
    tags: tuple[str, ...]
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class StudySession:
    """A talk, a test or an entry of a diary: its notes, and what is highlighted in them."""

    id: int
    study_id: int
    study_title: str
    study_kind: str
    participant_id: int | None
    participant_name: str
    held_on: date
    notes: str
    highlights: tuple[Highlight, ...]
    version: int


@dataclass(frozen=True, slots=True)
class StudyTask:
    """What participants of a usability test are asked to do."""

    id: int
    study_id: int
    title: str
    version: int


@dataclass(frozen=True, slots=True)
class TaskResult:
    """How a participant fared at a task."""

    task_id: int
    participant_id: int
    outcome: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """What a task shows: `completed` without help, of all who tried, and the typical `time` of those, in
    seconds."""

    task: StudyTask
    tried: int
    completed_alone: int
    helped: int
    failed: int
    completed: Figure | None
    time: Figure | None


@dataclass(frozen=True, slots=True)
class ParticipantScore:
    """The System Usability Scale of one participant, 0 to 100."""

    participant_id: int
    score: float


@dataclass(frozen=True, slots=True)
class UsabilityResults:
    """What a usability test shows so far."""

    tasks: tuple[TaskFigures, ...]
    results: tuple[TaskResult, ...]
    scores: tuple[ParticipantScore, ...]
    sus: Figure | None


@dataclass(frozen=True, slots=True)
class ImportedTest:
    """What a row of a table says of somebody in a usability test: how a task went, or the ten answers of the
    System Usability Scale, or both."""

    source: str
    row: int
    external_id: str
    study: str
    participant: str
    segment: str
    task: str
    outcome: str
    seconds: float | None
    sus: tuple[int, ...]
