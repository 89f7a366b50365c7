"""Skills, who covers them, and teams over REST."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import confirm, gone, read, write
from pilothouse.team import contracts, queries, services
from pilothouse.team.schemas import SkillChange, SkillNew, TeamName

router = Router()


@router.get("/skills", response=list[contracts.Skill], **read("list_skills", "Skills by group and name"))
def list_skills(request: HttpRequest) -> list[contracts.Skill]:
    # A list, here and below: ninja takes a tuple of two for (status, body).
    return list(queries.skills(actor=request_actor(request)))


@router.post("/skills", response={201: contracts.Skill}, **write("add_skill", "Add a skill"))
def add_skill(request: HttpRequest, new: SkillNew) -> Status[contracts.Skill]:
    return Status(201, services.add_skill(actor=request_actor(request), now=clock.now(), **new.dict()))


@router.patch(
    "/skills/{int:skill_id}",
    response=contracts.Skill,
    **write("rename_skill", "Rename a skill or move it to another group"),
)
def rename_skill(request: HttpRequest, skill_id: int, change: SkillChange) -> contracts.Skill:
    return services.rename_skill(
        actor=request_actor(request), now=clock.now(), id=skill_id, name=change.name, group=change.group
    )


@router.delete(
    "/skills/{int:skill_id}",
    response={204: None},
    **confirm("remove_skill", "Remove a skill that no item needs"),
)
def remove_skill(request: HttpRequest, skill_id: int) -> Status[None]:
    services.remove_skill(actor=request_actor(request), now=clock.now(), id=skill_id)
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
def add_team(request: HttpRequest, new: TeamName) -> Status[contracts.Team]:
    return Status(201, services.add_team(actor=request_actor(request), now=clock.now(), name=new.name))


@router.patch("/teams/{int:team_id}", response=contracts.Team, **write("rename_team", "Rename a team"))
def rename_team(request: HttpRequest, team_id: int, change: TeamName) -> contracts.Team:
    return services.rename_team(actor=request_actor(request), now=clock.now(), id=team_id, name=change.name)


@router.delete(
    "/teams/{int:team_id}",
    response={204: None},
    **confirm("remove_team", "Remove a team; its people stay"),
)
def remove_team(request: HttpRequest, team_id: int) -> Status[None]:
    services.remove_team(actor=request_actor(request), now=clock.now(), id=team_id)
    return gone()
