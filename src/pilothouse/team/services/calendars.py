"""Absences out of a calendar, known again by the uid of their events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.text import one_line
from pilothouse.team import contracts, models
from pilothouse.team.services import rules
from pilothouse.team.services.people import person_ref

_ADDED, _CHANGED, _UNDONE = "person.absence_imported", "person.absence_imported_again", "person.import_undone"
_FIELDS = ("first", "last", "reason")


@transaction.atomic
def import_absences(
    *, actor: Actor, now: datetime, absences: Iterable[contracts.CalendarAbsence]
) -> contracts.CalendarTaken:
    """Note who is away. May be repeated: an event that is here already gets its new days, no second entry.

    What overlaps days entered before is left out and named. Raises `NotFound` for a person who is not ours.
    """
    actor.require(Role.EDITOR)
    taking = _Taking(actor)
    for absence in absences:
        taking.take(absence)
    batch = sortable_id(now) if taking.changes else ""
    journal.record_many(actor=actor, now=now, changes=taking.changes, batch=batch)
    verbs = [change.verb for change in taking.changes]
    return contracts.CalendarTaken(
        verbs.count(_ADDED), verbs.count(_CHANGED), taking.kept, tuple(taking.notes), batch
    )


@transaction.atomic
def undo_absences(*, actor: Actor, now: datetime, batch: str) -> int:
    """Take an import of a calendar back: what it added goes, what it changed gets its days again; returns how
    many. Raises `NotFound` when there is nothing to take back."""
    actor.require(Role.EDITOR)
    entries = [row for row in journal_queries.batch(actor=actor, batch=batch) if "uid" in row.changes]
    changes = []
    for entry in entries:
        rows = models.Absence.objects.filter(
            workspace_id=actor.workspace_id, person_id=entry.subject.id, uid=entry.changes["uid"][1]
        )
        before = {name: pair[0] for name, pair in entry.changes.items() if name in _FIELDS}
        done = rows.delete()[0] if entry.verb == _ADDED else rows.update(**before)
        if done:
            changes.append(Change(_UNDONE, entry.subject, entry.title))
    if not changes:
        raise NotFound("There is nothing to undo.", cure="See the people's pages.")
    return journal.record_many(actor=actor, now=now, changes=changes, batch=sortable_id(now))


class _Taking:
    """One import under way."""

    def __init__(self, actor: Actor) -> None:
        rows = models.Absence.objects.filter(workspace_id=actor.workspace_id)
        self.actor = actor
        self.known = {(row.person_id, row.uid): row for row in rows.exclude(uid="")}
        self.people = {row.pk: row for row in models.Person.objects.filter(workspace_id=actor.workspace_id)}
        self.changes: list[Change] = []
        self.notes: list[str] = []
        self.kept = 0

    def take(self, absence: contracts.CalendarAbsence) -> None:
        person = self.people.get(absence.person_id)
        if person is None:
            raise NotFound("There is no such person.", where="person", cure="Choose one from the Team page.")
        rules.check_absence(absence.first, absence.last)
        values = {"first": absence.first, "last": absence.last, "reason": one_line(absence.reason)[:200]}
        row = self.known.get((person.pk, absence.uid))
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            self.kept += 1
        elif clash := self._clash(person, absence, row):
            self.notes.append(
                f"{person.name}, {day_text(absence.first)}: away already from {day_text(clash.first)} to "
                f"{day_text(clash.last)}."
            )
        elif row is None:
            self._add(person, absence.uid, values)
        else:
            self._change(person, row, values)

    def _clash(
        self, person: models.Person, absence: contracts.CalendarAbsence, row: models.Absence | None
    ) -> models.Absence | None:
        others = models.Absence.objects.filter(
            person=person, first__lte=absence.last, last__gte=absence.first
        )
        return (others.exclude(pk=row.pk) if row else others).first()

    def _add(self, person: models.Person, uid: str, values: dict[str, Any]) -> None:
        row = models.Absence.objects.create(
            workspace_id=self.actor.workspace_id, person=person, uid=uid, **values
        )
        self.known[person.pk, uid] = row
        told = {name: [None, _plain(value)] for name, value in values.items() if value}
        self.changes.append(Change(_ADDED, person_ref(person.pk), person.name, told | {"uid": [None, uid]}))

    def _change(self, person: models.Person, row: models.Absence, values: dict[str, Any]) -> None:
        told = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in values.items()}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        told["uid"] = [row.uid, row.uid]
        self.changes.append(Change(_CHANGED, person_ref(person.pk), person.name, told))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
