"""An import that is undone part by part, so that others can write between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from django.db import transaction

from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor
from pilothouse.kit.tables.nouns import Told
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.edited import TOGETHER
from pilothouse.roadmap.services.intake.ordering import RETIMED

KIND = "roadmap.item"
UNDONE = "item.import_undone"
DEPENDENCIES = ("item.dependency_imported", "item.dependency_gone", RETIMED)
_SHAPED = ("item.moved", "item.restored")


class Shaped(Protocol):
    def require_no_circle(self) -> None: ...


class Parts:
    """What an import made, what of it stays because it was edited since, and the parts in which it is undone.

    What is edited while that goes on stays too, unless edits are lost by `force`.
    """

    def __init__(self, actor: Actor, now: datetime, batch: str, *, force: bool, step: Told) -> None:
        self.actor, self.now, self.batch, self.step = actor, now, batch, step
        self.force = force
        self.seen = journal_queries.last_entry_id(actor=actor)
        self.made = self.subjects("item.imported")
        self.items = self.made.union(*map(self.subjects, ("item.imported_again", *DEPENDENCIES)))
        self.edited: dict[int, set[str]] = {}
        self.shape: Shaped | None = None
        self.reshaped = 0  # how often somebody changed the hierarchy or the dependencies meanwhile

    @property
    def gone(self) -> set[int]:
        """The items that the undoing removes."""
        return self.made - self.edited.keys()

    def subjects(self, verb: str) -> set[int]:
        return journal_queries.subjects(actor=self.actor, batch=self.batch, verb=verb)

    @contextmanager
    def part(self) -> Iterator[None]:
        """One transaction, in which nobody else changes the hierarchy or the dependencies. What others did
        since the last is looked at first; `Conflict` where it closes a circle with what comes back.
        """
        with transaction.atomic():
            structure.hold(self.actor.workspace_id)
            self._catch_up()
            yield

    def _catch_up(self) -> None:
        seen, self.seen = self.seen, journal_queries.last_entry_id(actor=self.actor)
        if seen == self.seen:
            return
        later = journal_queries.after(actor=self.actor, entry_id=seen, kind=KIND)
        others = [entry for entry in later if entry.batch != self.batch]
        if not self.force:
            self.keep(entry for entry in others if entry.subject.id in self.items)
        if any(_shapes(entry) for entry in others):
            self.reshaped += 1
            if self.shape is not None:
                self.shape.require_no_circle()

    def keep(self, later: Iterable[Entry]) -> None:
        """Let stay what these entries changed; of fields that only make sense together, all."""
        for entry in later:
            fields = self.edited.setdefault(entry.subject.id, set())
            fields.update(entry.changes)
            for group in TOGETHER:
                if not fields.isdisjoint(group):
                    fields.update(group)


def _shapes(entry: Entry) -> bool:
    """Whether an entry is about the hierarchy or the dependencies."""
    return entry.verb in _SHAPED or "dependency" in entry.verb or "parent_id" in entry.changes
