"""What is wrong with this installation, and how to fix it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pilothouse.kit.shell import django_ready

_LEAST_DISK = 500 * 2**20
_CLOCK_SECONDS = 120
_WRITING = {
    "disk_full": "Make room on the disk of the data folder.",
    "database_busy": "End the program that has the database file open, such as a copy that is being made.",
    "database_unavailable": "Check the disk, and who owns the database file and its folder.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw, and how to fix it when it is not well."""

    check: str
    state: Literal["ok", "warn", "fail"]
    what: str
    cure: str = ""


def examine() -> list[Finding]:
    """Every check in order; a check that breaks is itself a finding."""
    django_ready()
    from pilothouse.site import promises

    found: list[Finding] = []
    for check in (
        home,
        disk,
        key,
        pages,
        kernels,
        database,
        schema,
        writing,
        settings_kept,
        clock,
        jobs,
        *promises.CHECKS,
    ):
        if any(row.check == "database" and row.state == "fail" for row in found):
            break  # the rest asks the database
        try:
            found += check()
        except Exception as error:  # the doctor must finish whatever is wrong
            found.append(
                _fail(check, f"{type(error).__name__}: {error}", "Mend the cause, then run it again.")
            )
    return found


Check = Callable[[], Iterator[Finding]]


def _ok(check: Check, what: str) -> Finding:
    return Finding(check.__name__, "ok", what)


def _warn(check: Check, what: str, cure: str) -> Finding:
    return Finding(check.__name__, "warn", what, cure)


def _fail(check: Check, what: str, cure: str) -> Finding:
    return Finding(check.__name__, "fail", what, cure)


def _home() -> Path:
    from django.conf import settings

    return Path(settings.PILOTHOUSE_HOME)


def home() -> Iterator[Finding]:
    """The data folder can be written, and others cannot look into it."""
    folder = _home()
    if not os.access(folder, os.W_OK | os.X_OK):
        yield _fail(
            home, f"Data folder {folder} is not writable.", "Change its owner, or set PILOTHOUSE_HOME."
        )
    elif os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield _warn(home, f"Others on this machine can look into {folder}.", f"Run: chmod 700 {folder}")
    else:
        yield _ok(home, f"Data folder {folder} is writable.")


def disk() -> Iterator[Finding]:
    """There is room for the database to grow and for a copy of it."""
    free = shutil.disk_usage(_home()).free
    told = f"{free // 2**20:,} MB of disk are free."
    if free >= _LEAST_DISK:
        yield _ok(disk, told)
    else:
        yield _warn(disk, f"Only {told}", "Make room: a full disk stops every change.")


def key() -> Iterator[Finding]:
    """The signing key is its owner's only."""
    path = _home() / "secret.key"
    if os.name == "posix" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _fail(key, "Others on this machine can read the signing key.", f"Run: chmod 600 {path}")
    else:
        yield _ok(key, "The signing key is private.")


def database() -> Iterator[Finding]:
    """The database answers."""
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        cure = "Check DATABASE_URL and that the database runs, or restore a copy if its file is damaged."
        yield _fail(database, f"The database does not answer: {str(error).strip()}", cure)
        return
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    yield _ok(database, f"The database answers ({name}).")


def schema() -> Iterator[Finding]:
    """The tables are those of this version."""
    from pilothouse.kit.errors import Conflict
    from pilothouse.site.upkeep import waiting

    try:
        missing = waiting()
    except Conflict as error:
        yield _fail(schema, error.message, error.cure)
        return
    if missing:
        yield _fail(
            schema, f"{len(missing)} changes of this version are missing.", "Run `pilothouse migrate`."
        )
    else:
        yield _ok(schema, "The tables are those of this version.")


def writing() -> Iterator[Finding]:
    """A change can be written: the disk has room, and nothing else holds the lock."""
    from pilothouse.kit.errors import Unavailable
    from pilothouse.kit.storing import try_write

    try:
        try_write()
    except Unavailable as error:
        yield _fail(writing, f"{error.message} ({error.code})", _WRITING[error.code])
    else:
        yield _ok(writing, "A change can be written.")


def settings_kept() -> Iterator[Finding]:
    """The database keeps what it acknowledged, and its file is whole."""
    from django.db import connection

    yield from _sqlite() if connection.vendor == "sqlite" else _postgres()


def _sqlite() -> Iterator[Finding]:
    from django.db import connection

    from pilothouse.site import checkpoints

    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    with connection.cursor() as cursor:
        seen = {}
        for name in wanted:
            cursor.execute(f"PRAGMA {name}")
            seen[name] = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check(1)")
        answer = cursor.fetchone()[0]
    wrong = [f"{name} is {seen[name]}" for name in wanted if seen[name] != wanted[name]]
    if wrong:
        told = f"SQLite may lose changes: {', '.join(wrong)}."
        yield _fail(settings_kept, told, "Put the file on a local disk, and use the settings as shipped.")
    else:
        yield _ok(settings_kept, "SQLite writes each change to disk before it is acknowledged.")
    if answer == "ok":
        yield _ok(settings_kept, "The SQLite file is whole.")
    else:
        yield _fail(
            settings_kept, f"The SQLite file is damaged: {answer}.", "Run `pilothouse restore` with a copy."
        )
    if checkpoints.needed():
        version = ".".join(str(part) for part in checkpoints.MENDED)
        yield _warn(
            settings_kept,
            f"SQLite {sqlite3.sqlite_version} can damage the file when one program tidies its log while "
            f"another writes (mended in {version}). `pilothouse serve` and `worker` keep clear of it.",
            "Open the file with nothing else while they run; for several servers use PostgreSQL.",
        )


def _postgres() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        off = []
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                off.append(name)
    if off:
        told = f"PostgreSQL may lose changes: {', '.join(off)} off."
        yield _fail(settings_kept, told, "Switch it on in postgresql.conf.")
    else:
        yield _ok(settings_kept, "PostgreSQL writes each change to disk before it is acknowledged.")


def pages() -> Iterator[Finding]:
    """The browser's part of the pages is there."""
    from pilothouse.site import vite

    if vite.manifest():
        yield _ok(pages, "The pages are built.")
    else:
        yield _fail(pages, "The pages are not built.", "Run `make run`, or install Pilothouse from a wheel.")


def kernels() -> Iterator[Finding]:
    """The compiled planning kernels can be kept, so that only the first plan waits for the compiler."""
    import pilothouse.engine

    named = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(named) if named else Path(next(iter(pilothouse.engine.__path__)))
    if os.access(folder, os.W_OK):
        yield _ok(kernels, "Compiled kernels can be kept.")
    elif named:
        yield _warn(kernels, f"NUMBA_CACHE_DIR ({folder}) is not writable.", "Make it, or change its owner.")
    else:
        cure = "Set NUMBA_CACHE_DIR to a folder that every user of Pilothouse may write, to compile once."
        yield _warn(kernels, f"{folder} is not writable, so each user compiles for themselves.", cure)


def clock() -> Iterator[Finding]:
    """The clock did not go back."""
    from pilothouse.kit.jobs.health import seconds_ahead

    ahead = seconds_ahead()
    if ahead > _CLOCK_SECONDS:
        told = f"The clock is at least {ahead / 60:,.0f} minutes behind what is stored."
        yield _fail(clock, told, "Set the clock; synchronise it with NTP.")
    else:
        yield _ok(clock, "The clock agrees with what is stored.")


def jobs() -> Iterator[Finding]:
    """Long work is taken up."""
    from pilothouse.kit.jobs.health import by_state, waiting_long, without_heart

    waiting, lost, failed = waiting_long(), without_heart(), by_state()["failed"]
    start = "Start `pilothouse serve`, or `pilothouse worker` beside it."
    if waiting:
        yield _warn(jobs, f"Jobs have waited for more than a minute: {waiting}.", start)
    if lost:
        yield _warn(jobs, f"Jobs lost their worker and no other runs: {lost}.", start)
    if failed:
        yield _warn(jobs, f"Jobs failed and wait for someone: {failed}.", "See Settings, Jobs.")
    if not waiting and not lost:
        yield _ok(jobs, "No job waits for a worker.")
