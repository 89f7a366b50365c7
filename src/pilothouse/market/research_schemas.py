"""What comes in over REST about studies and insights."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema
from pilothouse.market.contracts import Outcome, StudyKind, StudyStatus
from pilothouse.market.schemas import Consent

Line = Annotated[str, Field(max_length=200)]
Prose = Annotated[str, Field(max_length=20_000)]
Notes = Annotated[str, Field(max_length=100_000)]
Product = Annotated[str, Field(max_length=60, description="A product: vision.product:3; empty for none")]
Sample = Annotated[int, Field(ge=1, le=1_000_000, description="How many people are wanted")]
Seconds = Annotated[float, Field(ge=0.001, le=1_000_000)]
Sus = Annotated[
    list[Annotated[int, Field(ge=1, le=5)]],
    Field(max_length=10, description="Ten answers from 1 to 5; empty for none"),
]
Tag = Annotated[str, Field(max_length=40)]


class StudyFilter(Schema):
    """Which studies; all when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Words of title or question")] = ""
    kind: Annotated[StudyKind | Literal[""], Query()] = ""
    status: Annotated[StudyStatus | Literal[""], Query()] = ""
    owner: Annotated[Id | None, Query()] = None
    page: PageNumber = 1
    size: PageSize = 50


class StudyChange(Schema):
    """What is known of it; what is left out stays."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    kind: StudyKind | None = None
    status: StudyStatus | None = None
    question: Annotated[str, Field(max_length=5_000)] | None = None
    method: Prose | None = None
    audience: Annotated[str, Field(max_length=5_000)] | None = None
    consent_text: Annotated[str, Field(max_length=5_000)] | None = None
    product: Product | None = None
    owner_id: Id | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sample: Sample | None = None


class StudyNew(StudyChange):
    title: Annotated[str, Field(min_length=1, max_length=200)]


class BulkStudies(Schema):
    """The same change on many, as one act."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=20_000)]
    status: StudyStatus | None = None
    owner_id: Id | None = None


class ParticipantChange(Schema):
    """Who takes part; what is left out stays."""

    contact_id: Id | None = None
    segment: Annotated[str, Field(max_length=60)] | None = None
    consent: Consent | None = None
    consent_on: date | None = None
    sus: Sus | None = None


class ParticipantNew(ParticipantChange):
    """A contact, or no one by name."""


class StudySessionChange(Schema):
    """What is known of it; what is left out stays."""

    participant_id: Id | None = None
    held_on: date | None = None
    notes: Notes | None = None


class StudySessionNew(StudySessionChange):
    """On a day, today where none is given."""


class HighlightNew(Schema):
    """`passage`: words of the notes, as they stand there."""

    passage: Annotated[str, Field(min_length=1, max_length=100_000)]
    tags: Annotated[list[Tag], Field(max_length=20)] = []


class StudyTaskChange(Schema):
    title: Annotated[str, Field(min_length=1, max_length=200)]


class TaskResultNew(Schema):
    """How someone fared at a task; an empty outcome takes the result away."""

    task_id: Id
    outcome: Outcome | Literal[""]
    seconds: Seconds | None = None


class ResultsNew(Schema):
    """Tasks that are left out stay, and so do answers where `sus` is null."""

    results: Annotated[list[TaskResultNew], Field(max_length=500)] = []
    sus: Sus | None = None


class SampleWanted(Schema):
    people: Annotated[int, Query(ge=1, le=1_000_000, description="How many people")]


class InsightFilter(Schema):
    """Which insights; all when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Words of the statement or the notes")] = ""
    study: Annotated[Id | None, Query()] = None
    owner: Annotated[Id | None, Query()] = None
    linked: Annotated[Literal["", "yes", "no"], Query(description="Whether it is about something")] = ""
    page: PageNumber = 1
    size: PageSize = 50


class InsightChange(Schema):
    """What is known of it; what is left out stays."""

    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    notes: Prose | None = None
    product: Product | None = None
    study_id: Id | None = None
    owner_id: Id | None = None


class InsightNew(InsightChange):
    title: Annotated[str, Field(min_length=1, max_length=300)]


class InsightEvidenceNew(Schema):
    source: Annotated[
        str,
        Field(
            max_length=60,
            description="One of feedback, highlight, survey_question, study_task: market.highlight:3",
        ),
    ]
    against: bool = False


class InsightTarget(Schema):
    target: Annotated[
        str, Field(max_length=60, description="An item, a requirement or a theme: roadmap.item:3")
    ]
