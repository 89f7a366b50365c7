"""Watching and notifications over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router

from pilothouse.accounts import contracts, queries, services
from pilothouse.accounts.contracts import Reason
from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema, read, write

router = Router()


class WatchChange(Schema):
    """Whether to hear of changes of a thing."""

    subject: Annotated[str, Field(max_length=60, description="Such as roadmap.item:42")]
    on: bool = True


class Finish(Schema):
    """Which notifications are done; all without a reason."""

    reason: Reason | None = None


@router.get("/watches", response=list[str], **read("list_watched", "What you hear of"))
def list_watched(request: HttpRequest) -> list[str]:
    """References such as `roadmap.item:42`, the newest first."""
    return queries.watched(actor=request_actor(request))


@router.put("/watches", response=contracts.Watching, **write("set_watch", "Watch a thing, or no more"))
def set_watch(request: HttpRequest, body: WatchChange) -> contracts.Watching:
    """One that is switched off is not switched on again by what you do."""
    about = Ref.parse(body.subject)
    return services.watch(actor=request_actor(request), now=clock.now(), about=about, on=body.on)


@router.get(
    "/notifications",
    response=Page[contracts.Notification],
    **read("list_notifications", "Your notifications"),
)
def list_notifications(
    request: HttpRequest,
    reason: Annotated[Reason | None, Query()] = None,
    done: bool = False,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[contracts.Notification]:
    """Newest first: those that wait, or those that are done."""
    actor = request_actor(request)
    return queries.inbox(actor=actor, reason=reason or "", done=done, page=page, size=size)


@router.post(
    "/notifications/done",
    response=contracts.Finished,
    **write("finish_notifications", "Mark your notifications done"),
)
def finish_notifications(request: HttpRequest, body: Finish) -> contracts.Finished:
    """All that wait, or those of one reason."""
    actor = request_actor(request)
    return services.finish_notifications(actor=actor, now=clock.now(), reason=body.reason or "")


@router.post(
    "/notifications/{int:notification_id}/done",
    response=contracts.Notification,
    **write("finish_notification", "Mark one of your notifications done"),
)
def finish_notification(
    request: HttpRequest, notification_id: Id, done: bool = True
) -> contracts.Notification:
    """With `done=false` it waits again."""
    actor = request_actor(request)
    return services.finish_notification(actor=actor, now=clock.now(), id=notification_id, done=done)
