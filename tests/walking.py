"""Goes down every migration of the rooms and up again, with a row in each table, and says what is different;
and whether a database that is made at once is as that which all migrations make.

    DATABASE_URL=... python -m tests.walking

on an empty database of its own. Prints JSON: `begun`, what of a database that was made at once differs,
in schema or rows; `schema`, what of the schema differs afterwards; `lost`, tables
whose rows differ in the columns that were there all the time; `down`, the migrations that were taken back.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

_COLUMN = "column_name, udt_name, is_nullable, column_default, character_maximum_length"
_TRIGGER = "tgname, pg_get_triggerdef(oid)"


def walk() -> dict[str, Any]:
    """The whole way; see above."""
    from django.core.management import call_command

    from pilothouse.site.rooms import rooms

    call_command("migrate", verbosity=0)
    migrated = _whole()
    _begin_at_once()
    begun = _whole()
    _fill()
    schema, rows = _schema(), _rows()
    down = []
    for room in rooms():
        down += _taken_back(room)
    low = {table: columns for table, (columns, _) in _rows().items()}
    call_command("migrate", verbosity=0)
    later, back = _schema(), _rows()
    return {
        "begun": _differing(begun, migrated),
        "schema": _differing(schema, later),
        "lost": sorted(t for t, columns in low.items() if _only(rows[t], columns) != _only(back[t], columns)),
        "kept": sorted(low),
        "down": down,
    }


def _begin_at_once() -> None:
    """Remove everything, and begin as the program does where there is nothing."""
    from django.db import connection

    from pilothouse.site import upkeep

    if connection.vendor == "sqlite":
        connection.close()
        upkeep.sqlite_path().unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert upkeep.migrate() > 10
    assert upkeep.waiting() == []


def _whole() -> dict[str, Any]:
    """Schema and rows of every table, those of Django too; rows by what they say, not by their numbers."""
    from django.db import connection

    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            told = [name for name in sorted(names) if name not in ("id", "applied", "content_type_id")]
            found = (dict(zip(names, map(_text, row), strict=True)) for row in cursor.fetchall())
            rows[f"rows of {table}"] = sorted([row[name] for name in told] for row in found)
    return _schema() | rows


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def _fill() -> None:
    from django.apps import apps

    from pilothouse.accounts import models
    from pilothouse.kit import clock
    from tests.made_up import first

    workspace = models.Workspace.objects.create(name="Acme", slug="acme", created_at=clock.now())
    for app in apps.get_app_configs():
        if app.name.startswith("pilothouse."):
            for model in app.get_models():
                first(model, workspace.pk)


def _taken_back(room: str) -> list[str]:
    """Back to the first migration of a room, unless that went with what it stands on; which ones were taken
    back."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    names = sorted(name for app, name in MigrationLoader(connection).disk_migrations if app == room)
    if not names:
        return []
    before = set(MigrationRecorder(connection).applied_migrations())
    if (room, names[0]) not in before:
        return []
    call_command("migrate", room, names[0], verbosity=0)
    return sorted(".".join(row) for row in before - set(MigrationRecorder(connection).applied_migrations()))


def _tables() -> list[str]:
    from django.db import connection

    return [name for name in connection.introspection.table_names() if name != "django_migrations"]


def _schema() -> dict[str, Any]:
    """Table -> columns, constraints, indexes and triggers, in an order of their own: a column that was taken
    back and added again stands at the end. Names that Django makes up of names of before are as of today."""
    from django.db import connection

    read = _of_sqlite if connection.vendor == "sqlite" else _of_postgres
    with connection.cursor() as cursor:
        return {table: read(cursor, table) for table in _tables()}


def _of_sqlite(cursor: Any, table: str) -> list[Any]:
    cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
    rows = [(kind, _today(sql)) for kind, sql in cursor.fetchall()]
    (whole,) = (text for kind, text in rows if kind == "table")
    parts = _parts(whole[whole.index("(") + 1 : whole.rindex(")")])
    return [sorted(parts), sorted(text for kind, text in rows if kind != "table")]


def _parts(text: str) -> list[str]:
    """What stands between commas outside of brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for sign in text:
        if quote or sign in "'\"":
            quote = "" if sign == quote else quote or sign
        depth += {"(": 1, ")": -1}.get(sign, 0) if not quote else 0
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return [" ".join(part.split()) for part in parts]


def _of_postgres(cursor: Any, table: str) -> list[Any]:
    found = []
    for told in (
        f"SELECT {_COLUMN} FROM information_schema.columns WHERE table_name = %s",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass",
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
        f"SELECT {_TRIGGER} FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass",
    ):
        cursor.execute(told, [table])
        found.append(sorted(_today(repr(row)) for row in cursor.fetchall()))
    return found


def _today(text: str) -> str:
    text = re.sub(r"_[0-9a-f]{8}(_fk_\w+)?\b", "", text)
    return re.sub(r"\bvision_(evidence|uncertainty)", r"risk_\1", text)


def _rows() -> dict[str, tuple[list[str], list[dict[str, str]]]]:
    """Table of a room -> its columns, and its rows as texts."""
    from django.apps import apps
    from django.db import connection

    ours = {m._meta.db_table for m in apps.get_models() if m.__module__.startswith("pilothouse.")}
    found = {}
    with connection.cursor() as cursor:
        for table in ours & set(_tables()):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, map(_text, row), strict=True)) for row in cursor.fetchall()]
            found[table] = (names, rows)
    return found


def _text(value: Any) -> str:
    return repr(bytes(value)) if isinstance(value, memoryview) else repr(value)


def _only(table: tuple[list[str], list[dict[str, str]]], columns: list[str]) -> list[list[str]]:
    return sorted([row[name] for name in sorted(columns) if name in row] for row in table[1])


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(walk(), sys.stdout)
