"""Many rows at once by one prepared statement, where Django would build its text anew for every few.

Call inside a transaction. Rows are written as `save` would, without signals, of which the house has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

T = TypeVar("T")

# Values of these types are stored as they are.
_PLAIN: tuple[tuple[type, frozenset[type]], ...] = (
    (CharField, frozenset({str})),
    (TextField, frozenset({str})),
    (IntegerField, frozenset({int})),
    (FloatField, frozenset({float})),
    (ForeignKey, frozenset({int})),
    (BooleanField, frozenset({bool})),
)
_REPEATED = frozenset({date, datetime, str})  # equal ones are stored alike, and many rows have the same


def portions(values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """`values` in lists of at most `size`, which is few enough for the parameters of one statement."""
    stream = iter(values)
    while part := list(islice(stream, size)):
        yield part


def insert(rows: Sequence[Model], *, numbered: bool = False) -> None:
    """Write new rows of one table. `numbered`: each knows its number afterwards."""
    if not rows:
        return
    table = type(rows[0])
    fields = [each for each in table._meta.concrete_fields if numbered or not isinstance(each, AutoField)]
    if numbered:
        for row, number in zip(rows, _numbers(table, len(rows)), strict=True):
            row.pk = number
    _insert(table, fields, [_stored(field, _held(field, rows)) for field in fields])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_values(
    table: type[Model],
    fields: Sequence[str],
    values: Iterable[tuple[Any, ...]],
    *,
    numbered: bool = False,
) -> list[int]:
    """Write new rows of one table without making a model of each: the values of `fields`, which are all that
    the table has but for its number. Answers with the numbers where they are `numbered`.
    """
    rows = list(values)
    if not rows:
        return []
    found: list[Any] = [table._meta.get_field(name) for name in fields]
    columns = [_stored(field, column) for field, column in zip(found, zip(*rows, strict=True), strict=True)]
    numbers = list(_numbers(table, len(rows))) if numbered else []
    if numbered:
        found, columns = [table._meta.pk, *found], [numbers, *columns]
    _insert(table, found, columns)
    return numbers


def _insert(table: type[Model], fields: Sequence[Any], columns: Sequence[Sequence[Any]]) -> None:
    names = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    text = f"INSERT INTO {_quoted(table._meta.db_table)} ({names}) VALUES ({marks})"
    _run(text, list(zip(*columns, strict=True)))


def _held(field: Any, rows: Sequence[Model]) -> list[Any]:
    """What the rows have in one field, as `save` would take it."""
    dated = isinstance(field, DateField) and not (field.auto_now or field.auto_now_add)
    if dated or type(field).pre_save is Field.pre_save:
        return list(map(attrgetter(field.attname), rows))
    return [field.pre_save(row, add=True) for row in rows]


def update(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write `fields` of rows of one table that are there."""
    if rows:
        names = [rows[0]._meta.get_field(name).attname for name in fields]  # type: ignore[union-attr]
        set_values(type(rows[0]), fields, ((row.pk, *(getattr(row, name) for name in names)) for row in rows))


def set_values(table: type[Model], fields: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
    """Write `fields` of the rows whose numbers come first in each of `values`, before the fields' values."""
    found: list[Any] = [table._meta.get_field(name) for name in fields]
    rows = list(values)
    if not rows:
        return
    numbers, *columns = zip(*rows, strict=True)
    stored = [_stored(field, column) for field, column in zip(found, columns, strict=True)]
    pairs = ", ".join(f"{_quoted(field.column)} = %s" for field in found)
    pk = _quoted(table._meta.pk.column)
    text = f"UPDATE {_quoted(table._meta.db_table)} SET {pairs} WHERE {pk} = %s"
    _run(text, list(zip(*stored, numbers, strict=True)))


def _stored(field: Any, values: Sequence[Any]) -> list[Any]:
    """One column as the database takes it."""
    connection = connections[DEFAULT_DB_ALIAS]
    plain = next((types for kind, types in _PLAIN if isinstance(field, kind)), frozenset())
    seen: dict[Any, Any] = {}

    def stored(value: Any) -> Any:
        known = value if type(value) in _REPEATED else None
        if known is None and type(value) in (list, dict) and not value:
            known = type(value)
        if known is None:
            return field.get_db_prep_save(value, connection)
        if known not in seen:
            seen[known] = field.get_db_prep_save(value, connection)
        return seen[known]

    return [value if value is None or type(value) in plain else stored(value) for value in values]


def _quoted(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name or "")


def _run(text: str, values: list[tuple[Any, ...]]) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(text, values)


def _numbers(table: type[Model], many: int) -> Iterator[int]:
    """Numbers that no row has had."""
    name, connection = table._meta.db_table, connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the transaction holds the only write lock
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
            found = cursor.fetchone()
            last = found[0] if found else 0
            yield from range(last + 1, last + many + 1)
        else:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [_quoted(name), table._meta.pk.column, many],
            )
            yield from (row[0] for row in cursor.fetchall())
