"""Verbs of the team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.engine.calendar import public_holidays
from pilothouse.engine.errors import InvalidProblem
from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.team import contracts, models, queries

EDITABLE = {
    "name", "email", "title", "team_id", "day_rate_cents", "availability", "joins_on", "leaves_on", "country",
    "subdivision", "ramp_weeks",
}  # fmt: skip


@transaction.atomic
def add_person(*, actor: Actor, now: datetime, name: str, **values: Any) -> contracts.Person:
    """Add somebody. `values` are fields of `EDITABLE`. Raises `Invalid` for a broken rule."""
    actor.require(Role.EDITOR)
    values = {"name": name.strip(), **values}
    _check_person(actor, values, None)
    row = models.Person(workspace_id=actor.workspace_id, **values)
    row.save(force_insert=True)
    changes = {field: [None, versions.plain(value)] for field, value in values.items() if value not in (None, "")}
    _record(actor, now, "person.added", "team.person", row.pk, row.name, changes)
    return queries.person(actor=actor, id=row.pk)


@transaction.atomic
def change_person(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Person:
    """Change fields of `EDITABLE`. Raises `Stale` when `version` is not the present one."""
    actor.require(Role.EDITOR)
    row = _person(actor, id)
    _check_person(actor, values, row)
    changes = versions.apply(row, dict(values), expected=version)
    if changes:
        _record(actor, now, "person.changed", "team.person", row.pk, row.name, changes)
    return queries.person(actor=actor, id=id)


@transaction.atomic
def remove_person(*, actor: Actor, now: datetime, id: int, version: int | None) -> None:
    """Remove somebody whom no item names. Raises `Conflict` otherwise: give a leaving date instead."""
    actor.require(Role.EDITOR)
    row = _person(actor, id)
    if version is not None and version != row.version:
        raise versions.stale(row, version, row.version, {})
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise Conflict(
            f"{row.name} is named by {len(error.protected_objects)} items.",
            where=row.name,
            cure="Give a leaving date instead, so that the record stays.",
        ) from None
    _record(actor, now, "person.removed", "team.person", id, row.name, {})


@transaction.atomic
def add_team(*, actor: Actor, now: datetime, name: str) -> contracts.Team:
    """Add a team. Raises `Conflict` when the name is taken."""
    actor.require(Role.EDITOR)
    name = _named(name, 100)
    if models.Team.objects.filter(workspace_id=actor.workspace_id, name=name).exists():
        raise Conflict(f"There is already a team '{name}'.", where="name", cure="Choose another name.")
    row = models.Team.objects.create(workspace_id=actor.workspace_id, name=name)
    _record(actor, now, "team.added", "team.team", row.pk, name, {})
    return contracts.Team(row.pk, row.name)


@transaction.atomic
def add_skill(*, actor: Actor, now: datetime, name: str, group: str = "") -> contracts.Skill:
    """Add a skill. Raises `Conflict` when the name is taken."""
    actor.require(Role.EDITOR)
    name = _named(name, 100)
    if models.Skill.objects.filter(workspace_id=actor.workspace_id, name__iexact=name).exists():
        raise Conflict(f"There is already a skill '{name}'.", where="name", cure="Use the one that is there.")
    row = models.Skill.objects.create(workspace_id=actor.workspace_id, name=name, group=group.strip())
    _record(actor, now, "skill.added", "team.skill", row.pk, name, {})
    return contracts.Skill(row.pk, row.name, row.group)


@transaction.atomic
def set_skill(*, actor: Actor, now: datetime, person_id: int, skill_id: int, level: int | None) -> None:
    """Give somebody a skill at `level` 1 to 5, or take it away with None (or 0)."""
    actor.require(Role.EDITOR)
    person = _person(actor, person_id)
    skill = models.Skill.objects.filter(workspace_id=actor.workspace_id, pk=skill_id).first()
    if skill is None:
        raise NotFound("There is no such skill.", cure="Add it first.")
    if level is not None and not 0 <= level <= 5:
        raise Invalid("A level lies outside 1 to 5.", where=skill.name, cure="Give 1 (knows) to 5 (leads).")
    held = models.PersonSkill.objects.filter(person=person, skill=skill).first()
    before = held.level if held else None
    after = level or None
    if before == after:
        return
    if held is not None and after is None:
        held.delete()
    elif held is not None:
        models.PersonSkill.objects.filter(pk=held.pk).update(level=after)
    else:
        models.PersonSkill.objects.create(
            workspace_id=actor.workspace_id, person=person, skill=skill, level=after
        )
    _record(actor, now, "person.skill_set", "team.person", person.pk, person.name, {skill.name: [before, after]})


@transaction.atomic
def add_absence(
    *, actor: Actor, now: datetime, person_id: int, first: date, last: date, reason: str = ""
) -> contracts.Absence:
    """Note that somebody is away, both days included. Raises `Conflict` when it overlaps another absence."""
    actor.require(Role.EDITOR)
    person = _person(actor, person_id)
    if last < first:
        raise Invalid("The absence ends before it begins.", where="last", cure="Swap the two dates.")
    if (last - first).days > 1100:
        raise Invalid("The absence is longer than three years.", where="last", cure="Give a leaving date instead.")
    clash = models.Absence.objects.filter(person=person, first__lte=last, last__gte=first).first()
    if clash is not None:
        raise Conflict(
            f"{person.name} is away {clash.first:%d %b} to {clash.last:%d %b} already.",
            where="first",
            cure="Remove that absence, or choose other days.",
        )
    row = models.Absence.objects.create(
        workspace_id=actor.workspace_id, person=person, first=first, last=last, reason=reason[:200]
    )
    text = f"{first.isoformat()} to {last.isoformat()}"
    _record(actor, now, "person.absence_added", "team.person", person.pk, person.name, {"away": [None, text]})
    return contracts.Absence(row.pk, first, last, row.reason)


@transaction.atomic
def remove_absence(*, actor: Actor, now: datetime, id: int) -> None:
    """Somebody is not away after all."""
    actor.require(Role.EDITOR)
    row = models.Absence.objects.select_related("person").filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such absence.", cure="Reload the page.")
    text = f"{row.first.isoformat()} to {row.last.isoformat()}"
    row.delete()
    _record(
        actor, now, "person.absence_removed", "team.person", row.person_id, row.person.name, {"away": [text, None]}
    )


@transaction.atomic
def change_calendar(
    *, actor: Actor, now: datetime, version: int | None, values: Mapping[str, Any]
) -> contracts.Calendar:
    """Change country, subdivision, weekdays or hours_per_day of the workspace's calendar."""
    actor.require(Role.EDITOR)
    row = models.WorkCalendar.objects.filter(workspace_id=actor.workspace_id).first()
    if row is None:
        row = models.WorkCalendar.objects.create(
            workspace_id=actor.workspace_id, weekdays=[0, 1, 2, 3, 4], version=1
        )
        version = None
    values = dict(values)
    if "weekdays" in values:
        values["weekdays"] = sorted({int(day) for day in values["weekdays"]})
        if not values["weekdays"] or not set(values["weekdays"]) <= set(range(7)):
            raise Invalid("No working weekday is left.", where="weekdays", cure="Tick at least one.")
    check_place(values.get("country", row.country), values.get("subdivision", row.subdivision), now)
    if not 1 <= values.get("hours_per_day", row.hours_per_day) <= 24:
        raise Invalid("Hours a day lie outside 1 to 24.", where="hours_per_day")
    changes = versions.apply(row, values, expected=version)
    if changes:
        _record(actor, now, "calendar.changed", "team.calendar", row.pk, "Working calendar", changes)
    return queries.calendar(actor=actor)


@transaction.atomic
def add_closed_day(*, actor: Actor, now: datetime, day: date, name: str = "") -> None:
    """Nobody works on `day`."""
    actor.require(Role.EDITOR)
    if models.ClosedDay.objects.filter(workspace_id=actor.workspace_id, day=day).exists():
        raise Conflict(f"{day:%d %b %Y} is closed already.", where="day", cure="Choose another day.")
    row = models.ClosedDay.objects.create(workspace_id=actor.workspace_id, day=day, name=name[:200])
    changes = {"closed": [None, f"{day.isoformat()} {name}".strip()]}
    _record(actor, now, "calendar.day_closed", "team.calendar", row.pk, "Working calendar", changes)


@transaction.atomic
def remove_closed_day(*, actor: Actor, now: datetime, day: date) -> None:
    """`day` is worked after all."""
    actor.require(Role.EDITOR)
    row = models.ClosedDay.objects.filter(workspace_id=actor.workspace_id, day=day).first()
    if row is None:
        raise NotFound(f"{day:%d %b %Y} is not closed.", cure="Reload the page.")
    number = row.pk
    row.delete()
    changes = {"closed": [day.isoformat(), None]}
    _record(actor, now, "calendar.day_opened", "team.calendar", number, "Working calendar", changes)


@transaction.atomic
def import_people(
    *, actor: Actor, now: datetime, batch: str, people: Iterable[contracts.ImportedPerson]
) -> dict[str, int]:
    """Everybody of `people` as team members, known again by (source, external id); external id to number.

    Those who are here already keep what was entered by hand.
    """
    actor.require(Role.EDITOR)
    found: dict[str, int] = {}
    fresh: list[models.Person] = []
    known: dict[str, dict[str, int]] = {}
    for person in people:
        if person.source not in known:
            known[person.source] = queries.by_external(actor=actor, source=person.source)
        here = known[person.source]
        if person.external_id in here:
            found[person.external_id] = here[person.external_id]
        elif person.external_id not in found:
            found[person.external_id] = 0
            fresh.append(
                models.Person(
                    workspace_id=actor.workspace_id,
                    name=person.name[:200],
                    email=person.email,
                    leaves_on=person.leaves_on,
                    source=person.source,
                    external_id=person.external_id,
                )
            )
    models.Person.objects.bulk_create(fresh, batch_size=300)
    changes = []
    for row in fresh:
        found[row.external_id] = row.pk
        changes.append(Change("person.imported", Ref("team.person", row.pk), row.name))
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    return found


@transaction.atomic
def remove_imported(*, actor: Actor, now: datetime, batch: str) -> int:
    """Remove people whom the batch brought and nothing names any more; returns how many."""
    actor.require(Role.EDITOR)
    brought = [
        entry.subject.id for entry in journal_queries.batch(actor=actor, batch=batch) if entry.verb == "person.imported"
    ]
    gone = 0
    for row in models.Person.objects.filter(workspace_id=actor.workspace_id, pk__in=brought):
        number, name = row.pk, row.name
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            continue
        gone += 1
        _record(actor, now, "person.removed", "team.person", number, name, {})
    return gone


def check_place(country: str, subdivision: str, now: datetime) -> None:
    """Raise `Invalid` unless public holidays are known for the place; an empty country has none."""
    if subdivision and not country:
        raise Invalid("A region needs a country.", where="subdivision", cure="Choose the country too.")
    if country:
        try:
            public_holidays(country, [now.year], subdivision=subdivision or None)
        except InvalidProblem as error:
            raise Invalid(error.message, where="country", cure=error.cure) from None


def _check_person(actor: Actor, values: Mapping[str, Any], row: models.Person | None) -> None:
    unknown = set(values) - EDITABLE
    if unknown:
        raise Invalid(f"'{sorted(unknown)[0]}' cannot be set.", where=sorted(unknown)[0])

    def present(name: str, default: Any = None) -> Any:
        return values.get(name, getattr(row, name, default))

    if not str(present("name", "")).strip():
        raise Invalid("The name is empty.", where="name", cure="Give the person's name.")
    if len(str(present("name", ""))) > 200:
        raise Invalid("The name has more than 200 characters.", where="name", cure="Shorten it.")
    if not 0 <= present("availability", 1.0) <= 1:
        raise Invalid("Availability lies outside 0 to 100 %.", where="availability", cure="Give a share of a full week.")
    if (present("day_rate_cents") or 0) < 0:
        raise Invalid("The day rate is negative.", where="day_rate_cents", cure="Give 0 or more.")
    joins, leaves = present("joins_on"), present("leaves_on")
    if joins and leaves and leaves < joins:
        raise Invalid("The person leaves before joining.", where="leaves_on", cure="Swap the two dates.")
    if not 0 <= present("ramp_weeks", 0) <= 104:
        raise Invalid("The ramp-up lies outside 0 to 104 weeks.", where="ramp_weeks")
    if values.get("team_id") is not None:
        if not models.Team.objects.filter(workspace_id=actor.workspace_id, pk=values["team_id"]).exists():
            raise NotFound("There is no such team.", where="team", cure="Choose another.")
    country = present("country", "")
    if country:
        try:
            public_holidays(country, [2026], subdivision=present("subdivision", "") or None)
        except InvalidProblem as error:
            raise Invalid(error.message, where="country", cure=error.cure) from None


def _person(actor: Actor, id: int) -> models.Person:
    row = models.Person.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such person.", cure="See the Team page.")
    return row


def _named(name: str, most: int) -> str:
    name = name.strip()
    if not name or len(name) > most:
        raise Invalid(f"A name has 1 to {most} characters.", where="name", cure="Give a short name.")
    return name


def _record(
    actor: Actor, now: datetime, verb: str, kind: str, id: int, title: str, changes: dict[str, list[Any]]
) -> None:
    journal.record(actor=actor, now=now, verb=verb, subject=Ref(kind, id), title=title, changes=changes)
