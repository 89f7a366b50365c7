"""Rows as values of JSON, and back; and the hash over them, the same whatever database keeps them."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BinaryField

from pilothouse.kit.canonical import canonical
from pilothouse.site.transfer.declared import Table, within

_ONCE = 500


def read(
    table: Table, workspace_id: int, using: str, columns: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """The rows of a workspace in order of their numbers, read while they are used; all columns that leave, or
    those named."""
    rows = table.all().using(using).filter(within(table, workspace_id)).order_by(table.key)
    names = columns or table.columns
    for row in rows.values(*names).iterator(chunk_size=_ONCE):
        yield {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # as text it stays exact
    return value.isoformat() if isinstance(value, date) else value


def values_of(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns take of a row that was read; a column that it lacks keeps its default.

    Raises `TypeError` for a column that the table lacks.
    """
    if strange := sorted(set(row) - set(table.columns)):
        raise TypeError(f"'{strange[0][:60]}' is no column of it")
    return {
        field.attname: _column(field, row[field.attname]) for field in table.fields if field.attname in row
    }


def _column(field: Any, value: Any) -> Any:
    if value is not None and isinstance(field, BinaryField):
        return b64decode(value)
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)


class Sum:
    """A hash that grows by rows."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def add(self, row: Mapping[str, Any]) -> None:
        self.rows += 1
        self._hash.update(canonical(row) + b"\n")

    @property
    def hex(self) -> str:
        return self._hash.hexdigest()


def whole(sums: Mapping[str, Sum], attachments: Iterable[str]) -> str:
    """One hash over all tables, by noun, and the digests of the files. Tables without rows do not count, so
    that a later version with more tables has the same hash for the same workspace."""
    nouns = [[noun, sums[noun].rows, sums[noun].hex] for noun in sorted(sums) if sums[noun].rows]
    return hashlib.sha256(canonical([nouns, sorted(attachments)])).hexdigest()
