"""Taking back an act: what still is as the act left it gets its old value again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound, PilothouseError
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ActUndone
from pilothouse.roadmap.services import beside, custom_values, formulas, labels, rules
from pilothouse.roadmap.services.bulk import besides_of
from pilothouse.roadmap.services.fields import EDITABLE, check_place
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.moving import VERB as MOVED
from pilothouse.roadmap.services.moving import undo_move
from pilothouse.roadmap.services.removal import remove_item, restore_item
from pilothouse.roadmap.services.rows import bump, ref, titled
from pilothouse.roadmap.services.undoing_besides import Besides

UNDONE = "item.change_undone"
CHANGED = ("item.changed", "item.moved", "item.completed", "item.people_chosen", "item.placed", UNDONE)
_COLUMNS = (*EDITABLE, "resolved_at")
_BESIDE = ("labels", "people", "custom_ids")


@transaction.atomic
def undo_batch(*, actor: Actor, now: datetime, batch: str) -> ActUndone:
    """Take back what was done to items as `batch`: changed values, needs and dependencies, moves to a
    product, items added and removed.

    What was changed since stays and is reported, and so is what no longer holds, such as a parent that is
    gone. Undoing what this did does it again. Raises `NotFound` when there was no such act, and `Conflict`
    for an import, which is undone on its own page.
    """
    actor.require(Role.EDITOR)
    entries = [row for row in recorded.batch(actor=actor, batch=batch) if row.subject.kind == "roadmap.item"]
    if not entries:
        raise NotFound("There was no such act.", cure="See the activity page.")
    if any(row.verb.startswith("item.imported") for row in entries):
        raise Conflict("That was an import.", where="batch", cure="Undo it on the page of the import.")
    act = _Undoing(actor, now, entries)
    act.values(act.entries)
    act.move()
    act.added_and_removed()
    act.values_again()
    act.needs_and_dependencies()
    return ActUndone(act.batch, len(act.restored), tuple(act.kept))


class _Undoing:
    """One act while it is taken back; `entries` are the newest first."""

    def __init__(self, actor: Actor, now: datetime, entries: list[Entry]) -> None:
        self.actor, self.now, self.entries = actor, now, entries
        self.batch, self.known = sortable_id(now), Known(actor)
        self.restored: set[int] = set()
        self.kept: list[tuple[str, str]] = []
        self.refused: list[tuple[Entry, str, str]] = []  # with the key of its item, and why

    def values_again(self) -> None:
        """Give back what was refused as long as items stood that the act had added."""
        refused, self.refused = self.refused, []
        self.values([entry for entry, _, _ in refused])
        self.kept += [(key, why) for _, key, why in self.refused]

    def values(self, entries: Sequence[Entry]) -> None:
        """Give changed values back."""
        entries = [row for row in entries if row.verb in CHANGED]
        for first in range(0, len(entries), 500):
            part = entries[first : first + 500]
            numbers = {row.subject.id for row in part}
            rows = _rows(self.actor, numbers, part)
            changes = [self._value(rows, entry) for entry in part]
            told = [change for change in changes if change is not None]
            journal.record_many(actor=self.actor, now=self.now, changes=told, batch=self.batch)
        formulas.refresh(self.known, self.restored)

    def _value(self, rows: Mapping[int, models.Item], entry: Entry) -> Change | None:
        row = rows.get(entry.subject.id)
        if row is None:
            self.kept.append((entry.title, "It was removed since."))
            return None
        told = len(self.kept)
        try:
            with self.known.trying() if set(_BESIDE) & entry.changes.keys() else nullcontext():
                changes = self._columns(row, entry.changes) | self._beside(row, entry.changes)
        except PilothouseError as error:
            del self.kept[told:]
            self.refused.append((entry, row.key, error.message))
            return None
        if not changes:
            return None
        self.restored.add(row.pk)
        return Change(UNDONE, ref(row), titled(row), changes)

    def _columns(self, row: models.Item, changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        values: dict[str, Any] = {}
        for name in _COLUMNS:
            if name in changes:
                before, after = changes[name]
                if versions.plain(getattr(row, name)) == after:
                    values[name] = rules.typed(name, before)
                else:
                    self._stays(row, name)
        values = rules.without_gone(self.actor, values)
        check_place(self.actor, values, row, row.product_id)
        return versions.apply(row, values, expected=None)

    def _beside(self, row: models.Item, changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        before: dict[str, Any] = {}
        for name in _BESIDE:
            if name in changes:
                self._wanted(row, name, changes[name], before)
        told = beside.restore(self.known, row, before)
        if told:
            bump(row, None)
        return told

    def _wanted(self, row: models.Item, name: str, pair: list[Any], before: dict[str, Any]) -> None:
        """Note what an item had, where it still has what the act gave it."""
        if name == "custom_ids":
            held = custom_values.held(row)
            old, new = ({str(key): value for key, value in side.items()} for side in pair)
            before[name] = {key: old.get(key) for key in new if held.get(key) == new[key]}
            if len(before[name]) < len(new):
                self._stays(row, "custom fields")
        elif sorted(_held(row, name)) == sorted(pair[1] or []):
            before[name] = pair[0] or []
        else:
            self._stays(row, name)

    def _stays(self, row: models.Item, name: str) -> None:
        word = name.removesuffix("_id").replace("_", " ")
        self.kept.append((row.key, f"The {word} was changed since."))

    def move(self) -> None:
        """Let items return to the product that they came from."""
        moved = [row for row in self.entries if row.verb == MOVED]
        if not moved:
            return
        try:
            with transaction.atomic():
                undo_move(actor=self.actor, now=self.now, batch=moved[0].batch, under=self.batch)
            self.restored |= {row.subject.id for row in moved}
        except PilothouseError as error:
            self.kept.append((error.where, error.message))

    def added_and_removed(self) -> None:
        for entry in self.entries:
            try:
                with transaction.atomic():
                    self._one(entry)
            except PilothouseError as error:
                self.kept.append((entry.title, error.message))

    def _one(self, entry: Entry) -> None:
        if entry.verb == "item.added":
            row = models.Item.objects.filter(
                workspace_id=self.actor.workspace_id, pk=entry.subject.id
            ).first()
            if row is not None:
                remove_item(actor=self.actor, now=self.now, key=row.key, version=None, batch=self.batch)
        elif entry.verb == "item.removed":
            restore_item(actor=self.actor, now=self.now, entry_id=entry.id)
        else:
            return
        self.restored.add(entry.subject.id)

    def needs_and_dependencies(self) -> None:
        """Give needs and dependencies back, where they still are as the act left them."""
        before = Besides(self.actor, self.now, self.batch)
        added = {row.subject.id for row in self.entries if row.verb == "item.added"}
        for entry in self.entries:
            if entry.subject.id in added:
                continue
            try:
                with transaction.atomic():
                    if before.take_back(entry):
                        self.restored.add(entry.subject.id)
            except PilothouseError as error:
                self.kept.append((entry.title, error.message))


def _rows(actor: Actor, numbers: Iterable[int], entries: Iterable[Entry]) -> dict[int, models.Item]:
    """The items by number, with what the entries changed beside them."""
    names = {name for entry in entries for name in entry.changes}
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id)
    return rows.prefetch_related(*besides_of(dict.fromkeys(names))).in_bulk(numbers)


def _held(row: models.Item, name: str) -> list[Any]:
    return labels.held(row) if name == "labels" else beside.held_people(row)
