"""What comes in over REST about feedback."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema

Channel = Literal["customer", "sales", "support", "engineering", "design", "review", "survey", "research"]
Kind = Literal["", "bug", "request", "question", "praise", "other"]
State = Literal["new", "reviewed", "dismissed"]
Line = Annotated[str, Field(max_length=200)]
Importance = Annotated[int, Field(ge=1, le=3, description="1 nice to have, 2 important, 3 critical")]
Target = Annotated[str, Field(max_length=60, description="An item or a requirement: roadmap.item:3")]


class FeedbackFilter(Schema):
    """Which feedback; all when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Words of text, author or company")] = ""
    state: Annotated[Literal["", "new", "reviewed", "dismissed"], Query()] = ""
    channel: Annotated[Channel | Literal[""], Query()] = ""
    kind: Annotated[Kind | Literal["none"], Query(description="`none`: not decided")] = ""
    company: Annotated[Id | None, Query()] = None
    linked: Annotated[Literal["", "yes", "no"], Query(description="Whether it asks for something")] = ""
    theme: Annotated[Id | Literal["none"] | None, Query(description="A theme; `none`: in none")] = None
    page: PageNumber = 1
    size: PageSize = 50


class FeedbackChange(Schema):
    """What is known of it; what is left out stays."""

    channel: Channel | None = None
    author: Line | None = None
    company_id: Id | None = None
    contact_id: Id | None = None
    received_on: date | None = None
    link: Annotated[str, Field(max_length=500)] | None = None
    language: Annotated[str, Field(max_length=10)] | None = None
    kind: Kind | None = None
    state: State | None = None
    theme_id: Annotated[Id | None, Field(description="An open theme; null for none")] = None


class FeedbackNew(FeedbackChange):
    text: Annotated[str, Field(min_length=1, max_length=100_000)]


class BulkFeedback(Schema):
    """The same change on many, as one act."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=20_000)]
    channel: Channel | None = None
    kind: Kind | None = None
    state: State | None = None
    company_id: Id | None = None
    theme_id: Annotated[Id | None, Field(description="An open theme; null for none")] = None


class FeedbackLinkNew(Schema):
    """`passage`: words of the text that say so; empty for all of it."""

    target: Target
    importance: Importance = 2
    passage: Annotated[str, Field(max_length=100_000)] = ""
    against: Annotated[bool, Field(description="It asks against it, such as not to change it")] = False


class VoteNew(Schema):
    target: Target
    company_id: Id
    importance: Importance = 2
    note: Annotated[str, Field(max_length=500)] = ""
