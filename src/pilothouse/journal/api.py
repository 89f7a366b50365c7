"""The record, over REST."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from pilothouse.journal import contracts, queries
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.paging import Page
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import PageNumber, PageSize, Schema, read

router = Router()


class ActivityFilter(Schema):
    """What to show of the record; everything when nothing is given."""

    page: PageNumber = 1
    size: PageSize = 50
    kind: Annotated[str, Query(max_length=60, description="Kind of object, such as roadmap.item")] = ""
    verb: Annotated[str, Query(max_length=60, description="What was done, such as item.moved")] = ""
    person: Annotated[str, Query(max_length=200, description="Name of who did it")] = ""
    since: Annotated[datetime | None, Query(description="Only entries from this moment on")] = None
    subject: Annotated[str, Query(max_length=80, description="One object, such as roadmap.item:42")] = ""


@router.get(
    "/activity",
    response=Page[contracts.Entry],
    **read("list_activity", "Every change: who, what, when, why"),
)
def list_activity(request: HttpRequest, wanted: Query[ActivityFilter]) -> Page[contracts.Entry]:
    return queries.activity(
        actor=request_actor(request),
        page=wanted.page,
        size=wanted.size,
        kind=wanted.kind,
        verb=wanted.verb,
        actor_name=wanted.person,
        since=_moment(wanted.since),
        subject=Ref.parse(wanted.subject) if wanted.subject else None,
    )


def _moment(when: datetime | None) -> datetime | None:
    """In UTC, which a moment without a time zone is taken for."""
    if when is None:
        return None
    try:
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except OverflowError:
        raise Invalid("This moment lies outside the calendar.", where="since") from None
