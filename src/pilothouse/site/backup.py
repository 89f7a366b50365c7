"""Copies of the whole database: made while it is used, checked, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path

from pilothouse.kit import clock
from pilothouse.kit.errors import Conflict, Invalid, Unavailable
from pilothouse.kit.shell import django_ready
from pilothouse.site import beside
from pilothouse.site.files import fresh, settle
from pilothouse.site.upkeep import sqlite_path, unused

_WAIT_SECONDS = 20
# A moment that a copy is to be of: an SQLite connection with a read transaction, or PostgreSQL's name of one.
Snapshot = sqlite3.Connection | str


def named(now: datetime) -> str:
    """A name for a copy that sorts by its moment and says by its ending what made it."""
    from django.db import connection

    return f"{now:%Y%m%d-%H%M%S-%f}.{'sqlite3' if connection.vendor == 'sqlite' else 'dump'}"


def backup(target: Path, snapshot: Snapshot | None = None) -> int:
    """A copy of the database and, beside it, of attached and uploaded files; returns the size of the first in
    bytes.

    The files are copied after the rows and are never changed, so no row of the copy lacks its file. Raises as
    `backup_data`.
    """
    size = backup_data(target, snapshot)
    try:
        beside.copy_files(target)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise _not_made(error, target) from error
    return size


def backup_data(target: Path, snapshot: Snapshot | None = None) -> int:
    """A consistent copy of the database at `target`, checked, for its owner only; returns its size in bytes.

    Nobody has to stop meanwhile. SQLite is copied by its own online backup in one read transaction;
    PostgreSQL needs `pg_dump` of its version or a newer one. Raises `Conflict` when `target` exists and
    `Unavailable` when the copy cannot be made or is damaged; no part of it is left then.
    """
    django_ready()
    from django.db import connection

    part = fresh(target)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        if connection.vendor == "sqlite":
            _copy_sqlite(part, snapshot if isinstance(snapshot, sqlite3.Connection) else None)
        else:
            moment = (f"--snapshot={snapshot}",) if snapshot else ()
            postgres("pg_dump", "--format=custom", *moment, f"--file={part}")
            postgres("pg_restore", "--list", str(part), quiet=True)
        settle(part, target)
    except (OSError, sqlite3.Error) as error:
        raise _not_made(error, target) from error
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _not_made(error: Exception, target: Path) -> Unavailable:
    return Unavailable(
        f"The copy could not be made: {error}.", where=str(target), cure="Look for room on the disk."
    )


def _copy_sqlite(part: Path, snapshot: sqlite3.Connection | None) -> None:
    """All pages in one step, so in one read transaction: that of `snapshot` when it has one open."""
    with (
        nullcontext(snapshot) if snapshot else closing(_opened(sqlite_path())) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")  # the whole file is synced once, before it gets its name
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if faults := _faults(copy):
            raise Unavailable(f"The copy is damaged: {faults}.", cure="Run `pilothouse doctor`.")


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_WAIT_SECONDS)


def _faults(file: sqlite3.Connection) -> str:
    """What SQLite finds wrong with a file; empty when nothing is."""
    answer = file.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        return str(answer)
    broken = file.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {broken[0]} points to a missing row of {broken[2]}" if broken else ""


def restore(source: Path) -> Path:
    """Put a copy in place of the database, and the files beside it back where they belong; returns the file
    in which the data before are kept.

    Raises `Invalid` when `source` is no whole copy of Pilothouse, and `Conflict` while a server or worker
    runs on the same database; nothing is changed then.
    """
    django_ready()
    kept = _restored(source)
    beside.put_files(source)
    return kept


def _restored(source: Path) -> Path:
    """The database alone."""
    from django.db import connection

    if not source.is_file():
        cure = "Name a file made by `pilothouse backup`."
        raise Invalid("The file does not exist.", where=str(source), cure=cure)
    stamp = f"{clock.now():%Y%m%d-%H%M%S-%f}"
    if connection.vendor != "sqlite":
        from django.conf import settings

        kept = Path(settings.PILOTHOUSE_HOME) / f"before-restore-{stamp}.dump"
        postgres("pg_restore", "--list", str(source), quiet=True)
        connection.close()
        options = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges")
        name = str(connection.settings_dict["NAME"])
        with unused():
            backup_data(kept)
            postgres("pg_restore", *options, f"--dbname={name}", str(source))
        return kept
    check_copy(source)
    connection.close()
    with unused():
        return replace_sqlite(source, sqlite_path(), stamp)


def replace_sqlite(source: Path, path: Path, stamp: str) -> Path:
    """Put a checked copy in place of the file at `path`; returns where the data before are kept."""
    kept = path.with_name(f"{path.stem}-before-{stamp}{path.suffix}")
    if path.exists():
        _leave_wal(path)
        backup_data(kept)
    part = path.with_name(f"{path.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    _into_wal(part)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    settle(part, path)
    return kept


def _into_wal(path: Path) -> None:
    """Let readers and a writer of the file at `path` not wait for each other: a copy is made without."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode=WAL")


def _leave_wal(path: Path) -> None:
    """Fold the write-ahead log into the file; SQLite refuses while any other connection is open."""
    with closing(sqlite3.connect(path, timeout=1)) as file:
        try:
            mode = file.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "wal"
        except sqlite3.DatabaseError:  # damaged: that is why somebody restores
            return
    if mode == "wal":
        raise Conflict(
            "Another program has the database open.",
            where=str(path),
            cure="Stop whatever uses it, then try again.",
        )


def check_copy(source: Path) -> None:
    """Raise `Invalid` unless `source` is a whole SQLite copy of Pilothouse."""
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            faults = _faults(copy)
            tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        faults, tables = str(error), set()
    if faults or not {"accounts_workspace", "django_migrations"} <= tables:
        why = f": {faults}" if faults else ""
        raise Invalid(
            f"This is no whole copy of Pilothouse{why}.", where=str(source), cure="Choose another file."
        )


def postgres(tool: str, *arguments: str, quiet: bool = False) -> None:
    """Run one of PostgreSQL's programs on our database. The password goes by the environment, as everybody
    on the machine may read a command line."""
    from django.db import connection

    program = shutil.which(tool)
    if program is None:
        raise Unavailable(f"{tool} is not installed.", cure="Install PostgreSQL's client programs.")
    given = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    surroundings = os.environ | {name: str(given[key]) for name, key in names.items() if given.get(key)}
    done = subprocess.run([program, *arguments], capture_output=True, text=True, env=surroundings)
    if done.returncode and quiet:
        raise Invalid(
            "This is no whole copy made by pg_dump.", where=arguments[-1], cure="Choose another file."
        )
    if done.returncode:
        raise Unavailable(f"{tool} failed: {done.stderr.strip()[-500:]}", cure="Mend that, then try again.")
