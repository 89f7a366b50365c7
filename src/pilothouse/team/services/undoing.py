"""Undoing the import of a roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.tables.nouns import Undone
from pilothouse.team import models
from pilothouse.team.services.people import person_ref

_UNDONE = "person.import_undone"
_DATES = ("joins_on", "leaves_on")
_SKILL = "skill "


@transaction.atomic
def undo_roster(*, actor: Actor, now: datetime, batch: str, force: bool = False) -> Undone:
    """Undo an import: people, teams and skills that it made are removed unless something names them,
    and what it changed gets its old values.

    Raises `Conflict` naming the first people when someone changed them after the import, unless `force`.
    """
    actor.require(Role.EDITOR)
    entries = list(journal_queries.batch(actor=actor, batch=batch))
    if not force:
        _refuse_changed(actor, entries, batch)
    restored = [change for entry in entries if (change := _restore(actor, entry)) is not None]
    removed = [change for entry in entries if (change := _remove(actor, entry)) is not None]
    for entry in entries:
        _remove_box(actor, entry)
    journal.record_many(actor=actor, now=now, changes=[*restored, *removed], batch=batch)
    return Undone(removed=len(removed), restored=len(restored))


def _refuse_changed(actor: Actor, entries: Sequence[Entry], batch: str) -> None:
    """Raise `Conflict` when a person of `entries` was changed after the last of them."""
    people = {entry.subject.id for entry in entries if entry.subject.kind == "team.person"}
    last = max((entry.id for entry in entries), default=0)
    later = [
        entry
        for entry in journal_queries.after(actor=actor, entry_id=last, kind="team.person")
        if entry.subject.id in people
    ]
    # A later import that was undone itself changed nothing in the end.
    settled = {batch, *(entry.batch for entry in later if entry.verb == _UNDONE)}
    changed = dict.fromkeys(entry.title for entry in later if entry.batch not in settled)
    if changed:
        people_are = "1 person was" if len(changed) == 1 else f"{len(changed)} people were"
        raise Conflict(
            f"{people_are} changed after the import: {', '.join(list(changed)[:5])}.",
            where=f"import {batch}",
            cure="Undo anyway with --force; those changes are lost, and stay readable in the activity.",
            code="changed_since",
        )


def _restore(actor: Actor, entry: Entry) -> Change | None:
    """Give a person the values from before; None where nothing was changed, or no one is there."""
    if entry.verb != "person.imported_again":
        return None
    row = models.Person.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id).first()
    if row is None:
        return None
    for name, (before, _) in entry.changes.items():
        if name.startswith(_SKILL):
            _restore_level(row, name.removeprefix(_SKILL), before)
        elif name == "team":
            row.team = models.Team.objects.filter(workspace_id=actor.workspace_id, name=before).first()
        else:
            setattr(row, name, date.fromisoformat(before) if name in _DATES and before else before)
    row.version += 1
    row.save()
    return Change(_UNDONE, person_ref(row.pk), row.name)


def _restore_level(row: models.Person, skill: str, level: int | None) -> None:
    held = row.skills.filter(skill__name__iexact=skill)
    if level is None:
        held.delete()
    else:
        held.update(level=level)


def _remove(actor: Actor, entry: Entry) -> Change | None:
    """Remove a person whom the import made; None where there is none, or something names them."""
    if entry.verb != "person.imported":
        return None
    row = models.Person.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id).first()
    if row is None or not _removed(row):
        return None
    return Change("person.removed", person_ref(entry.subject.id), entry.title)


def _removed(row: models.Person) -> bool:
    """Delete a person unless something names them."""
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    return True


def _remove_box(actor: Actor, entry: Entry) -> None:
    """Remove a team or skill that the import made and nothing names."""
    tables = {"team.imported": models.Team, "skill.imported": models.Skill}
    if entry.verb not in tables:
        return
    own = {"workspace_id": actor.workspace_id, "pk": entry.subject.id}
    unused = {"people__isnull": True} if entry.verb == "team.imported" else {"holders__isnull": True}
    try:
        with transaction.atomic():
            tables[entry.verb]._default_manager.filter(**own, **unused).delete()
    except ProtectedError:
        return
