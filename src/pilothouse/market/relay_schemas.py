"""What comes in over REST about relayed findings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import PageNumber, PageSize, Schema


class RelayFilter(Schema):
    """Which relayed findings; all when nothing is given."""

    state: Annotated[
        Literal["", "open", "mine", "sent", "answered"],
        Query(description="Without an answer, sent to you, sent by you, or answered"),
    ] = ""
    page: PageNumber = 1
    size: PageSize = 50


class RelayNew(Schema):
    subject: Annotated[str, Field(max_length=60, description="The finding: market.feedback:3")]
    to: Annotated[str, Field(max_length=60, description="team.team:2 or team.person:5")]
    why: Annotated[str, Field(min_length=1, max_length=500)]
    due_on: Annotated[date | None, Field(description="By when it is to be answered")] = None


class RelayAnswer(Schema):
    """In words, with the item that came of it, or both."""

    answer: Annotated[str, Field(max_length=5_000)] = ""
    done: Annotated[str, Field(max_length=60, description="roadmap.item:3")] = ""
