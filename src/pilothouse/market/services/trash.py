"""Rows that stay where they are while they lie in the trash, as `removed_at` says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.refs import Ref


@dataclass(frozen=True, slots=True)
class Trash:
    """The trash of one table: `kind` is what references to its rows begin with, `verb` how the record calls
    them, `noun` how sentences do, `see` where the rows are listed, and `title` what the record calls one."""

    table: Any
    kind: str
    verb: str
    noun: str
    see: str
    title: Callable[[Any], str]

    def find(self, actor: Actor, id: int) -> Any:
        """A row that is not in the trash. Raises `NotFound`, alike for one of another workspace."""
        row = rows.find(self.table, actor, id, self.noun)
        if getattr(row, "removed_at", None) is not None:  # a link of a survey is revoked, and never there
            raise NotFound(f"There is no such {self.noun}.", cure="It lies in the trash.")
        return row

    def remove(
        self,
        *,
        actor: Actor,
        now: datetime,
        id: int,
        version: int | None,
        kept: tuple[str, ...] = (),
        batch: str = "",
    ) -> int:
        """Put a row into the trash; returns the entry that restores it, which says what the columns `kept`
        hold. Raises `Stale`, `NotFound`."""
        actor.require(Role.EDITOR)
        row = self.find(actor, id)
        versions.apply(row, {"removed_at": now}, expected=version)
        return journal.record(
            actor=actor,
            now=now,
            verb=f"{self.verb}.removed",
            subject=Ref(self.kind, row.pk),
            title=self.title(row),
            changes={name: [versions.plain(getattr(row, name)), None] for name in kept},
            batch=batch,
        )

    def restore(self, *, actor: Actor, now: datetime, entry: Entry) -> Restored:
        """Take a row out of the trash. Raises `NotFound`, `Conflict`."""
        row = self.table.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id).first()
        if row is None:
            raise NotFound(f"The {self.noun} is gone for good.", cure="Enter it again by hand.")
        if row.removed_at is None:
            raise Conflict(f"The {self.noun} is there already.", where=entry.title, cure=self.see)
        try:
            with transaction.atomic():
                versions.apply(row, {"removed_at": None}, expected=None)
        except IntegrityError:
            taken = f"Something called {entry.title} is there by now."
            raise Conflict(taken, where=entry.title, cure="Rename or remove it first.") from None
        rows.tell_restored(actor=actor, now=now, entry=entry, verb=f"{self.verb}.restored")
        return Restored(entry.subject, entry.title)
