"""The same change on many rows of one table, as one act that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.contracts import Change, Entry, ManyChanged, ManyUndone
from pilothouse.journal.queries import batch as entries_of
from pilothouse.journal.services.recording import record_many
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import one_line

_MOST = 20_000
_ONCE = 500


def _nothing(actor: Actor, changes: Sequence[Change]) -> None:
    pass


@dataclass(frozen=True, slots=True)
class ManyOf:
    """How rows of a kind are changed together.

    `fields` are those that several rows may have alike, which the record keeps in full; `read` makes of
    values what is stored, and raises `Invalid` and `Conflict`. `beside` is read with the rows; `along` are
    fields that change with these and go back with them; `after` is done with what changed. With `as_it_was`
    an undo writes the old values even where they could not be chosen any more, such as a target that has
    passed.
    """

    table: Any
    kind: str
    verb: str
    fields: tuple[str, ...]
    read: Callable[[Actor, datetime, Mapping[str, Any], Any], dict[str, Any]]
    title: Callable[[Any], str]
    beside: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    after: Callable[[Actor, Sequence[Change]], None] = _nothing
    as_it_was: bool = False


@transaction.atomic
def change_many(
    *, of: ManyOf, actor: Actor, now: datetime, ids: Sequence[int], values: Mapping[str, Any], why: str = ""
) -> ManyChanged:
    """Store the same `values` in all of `ids`, all or nothing. Raises `Invalid` and `Conflict`, which name
    the row that refuses, and `NotFound`."""
    actor.require(Role.EDITOR)
    numbers = sorted(set(ids))
    if not numbers:
        raise Invalid("Nothing was chosen.", where="ids", cure="Tick the rows to change.")
    if len(numbers) > _MOST:
        cure = f"Choose up to {_MOST:,}."
        raise Invalid(f"{len(numbers):,} rows are too many for one act.", where="ids", cure=cure)
    if alone := [name for name in values if name not in of.fields]:
        raise Invalid(f"The {alone[0]} is of one row alone.", where=alone[0], cure="Change it on its page.")
    batch, changed = sortable_id(now), 0
    for first in range(0, len(numbers), _ONCE):
        part = numbers[first : first + _ONCE]
        found = _rows(actor, of, part)
        if len(found) != len(part):
            raise NotFound("One of the rows does not exist any more.", cure="Reload the list.")
        changes = [_changed(actor, now, of, row, values) for row in found.values()]
        told = [change for change in changes if change is not None]
        of.after(actor, told)
        changed += record_many(actor=actor, now=now, changes=told, batch=batch, why=one_line(why))
    return ManyChanged(batch, len(numbers), changed)


def _rows(actor: Actor, of: ManyOf, numbers: Sequence[int]) -> dict[int, Any]:
    rows = of.table.objects.filter(workspace_id=actor.workspace_id)
    found: dict[int, Any] = (rows.select_related(*of.beside) if of.beside else rows).in_bulk(numbers)
    return found


def _changed(actor: Actor, now: datetime, of: ManyOf, row: Any, values: Mapping[str, Any]) -> Change | None:
    try:
        given = of.read(actor, now, values, row)
    except (Invalid, Conflict) as error:
        told = f"{of.title(row)}: {error.message}"
        raise type(error)(told, where=error.where, cure=error.cure, code=error.code) from None
    changes = versions.apply(row, given, expected=None)
    return Change(of.verb, Ref(of.kind, row.pk), of.title(row), changes) if changes else None


@transaction.atomic
def undo_many(*, kinds: Mapping[str, ManyOf], actor: Actor, now: datetime, batch: str) -> ManyUndone:
    """Give rows that were changed as `batch` their old values, unless they were changed again since. Raises
    `NotFound` when there was no such act."""
    actor.require(Role.EDITOR)
    entries = [
        row
        for row in entries_of(actor=actor, batch=batch)
        if row.subject.kind in kinds and row.verb == kinds[row.subject.kind].verb
    ]
    if not entries:
        raise NotFound("There was no such act.", cure="See the activity page.")
    undone: list[Change] = []
    for entry in entries:
        of = kinds[entry.subject.kind]
        if (change := _undone(actor, now, of, entry)) is not None:
            of.after(actor, [change])
            undone.append(change)
    record_many(actor=actor, now=now, changes=undone, batch=sortable_id(now))
    return ManyUndone(len(undone), len(entries) - len(undone))


def _undone(actor: Actor, now: datetime, of: ManyOf, entry: Entry) -> Change | None:
    row = _rows(actor, of, [entry.subject.id]).get(entry.subject.id)
    if row is None:
        return None
    back = {
        name: row._meta.get_field(name).to_python(before)
        for name, (before, after) in entry.changes.items()
        if name in of.fields and versions.plain(getattr(row, name)) == after
    }
    if not back:
        return None
    try:
        fields = back if of.as_it_was else of.read(actor, now, back, row)
    except (Invalid, Conflict, NotFound):  # what it was is not to be had any more
        return None
    fields |= {name: entry.changes[name][0] for name in fields if name in of.along and name in entry.changes}
    changes = versions.apply(row, fields, expected=None)
    return Change(of.verb, entry.subject, of.title(row), changes) if changes else None
