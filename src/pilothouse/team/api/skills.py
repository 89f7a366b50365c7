"""Skills, who covers them, and teams over REST."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, confirm, gone, made, read, tagged, write
from pilothouse.team import contracts, queries, services
from pilothouse.team.schemas import Merge, SkillChange, SkillNew, TeamName

router = Router()


@router.get("/skills", response=list[contracts.Skill], **read("list_skills", "Skills by group and name"))
def list_skills(request: HttpRequest) -> list[contracts.Skill]:
    # A list, here and below: ninja takes a tuple of two for (status, body).
    return list(queries.skills(actor=request_actor(request)))


@router.post("/skills", response={201: contracts.Skill}, **write("add_skill", "Add a skill"))
def add_skill(request: HttpRequest, response: HttpResponse, new: SkillNew) -> Status[contracts.Skill]:
    return made(response, services.add_skill(actor=request_actor(request), now=clock.now(), **new.dict()))


@router.get("/skills/{int:skill_id}", response=contracts.Skill, **read("get_skill", "One skill"))
def get_skill(request: HttpRequest, response: HttpResponse, skill_id: Id) -> contracts.Skill:
    return tagged(response, queries.skill(actor=request_actor(request), id=skill_id))


@router.patch(
    "/skills/{int:skill_id}",
    response=contracts.Skill,
    **write("rename_skill", "Rename a skill or move it to another group"),
)
def rename_skill(
    request: HttpRequest, response: HttpResponse, skill_id: Id, change: SkillChange, if_match: IfMatch
) -> contracts.Skill:
    changed = services.rename_skill(
        actor=request_actor(request),
        now=clock.now(),
        id=skill_id,
        version=if_match,
        name=change.name,
        group=change.group,
    )
    return tagged(response, changed)


@router.delete(
    "/skills/{int:skill_id}",
    response={204: None},
    **confirm("remove_skill", "Remove a skill that no item needs"),
)
def remove_skill(request: HttpRequest, skill_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_skill(actor=request_actor(request), now=clock.now(), id=skill_id, version=if_match)
    return gone()


@router.get(
    "/coverage",
    response=list[contracts.Coverage],
    **read("list_coverage", "Who has each skill, and where one person is all there is"),
)
def list_coverage(request: HttpRequest) -> list[contracts.Coverage]:
    return list(queries.coverage(actor=request_actor(request), today=clock.today()))


@router.get("/teams", response=list[contracts.Team], **read("list_teams", "Teams by name"))
def list_teams(request: HttpRequest) -> list[contracts.Team]:
    return list(queries.teams(actor=request_actor(request)))


@router.post("/teams", response={201: contracts.Team}, **write("add_team", "Add a team"))
def add_team(request: HttpRequest, response: HttpResponse, new: TeamName) -> Status[contracts.Team]:
    return made(response, services.add_team(actor=request_actor(request), now=clock.now(), name=new.name))


@router.get("/teams/{int:team_id}", response=contracts.Team, **read("get_team", "One team"))
def get_team(request: HttpRequest, response: HttpResponse, team_id: Id) -> contracts.Team:
    return tagged(response, queries.team(actor=request_actor(request), id=team_id))


@router.patch("/teams/{int:team_id}", response=contracts.Team, **write("rename_team", "Rename a team"))
def rename_team(
    request: HttpRequest, response: HttpResponse, team_id: Id, change: TeamName, if_match: IfMatch
) -> contracts.Team:
    changed = services.rename_team(
        actor=request_actor(request), now=clock.now(), id=team_id, version=if_match, name=change.name
    )
    return tagged(response, changed)


@router.post(
    "/teams/merge",
    response={204: None},
    **write("merge_teams", "Make several teams one"),
)
def merge_teams(request: HttpRequest, chosen: Merge) -> Status[None]:
    services.merge_teams(actor=request_actor(request), now=clock.now(), ids=chosen.ids, into=chosen.into)
    return gone()


@router.delete(
    "/teams/{int:team_id}",
    response={204: None},
    **confirm("remove_team", "Remove a team; its people stay"),
)
def remove_team(request: HttpRequest, team_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_team(actor=request_actor(request), now=clock.now(), id=team_id, version=if_match)
    return gone()
