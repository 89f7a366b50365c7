"""What people changed here by hand, so that an import does not erase it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor

_VERBS = ("item.changed", "item.moved", "item.completed", "item.people_chosen", "item.product_changed")
# Fields that only make sense together: one that stays keeps the others.
TOGETHER = (("low", "likely", "high"), ("status", "own_status_id", "resolved_at", "progress"))


@dataclass(frozen=True)
class Edited:
    """When each field of an item was last changed by hand."""

    at: Mapping[int, Mapping[str, datetime]] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor) -> Edited:
        """The record of the whole workspace, read once."""
        found: dict[int, dict[str, datetime]] = {}
        for verb in _VERBS:
            for entry in journal.every(actor=actor, kind="roadmap.item", verb=verb):
                fields = found.setdefault(entry.subject.id, {})
                for name in entry.changes:
                    fields[name] = max(entry.at, fields.get(name, entry.at))
        return cls(found)

    def stays(self, number: int, name: str, value: Any, told_at: datetime | None) -> bool:
        """Whether a field keeps what was entered here although the tracker says `value`.

        It does when the tracker has nothing to say about it, or changed the item last before `told_at`.
        """
        moment = self.at.get(number, {}).get(name)
        if moment is None:
            return False
        return value in (None, "", [], {}) or told_at is None or told_at <= moment

    def kept(self, number: int, different: Mapping[str, Any], told_at: datetime | None) -> set[str]:
        """Those of the `different` fields that stay as they are."""
        found = {name for name, value in different.items() if self.stays(number, name, value, told_at)}
        for group in TOGETHER:
            if found & set(group):
                found |= set(group) & set(different)
        return found
