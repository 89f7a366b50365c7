"""What is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pilothouse.kit.shell import django_ready

_LEAST_DISK = 500 * 2**20
_SAFE_SQLITE = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Finding:
    """`state` is ok, warn or fail."""

    state: str
    what: str
    cure: str = ""


def examine() -> list[Finding]:
    """Every check in order; a check that breaks is itself a finding."""
    django_ready()
    found: list[Finding] = []
    for check in (_home, _disk, _secret, _database, _schema, _sqlite, _pages, _kernels, _jobs):
        found += _safely(check)
    return found


def _safely(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:  # the doctor must finish whatever is wrong
        return [
            Finding("fail", f"{check.__name__.strip('_')}: {error}", "Mend the cause, then run doctor again.")
        ]


def _home() -> Iterator[Finding]:
    from django.conf import settings

    home = settings.PILOTHOUSE_HOME
    if os.access(home, os.W_OK):
        yield Finding("ok", f"Data folder {home} is writable.")
    else:
        yield Finding(
            "fail", f"Data folder {home} is not writable.", "Change its owner, or set PILOTHOUSE_HOME."
        )


def _disk() -> Iterator[Finding]:
    from django.conf import settings

    free = shutil.disk_usage(settings.PILOTHOUSE_HOME).free
    if free >= _LEAST_DISK:
        yield Finding("ok", f"{free // 2**20:,} MB of disk are free.")
    else:
        yield Finding(
            "warn",
            f"Only {free // 2**20:,} MB of disk are free.",
            "Make room: a full disk stops every change.",
        )


def _secret() -> Iterator[Finding]:
    from django.conf import settings

    path = settings.PILOTHOUSE_HOME / "secret.key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("warn", "Others can read the signing key.", f"Run: chmod 600 {path}")
    else:
        yield Finding("ok", "The signing key is private.")


def _database() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield Finding("ok", f"The database answers ({connection.vendor}).")


def _schema() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("fail", f"{len(waiting)} migrations are missing.", "Run `pilothouse migrate`.")
    else:
        yield Finding("ok", "The database is of this version.")


def _sqlite() -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            seen = str(cursor.fetchone()[0])
            if seen != value:
                yield Finding(
                    "fail", f"SQLite {name} is {seen}, not {value}.", "Use the settings as shipped."
                )
        cursor.execute("PRAGMA quick_check")
        answer = cursor.fetchone()[0]
    if answer == "ok":
        yield Finding("ok", "The SQLite file is whole.")
    else:
        yield Finding("fail", f"The SQLite file is damaged: {answer}.", "Restore the last backup.")
    if sqlite3.sqlite_version_info < _SAFE_SQLITE:
        yield Finding(
            "warn",
            f"SQLite {sqlite3.sqlite_version} can lose a write when two processes write "
            "while one of them checkpoints.",
            "Write from one process only (`pilothouse serve` does), use PostgreSQL, "
            "or a Python with SQLite 3.51.3.",
        )


def _pages() -> Iterator[Finding]:
    from pilothouse.site import vite

    if vite.manifest():
        yield Finding("ok", "The pages are built.")
    else:
        yield Finding("fail", "The pages are not built.", "Run `make run`, or install a wheel.")


def _kernels() -> Iterator[Finding]:
    from pathlib import Path

    import pilothouse.engine

    folder = Path(pilothouse.engine.__file__).parent
    if os.access(folder, os.W_OK) or os.environ.get("NUMBA_CACHE_DIR"):
        yield Finding("ok", "Compiled kernels can be kept.")
    else:
        yield Finding("warn", "Compiled kernels are kept in your home.", "Set NUMBA_CACHE_DIR to share them.")


def _jobs() -> Iterator[Finding]:
    from pilothouse.kit.jobs.health import waiting_and_failed

    waiting, failed = waiting_and_failed()
    if waiting:
        yield Finding(
            "warn",
            f"{waiting} jobs have waited for more than a minute.",
            "Start `pilothouse serve` or `worker`.",
        )
    if failed:
        yield Finding("warn", f"{failed} jobs failed and wait for you.", "See Settings, Jobs.")
    if not waiting and not failed:
        yield Finding("ok", "No job waits.")
