"""The record, over REST."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from pilothouse.journal import queries
from pilothouse.journal.contracts import Entry
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.paging import Page
from pilothouse.kit.refs import Ref

router = Router()


class EntryOut(Schema):
    """One recorded change; `changes` maps a field to its value before and after."""

    id: int
    at: datetime
    actor_name: str
    channel: str
    verb: str
    subject: str
    title: str
    changes: dict[str, list[Any]]
    why: str
    batch: str

    @staticmethod
    def resolve_subject(entry: Entry) -> str:
        return str(entry.subject)


class ActivityOut(Schema):
    """Rows `(page - 1) * size` onward of `total`, newest first."""

    rows: list[EntryOut]
    total: int
    page: int
    size: int


class ActivityFilter(Schema):
    """What to show of the record; everything when nothing is given."""

    page: Annotated[int, Query(ge=1, le=10**9)] = 1
    size: Annotated[int, Query(ge=1, le=500)] = 50
    kind: Annotated[str, Query(max_length=60, description="Kind of object, such as roadmap.item")] = ""
    verb: Annotated[str, Query(max_length=60, description="What was done, such as item.moved")] = ""
    person: Annotated[str, Query(max_length=200, description="Name of who did it")] = ""
    since: Annotated[datetime | None, Query(description="Only entries from this moment on")] = None
    subject: Annotated[str, Query(max_length=80, description="One object, such as roadmap.item:42")] = ""


@router.get(
    "/activity",
    response=ActivityOut,
    operation_id="list_activity",
    summary="Every change: who, what, when, why",
    openapi_extra={"x-mcp": "read"},
)
def list_activity(request: HttpRequest, wanted: Query[ActivityFilter]) -> Page[Entry]:
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
