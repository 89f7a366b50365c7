"""Dependencies while an import is undone: those that came go, and those that went come back."""

from __future__ import annotations

from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Entry
from pilothouse.roadmap import models
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.called import CAME, Names
from pilothouse.roadmap.services.intake.ordering import RETIMED
from pilothouse.roadmap.services.intake.parting import DEPENDENCIES, Parts
from pilothouse.roadmap.services.ordering import Order


def take_back_dependencies(parts: Parts) -> None:
    """Remove the dependencies that came, and bring back those that went."""
    back = _Back(parts)
    done, of = 0, journal_queries.many_of(actor=parts.actor, batch=parts.batch, verbs=DEPENDENCIES)
    for part in journal_queries.portions(actor=parts.actor, batch=parts.batch, verbs=DEPENDENCIES):
        entries = [entry for entry in part if entry.subject.id not in parts.made]
        with parts.part():
            names = Names(parts.actor, entries)
            for entry in entries:
                if entry.subject.id in names.scope:
                    back.take(entry, names)
        done += len(part)
        parts.step("Restoring dependencies", done, of)


class _Back:
    """Dependencies of one import while they are taken back."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.workspace_id = parts.actor.workspace_id
        self.mine = models.Dependency.objects.filter(workspace_id=self.workspace_id)
        self._order: tuple[int, Order] | None = None

    @property
    def order(self) -> Order:
        """The order as it is, read anew when somebody changed the shape meanwhile."""
        if self._order is None or self._order[0] != self.parts.reshaped:
            self._order = self.parts.reshaped, Order(*structure.edges_and_parents(self.workspace_id))
        return self._order[1]

    def take(self, entry: Entry, names: Names) -> None:
        after = entry.subject.id
        if entry.verb == RETIMED:
            number, kind, lag = entry.changes["edge"][0]
            self.mine.filter(predecessor_id=number, successor_id=after).update(kind=kind, lag_days=lag)
            return
        gone, came = entry.changes["waits for"]
        before = names.number(after, gone or came)
        if before is None or before in self.parts.made:
            return
        if entry.verb == CAME:
            self.mine.filter(predecessor_id=before, successor_id=after).delete()
        elif self.order.add(before, after):
            self.mine.get_or_create(workspace_id=self.workspace_id, predecessor_id=before, successor_id=after)
