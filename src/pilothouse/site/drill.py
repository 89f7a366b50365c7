"""The restore drill: a copy put back aside, and compared with what it was made of, table by table."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilothouse.kit.shell import django_ready
from pilothouse.site import archives, telling
from pilothouse.site import backup as backups
from pilothouse.site.upkeep import sqlite_path

_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Compared:
    """A table: its rows in the copy that was put back and in the data, and what differs, if anything."""

    table: str
    restored: int
    present: int
    differs: str = ""


def drill(source: Path | None = None) -> list[Compared]:
    """Restore a copy into a place of its own and compare each table with the data; nothing else is touched.

    Without `source` a copy is made first and compared with the very moment that it was made of, whatever
    others write meanwhile: every table must be equal. A copy from earlier is compared with the data of now.
    Raises `Invalid` for what is no whole copy, `Unavailable` where a copy cannot be made or put back.
    """
    django_ready()
    from django.db import connection

    with tempfile.TemporaryDirectory(prefix="pilothouse-drill-", dir=_place()) as text:
        aside = Path(text)
        work = _sqlite if connection.vendor == "sqlite" else _postgres
        return list(work(source, aside))


def _place() -> Path:
    """Beside the data: where there is room for them once, and others may not look."""
    from django.conf import settings

    return Path(settings.PILOTHOUSE_HOME)


def _sqlite(source: Path | None, aside: Path) -> Iterator[Compared]:
    uri = f"{sqlite_path().absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=20)) as live:
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment is now
        copy = source or aside / "copy"
        if source is None:
            backups.backup(copy, live)
        backups.check_copy(copy)
        backups.replace_sqlite(copy, aside / "restored.sqlite3", "drill")
        with closing(sqlite3.connect(aside / "restored.sqlite3")) as restored:
            for table in sorted({*_tables(live), *_tables(restored)}):
                yield _compared(table, restored, live)
            yield from _files(copy, _tables(restored), restored)


def _tables(file: sqlite3.Connection) -> list[str]:
    rows = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [row[0] for row in rows]


def _compared(table: str, restored: sqlite3.Connection, live: sqlite3.Connection) -> Compared:
    """Row by row, in the order of their numbers."""
    for where, file in (("copy", restored), ("data", live)):
        if table not in _tables(file):
            return Compared(table, 0, 0, f"the {where} has no such table")
    many = (_count(restored, table), _count(live, table))
    if many[0] != many[1]:
        return Compared(table, *many, f"{many[0]:,} rows in the copy, {many[1]:,} in the data")
    order = 'SELECT * FROM "{}" ORDER BY {}'
    key = next((row[1] for row in live.execute(f'PRAGMA table_info("{table}")') if row[5]), "rowid")
    cursors = [file.execute(order.format(table, f'"{key}"')) for file in (restored, live)]
    done = 0
    while rows := cursors[0].fetchmany(_ONCE):
        others = cursors[1].fetchmany(_ONCE)
        if rows != others:
            at = next(at for at, pair in enumerate(zip(rows, others, strict=True)) if pair[0] != pair[1])
            return Compared(table, *many, f"row {done + at + 1} differs, {key} {others[at][0]!r}")
        done += len(rows)
    return Compared(table, *many)


def _count(file: sqlite3.Connection, table: str) -> int:
    return int(file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _postgres(source: Path | None, aside: Path) -> Iterator[Compared]:
    """Into a database of its own, which the role must be allowed to make; it is removed at the end."""
    import psycopg
    from django.db import connection

    given = connection.get_connection_params()
    settings = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if name in given}
    with psycopg.connect(**settings) as live:
        live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = live.execute("SELECT pg_export_snapshot()").fetchone()
        copy = source or aside / "copy"
        if source is None:
            backups.backup(copy, str(row[0]) if row else None)
        with _database() as name:
            options = ("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}")
            backups.postgres("pg_restore", *options, str(copy))
            with psycopg.connect(**settings | {"dbname": name}) as restored:
                sums = [_sums(file) for file in (restored, live)]
                for table in sorted({*sums[0], *sums[1]}):
                    yield _same(table, *(part.get(table) for part in sums))
                yield from _files(copy, sums[0], restored)


@contextmanager
def _database() -> Iterator[str]:
    """An empty database that nobody else has, until the block ends."""
    name = f"pilothouse_drill_{secrets.token_hex(6)}"
    backups.postgres("createdb", "--encoding=UTF8", "--template=template0", name)
    try:
        yield name
    finally:
        backups.postgres("dropdb", "--if-exists", name)


def _sums(file: Any) -> dict[str, tuple[int, Any]]:
    """Table -> how many rows, and a sum over hashes of the rows, made where they are."""
    names = file.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    found = {}
    for (name,) in names:
        sums = f'SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM "{name}" t'
        found[name] = file.execute(sums).fetchone()
    return found


def _same(table: str, restored: tuple[int, Any] | None, live: tuple[int, Any] | None) -> Compared:
    if restored is None or live is None:
        return Compared(table, 0, 0, f"the {'copy' if restored is None else 'data'} has no such table")
    many = (restored[0], live[0])
    if many[0] != many[1]:
        return Compared(table, *many, f"{many[0]:,} rows in the copy, {many[1]:,} in the data")
    return Compared(table, *many, "" if restored[1] == live[1] else "rows differ")


def _files(copy: Path, tables: Collection[str], restored: Any) -> Iterator[Compared]:
    """Files that rows of the copy name: attached ones must be in the archive beside it, or in the bucket;
    uploaded ones wherever the data have them."""
    held = archives.held(copy)
    if "accounts_attachment" in tables:
        wanted = _column(restored, "SELECT DISTINCT digest FROM accounts_attachment WHERE digest <> ''")
        yield _attached(wanted, held.attached & wanted)
    if "connectors_importrun" in tables:
        asked = "SELECT DISTINCT workspace_id || '/' || digest FROM connectors_importrun WHERE digest <> ''"
        yield _uploaded(_column(restored, asked), held.uploaded)


def _column(file: Any, asked: str) -> frozenset[str]:
    return frozenset(row[0] for row in file.execute(asked).fetchall())


def _attached(wanted: frozenset[str], held: frozenset[str]) -> Compared:
    from pilothouse.accounts import queries

    place = telling.in_bucket()
    lost = sorted(queries.lacking_files(digests=wanted - held) if place else wanted - held)
    where = f"neither in the copy nor in {place}" if place else "not in the copy"
    told = f"{len(lost):,} files are {where}, such as {lost[0][:12]}…" if lost else ""
    return Compared("attached files", len(wanted) - len(lost), len(wanted), told)


def _uploaded(wanted: frozenset[str], held: frozenset[str]) -> Compared:
    """Who looks after the machine may tidy uploaded files away: only what is there must be in the copy."""
    from pilothouse.connectors import services

    present = {place for place, _ in services.uploaded_files()} & wanted
    lost = sorted(present - held)
    told = f"{len(lost):,} files are not in the copy, such as {lost[0]}" if lost else ""
    return Compared("uploaded files", len(wanted & held), len(present), told)
