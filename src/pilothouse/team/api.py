"""The team over REST."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router, Schema, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page
from pilothouse.kit.versions import etag, parse_etag
from pilothouse.team import contracts, queries, services
from pilothouse.team.schemas import (
    AbsenceFilter,
    AbsenceNew,
    AbsenceOut,
    AbsencesOut,
    CalendarChange,
    CalendarOut,
    ClosedDayNew,
    ClosedDayOut,
    CoverageOut,
    LevelSet,
    PeopleFilter,
    PeopleOut,
    PersonChange,
    PersonNew,
    PersonOut,
    SkillChange,
    SkillNew,
    SkillOut,
    TeamName,
    TeamOut,
)

router = Router()

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag that the change is based on; another answers 412"),
]


@router.get(
    "/people",
    response=PeopleOut,
    operation_id="list_people",
    summary="People with their skills and absences, by name",
    openapi_extra={"x-mcp": "read"},
)
def list_people(request: HttpRequest, wanted: Query[PeopleFilter]) -> HttpResponse:
    found = queries.people_values(actor=request_actor(request), **wanted.dict())
    # Written as it was read, without a model for each row: this list is long and asked for often.
    body = {"rows": found.rows, "total": found.total, "page": found.page, "size": found.size}
    return HttpResponse(orjson.dumps(body), content_type="application/json")


@router.post(
    "/people",
    response={201: PersonOut},
    operation_id="add_person",
    summary="Add somebody to the team",
    openapi_extra={"x-mcp": "write"},
)
def add_person(request: HttpRequest, response: HttpResponse, new: PersonNew) -> Status[contracts.Person]:
    made = services.add_person(actor=request_actor(request), now=clock.now(), **_given(new))
    response["ETag"] = etag(made.version)
    return Status(201, made)


@router.get(
    "/people/{int:person_id}",
    response=PersonOut,
    operation_id="get_person",
    summary="One person",
    openapi_extra={"x-mcp": "read"},
)
def get_person(request: HttpRequest, response: HttpResponse, person_id: int) -> contracts.Person:
    found = queries.person(actor=request_actor(request), id=person_id)
    response["ETag"] = etag(found.version)
    return found


@router.patch(
    "/people/{int:person_id}",
    response=PersonOut,
    operation_id="change_person",
    summary="Change what is known of a person",
    openapi_extra={"x-mcp": "write"},
)
def change_person(
    request: HttpRequest,
    response: HttpResponse,
    person_id: int,
    change: PersonChange,
    if_match: IfMatch = None,
) -> contracts.Person:
    changed = services.change_person(
        actor=request_actor(request),
        now=clock.now(),
        id=person_id,
        version=parse_etag(if_match),
        values=_given(change, may_be_none=("team_id", "day_rate_cents", "joins_on", "leaves_on")),
    )
    response["ETag"] = etag(changed.version)
    return changed


@router.delete(
    "/people/{int:person_id}",
    response={204: None},
    operation_id="remove_person",
    summary="Remove a person whom the roadmap does not name",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_person(request: HttpRequest, person_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_person(
        actor=request_actor(request), now=clock.now(), id=person_id, version=parse_etag(if_match)
    )
    return Status(204, None)


@router.put(
    "/people/{int:person_id}/skills/{int:skill_id}",
    response=PersonOut,
    operation_id="set_person_skill",
    summary="Give a person a skill at a level",
    openapi_extra={"x-mcp": "write"},
)
def set_person_skill(request: HttpRequest, person_id: int, skill_id: int, body: LevelSet) -> contracts.Person:
    actor = request_actor(request)
    services.set_skill(
        actor=actor,
        now=clock.now(),
        person_id=person_id,
        skill_id=skill_id,
        level=body.level,
        was=body.was,
    )
    return queries.person(actor=actor, id=person_id)


@router.delete(
    "/people/{int:person_id}/skills/{int:skill_id}",
    response={204: None},
    operation_id="remove_person_skill",
    summary="Take a skill from a person",
    openapi_extra={"x-mcp": "write"},
)
def remove_person_skill(request: HttpRequest, person_id: int, skill_id: int) -> Status[None]:
    services.set_skill(
        actor=request_actor(request), now=clock.now(), person_id=person_id, skill_id=skill_id, level=None
    )
    return Status(204, None)


@router.post(
    "/people/{int:person_id}/absences",
    response={201: AbsenceOut},
    operation_id="add_absence",
    summary="Note days on which a person does not work",
    openapi_extra={"x-mcp": "write"},
)
def add_absence(request: HttpRequest, person_id: int, new: AbsenceNew) -> Status[contracts.Absence]:
    made = services.add_absence(
        actor=request_actor(request), now=clock.now(), person_id=person_id, **new.dict()
    )
    return Status(201, made)


@router.get(
    "/absences",
    response=AbsencesOut,
    operation_id="list_absences",
    summary="Absences, by first day",
    openapi_extra={"x-mcp": "read"},
)
def list_absences(request: HttpRequest, wanted: Query[AbsenceFilter]) -> Page[contracts.Away]:
    return queries.absences(actor=request_actor(request), **wanted.dict())


@router.delete(
    "/absences/{int:absence_id}",
    response={204: None},
    operation_id="remove_absence",
    summary="Remove an absence",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_absence(request: HttpRequest, absence_id: int) -> Status[None]:
    services.remove_absence(actor=request_actor(request), now=clock.now(), id=absence_id)
    return Status(204, None)


@router.get(
    "/skills",
    response=list[SkillOut],
    operation_id="list_skills",
    summary="Skills by group and name",
    openapi_extra={"x-mcp": "read"},
)
def list_skills(request: HttpRequest) -> list[contracts.Skill]:
    # A list, here and below: ninja takes a tuple of two for (status, body).
    return list(queries.skills(actor=request_actor(request)))


@router.post(
    "/skills",
    response={201: SkillOut},
    operation_id="add_skill",
    summary="Add a skill",
    openapi_extra={"x-mcp": "write"},
)
def add_skill(request: HttpRequest, new: SkillNew) -> Status[contracts.Skill]:
    return Status(201, services.add_skill(actor=request_actor(request), now=clock.now(), **new.dict()))


@router.patch(
    "/skills/{int:skill_id}",
    response=SkillOut,
    operation_id="rename_skill",
    summary="Rename a skill or move it to another group",
    openapi_extra={"x-mcp": "write"},
)
def rename_skill(request: HttpRequest, skill_id: int, change: SkillChange) -> contracts.Skill:
    return services.rename_skill(
        actor=request_actor(request), now=clock.now(), id=skill_id, name=change.name, group=change.group
    )


@router.delete(
    "/skills/{int:skill_id}",
    response={204: None},
    operation_id="remove_skill",
    summary="Remove a skill that no item needs",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_skill(request: HttpRequest, skill_id: int) -> Status[None]:
    services.remove_skill(actor=request_actor(request), now=clock.now(), id=skill_id)
    return Status(204, None)


@router.get(
    "/coverage",
    response=list[CoverageOut],
    operation_id="list_coverage",
    summary="Who has each skill, and where one person is all there is",
    openapi_extra={"x-mcp": "read"},
)
def list_coverage(request: HttpRequest) -> list[contracts.Coverage]:
    return list(queries.coverage(actor=request_actor(request), today=clock.today()))


@router.get(
    "/teams",
    response=list[TeamOut],
    operation_id="list_teams",
    summary="Teams by name",
    openapi_extra={"x-mcp": "read"},
)
def list_teams(request: HttpRequest) -> list[contracts.Team]:
    return list(queries.teams(actor=request_actor(request)))


@router.post(
    "/teams",
    response={201: TeamOut},
    operation_id="add_team",
    summary="Add a team",
    openapi_extra={"x-mcp": "write"},
)
def add_team(request: HttpRequest, new: TeamName) -> Status[contracts.Team]:
    return Status(201, services.add_team(actor=request_actor(request), now=clock.now(), name=new.name))


@router.patch(
    "/teams/{int:team_id}",
    response=TeamOut,
    operation_id="rename_team",
    summary="Rename a team",
    openapi_extra={"x-mcp": "write"},
)
def rename_team(request: HttpRequest, team_id: int, change: TeamName) -> contracts.Team:
    return services.rename_team(actor=request_actor(request), now=clock.now(), id=team_id, name=change.name)


@router.delete(
    "/teams/{int:team_id}",
    response={204: None},
    operation_id="remove_team",
    summary="Remove a team; its people stay",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_team(request: HttpRequest, team_id: int) -> Status[None]:
    services.remove_team(actor=request_actor(request), now=clock.now(), id=team_id)
    return Status(204, None)


@router.get(
    "/calendar",
    response=CalendarOut,
    operation_id="get_calendar",
    summary="The workspace's working days",
    openapi_extra={"x-mcp": "read"},
)
def get_calendar(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    found = queries.calendar(actor=request_actor(request))
    response["ETag"] = etag(found.version)
    return _calendar(found)


@router.patch(
    "/calendar",
    response=CalendarOut,
    operation_id="change_calendar",
    summary="Change working days, country and hours",
    openapi_extra={"x-mcp": "confirm"},
)
def change_calendar(
    request: HttpRequest, response: HttpResponse, change: CalendarChange, if_match: IfMatch = None
) -> dict[str, Any]:
    changed = services.change_calendar(
        actor=request_actor(request),
        now=clock.now(),
        version=parse_etag(if_match),
        values=_given(change),
    )
    response["ETag"] = etag(changed.version)
    return _calendar(changed)


@router.get(
    "/calendar/closed",
    response=list[ClosedDayOut],
    operation_id="list_closed_days",
    summary="Days on which nobody works, beside public holidays",
    openapi_extra={"x-mcp": "read"},
)
def list_closed_days(request: HttpRequest) -> list[contracts.ClosedDay]:
    return list(queries.calendar(actor=request_actor(request)).closed)


@router.post(
    "/calendar/closed",
    response={201: ClosedDayOut},
    operation_id="add_closed_day",
    summary="Close a day for everybody",
    openapi_extra={"x-mcp": "write"},
)
def add_closed_day(request: HttpRequest, new: ClosedDayNew) -> Status[contracts.ClosedDay]:
    return Status(201, services.add_closed_day(actor=request_actor(request), now=clock.now(), **new.dict()))


@router.delete(
    "/calendar/closed/{day}",
    response={204: None},
    operation_id="remove_closed_day",
    summary="Open a closed day",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_closed_day(request: HttpRequest, day: str) -> Status[None]:
    actor = request_actor(request)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise NotFound("This day is not closed.", cure="See the calendar in Settings.") from None
    services.remove_closed_day(actor=actor, now=clock.now(), day=when)
    return Status(204, None)


def _given(body: Schema, may_be_none: tuple[str, ...] = ()) -> dict[str, Any]:
    """What was sent; a null counts only for fields that can be empty."""
    sent: Mapping[str, Any] = body.dict(exclude_unset=True)
    return {name: value for name, value in sent.items() if value is not None or name in may_be_none}


def _calendar(found: contracts.Calendar) -> dict[str, Any]:
    return asdict(found) | {"weekdays": sorted(found.weekdays)}
