"""Skills and teams, who has a skill, and what would be lost with one person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject
from pilothouse.team import models
from pilothouse.team.contracts import ABLE, Coverage, HeldSkill, Holder, Skill, Team


def skills(*, actor: Actor) -> tuple[Skill, ...]:
    """All skills by group and name; one statement."""
    rows = models.Skill.objects.filter(workspace_id=actor.workspace_id)
    return tuple(as_skill(row) for row in rows)


def skill(*, actor: Actor, id: int) -> Skill:
    """One skill. Raises `NotFound`, alike for one of another workspace."""
    row = models.Skill.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise no_skill()
    return as_skill(row)


def team(*, actor: Actor, id: int) -> Team:
    """One team. Raises `NotFound`, alike for one of another workspace."""
    row = models.Team.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise no_team()
    return as_team(row)


def teams(*, actor: Actor) -> tuple[Team, ...]:
    """All teams by name; one statement."""
    return tuple(map(as_team, _teams(actor.workspace_id)))


@prepared
def _teams(workspace_id: int) -> QuerySet[models.Team]:
    return models.Team.objects.filter(workspace_id=workspace_id)


def named_teams(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = models.Team.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    return [Subject(f"team.team:{number}", name, name) for number, name in rows.values_list("pk", "name")]


def named_skills(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = models.Skill.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    return [Subject(f"team.skill:{number}", name, name) for number, name in rows.values_list("pk", "name")]


def find_skills(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Skills by a part of their name or group."""
    rows = models.Skill.objects.filter(workspace_id=actor.workspace_id)
    found = rows.filter(Q(name__icontains=text) | Q(group__icontains=text))[:limit]
    return [Found(row.name, row.group, Ref("team.skill", row.pk)) for row in found]


def find_teams(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Teams by a part of their name."""
    rows = models.Team.objects.filter(workspace_id=actor.workspace_id, name__icontains=text)
    return [Found(row.name, "team", Ref("team.team", row.pk)) for row in rows[:limit]]


def team_sizes(*, actor: Actor) -> tuple[tuple[Team, int], ...]:
    """All teams by name, and how many people each has; one statement."""
    rows = models.Team.objects.filter(workspace_id=actor.workspace_id).annotate(many=Count("people"))
    return tuple((as_team(row), row.many) for row in rows)


def held(*, actor: Actor, person: int, skill: int) -> HeldSkill | None:
    """One cell of the matrix; None where the person does not have the skill, or is not ours."""
    rows = models.PersonSkill.objects.filter(
        workspace_id=actor.workspace_id, person_id=person, skill_id=skill
    )
    row = rows.select_related("skill").first()
    return HeldSkill(row.skill_id, row.skill.name, row.level) if row else None


def coverage(*, actor: Actor, today: date | None = None) -> tuple[Coverage, ...]:
    """For each skill who has it, and whether losing one person would lose it; two statements.

    Who left before `today` does not count.
    """
    rows = models.PersonSkill.objects.filter(workspace_id=actor.workspace_id)
    if today is not None:
        rows = rows.filter(Q(person__leaves_on__isnull=True) | Q(person__leaves_on__gte=today))
    holders: dict[int, list[Holder]] = {}
    for number, person, name, level in rows.order_by("-level", "person__name").values_list(
        "skill_id", "person_id", "person__name", "level"
    ):
        holders.setdefault(number, []).append(Holder(person, name, level))
    return tuple(_covered(row, tuple(holders.get(row.id, ()))) for row in skills(actor=actor))


def as_skill(row: models.Skill) -> Skill:
    return Skill(row.pk, row.name, row.group, row.version)


def as_team(row: models.Team) -> Team:
    return Team(row.pk, row.name, row.version)


def no_team() -> NotFound:
    return NotFound("There is no such team.", cure="See the list of teams.")


def no_skill() -> NotFound:
    return NotFound("There is no such skill.", cure="See the list of skills.")


def _covered(skill: Skill, holders: tuple[Holder, ...]) -> Coverage:
    able = sum(row.level >= ABLE for row in holders)
    return Coverage(skill, holders, holders[0].level if holders else 0, able, able == 1)
