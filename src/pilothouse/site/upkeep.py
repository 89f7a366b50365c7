"""Bringing the database to this version, one process at a time, with a copy made before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pilothouse.kit import clock
from pilothouse.kit.errors import Conflict, Unavailable
from pilothouse.kit.shell import django_ready

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

try:
    import fcntl
except ImportError:  # Windows has no such lock; there SQLite's own must do
    fcntl = None  # type: ignore[assignment]

COPIES = "before-migration"
_KEPT_COPIES = 5
_ADVISORY = 0x70696C6F74  # "pilot": the number of our lock in PostgreSQL


def migrate() -> int:
    """Apply what is missing; returns how many migrations. An SQLite file that has data is copied first.

    Raises `Conflict` for a database of a newer version, and `Unavailable` when a migration fails; the
    message names the copy.
    """
    django_ready()
    from django.core.management import call_command
    from django.db import connection

    if not waiting():
        return 0
    with _one_at_a_time():
        executor = _executor()
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not missing:
            return 0
        has_data = bool(executor.loader.applied_migrations)
        copy = _copy_before() if connection.vendor == "sqlite" and has_data else None
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except Exception as error:
            where = f" The data before are in {copy}; `pilothouse restore` puts them back." if copy else ""
            raise Unavailable(
                f"The database could not be changed: {error}",
                where=missing[0][0].app_label,
                cure=f"Mend the cause, then run `pilothouse migrate`.{where}",
            ) from error
    return len(missing)


def waiting() -> list[str]:
    """Names of the migrations that this database lacks.

    Raises `Conflict` when it is of a newer version, and `Unavailable` when it does not answer.
    """
    executor = _executor()
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _executor() -> MigrationExecutor:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise Unavailable(
            f"The database does not answer: {str(error).strip()}",
            cure="Check DATABASE_URL and that the database runs, or restore a copy if its file is damaged.",
        ) from error
    _refuse_newer(executor)
    return executor


def _refuse_newer(executor: MigrationExecutor) -> None:
    from pilothouse.site.rooms import rooms

    ours = set(rooms())
    newer = sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in ours and (app, name) not in executor.loader.disk_migrations
    )
    if newer:
        raise Conflict(
            f"The database is of a newer version of Pilothouse ({newer[-1]}).",
            cure="Install that version, or restore a copy that this version made.",
            code="newer_database",
        )


def sqlite_path() -> Path:
    """Where the SQLite file is. Only meant when the database is SQLite."""
    from django.db import connection

    return Path(str(connection.settings_dict["NAME"]))


def _copy_before() -> Path:
    """A copy beside the database, the last five kept."""
    from pilothouse.site.backup import backup

    folder = sqlite_path().parent / COPIES
    folder.mkdir(exist_ok=True, mode=0o700)
    copy = folder / f"{clock.now():%Y%m%d-%H%M%S-%f}.sqlite3"
    backup(copy)
    for old in sorted(folder.glob("*.sqlite3"))[:-_KEPT_COPIES]:
        old.unlink()
    return copy


@contextmanager
def in_use() -> Iterator[None]:
    """Mark the SQLite file as used by a running program, so that nobody replaces it under its feet."""
    from django.db import connection

    if connection.vendor != "sqlite" or fcntl is None:
        yield
        return
    with _lock_file("in-use").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def alone(name: str) -> TextIO | None:
    """A lock called `name` on the SQLite file, kept until it is closed; None while another process has it."""
    file = _lock_file(name).open("w")
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def unused() -> Iterator[None]:
    """Hold the SQLite file while nobody uses it. Raises `Conflict` when a server or worker runs."""
    lock = alone("in-use")
    if lock is None:
        raise Conflict(
            "Pilothouse is running with this database.",
            where=str(sqlite_path()),
            cure="Stop `pilothouse serve` and `pilothouse worker`, then try again.",
        )
    with lock:
        yield


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Of several programs that start at once, one migrates and the others wait for it."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])
        return
    if fcntl is None:
        yield
        return
    with _lock_file("migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_file(name: str) -> Path:
    path = sqlite_path()
    return path.with_name(f"{path.name}.{name}")
