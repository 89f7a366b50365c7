"""Undoing what a table brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.tables.nouns import EditedSince, Told, Undone, changed_since, untold
from pilothouse.market import models
from pilothouse.market.services.levels import Clocks
from pilothouse.market.services.sorts import Sort


class UndoRows:
    """Undoes imports of one sort."""

    def __init__(self, sort: Sort) -> None:
        self.sort = sort

    def __call__(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        force: bool = False,
        keep: bool = False,
        step: Told = untold,
    ) -> Undone:
        """Rows that the import made are removed, and what it changed gets its old values; companies that it
        made go where nothing names them. What was changed since is lost with `force` and stays with `keep`;
        with neither it raises `Conflict`."""
        actor.require(Role.EDITOR)
        step(f"Restoring {self.sort.many}", 0, 0)
        with transaction.atomic():
            return self._undone(actor, now, batch, force=force, keep=keep)

    def _undone(self, actor: Actor, now: datetime, batch: str, *, force: bool, keep: bool) -> Undone:
        entries = list(journal_queries.batch(actor=actor, batch=batch))
        later = _later(actor, self.sort, entries, batch)
        if later and not (force or keep):
            titles = list(dict.fromkeys(entry.title for entry in reversed(later)))
            raise changed_since(titles, batch, one=self.sort.word, many=self.sort.many)
        edited: dict[int, set[str]] = {}
        for entry in later if keep else ():
            edited.setdefault(entry.subject.id, set()).update(_fields(entry))
        own = [entry for entry in entries if entry.subject.kind == self.sort.kind]
        again = [entry for entry in own if entry.verb == f"{self.sort.word}.imported_again"]
        made = [
            entry
            for entry in own
            if entry.verb == f"{self.sort.word}.imported" and entry.subject.id not in edited
        ]
        restored = [found for entry in again if (found := self._restored(actor, entry, edited))]
        removed = self._removed(actor, made)
        removed += self._beside_gone(actor, entries)
        journal.record_many(actor=actor, now=now, changes=[*restored, *removed], batch=batch)
        return Undone(removed=len(removed), restored=len(restored), kept=len(edited))

    def _restored(self, actor: Actor, entry: Entry, edited: Mapping[int, set[str]]) -> Change | None:
        """The row with its values from before, but for those edited since."""
        table = self.sort.table
        row = table.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id).first()
        if row is None:
            return None
        stays = edited.get(row.pk, set())
        old: dict[str, Any] = {}
        for name in _fields(entry) - stays:
            field = table._meta.get_field(name)
            known = name in entry.changes  # else the import filled what was empty
            old[field.attname] = field.to_python(entry.changes[name][0]) if known else field.get_default()
        if self.sort.follows:
            old |= self.sort.before(row, old, Clocks(actor))
        for name, value in old.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        return Change(f"{self.sort.word}.import_undone", entry.subject, entry.title)

    def _beside_gone(self, actor: Actor, entries: Sequence[Entry]) -> list[Change]:
        """What the import made beside its rows goes where nothing else needs it."""
        return [] if self.sort.table is models.Company else _companies_gone(actor, entries)

    def _removed(self, actor: Actor, entries: Sequence[Entry]) -> list[Change]:
        own = self.sort.table.objects.filter(workspace_id=actor.workspace_id)
        numbers = [entry.subject.id for entry in entries]
        here = set(own.filter(pk__in=numbers).values_list("pk", flat=True))
        own.filter(pk__in=here).delete()
        verb = f"{self.sort.word}.import_removed"
        return [Change(verb, entry.subject, entry.title) for entry in entries if entry.subject.id in here]


class EditsOfRows:
    """What of an import of one sort was edited since."""

    def __init__(self, sort: Sort) -> None:
        self.sort = sort

    def __call__(self, *, actor: Actor, batch: str) -> tuple[EditedSince, ...]:
        """Newest first, one entry for each row."""
        found: dict[int, Entry] = {}
        fields: dict[int, dict[str, None]] = {}
        entries = list(journal_queries.batch(actor=actor, batch=batch))
        for entry in _later(actor, self.sort, entries, batch):
            found.setdefault(entry.subject.id, entry)
            fields.setdefault(entry.subject.id, {}).update(dict.fromkeys(sorted(_fields(entry))))
        return tuple(
            EditedSince(entry.title, self._words(fields[number], entry), entry.actor_name, entry.at)
            for number, entry in found.items()
        )

    def _words(self, fields: Mapping[str, None], entry: Entry) -> str:
        told = ", ".join(journal_queries.label_of(self.sort.kind, name) for name in fields)
        return told or entry.verb.rpartition(".")[2].replace("_", " ")


def _fields(entry: Entry) -> set[str]:
    """What an entry changed; where the record keeps only which fields, those."""
    personal: Any = entry.changes.get("fields", [None, []])[1]
    return (set(entry.changes) - {"fields"}) | set(personal or ())


def _later(actor: Actor, sort: Sort, entries: Sequence[Entry], batch: str) -> list[Entry]:
    """Changes of an import's rows after it, newest first."""
    rows = {entry.subject.id for entry in entries if entry.subject.kind == sort.kind}
    last = max((entry.id for entry in entries), default=0)
    later = [
        entry
        for entry in journal_queries.after(actor=actor, entry_id=last, kind=sort.kind)
        if entry.subject.id in rows
    ]
    # A later import that was undone itself changed nothing in the end.
    settled = {batch, *(entry.batch for entry in later if ".import_" in entry.verb)}
    return sorted((entry for entry in later if entry.batch not in settled), key=lambda row: -row.id)


def _companies_gone(actor: Actor, entries: Sequence[Entry]) -> list[Change]:
    """Companies that the import made on the way and nothing names go too."""
    found = []
    for entry in entries:
        if entry.verb != "company.imported":
            continue
        own = models.Company.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id, version=1)
        if own.filter(contacts=None, feedback=None, votes=None, problems=None).exists():
            own.delete()
            found.append(Change("company.import_removed", entry.subject, entry.title))
    return found
