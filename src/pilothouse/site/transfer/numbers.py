"""The numbers that a database gave to rows. They are kept by an import: the record names what was removed by
its number, which nothing new may get."""

from __future__ import annotations

from django.db import connections

from pilothouse.site.transfer.declared import Table, tables

_SEQUENCE = "pg_get_serial_sequence(%s, %s)"


def given(using: str) -> dict[str, int]:
    """Noun -> the highest number that any row of its table ever had."""
    return {table.noun: _last(table, using) for table in tables() if table.counts}


def _last(table: Table, using: str) -> int:
    name = table.model._meta.db_table
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
        else:
            cursor.execute(f"SELECT pg_sequence_last_value({_SEQUENCE}::regclass)", [name, table.key])
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def go_on(using: str, after: dict[str, int]) -> None:
    """Let the next row of each table get a number above `after` and above all that are there."""
    for table in tables():
        if table.counts:
            rows = table.all().using(using).order_by(f"-{table.key}")
            highest = rows.values_list(table.key, flat=True).first() or 0
            _set(table, using, max(highest, after.get(table.noun, 0)))


def _set(table: Table, using: str, number: int) -> None:
    name = table.model._meta.db_table
    if not number:
        return
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, number])
        else:
            cursor.execute(f"SELECT setval({_SEQUENCE}::regclass, %s)", [name, table.key, number])
