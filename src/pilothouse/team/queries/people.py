"""People, and when they are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.mailboxes import same_as
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject
from pilothouse.team import models
from pilothouse.team.contracts import Absence, Away, HeldSkill, Member, Person

Rows = tuple[dict[str, Any], ...]

_FLAT = (
    "id", "name", "email", "title", "team_id", "team__name", "day_rate_cents", "availability", "joins_on",
    "leaves_on", "country", "subdivision", "ramp_weeks", "notes", "source", "external_id", "version",
)  # fmt: skip


def people(*, actor: Actor, ids: Iterable[int] | None = None, skilled: bool = True) -> tuple[Person, ...]:
    """Everybody, or those of `ids`, by name; three statements, or two where they are not `skilled`, so that
    nobody has skills."""
    rows = _flat(actor.workspace_id, None if ids is None else tuple(ids))
    return _people(tuple(dict(zip(_FLAT, row, strict=True)) for row in rows), skilled=skilled)


@prepared
def _flat(workspace_id: int, ids: tuple[int, ...] | None) -> QuerySet[models.Person, tuple[Any, ...]]:
    rows = models.Person.objects.filter(workspace_id=workspace_id)
    return (rows if ids is None else rows.filter(pk__in=ids)).values_list(*_FLAT)


def people_page(
    *,
    actor: Actor,
    text: str = "",
    team: int | None = None,
    skill: int | None = None,
    page: int = 1,
    size: int = 100,
    today: date | None = None,
) -> Page[Person]:
    """People whose name, title or e-mail holds `text`, of a team, with a skill, by name; who has left by
    `today` comes last; four statements.
    """
    rows = _filtered(_of(actor), text, team, skill)
    if today is not None:
        rows = rows.order_by(Case(When(leaves_on__lt=today, then=1), default=0), "name", "id")
    found = paginate(rows.values(*_FLAT), page, size, dict)
    return Page(_people(found.rows), found.total, found.page, found.size)


def people_ids(
    *, actor: Actor, text: str = "", team: int | None = None, skill: int | None = None
) -> list[int]:
    """Numbers of all that fit; one statement."""
    return list(_filtered(_of(actor), text, team, skill).values_list("pk", flat=True))


def _people(rows: Rows, *, skilled: bool = True) -> tuple[Person, ...]:
    """Of plain values, without a model for each row: this list is long and asked for often."""
    held, away = _held_by(rows) if skilled else {}, _away_by(rows)
    return tuple(_from_values(row, held.get(row["id"], []), away[row["id"]]) for row in rows)


def _held_by(rows: Rows) -> Mapping[int, list[HeldSkill]]:
    found = defaultdict[int, list[HeldSkill]](list)
    for person, number, name, level in _skilled([row["id"] for row in rows]):
        found[person].append(HeldSkill(number, name, level))
    return found


@prepared
def _skilled(people: list[int]) -> QuerySet[models.PersonSkill, tuple[int, int, str, int]]:
    rows = models.PersonSkill.objects.filter(person__in=people)
    return rows.values_list("person_id", "skill_id", "skill__name", "level")


def _away_by(rows: Rows) -> Mapping[int, list[Absence]]:
    found = defaultdict[int, list[Absence]](list)
    for person, number, first, last, reason in _absent([row["id"] for row in rows]):
        found[person].append(Absence(number, first, last, reason))
    return found


@prepared
def _absent(people: list[int]) -> QuerySet[models.Absence, tuple[int, int, date, date, str]]:
    rows = models.Absence.objects.filter(person__in=people)
    return rows.values_list("person_id", "id", "first", "last", "reason")


def _from_values(row: dict[str, Any], skills: list[HeldSkill], absences: list[Absence]) -> Person:
    row["team_name"] = row.pop("team__name") or ""
    return Person(**row, initials=initials(row["name"]), skills=tuple(skills), absences=tuple(absences))


def person(*, actor: Actor, id: int) -> Person:
    """One person. Raises `NotFound`, alike for one of another workspace."""
    row = _full(actor).filter(pk=id).first()
    if row is None:
        raise no_person()
    return as_person(row)


def names(*, actor: Actor) -> dict[int, str]:
    """Number to name of everybody; one statement."""
    return dict(_named(actor.workspace_id))


@prepared
def _named(workspace_id: int) -> QuerySet[models.Person, tuple[int, str]]:
    return models.Person.objects.filter(workspace_id=workspace_id).values_list("pk", "name")


def members(*, actor: Actor) -> tuple[Member, ...]:
    """Everybody by name, with their team; one statement."""
    rows = _of(actor).order_by("name", "id").values_list("pk", "name", "team__name")
    return tuple(Member(number, name, initials(name), team or "") for number, name, team in rows)


def owners(*, actor: Actor) -> list[tuple[int, str]]:
    """Everybody by number and name, to choose an owner from, in order of name; one statement."""
    return sorted(names(actor=actor).items(), key=lambda row: row[1].lower())


def headcount(*, actor: Actor, today: date) -> tuple[int, float]:
    """How many people are here or still to come, and their availability added up; one statement."""
    rows = _of(actor).filter(Q(leaves_on__isnull=True) | Q(leaves_on__gte=today))
    found = rows.aggregate(many=Count("pk"), full=Sum("availability"))
    return found["many"], found["full"] or 0.0


def by_external(*, actor: Actor, source: str) -> dict[str, int]:
    """External id to number of everybody who came from `source`, also as those who were merged into them were
    called there; two statements."""
    rows = _of(actor).filter(source=source).exclude(external_id="")
    merged = models.PersonAlias.objects.filter(workspace_id=actor.workspace_id, source=source)
    aliases = dict(merged.exclude(external_id="").values_list("external_id", "person_id"))
    return aliases | dict(rows.values_list("external_id", "pk"))


def away(*, actor: Actor, first: date, last: date) -> tuple[Away, ...]:
    """Absences that touch the days from `first` to `last`, both included, by their first day."""
    rows = models.Absence.objects.filter(workspace_id=actor.workspace_id, first__lte=last, last__gte=first)
    return tuple(_away(row) for row in rows.select_related("person"))


def absences(*, actor: Actor, person: int | None = None, page: int = 1, size: int = 100) -> Page[Away]:
    """Every absence, or those of one person, by their first day."""
    rows = models.Absence.objects.filter(workspace_id=actor.workspace_id).select_related("person")
    if person is not None:
        rows = rows.filter(person_id=person)
    return paginate(rows, page, size, _away)


def find_people(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """People by name, title or e-mail."""
    rows = _filtered(_of(actor), text, None, None)[:limit]
    return [Found(row.name, row.title, Ref("team.person", row.pk)) for row in rows]


def named_people(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _of(actor).filter(pk__in=ids).values_list("pk", "name")
    return [Subject(f"team.person:{number}", name, name) for number, name in rows]


def as_person(row: models.Person) -> Person:
    return Person(
        id=row.pk,
        name=row.name,
        initials=initials(row.name),
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
        notes=row.notes,
    )


def mails(*, actor: Actor) -> dict[str, int]:
    """E-mail address, as `same_as` has it, to number of everybody, also of those merged into them; two
    statements."""
    aliases = models.PersonAlias.objects.filter(workspace_id=actor.workspace_id).exclude(email="")
    rows = [
        *aliases.values_list("email", "person_id"),
        *_of(actor).exclude(email="").values_list("email", "pk"),
    ]
    return {same_as(email): number for email, number in rows}


def known_person(*, actor: Actor, values: Mapping[str, Any], field: str = "owner_id") -> int | None:
    """The number of a person that was sent as `field`, or None. Raises `NotFound` for a stranger."""
    id = values.get(field)
    if id is not None and id not in names(actor=actor):
        raise NotFound("There is no such person.", where=field, cure="Choose one from the Team page.")
    return id


def no_person() -> NotFound:
    return NotFound("There is no such person.", cure="See the Team page.")


def _of(actor: Actor) -> QuerySet[models.Person]:
    return models.Person.objects.filter(workspace_id=actor.workspace_id)


def _full(actor: Actor) -> QuerySet[models.Person]:
    return _of(actor).select_related("team").prefetch_related("skills__skill", "absences")


def _filtered(
    rows: QuerySet[models.Person], text: str, team: int | None, skill: int | None
) -> QuerySet[models.Person]:
    # PostgreSQL refuses NUL in text, and no stored text holds one.
    wanted = text.replace("\0", "").strip()
    if wanted:
        rows = rows.filter(
            Q(name__icontains=wanted) | Q(title__icontains=wanted) | Q(email__icontains=wanted)
        )
    if team is not None:
        rows = rows.filter(team_id=team)
    if skill is not None:
        rows = rows.filter(skills__skill_id=skill)
    return rows


def _away(row: models.Absence) -> Away:
    return Away(row.pk, row.person_id, row.person.name, row.first, row.last, row.reason)


def initials(name: str) -> str:
    """Two letters that stand for a person where a name has no room."""
    words = name.split()
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else name[:2].upper()
