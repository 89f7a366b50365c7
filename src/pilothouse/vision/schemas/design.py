"""Design reviews."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field

from pilothouse.kit.rest import Schema
from pilothouse.vision.schemas.values import Name, Reason

Answer = Literal["open", "passed", "finding", "not_applicable"]


class CheckNew(Schema):
    part: Annotated[str, Field(max_length=100)] = ""
    question: Annotated[str, Field(min_length=1, max_length=500)]


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
