"""Rows written together with their entries in the record: the shared writers of every room's services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from pilothouse.journal.contracts import RESTORED, Entry, Restored
from pilothouse.journal.services.recording import record
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import within_reach

Row = TypeVar("Row", bound=Model)
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_LONG = 2_000  # characters of a text that the record keeps; longer ones have revisions of their own


def find(table: type[Row], actor: Actor, id: int, what: str) -> Row:
    """One row of the actor's workspace. Raises `NotFound`, alike for one of another workspace."""
    row = table._default_manager.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound(f"There is no such {what}.", cure="It may have been removed; see the list.")
    return row


def insert(row: Model, taken: Conflict) -> None:
    """Write a new row; `taken` is raised when somebody else was quicker to write the same, and `Invalid` for
    a date of another age."""
    _reachable({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise taken from None


def _reachable(values: Mapping[str, Any]) -> None:
    """Refuse dates that no calendar reaches."""
    for name, value in values.items():
        if isinstance(value, date) and not isinstance(value, datetime):
            within_reach(value, name)


def add(
    *,
    row: Model,
    actor: Actor,
    now: datetime,
    verb: str,
    ref: str,
    title: str,
    fields: tuple[str, ...] = (),
    why: str = "",
    taken: Conflict | None = None,
) -> None:
    """Write a new row and tell of it with the values of `fields` that are not empty. `taken` is raised when
    somebody else was quicker."""
    actor.require(Role.EDITOR)
    insert(row, taken or Conflict(f"{title} is there already.", cure="See the list."))
    changes = {
        name: [None, versions.plain(getattr(row, name))]
        for name in fields
        if getattr(row, name) not in _EMPTY
    }
    record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref(ref, row.pk),
        title=title,
        changes=_short(changes),
        why=why,
    )


def change(
    *,
    row: Model,
    values: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    version: int | None,
    verb: str,
    ref: str,
    title: str,
    why: str = "",
    untold: tuple[str, ...] = (),
) -> bool:
    """Change a row and tell of it, but for the fields `untold`; whether anything changed. Raises `Stale`."""
    actor.require(Role.EDITOR)
    _reachable(values)
    changes = versions.apply(row, dict(values), expected=version)
    if changes:
        changes = {name: pair for name, pair in changes.items() if name not in untold}
        record(
            actor=actor,
            now=now,
            verb=verb,
            subject=Ref(ref, row.pk),
            title=title,
            changes=_short(changes),
            why=why,
        )
    return bool(changes)


def remove(
    *,
    row: Model,
    actor: Actor,
    now: datetime,
    version: int | None,
    verb: str,
    ref: str,
    title: str,
    why: str = "",
    batch: str = "",
    more: Mapping[str, Any] | None = None,
) -> int:
    """Delete a row and tell of it with everything that it held, and `more` that went with it, so that it can
    be restored; returns the entry's number. Raises `Stale`."""
    actor.require(Role.EDITOR)
    if hasattr(row, "version"):
        versions.claim(row, expected=version)
    held = {
        field.attname: [versions.plain(getattr(row, field.attname)), None]
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "workspace_id", "version")
        and getattr(row, field.attname) not in _EMPTY
    }
    held |= {name: [value, None] for name, value in (more or {}).items() if value not in _EMPTY}
    number_of = row.pk
    row.delete()
    return record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref(ref, number_of),
        title=title,
        changes=held,
        why=why,
        batch=batch,
    )


def restore(
    *, table: type[Row], actor: Actor, now: datetime, entry: Entry, verb: str
) -> tuple[Row, Restored]:
    """Write a row back, under its own number, as the `entry` of its removal holds it.

    What it referred to and may go without is left out when that is gone too, and named. Raises `Conflict`
    when the row is back already, when what it belongs to is gone, or something like it stands there.
    """
    actor.require(Role.EDITOR)
    own = table._default_manager.filter(workspace_id=actor.workspace_id)
    if own.filter(pk=entry.subject.id).exists():
        raise Conflict(f"{entry.title} is there already.", where=entry.title, cure="See its list.")
    values, missing = _values_of(table, actor, entry)
    row = table(pk=entry.subject.id, workspace_id=actor.workspace_id, **values)
    taken = f"Something called {entry.title} is there by now."
    insert(row, Conflict(taken, where=entry.title, cure="Rename or remove it first."))
    tell_restored(actor=actor, now=now, entry=entry, verb=verb)
    return row, Restored(entry.subject, entry.title, missing)


def tell_restored(*, actor: Actor, now: datetime, entry: Entry, verb: str) -> None:
    """Record that what `entry` removed is back, so that the trash lists it no more."""
    record(
        actor=actor,
        now=now,
        verb=verb,
        subject=entry.subject,
        title=entry.title,
        batch=f"{RESTORED}{entry.id}",
    )


def _values_of(table: type[Row], actor: Actor, entry: Entry) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a removed row held, as the columns of its table take it, and what of it is gone."""
    values: dict[str, Any] = {}
    missing: list[str] = []
    for field in table._meta.concrete_fields:
        if field.attname in entry.changes and field.attname != "id":
            value = field.to_python(entry.changes[field.attname][0])
            if field.is_relation and not _is_there(field.related_model, actor, value):
                if not field.null:
                    raise Conflict(
                        f"The {field.verbose_name} of {entry.title} is gone.",
                        where=entry.title,
                        cure=f"Restore the {field.verbose_name} first; see the trash.",
                    )
                missing.append(str(field.verbose_name))
                continue
            values[field.attname] = value
    return values, tuple(missing)


def _is_there(table: Any, actor: Actor, number: Any) -> bool:
    """Accounts belong to no workspace; everything else is of the actor's."""
    columns = {field.attname for field in table._meta.concrete_fields}
    own = {"workspace_id": actor.workspace_id} if "workspace_id" in columns else {}
    found: bool = table._default_manager.filter(pk=number, **own).exists()
    return found


def _short(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Long texts are kept by their own revisions; the record keeps how they begin."""

    def cut(value: Any) -> Any:
        return f"{value[:_LONG]}…" if isinstance(value, str) and len(value) > _LONG else value

    return {name: [cut(value) for value in pair] for name, pair in changes.items()}
