"""When people are away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.text import line
from pilothouse.team import contracts, models
from pilothouse.team.services import rules
from pilothouse.team.services.people import person_ref


@transaction.atomic
def add_absence(
    *, actor: Actor, now: datetime, person_id: int, first: date, last: date, reason: str = ""
) -> contracts.Absence:
    """Note that somebody is away, both days included.

    Raises `Invalid` when `last` is before `first` or too far from it, `Conflict` when it overlaps another
    absence of the person, `NotFound`.
    """
    actor.require(Role.EDITOR)
    person = rules.find_person(actor, person_id)
    rules.check_absence(first, last)
    reason = line({"reason": reason}, "reason", 200)
    clash = models.Absence.objects.filter(person=person, first__lte=last, last__gte=first).first()
    if clash is not None:
        raise Conflict(
            f"{person.name} is away from {day_text(clash.first)} to {day_text(clash.last)} already.",
            where="first",
            cure="Remove that absence first, or choose other days.",
        )
    row = models.Absence.objects.create(
        workspace_id=actor.workspace_id, person=person, first=first, last=last, reason=reason
    )
    _record(actor, now, "person.absence_added", row, person, added=True)
    return contracts.Absence(row.pk, first, last, reason)


@transaction.atomic
def remove_absence(*, actor: Actor, now: datetime, id: int) -> int:
    """Somebody is not away after all; returns the entry that `restore` takes back."""
    actor.require(Role.EDITOR)
    rows = models.Absence.objects.select_related("person").filter(workspace_id=actor.workspace_id)
    row = rows.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such absence.", cure="See the person's page.")
    entry = _record(actor, now, "person.absence_removed", row, row.person, added=False)
    row.delete()
    return entry


def _record(
    actor: Actor, now: datetime, verb: str, row: models.Absence, person: models.Person, *, added: bool
) -> int:
    whole = {"first": row.first.isoformat(), "last": row.last.isoformat(), "reason": row.reason}
    changes = {name: [None, text] if added else [text, None] for name, text in whole.items() if text}
    return journal.record(
        actor=actor, now=now, verb=verb, subject=person_ref(person.pk), title=person.name, changes=changes
    )
