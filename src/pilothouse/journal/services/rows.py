"""Rows written together with their entries in the record: the shared writers of every room's services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from pilothouse.journal.services.recording import record
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.refs import Ref

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
    """Write a new row; `taken` is raised when somebody else was quicker to write the same."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise taken from None


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
    *, row: Model, actor: Actor, now: datetime, version: int | None, verb: str, ref: str, title: str
) -> int:
    """Delete a row and tell of it with everything that it held, so that it can be read again; returns the
    entry's number. Raises `Stale`."""
    actor.require(Role.EDITOR)
    found: int = getattr(row, "version", 1)
    if version is not None and version != found:
        raise versions.stale(row, version, found, {})
    held = {
        field.attname: [versions.plain(getattr(row, field.attname)), None]
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "workspace_id", "version")
        and getattr(row, field.attname) not in _EMPTY
    }
    number_of = row.pk
    row.delete()
    return record(actor=actor, now=now, verb=verb, subject=Ref(ref, number_of), title=title, changes=held)


def _short(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Long texts are kept by their own revisions; the record keeps how they begin."""

    def cut(value: Any) -> Any:
        return f"{value[:_LONG]}…" if isinstance(value, str) and len(value) > _LONG else value

    return {name: [cut(value) for value in pair] for name, pair in changes.items()}
