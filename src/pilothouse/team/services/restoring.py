"""Taking back a removal, from what the journal kept of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.team import models
from pilothouse.team.services import rules
from pilothouse.team.services.absences import add_absence
from pilothouse.team.services.calendar import add_closed_day

_DATES = ("joins_on", "leaves_on")


@transaction.atomic
def restore(*, actor: Actor, now: datetime, entry_id: int) -> Ref:
    """Bring back the person, absence or closed day whose removal is journalled as `entry_id`.

    Returns what came back. A person comes back with skills and absences, under the same number. Raises
    `Conflict` when something stands in its place by now, `NotFound` when the entry removed nothing of ours.
    """
    actor.require(Role.EDITOR)
    entry = journal_queries.entry(actor=actor, id=entry_id)
    kept = {name: pair[0] for name, pair in entry.changes.items()}
    if entry.verb == "person.removed" and kept:
        return _person(actor, now, entry, kept)
    if entry.verb == "person.absence_removed":
        first, last = date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"])
        reason = kept.get("reason", "")
        add_absence(actor=actor, now=now, person_id=entry.subject.id, first=first, last=last, reason=reason)
        return entry.subject
    if entry.verb == "calendar.day_opened":
        day = date.fromisoformat(kept["day"])
        add_closed_day(actor=actor, now=now, day=day, name=kept.get("name", ""))
        return entry.subject
    raise NotFound("This cannot be taken back.", cure="Enter it again by hand.")


def _person(actor: Actor, now: datetime, entry: Entry, kept: dict[str, Any]) -> Ref:
    if _own(models.Person, actor).filter(pk=entry.subject.id).exists():
        raise Conflict("The person is back already.", where=entry.title, cure="See the Team page.")
    skills, absences = kept.pop("skills", {}), kept.pop("absences", [])
    fields = {name: date.fromisoformat(text) if name in _DATES else text for name, text in kept.items()}
    if fields.get("team_id") not in set(_own(models.Team, actor).values_list("pk", flat=True)):
        fields.pop("team_id", None)
    outside = {name: fields.pop(name) for name in ("source", "external_id") if name in fields}
    row = models.Person(
        pk=entry.subject.id,
        workspace_id=actor.workspace_id,
        **rules.person_fields(actor, fields, None),
        **outside,
    )
    if row.external_id and _own(models.Person, actor).filter(**outside).exists():
        raise Conflict("The person was imported again.", where=entry.title, cure="See the Team page.")
    row.save(force_insert=True)
    numbers = dict(_own(models.Skill, actor).values_list("name", "pk"))
    models.PersonSkill.objects.bulk_create(
        models.PersonSkill(workspace_id=actor.workspace_id, person=row, skill_id=numbers[name], level=level)
        for name, level in skills.items()
        if name in numbers
    )
    models.Absence.objects.bulk_create(
        models.Absence(
            workspace_id=actor.workspace_id,
            person=row,
            first=date.fromisoformat(first),
            last=date.fromisoformat(end),
            reason=reason,
        )
        for first, end, reason in absences
    )
    journal.record(actor=actor, now=now, verb="person.restored", subject=entry.subject, title=row.name)
    return entry.subject


def _own(rows: Any, actor: Actor) -> Any:
    return rows.objects.filter(workspace_id=actor.workspace_id)
