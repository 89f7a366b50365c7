"""Who is there, what they can do, and when they work."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.search import Found
from pilothouse.team import models
from pilothouse.team.contracts import Absence, Calendar, ClosedDay, Coverage, HeldSkill, Person, Skill, Team

_SAFE_LEVEL = 3
_MONDAY_TO_FRIDAY = frozenset(range(5))


def people(*, actor: Actor, ids: tuple[int, ...] | None = None) -> tuple[Person, ...]:
    """Everybody, or those of `ids`, by name; three statements."""
    rows = _people(actor)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return tuple(as_person(row) for row in rows)


def people_page(
    *, actor: Actor, text: str = "", team: int | None = None, skill: int | None = None, page: int = 1, size: int = 100
) -> Page[Person]:
    """People whose name, title or e-mail holds `text`, of a team, with a skill."""
    rows = _people(actor)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(title__icontains=text) | Q(email__icontains=text))
    if team:
        rows = rows.filter(team_id=team)
    if skill:
        rows = rows.filter(skills__skill_id=skill)
    return paginate(rows, page, size, as_person)


def person(*, actor: Actor, id: int) -> Person:
    """One person. Raises `NotFound`, alike for one of another workspace."""
    row = _people(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such person.", cure="See the Team page.")
    return as_person(row)


def names(*, actor: Actor) -> dict[int, str]:
    """Number to name of everybody; one statement."""
    return dict(models.Person.objects.filter(workspace_id=actor.workspace_id).values_list("pk", "name"))


def by_external(*, actor: Actor, source: str) -> dict[str, int]:
    """External id to number of everybody who came from `source`."""
    rows = models.Person.objects.filter(workspace_id=actor.workspace_id, source=source).exclude(external_id="")
    return dict(rows.values_list("external_id", "pk"))


def skills(*, actor: Actor) -> tuple[Skill, ...]:
    """All skills by group and name."""
    rows = models.Skill.objects.filter(workspace_id=actor.workspace_id)
    return tuple(Skill(row.pk, row.name, row.group) for row in rows)


def teams(*, actor: Actor) -> tuple[Team, ...]:
    """All teams by name."""
    return tuple(Team(row.pk, row.name) for row in models.Team.objects.filter(workspace_id=actor.workspace_id))


def calendar(*, actor: Actor) -> Calendar:
    """The working calendar; Monday to Friday without holidays until somebody sets it."""
    row = models.WorkCalendar.objects.filter(workspace_id=actor.workspace_id).first()
    closed = tuple(
        ClosedDay(day.day, day.name) for day in models.ClosedDay.objects.filter(workspace_id=actor.workspace_id)
    )
    if row is None:
        return Calendar("", "", _MONDAY_TO_FRIDAY, closed, 8.0, 0)
    return Calendar(
        row.country, row.subdivision, frozenset(row.weekdays), closed, row.hours_per_day, row.version
    )


def coverage(*, actor: Actor) -> tuple[Coverage, ...]:
    """For each skill who holds it, and whether losing one person would lose it."""
    held: dict[int, list[tuple[str, int]]] = {}
    rows = models.PersonSkill.objects.filter(workspace_id=actor.workspace_id).order_by("-level", "person__name")
    for skill, name, level in rows.values_list("skill_id", "person__name", "level"):
        held.setdefault(skill, []).append((name, level))
    found = []
    for skill in skills(actor=actor):
        holders = tuple(held.get(skill.id, ()))
        able = sum(level >= _SAFE_LEVEL for _, level in holders)
        found.append(Coverage(skill, holders, holders[0][1] if holders else 0, able == 1))
    return tuple(found)


def search(*, actor: Actor, text: str, limit: int = 5) -> list[Found]:
    """People by name or title."""
    rows = models.Person.objects.filter(workspace_id=actor.workspace_id).filter(
        Q(name__icontains=text) | Q(title__icontains=text)
    )
    return [
        Found("People", row.name, row.title, f"/w/{actor.workspace_slug}/team/people/{row.pk}") for row in rows[:limit]
    ]


def _people(actor: Actor) -> QuerySet[models.Person]:
    rows = models.Person.objects.filter(workspace_id=actor.workspace_id)
    return rows.select_related("team").prefetch_related("skills__skill", "absences")


def as_person(row: models.Person) -> Person:
    return Person(
        id=row.pk,
        name=row.name,
        initials=_initials(row.name),
        email=row.email,
        title=row.title,
        team_id=row.team_id,
        team_name=row.team.name if row.team else "",
        day_rate_cents=row.day_rate_cents,
        availability=row.availability,
        joins_on=row.joins_on,
        leaves_on=row.leaves_on,
        country=row.country,
        subdivision=row.subdivision,
        ramp_weeks=row.ramp_weeks,
        skills=tuple(HeldSkill(held.skill_id, held.skill.name, held.level) for held in row.skills.all()),
        absences=tuple(Absence(away.pk, away.first, away.last, away.reason) for away in row.absences.all()),
        source=row.source,
        external_id=row.external_id,
        version=row.version,
    )


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else name[:2].upper()
