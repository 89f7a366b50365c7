"""People, their skills and their absences over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, confirm, given, gone, made, read, straight, tagged, write
from pilothouse.team import contracts, queries, services
from pilothouse.team.schemas import (
    AbsenceFilter,
    AbsenceNew,
    LevelSet,
    Merge,
    PeopleFilter,
    PersonChange,
    PersonNew,
)

router = Router()

_NEVER_NULL = ("name", "title", "email", "availability", "country", "subdivision", "ramp_weeks", "notes")


@router.get(
    "/people",
    response=Page[contracts.Person],
    **read("list_people", "People with their skills and absences, by name"),
)
def list_people(request: HttpRequest, wanted: Query[PeopleFilter]) -> HttpResponse:
    return straight(queries.people_page(actor=request_actor(request), **wanted.dict()))


@router.post("/people", response={201: contracts.Person}, **write("add_person", "Add someone to the team"))
def add_person(request: HttpRequest, response: HttpResponse, new: PersonNew) -> Status[contracts.Person]:
    values = given(new, *_NEVER_NULL, "team_id", "day_rate_cents", "joins_on", "leaves_on")
    return made(response, services.add_person(actor=request_actor(request), now=clock.now(), **values))


@router.post(
    "/people/merge",
    response={204: None},
    **write("merge_people", "Make several people one"),
)
def merge_people(request: HttpRequest, chosen: Merge) -> Status[None]:
    services.merge_people(actor=request_actor(request), now=clock.now(), ids=chosen.ids, into=chosen.into)
    return gone()


@router.get("/people/{int:person_id}", response=contracts.Person, **read("get_person", "One person"))
def get_person(request: HttpRequest, response: HttpResponse, person_id: Id) -> contracts.Person:
    return tagged(response, queries.person(actor=request_actor(request), id=person_id))


@router.patch(
    "/people/{int:person_id}",
    response=contracts.Person,
    **write("change_person", "Change what is known of a person"),
)
def change_person(
    request: HttpRequest,
    response: HttpResponse,
    person_id: Id,
    change: PersonChange,
    if_match: IfMatch,
) -> contracts.Person:
    changed = services.change_person(
        actor=request_actor(request),
        now=clock.now(),
        id=person_id,
        version=if_match,
        values=given(change, *_NEVER_NULL),
    )
    return tagged(response, changed)


@router.delete(
    "/people/{int:person_id}",
    response={204: None},
    **confirm("remove_person", "Remove a person whom the roadmap does not name"),
)
def remove_person(request: HttpRequest, person_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_person(actor=request_actor(request), now=clock.now(), id=person_id, version=if_match)
    return gone()


@router.put(
    "/people/{int:person_id}/skills/{int:skill_id}",
    response=contracts.Person,
    **write("set_person_skill", "Give a person a skill at a level"),
)
def set_person_skill(
    request: HttpRequest, person_id: Id, skill_id: Id, body: LevelSet, if_match: IfMatch
) -> contracts.Person:
    """The level is its own version: `If-Match` holds the one that it is based on, `"0"` for none."""
    actor = request_actor(request)
    services.set_skill(
        actor=actor,
        now=clock.now(),
        person_id=person_id,
        skill_id=skill_id,
        level=body.level,
        was=if_match,
    )
    return queries.person(actor=actor, id=person_id)


@router.delete(
    "/people/{int:person_id}/skills/{int:skill_id}",
    response={204: None},
    **write("remove_person_skill", "Take a skill from a person"),
)
def remove_person_skill(request: HttpRequest, person_id: Id, skill_id: Id, if_match: IfMatch) -> Status[None]:
    """`If-Match` holds the level that it is based on."""
    services.set_skill(
        actor=request_actor(request),
        now=clock.now(),
        person_id=person_id,
        skill_id=skill_id,
        level=None,
        was=if_match,
    )
    return gone()


@router.post(
    "/people/{int:person_id}/absences",
    response={201: contracts.Absence},
    **write("add_absence", "Note days on which a person does not work"),
)
def add_absence(request: HttpRequest, person_id: Id, new: AbsenceNew) -> Status[contracts.Absence]:
    added = services.add_absence(
        actor=request_actor(request), now=clock.now(), person_id=person_id, **new.dict()
    )
    return Status(201, added)


@router.get("/absences", response=Page[contracts.Away], **read("list_absences", "Absences, by first day"))
def list_absences(request: HttpRequest, wanted: Query[AbsenceFilter]) -> Page[contracts.Away]:
    return queries.absences(actor=request_actor(request), **wanted.dict())


@router.delete(
    "/absences/{int:absence_id}", response={204: None}, **confirm("remove_absence", "Remove an absence")
)
def remove_absence(request: HttpRequest, absence_id: Id) -> Status[None]:
    services.remove_absence(actor=request_actor(request), now=clock.now(), id=absence_id)
    return gone()
