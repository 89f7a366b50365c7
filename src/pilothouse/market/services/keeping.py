"""How rows of the market are kept that may name people: what the record says of them, the trash, and the way
back. The words of such a row never enter the record, only which fields changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict
from pilothouse.kit.refs import Ref
from pilothouse.market.services.trash import Trash

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True, slots=True)
class Keeping(Generic[RowT]):
    """Rows of `table`, of the noun `ref`, recorded under verbs that begin with `word`. `what` they are called
    in a message, `see` where they are listed; `title`: what the record calls a row.

    `personal` are fields of which the record says only that they changed, `untold` those of which it says
    nothing; `kept`, what the removal of a row says of it.
    """

    ref: str
    word: str
    table: type[RowT]
    what: str
    see: str
    title: Callable[[RowT], str]
    personal: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def trash(self) -> Trash:
        return Trash(self.table, self.ref, self.word, self.what, self.see, self.title)

    def find(self, actor: Actor, id: int) -> RowT:
        """Raises `NotFound`, alike for a row of another workspace and one in the trash."""
        found: RowT = self.trash.find(actor, id)
        return found

    def add(self, actor: Actor, now: datetime, row: RowT, fields: Mapping[str, Any]) -> None:
        """Write a new row, of which `fields` are told."""
        rows.insert(row, Conflict(f"This {self.what} is there already.", cure=self.see))
        changes = {name: [None, value] for name, value in fields.items() if value}
        self.record(actor, now, "added", row, changes)

    def change(
        self, actor: Actor, now: datetime, row: RowT, fields: Mapping[str, Any], version: int | None
    ) -> dict[str, list[Any]]:
        """Store `fields`; what really changed. Raises `Stale`."""
        changes = versions.apply(row, dict(fields), expected=version)
        if changes:
            self.record(actor, now, "changed", row, changes)
        return changes

    def remove(self, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
        """Put a row into the trash; returns the entry that restores it. Raises `Stale`, `NotFound`."""
        kept = self.kept
        return self.trash.remove(actor=actor, now=now, id=id, version=version, kept=kept, batch=batch)

    def restore(self, actor: Actor, now: datetime, entry: Entry) -> Restored:
        """Take a row out of the trash. Raises `NotFound`, `Conflict`."""
        return self.trash.restore(actor=actor, now=now, entry=entry)

    def told(self, changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        """`changes` without what may name somebody, of that only which fields."""
        found = {
            name: [versions.plain(each) for each in pair]
            for name, pair in changes.items()
            if name not in (*self.personal, *self.untold)
        }
        personal = [name.removesuffix("_id") for name in self.personal if name in changes]
        return found | ({"fields": [None, personal]} if personal else {})

    def record(
        self, actor: Actor, now: datetime, verb: str, row: RowT, changes: Mapping[str, list[Any]]
    ) -> int:
        return journal.record(
            actor=actor,
            now=now,
            verb=f"{self.word}.{verb}",
            subject=Ref(self.ref, row.pk),
            title=self.title(row),
            changes=self.told(changes),
        )
