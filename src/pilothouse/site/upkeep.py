"""Looking after the data: migrations with a copy before, backup, restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from pilothouse.kit import clock
from pilothouse.kit.errors import Conflict, Invalid, Unavailable
from pilothouse.kit.shell import django_ready

_KEPT_COPIES = 5
_PAGES = 2000


def migrate() -> int:
    """Apply what is missing; returns how many migrations. An SQLite file that has data is copied first."""
    django_ready()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return 0
    if connection.vendor == "sqlite" and executor.loader.applied_migrations:
        _copy_before()
    call_command("migrate", verbosity=0, interactive=False)
    return len(waiting)


def _copy_before() -> None:
    """A copy beside the database, the last five kept."""
    folder = _sqlite_path().parent / "before-migration"
    folder.mkdir(exist_ok=True, mode=0o700)
    backup(folder / f"{clock.now():%Y%m%d-%H%M%S-%f}.sqlite3")
    for old in sorted(folder.glob("*.sqlite3"))[:-_KEPT_COPIES]:
        old.unlink()


def _sqlite_path() -> Path:
    from django.conf import settings

    return Path(str(settings.DATABASES["default"]["NAME"]))


def backup(target: Path) -> int:
    """A consistent copy of the database at `target`, checked; returns its size in bytes.

    SQLite's online backup copies while others write; PostgreSQL needs `pg_dump`. Raises `Conflict` when
    `target`
    exists and `Unavailable` when the copy is damaged or the tool is missing.
    """
    django_ready()
    from django.db import connection

    if target.exists():
        raise Conflict("The file is there already.", where=str(target), cure="Choose another name.")
    if not target.parent.is_dir():
        raise Invalid("The folder does not exist.", where=str(target.parent), cure="Make it first.")
    if connection.vendor == "sqlite":
        _backup_sqlite(target)
    else:
        _postgres("pg_dump", "--format=custom", f"--file={target}")
    target.chmod(0o600)
    return target.stat().st_size


def _backup_sqlite(target: Path) -> None:
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(_sqlite_path(), timeout=20)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        source.backup(copy, pages=_PAGES, sleep=0.001)
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise Unavailable(
                f"The copy is damaged: {answer}.", where=str(part), cure="Run `pilothouse doctor`."
            )
        copy.execute("PRAGMA journal_mode=DELETE")
    part.rename(target)


def restore(source: Path) -> Path:
    """Put a copy in place of the database; returns where the one before went. Stop the server first."""
    django_ready()
    from django.db import connection

    if not source.is_file():
        raise Invalid(
            "The file does not exist.", where=str(source), cure="Name a file made by `pilothouse backup`."
        )
    if connection.vendor != "sqlite":
        _postgres(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--single-transaction",
            "--no-owner",
            f"--dbname={_url()}",
            str(source),
        )
        return source
    _check_copy(source)
    connection.close()
    path = _sqlite_path()
    kept = path.with_name(f"{path.stem}-before-{clock.now():%Y%m%d-%H%M%S}{path.suffix}")
    if path.exists():
        backup(kept)
    fresh = path.with_name(path.name + ".restoring")
    shutil.copyfile(source, fresh)
    fresh.chmod(0o600)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    fresh.replace(path)
    return kept


def _check_copy(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
            answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise Invalid(
            f"This is no copy of Pilothouse: {error}.", where=str(source), cure="Choose another file."
        ) from None
    if answer != "ok" or "accounts_workspace" not in tables:
        raise Invalid("This is no whole copy of Pilothouse.", where=str(source), cure="Choose another file.")


def _url() -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise Unavailable("DATABASE_URL is not set.", cure="Set it to the database that is meant.")
    return url


def _postgres(tool: str, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise Unavailable(f"{tool} is not installed.", cure="Install PostgreSQL's client programs.")
    wanted = arguments if tool == "pg_restore" else (*arguments, _url())
    done = subprocess.run([program, *wanted], capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"{tool} failed: {done.stderr.strip()[-500:]}", cure="Mend that, then try again.")
