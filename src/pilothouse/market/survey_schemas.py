"""What comes in over REST about surveys."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema
from pilothouse.market.contracts import LinkKind, QuestionKind

Text = Annotated[str, Field(min_length=1, max_length=500)]
UpTo = Annotated[int, Field(ge=5, le=10, description="Upper end of a scale: 5, 7, or 10, which begins at 0")]
Option = Annotated[str, Field(max_length=200)]


class SurveyQuestionChange(Schema):
    """What is known of it; what is left out stays."""

    text: Text | None = None
    kind: QuestionKind | None = None
    options: Annotated[list[Option], Field(max_length=30, description="Of a choice")] | None = None
    up_to: UpTo | None = None
    is_required: bool | None = None


class SurveyQuestionNew(SurveyQuestionChange):
    text: Text


class SurveyLinkNew(Schema):
    """An address without a log-in; one for a participant takes one answer."""

    label: Annotated[str, Field(max_length=100)] = ""
    kind: LinkKind = "open"
    closes_on: Annotated[date | None, Field(description="The last day on which it takes answers")] = None
    participant_id: Id | None = None


class ResponsePage(Schema):
    page: PageNumber = 1
    size: PageSize = 50
