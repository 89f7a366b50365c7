"""Taking in a table of risks, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.numbering import highest
from pilothouse.kit.refs import Ref
from pilothouse.kit.tables.nouns import (
    Differs,
    EditedSince,
    RowEffect,
    RowNote,
    Taken,
    Told,
    Undone,
    changed_since,
    untold,
)
from pilothouse.kit.versions import plain
from pilothouse.risk import models
from pilothouse.risk.contracts import ImportedRisk
from pilothouse.risk.services.register.bulk import as_before, written
from pilothouse.risk.services.register.fields import cleaned
from pilothouse.risk.services.register.risks import REF, settling
from pilothouse.risk.services.register.touching import Touching
from pilothouse.risk.services.stating import keep_stated
from pilothouse.team import queries as team

MADE, AGAIN, UNDONE = "risk.imported", "risk.imported_again", "risk.import_undone"


class Register:
    """The risks of a workspace as a file is held against them; nothing is written.

    A row is known again by the key of the tool that it came from; by our own key, where event or day of entry
    agree; else by its event.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor, self.touching = actor, Touching(actor)
        self.people = {name.casefold(): number for number, name in team.names(actor=actor).items()}
        self.me = team.my_person(actor=actor)
        rows = list(models.Risk.objects.filter(workspace_id=actor.workspace_id))
        self.outside = {(row.source, row.external_id): row for row in rows if row.external_id}
        self.keys = {f"R-{row.number}": row for row in rows}
        self.events = {row.event.casefold(): row for row in rows}

    def find(self, risk: ImportedRisk) -> models.Risk | None:
        found = self.outside.get((risk.source, risk.key)) if risk.key else None
        own = self.keys.get(risk.key.upper())
        if found is None and own is not None:
            same = own.event.casefold() == risk.event.casefold()
            found = own if same or own.raised_on == risk.raised_on else None
        return found or self.events.get(risk.event.casefold())

    def values(self, risk: ImportedRisk, notes: list[RowNote]) -> dict[str, Any]:
        """What a row says, in our words; what it names and is not here is told."""
        found = {name: value for name, value in risk.values.items() if name in risk.given}
        found["event"] = risk.event
        if "touches" in risk.given:
            unknown = self.touching.unknown(risk.touches)
            found["touches"] = [text for text in risk.touches if text not in unknown]
            told = "There is no one item, release or product {}."
            notes.extend(RowNote(risk.row, risk.event, told.format(text)) for text in unknown)
        owner = self.people.get(risk.owner.casefold())
        if owner is not None:
            found["owner_id"] = owner
        elif risk.owner:
            notes.append(RowNote(risk.row, risk.event, f"No one here is called {risk.owner}."))
        return found

    def given(self, risk: ImportedRisk, row: models.Risk | None, notes: list[RowNote]) -> dict[str, Any]:
        """Values as they are stored. Raises `Invalid` for a row that breaks a rule."""
        values = self.values(risk, notes)
        if row is None and "owner_id" not in values and self.me is not None:
            values["owner_id"] = self.me.id
            notes.append(RowNote(risk.row, risk.event, f"{self.me.name} is its owner for now."))
        return cleaned(self.actor, values, row, self.touching)

    def compare(self, risk: ImportedRisk) -> RowEffect:
        """What a row would do to what is here."""
        row = self.find(risk)
        if row is None:
            return RowEffect(risk.key or "New", risk.event, fresh=True)
        try:
            given = self.given(risk, row, [])
        except PilothouseError:
            return RowEffect(f"R-{row.number}", row.event, False)
        changes = (
            Differs(_label(name), _words(getattr(row, name)), _words(value))
            for name, value in given.items()
            if getattr(row, name) != value
        )
        return RowEffect(f"R-{row.number}", row.event, False, tuple(changes))


def _label(name: str) -> str:
    return name.removesuffix("_id").removesuffix("_cents").replace("_", " ").capitalize()


def _words(value: Any) -> str:
    if isinstance(value, date):
        return day_text(value)
    return f"{len(value)}" if isinstance(value, list) else "" if value is None else str(value)


@transaction.atomic
def import_risks(*, actor: Actor, now: datetime, batch: str, risks: Iterable[ImportedRisk]) -> Taken:
    """Create or update a risk for each row. May be repeated: the same rows again change nothing. A row that
    breaks a rule is left out and told. Everything is journalled under `batch`."""
    actor.require(Role.EDITOR)
    here, notes, changes = Register(actor), list[RowNote](), list[Change]()
    last = highest(models.Risk.objects.filter(workspace_id=actor.workspace_id))
    seen = created = 0
    for risk in risks:
        row = here.find(risk)
        try:
            given = here.given(risk, row, notes)
        except PilothouseError as error:
            notes.append(RowNote(risk.row, risk.event, f"Left out: {error.message} {error.cure}".strip()))
            continue
        seen += 1
        given |= settling(actor=actor, now=now, given=given, row=row)
        if row is None:
            created += 1
            row = models.Risk.objects.create(
                workspace_id=actor.workspace_id,
                number=last + created,
                source=risk.source,
                external_id=risk.key,
                **{"raised_on": risk.raised_on or now.date()} | given,
            )
            here.events[row.event.casefold()] = row
            told = {
                name: [None, plain(value)] for name, value in given.items() if value not in (None, "", [])
            }
            changes.append(Change(MADE, Ref(REF, row.pk), row.event, told))
        elif (change := written(row, given, AGAIN)) is not None:
            changes.append(change)
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    keep_stated(actor=actor, now=now, ids=[change.subject.id for change in changes])
    updated = len(changes) - created
    return Taken(created, updated, seen - created - updated, {}, tuple(notes))


@transaction.atomic
def undo_import_of_risks(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    force: bool = False,
    keep: bool = False,
    step: Told = untold,
) -> Undone:
    """Undo an import: what it made is removed, and what it changed is as before. What was edited since is
    lost with `force` and stays with `keep`; with neither it raises `Conflict`."""
    actor.require(Role.EDITOR)
    step("Restoring risks", 0, 0)
    entries = list(recorded.batch(actor=actor, batch=batch))
    later = _later(actor, entries, batch)
    edited = {entry.subject.id for entry in later}
    if edited and not (force or keep):
        titles = list(dict.fromkeys(entry.title for entry in later))
        raise changed_since(titles, batch, one="risk", many="risks")
    found = models.Risk.objects.filter(workspace_id=actor.workspace_id).in_bulk(
        {entry.subject.id for entry in entries if entry.subject.kind == REF}
    )
    told: list[Change] = []
    removed = restored = 0
    for entry in entries:
        row = found.get(entry.subject.id)
        if row is None or (keep and row.pk in edited):
            continue
        if entry.verb == MADE:
            told.append(Change(UNDONE, Ref(REF, row.pk), row.event))
            row.delete()
            removed += 1
        elif entry.verb == AGAIN:
            restored += (change := as_before(actor=actor, now=now, row=row, entry=entry, kept=[])) is not None
            told += [change] if change is not None else []
    journal.record_many(actor=actor, now=now, changes=told, batch=batch)
    keep_stated(actor=actor, now=now, ids=found)
    return Undone(removed, restored, kept=len(edited) if keep else 0)


def risk_edits_since(*, actor: Actor, batch: str) -> tuple[EditedSince, ...]:
    """Risks of an import that were edited since, newest first."""
    found: dict[int, EditedSince] = {}
    for entry in _later(actor, list(recorded.batch(actor=actor, batch=batch)), batch):
        what = ", ".join(_label(name) for name in entry.changes)
        found.setdefault(entry.subject.id, EditedSince(entry.title, what, entry.actor_name, entry.at))
    return tuple(found.values())


def _later(actor: Actor, entries: Sequence[Entry], batch: str) -> list[Entry]:
    """Changes of an import's risks after it, newest first."""
    numbers = {entry.subject.id for entry in entries if entry.subject.kind == REF}
    last = max((entry.id for entry in entries), default=0)
    rows = recorded.after(actor=actor, entry_id=last, kind=REF)
    found = [entry for entry in rows if entry.subject.id in numbers and entry.batch != batch]
    return sorted(found, key=lambda entry: -entry.id)
