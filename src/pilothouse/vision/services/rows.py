"""What the verbs of vision share: finding a row of the workspace, cleaning words, telling what changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.team import queries as team

Row = TypeVar("Row", bound=Model)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MOST_CENTS = 10**15
_MOST_DAYS = 10_000


def find(table: type[Row], actor: Actor, id: int, what: str) -> Row:
    """One row of the actor's workspace. Raises `NotFound`, alike for one of another workspace."""
    row = table._default_manager.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound(f"There is no such {what}.", cure="It may have been removed; see the list.")
    return row


def line(values: Mapping[str, Any], field: str, most: int, *, needed: str = "") -> str:
    """A text of one line. Raises `Invalid` for too much of it, or none where `needed` says what is
    lacking."""
    text = " ".join(_CONTROL.sub(" ", str(values.get(field) or "")).split())
    return _checked(text, field, most, needed)


def lines(values: Mapping[str, Any], field: str, most: int = 100_000, *, needed: str = "") -> str:
    """A text of many lines, as `line`."""
    text = str(values.get(field) or "").replace("\r\n", "\n").replace("\r", "\n")
    return _checked(_CONTROL_BUT_LINES.sub("", text).strip(), field, most, needed)


def _checked(text: str, field: str, most: int, needed: str) -> str:
    if needed and not text:
        raise Invalid(f"The {field.replace('_', ' ')} is empty.", where=field, cure=needed)
    if len(text) > most:
        raise Invalid(
            f"This has {len(text):,} characters; {most:,} are the most.", where=field, cure="Shorten it."
        )
    return text


def number(values: Mapping[str, Any], field: str) -> float | None:
    """A finite number or None."""
    value = values.get(field)
    if value is None:
        return None
    if not isfinite(value) or abs(value) > 10**15:
        raise Invalid("This is not a number that can be kept.", where=field, cure="Give a finite number.")
    return float(value)


def share(values: Mapping[str, Any], field: str) -> float | None:
    """A chance 0..1 or None."""
    value = number(values, field)
    if value is not None and not 0 <= value <= 1:
        raise Invalid("A chance lies between 0 and 1.", where=field, cure="Give a share such as 0.3.")
    return value


def days(values: Mapping[str, Any], field: str) -> float | None:
    """Working days, 0 or more, or None."""
    value = number(values, field)
    if value is not None and not 0 <= value <= _MOST_DAYS:
        raise Invalid(f"Days lie between 0 and {_MOST_DAYS:,}.", where=field, cure="Give working days.")
    return value


def cents(values: Mapping[str, Any], field: str) -> int | None:
    """Minor units of money, 0 or more, or None."""
    value = values.get(field)
    if value is not None and not 0 <= value <= _MOST_CENTS:
        raise Invalid("The amount lies outside of what can be kept.", where=field, cure="Give 0 or more.")
    return None if value is None else int(value)


def person(actor: Actor, values: Mapping[str, Any], field: str = "owner_id") -> int | None:
    """A person of the workspace or None. Raises `NotFound`."""
    value = values.get(field)
    if value is not None and value not in team.names(actor=actor):
        raise NotFound("There is no such person.", where=field, cure="Choose one from the Team page.")
    return value


def known(values: Mapping[str, Any], fields: tuple[str, ...]) -> None:
    """Raise `Invalid` for a field that cannot be changed."""
    if unknown := sorted(set(values) - set(fields)):
        raise Invalid(
            f"'{unknown[0]}' cannot be changed.", where=unknown[0], cure=f"Give one of: {', '.join(fields)}."
        )


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
        if getattr(row, name) not in (None, "", [], {})
    }
    journal.record(
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
        journal.record(
            actor=actor,
            now=now,
            verb=verb,
            subject=Ref(ref, row.pk),
            title=title,
            changes=_short(changes),
            why=why,
        )
        return True
    return False


def remove(
    *, row: Model, actor: Actor, now: datetime, version: int | None, verb: str, ref: str, title: str
) -> None:
    """Delete a row and tell of it with everything that it held, so that it can be read again."""
    actor.require(Role.EDITOR)
    found: int = getattr(row, "version", 1)
    if version is not None and version != found:
        raise versions.stale(row, version, found, {})
    held = {
        field.attname: [versions.plain(getattr(row, field.attname)), None]
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "workspace_id", "version")
        and getattr(row, field.attname) not in (None, "", [], {})
    }
    number_of = row.pk
    row.delete()
    journal.record(actor=actor, now=now, verb=verb, subject=Ref(ref, number_of), title=title, changes=held)


_LONG = 2_000


def _short(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Long texts are kept by their own revisions; the journal keeps how they begin."""

    def cut(value: Any) -> Any:
        return f"{value[:_LONG]}…" if isinstance(value, str) and len(value) > _LONG else value

    return {name: [cut(value) for value in pair] for name, pair in changes.items()}


def day(value: Any) -> date | None:
    """A date or None."""
    return value if isinstance(value, date) else None
