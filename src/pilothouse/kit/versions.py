"""Optimistic locking: every change names the version that it was based on."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F

from pilothouse.kit.errors import Invalid, Stale, Unbased

Changes = dict[str, list[Any]]
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


def plain(value: Any) -> Any:
    """`value` as JSON holds it: dates in ISO form, rows by their key."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def apply(row: models.Model, values: dict[str, Any], *, expected: int | None) -> Changes:
    """Write `values` to `row` and bump its `version`, in one guarded statement.

    Returns field -> [before, after] for what really changed; empty when nothing did, and then
    nothing is written. `values` may name foreign keys by attribute (`parent_id`).
    Raises `Stale` when `expected` is given and is not the stored version, or when another
    transaction got in between. `row` is brought up to date in memory.
    """
    found: int = row.version  # type: ignore[attr-defined]
    changes: Changes = {
        name: [plain(getattr(row, name)), plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if expected is not None and expected != found:
        raise stale(row, expected, found, changes)
    if not changes:
        return {}
    manager = type(row)._default_manager
    written = manager.filter(pk=row.pk, version=found).update(
        **{name: values[name] for name in changes}, version=F("version") + 1
    )
    if not written:
        stored = manager.values_list("version", flat=True).filter(pk=row.pk).first()
        raise stale(row, found, stored or 0, changes)
    for name in changes:
        setattr(row, name, values[name])
    row.version = found + 1  # type: ignore[attr-defined]
    return changes


def claim(row: models.Model, *, expected: int | None) -> None:
    """Count one more version of `row`, which so is this transaction's alone to change beside or remove.

    Raises `Stale` when `expected` is given and is not the stored version, or somebody got in between.
    """
    found: int = row.version  # type: ignore[attr-defined]
    if expected is not None and expected != found:
        raise stale(row, expected, found, {})
    manager = type(row)._default_manager
    if not manager.filter(pk=row.pk, version=found).update(version=F("version") + 1):
        stored = manager.values_list("version", flat=True).filter(pk=row.pk).first()
        raise stale(row, found, stored or 0, {})
    row.version = found + 1  # type: ignore[attr-defined]


def stale(row: models.Model, expected: int, found: int, changes: Changes) -> Stale:
    """The error for a change based on version `expected` of a row that is at `found`."""
    return Stale(
        "Someone else changed this since you opened it.",
        where=f"{row._meta.label_lower}:{row.pk}",
        cure="Look at the present values, then send your change again based on them.",
        extra={
            "your_version": expected,
            "stored_version": found,
            "stored": {name: pair[0] for name, pair in changes.items()},
            "yours": {name: pair[1] for name, pair in changes.items()},
        },
    )


def etag(version: int) -> str:
    """The `ETag` of a row at `version`."""
    return f'"{version}"'


def parse_etag(header: str | None) -> int | None:
    """The version that an `If-Match` header names; None when it is `*`: whatever is stored.

    Raises `Unbased` when there is none, `Invalid` for anything else.
    """
    text = (header or "").strip()
    if not text:
        raise unbased("If-Match")
    if text == "*":
        return None
    found = _ETAG.fullmatch(text)
    if found is None:
        raise Invalid("If-Match must hold the ETag of the object.", where="If-Match", cure="Read it first.")
    return int(found[1])


def unbased(where: str = "") -> Unbased:
    """The error for a change that names no version, at the header or field `where`."""
    cure = "Send the ETag that you read as If-Match; `*` changes whatever is stored."
    return Unbased(
        "A change says which version it is based on.",
        where=where,
        cure=cure if where else "Reload the page, then make your change again.",
    )
