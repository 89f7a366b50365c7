"""Undoing the import of a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.tables.nouns import EditedSince, Told, Undone, changed_since, untold
from pilothouse.team import models
from pilothouse.team.services.people import person_ref

_UNDONE = "person.import_undone"
_DATES = ("joins_on", "leaves_on")
_SKILL = "skill "


@transaction.atomic
def undo_roster(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    force: bool = False,
    keep: bool = False,
    step: Told = untold,
) -> Undone:
    """Undo an import: people, teams and skills that it made are removed unless something names them,
    and what it changed gets its old values.

    What someone changed after the import is lost with `force`; with `keep` people whom it made and someone
    changed stay, and so do values that someone changed. With neither it raises `Conflict` naming the first.
    """
    actor.require(Role.EDITOR)
    step("Restoring people", 0, 0)
    entries = list(journal_queries.batch(actor=actor, batch=batch))
    later = _changed_since(actor, entries, batch)
    if later and not (force or keep):
        titles = list(dict.fromkeys(entry.title for entry in reversed(later)))
        raise changed_since(titles, batch, one="person", many="people")
    edited: dict[int, set[str]] = {}
    for entry in later if keep else ():
        edited.setdefault(entry.subject.id, set()).update(_fields(entry))
    restored = [change for entry in entries if (change := _restore(actor, entry, edited)) is not None]
    gone = [entry for entry in entries if entry.subject.id not in edited or entry.verb != "person.imported"]
    removed = [change for entry in gone if (change := _remove(actor, entry)) is not None]
    for entry in entries:
        _remove_box(actor, entry)
    journal.record_many(actor=actor, now=now, changes=[*restored, *removed], batch=batch)
    return Undone(removed=len(removed), restored=len(restored), kept=len(edited))


def edits_of_roster(*, actor: Actor, batch: str) -> tuple[EditedSince, ...]:
    """What of an import was edited since, newest first, one entry for each person."""
    found: dict[int, Entry] = {}
    fields: dict[int, dict[str, None]] = {}
    entries = list(journal_queries.batch(actor=actor, batch=batch))
    for entry in _changed_since(actor, entries, batch):
        found.setdefault(entry.subject.id, entry)
        fields.setdefault(entry.subject.id, {}).update(dict.fromkeys(entry.changes))
    return tuple(
        EditedSince(
            entry.title,
            ", ".join(journal_queries.label_of("team.person", name) for name in fields[number])
            or entry.verb.rpartition(".")[2].replace("_", " "),
            entry.actor_name,
            entry.at,
        )
        for number, entry in found.items()
    )


def _fields(entry: Entry) -> set[str]:
    """What an entry changed, in the words of an import's entries."""
    if entry.verb == "person.skill_set":
        return {f"{_SKILL}{name}" for name in entry.changes}
    return {"team" if name == "team_id" else name for name in entry.changes}


def _changed_since(actor: Actor, entries: Sequence[Entry], batch: str) -> list[Entry]:
    """Changes of an import's people after it, newest first."""
    people = {entry.subject.id for entry in entries if entry.subject.kind == "team.person"}
    last = max((entry.id for entry in entries), default=0)
    later = [
        entry
        for entry in journal_queries.after(actor=actor, entry_id=last, kind="team.person")
        if entry.subject.id in people
    ]
    # A later import that was undone itself changed nothing in the end.
    settled = {batch, *(entry.batch for entry in later if entry.verb == _UNDONE)}
    return sorted((entry for entry in later if entry.batch not in settled), key=lambda row: -row.id)


def _restore(actor: Actor, entry: Entry, edited: Mapping[int, set[str]]) -> Change | None:
    """Give a person the values from before, but for those `edited` since; None where nothing was changed, or
    no one is there.
    """
    if entry.verb != "person.imported_again":
        return None
    row = models.Person.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id).first()
    if row is None:
        return None
    stays = edited.get(row.pk, set())
    for name, (before, _) in entry.changes.items():
        if name in stays:
            continue
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
