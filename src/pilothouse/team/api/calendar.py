"""The workspace's working days over REST."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.rest import IfMatch, confirm, given, gone, read, tagged, write
from pilothouse.team import contracts, queries, services
from pilothouse.team.schemas import CalendarChange, ClosedDayNew

router = Router()

_NEVER_NULL = ("country", "subdivision", "weekdays", "hours_per_day")


@router.get("/calendar", response=contracts.Calendar, **read("get_calendar", "The workspace's working days"))
def get_calendar(request: HttpRequest, response: HttpResponse) -> contracts.Calendar:
    return tagged(response, queries.calendar(actor=request_actor(request)))


@router.patch(
    "/calendar",
    response=contracts.Calendar,
    **confirm("change_calendar", "Change working days, country and hours"),
)
def change_calendar(
    request: HttpRequest, response: HttpResponse, change: CalendarChange, if_match: IfMatch
) -> contracts.Calendar:
    changed = services.change_calendar(
        actor=request_actor(request),
        now=clock.now(),
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, changed)


@router.get(
    "/calendar/closed",
    response=list[contracts.ClosedDay],
    **read("list_closed_days", "Days on which no one works, beside public holidays"),
)
def list_closed_days(request: HttpRequest) -> list[contracts.ClosedDay]:
    return list(queries.calendar(actor=request_actor(request)).closed)


@router.post(
    "/calendar/closed",
    response={201: contracts.ClosedDay},
    **write("add_closed_day", "Close a day for everybody"),
)
def add_closed_day(request: HttpRequest, new: ClosedDayNew) -> Status[contracts.ClosedDay]:
    return Status(201, services.add_closed_day(actor=request_actor(request), now=clock.now(), **new.dict()))


@router.delete(
    "/calendar/closed/{day}",
    response={204: None},
    **confirm("remove_closed_day", "Open a closed day"),
)
def remove_closed_day(request: HttpRequest, day: str) -> Status[None]:
    actor = request_actor(request)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise NotFound("This day is not closed.", cure="See the calendar in Settings.") from None
    services.remove_closed_day(actor=actor, now=clock.now(), day=when)
    return gone()
