"""How long it takes to keep data: backup and restore under load, sealing a record, migrating it.

    .venv/bin/python -m bench.keeping backup [MEGABYTES]      1,000 by default
    .venv/bin/python -m bench.keeping seal [ENTRIES]          1,000,000 by default
    .venv/bin/python -m bench.keeping migrate [ENTRIES]       1,000,000 by default
    .venv/bin/python -m tools.postgres -- .venv/bin/python -m bench.keeping stall [ENTRIES]

Each but the last, which is about PostgreSQL, makes an SQLite database of its own in a temporary folder. The
promises: 1 GB is copied within 30 s while four writers commit all the time, and put back within 30 s; no
write waits more than 1 s for a migration at a million entries, and for sealing none does.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

_WRITERS = 4
_PAUSE = 0.005


def main(what: str, many: int) -> None:
    home = Path(tempfile.mkdtemp(prefix="keeping-"))
    os.environ["PILOTHOUSE_HOME"] = str(home)
    if what != "stall":
        os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    try:
        {"backup": _backup, "seal": _seal, "migrate": _migrate, "stall": _stall}[what](home, many)
    finally:
        shutil.rmtree(home)


def _backup(home: Path, megabytes: int) -> None:
    from pilothouse.site import backup
    from pilothouse.site.drill import drill

    _migrated()
    database = home / "pilothouse.sqlite3"
    _fill(database, megabytes * 2**20 // 1000, wide=700)
    size = database.stat().st_size / 2**20
    print(f"{size:,.0f} MB of data, {_WRITERS} writers", flush=True)
    copy = home / "copy"
    with _writing(database) as load, _timed("backup, checked", load):
        backup.backup(copy)
    with _timed("restore, checked, the data before kept"):
        backup.restore(copy)
    with _writing(database) as load, _timed("drill: a copy, put back aside, compared", load):
        differ = [row.table for row in drill() if row.differs]
    print(f"tables that differ: {differ or 'none'}")


def _seal(home: Path, entries: int) -> None:
    from pilothouse.journal import queries, services
    from pilothouse.kit import clock

    _migrated()
    database = home / "pilothouse.sqlite3"
    _fill(database, entries, wide=200)
    with closing(sqlite3.connect(database)) as file:
        file.execute("INSERT INTO journal_unsealed SELECT id, workspace_id FROM journal_entry")
        file.commit()
    with _writing(database) as load, _timed(f"{entries:,} entries sealed", load):
        while services.seal(now=clock.now(), blocks=50):
            pass
    with _timed(f"{entries:,} entries verified"):
        verdict = queries.verify(workspace_id=1)
    print(f"holds: {verdict.holds}, {verdict.seals:,} seals")


def _migrate(home: Path, entries: int) -> None:
    from django.core.management import call_command

    _migrated()
    call_command("migrate", "journal", "0001", verbosity=0)
    database = home / "pilothouse.sqlite3"
    _fill(database, entries, wide=200)
    with _writing(database) as load, _timed("nothing for ten seconds", load):
        time.sleep(10)
    for name in ("0002", "0003", "0004", "0005"):
        with _writing(database) as load, _timed(f"journal {name} with {entries:,} entries", load):
            call_command("migrate", "journal", name, verbosity=0)
    with _writing(database) as load, _timed("and back", load):
        call_command("migrate", "journal", "0001", verbosity=0)


def _stall(home: Path, entries: int) -> None:
    """How long writers wait for an index of a large table: as migrations make it, and as SQL usually does."""
    from django.core.management import call_command
    from django.db import connection

    _migrated()
    call_command("migrate", "journal", "0005", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [entries])
    with _inserting() as load, _timed("nothing for ten seconds", load):
        time.sleep(10)
    with _inserting() as load, _timed(f"journal 0006 with {entries:,} entries", load):
        call_command("migrate", "journal", "0006", verbosity=0)
    with connection.cursor() as cursor, _inserting() as load, _timed("such an index by itself", load):
        cursor.execute("CREATE INDEX usual ON journal_entry (workspace_id, batch, subject_kind, verb)")


_COLUMNS = "workspace_id, at, actor_name, channel, verb, subject_kind, subject_id, title, changes, why, batch"
_ROW = "1, now(), 'Person', 'web', 'item.changed', 'roadmap.item', 7, 'Item', '{}', ''"
_FILL = f"""INSERT INTO journal_entry ({_COLUMNS})
    SELECT {_ROW}, md5((number / 40)::text) FROM generate_series(1, %s) number"""


@contextmanager
def _inserting() -> Iterator[_Load]:
    """Entries from several connections to PostgreSQL, one after the other from each."""
    import psycopg
    from django.db import connection

    stop, load, about = threading.Event(), _Load(), connection.settings_dict
    where = {name.lower(): about[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}

    def write() -> None:
        with psycopg.connect(dbname=about["NAME"], autocommit=True, **where) as database:
            while not stop.wait(_PAUSE):
                began = time.perf_counter()
                database.execute(f"INSERT INTO journal_entry ({_COLUMNS}) VALUES ({_ROW}, '')".encode())
                load.writes += 1
                load.slowest = max(load.slowest, time.perf_counter() - began)

    threads = [threading.Thread(target=write) for _ in range(_WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _migrated() -> None:
    from pilothouse.site.upkeep import migrate

    migrate()


def _fill(database: Path, rows: int, *, wide: int) -> None:
    """Entries of workspace 1, each with about so many bytes of changes that do not compress to nothing."""
    chance = random.Random(1)
    texts = ["".join(chance.choices("abcdefghij klmnop", k=wide)) for _ in range(97)]
    made = (
        (
            1,
            "2026-01-12 09:00:00",
            7,
            f"Person {at % 40}",
            "web",
            "item.changed",
            "roadmap.item",
            at % 20_000,
            f"Item {at}",
            json.dumps({"description": [None, texts[at % 97]]}),
            "",
            "",
        )
        for at in range(rows)
    )
    names = "workspace_id, at, actor_id, actor_name, channel, verb, subject_kind, subject_id, title, changes"
    names = f"{names}, why, batch"
    with closing(sqlite3.connect(database)) as file:
        file.execute("PRAGMA synchronous=OFF")
        file.executemany(f"INSERT INTO journal_entry ({names}) VALUES ({', '.join('?' * 12)})", made)
        file.commit()


class _Load:
    """What writers saw beside: how many writes, and how long the slowest waited."""

    def __init__(self) -> None:
        self.writes = 0
        self.slowest = 0.0


@contextmanager
def _writing(database: Path) -> Iterator[_Load]:
    stop, load = threading.Event(), _Load()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as file:
            file.execute("PRAGMA synchronous=FULL")
            while not stop.wait(_PAUSE):
                began = time.perf_counter()
                file.execute("INSERT INTO auth_group (name) VALUES (?)", (os.urandom(16).hex(),))
                load.writes += 1
                load.slowest = max(load.slowest, time.perf_counter() - began)

    threads = [threading.Thread(target=write) for _ in range(_WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def _timed(what: str, load: Any = None) -> Iterator[None]:
    """A line: seconds by the clock, CPU of this thread alone, the peak of memory, and what writers saw."""
    began = time.perf_counter(), time.thread_time()
    yield
    seconds, own = time.perf_counter() - began[0], time.thread_time() - began[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    beside = f"; {load.writes:,} writes beside, the slowest {load.slowest:.2f} s" if load else ""
    print(f"{what:44} {seconds:6.1f} s, {own:6.1f} s of CPU, peak {peak:4.0f} MB{beside}", flush=True)


if __name__ == "__main__":
    kind = sys.argv[1]
    size = sys.argv[2] if len(sys.argv) > 2 else {"backup": "1000"}.get(kind, "1000000")
    main(kind, int(size.replace("_", "").replace(",", "")))
