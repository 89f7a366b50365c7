"""Taking back what an act did to needs and dependencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pilothouse.journal.contracts import Entry
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict
from pilothouse.roadmap import contracts, models
from pilothouse.roadmap.services.dependencies import (
    add_dependency,
    change_dependency,
    edge,
    remove_dependency,
)
from pilothouse.roadmap.services.staffing import held_needs, set_needs
from pilothouse.team import queries as team

_NEEDS = "item.needs_changed"
_EDGES = ("item.dependency_added", "item.dependency_changed", "item.dependency_removed")


@dataclass(frozen=True, slots=True)
class Besides:
    """What is taken back is recorded as `batch`, so that it can be done again."""

    actor: Actor
    now: datetime
    batch: str

    def take_back(self, entry: Entry) -> bool:
        """Whether `entry` told of needs or of a dependency. Raises `Conflict` where they were changed since,
        or what they name is gone."""
        if entry.verb == _NEEDS and "need_ids" in entry.changes:
            self._needs(entry)
        elif entry.verb in _EDGES and "edge" in entry.changes:
            self._edge(entry)
        else:
            return False
        return True

    def _needs(self, entry: Entry) -> None:
        row, (before, after) = self._item(entry.subject.id), entry.changes["need_ids"]
        if held_needs(row) != after:
            raise Conflict("The needs were changed since.", where=row.key)
        skills = {None, *(skill.id for skill in team.skills(actor=self.actor))}
        needs = [contracts.Need(*need) for need in before if need[0] in skills]
        set_needs(actor=self.actor, now=self.now, key=row.key, version=None, needs=needs, batch=self.batch)

    def _edge(self, entry: Entry) -> None:
        before, after = entry.changes["edge"]
        row = self._item(entry.subject.id)
        other = self._item((before or after)[0])
        found = models.Dependency.objects.filter(predecessor=other, successor=row).first()
        if (edge(found) if found else None) != after:
            raise Conflict("The dependency was changed since.", where=row.key)
        given: dict[str, Any] = {"actor": self.actor, "now": self.now, "batch": self.batch}
        if found is None:
            kind, lag = before[1:]
            add_dependency(predecessor=other.key, successor=row.key, kind=kind, lag_days=lag, **given)
        elif before is None:
            remove_dependency(id=found.pk, **given)
        else:
            change_dependency(id=found.pk, kind=before[1], lag_days=before[2], **given)

    def _item(self, number: int) -> models.Item:
        row = models.Item.objects.filter(workspace_id=self.actor.workspace_id, pk=number).first()
        if row is None:
            raise Conflict("An item of it was removed since.", cure="Restore it first; see the trash.")
        return row
