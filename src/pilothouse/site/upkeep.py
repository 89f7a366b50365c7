"""Bringing the database to this version, one process at a time, with a copy made before."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pilothouse.kit import clock
from pilothouse.kit.errors import Conflict, Unavailable
from pilothouse.kit.shell import django_ready
from pilothouse.site import beginning

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

try:
    import fcntl
except ImportError:  # Windows has no such lock; there SQLite's own must do
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger("pilothouse.upkeep")

COPIES = "before-migration"
_KEPT_COPIES = 5
# Numbers of our locks in PostgreSQL: "pilot" while one process migrates, the next while any runs.
_ADVISORY = 0x70696C6F74
_IN_USE = _ADVISORY + 1


def migrate() -> int:
    """Apply what is missing; returns how many migrations. A database that has data is copied first; of
    PostgreSQL only where its client programs are installed, and a warning says so otherwise.

    Raises `Conflict` for a database of a newer version, and of SQLite while a program uses it, which would
    have to wait; `Unavailable` when a migration fails: the message names the copy.
    """
    django_ready()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        _keep_private(sqlite_path())
    if not waiting():
        return 0
    with _one_at_a_time():
        executor = _executor()
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not missing:
            return 0
        if beginning.is_empty():
            return beginning.begin(executor)
        # SQLite has one writer: who used it meanwhile would wait for each step as a whole.
        with unused() if connection.vendor == "sqlite" else nullcontext():
            copy = _copy_before() if executor.loader.applied_migrations else None
            try:
                call_command("migrate", verbosity=0, interactive=False)
            except Exception as error:
                raise _failed(error, missing[0][0].app_label, copy) from error
    return len(missing)


def _failed(error: Exception, room: str, copy: Path | None) -> Unavailable:
    where = f" The data before are in {copy}; `pilothouse restore` puts them back." if copy else ""
    return Unavailable(
        f"The database could not be changed: {error}",
        where=room,
        cure=f"Mend the cause, then run `pilothouse migrate`.{where}",
    )


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


def _copy_before() -> Path | None:
    """A copy beside the data, the last five kept; None of PostgreSQL when its programs cannot make one."""
    from django.conf import settings
    from django.db import connection

    from pilothouse.site.backup import backup_data, named

    sqlite = connection.vendor == "sqlite"
    folder = (sqlite_path().parent if sqlite else Path(settings.PILOTHOUSE_HOME)) / COPIES
    folder.mkdir(exist_ok=True, mode=0o700)
    copy = folder / named(clock.now())
    try:
        backup_data(copy)
    except Unavailable as error:
        if sqlite:
            raise
        log.warning("No copy was made before the migration: %s", error)
        return None
    for old in sorted(folder.glob(f"*{copy.suffix}"))[:-_KEPT_COPIES]:
        old.unlink()
    return copy


@contextmanager
def in_use() -> Iterator[None]:
    """Mark the database as used by a running program, so that nobody replaces it under its feet."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with _session() as ask:
            ask("SELECT pg_advisory_lock_shared(%s)", _IN_USE)
            yield
        return
    if fcntl is None:
        yield
        return
    _close_off()
    with _lock_file("in-use") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _close_off() -> None:
    """Others on this machine cannot read the database and its log, which an older version left open."""
    for path in sqlite_path().parent.glob(f"{sqlite_path().name}*"):
        with suppress(OSError):  # of another owner
            path.chmod(0o600)


def alone(name: str) -> TextIO | None:
    """A lock called `name` on the SQLite file, kept until it is closed; None while another process has it."""
    file = _lock_file(name)
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def locked(name: str) -> Iterator[bool]:
    """Whether this process alone does what is called `name`, of all that use the database; until the block
    ends."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
            mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
        return
    lock = alone(name)
    if lock is None:
        yield False
        return
    with lock:
        yield True


@contextmanager
def unused() -> Iterator[None]:
    """Hold the database while nobody uses it. Raises `Conflict` when a server or worker runs."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with _session() as ask:
            if not ask("SELECT pg_try_advisory_lock(%s)", _IN_USE) or ask(_OTHERS):
                raise _running()
            yield
        return
    lock = alone("in-use")
    if lock is None:
        raise _running()
    with lock:
        yield


# A server keeps its lock until PostgreSQL restarts; whoever came back after that is known by its name.
_OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND application_name = 'pilothouse' AND pid <> pg_backend_pid()"""


def _running() -> Conflict:
    from django.db import connection

    return Conflict(
        "Pilothouse is running with this database.",
        where=str(connection.settings_dict["NAME"]),
        cure="Stop `pilothouse serve` and `pilothouse worker`, then try again.",
    )


@contextmanager
def _session() -> Iterator[Callable[..., Any]]:
    """A connection of its own to PostgreSQL, whose locks last until the block ends: a function that asks it
    for one value."""
    from django.db import connection

    with closing(connection.get_new_connection(connection.get_connection_params())) as own:
        own.autocommit = True
        yield lambda text, *values: own.execute(text, values).fetchone()[0]


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
    with _lock_file("migrating") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_file(name: str) -> TextIO:
    path = sqlite_path()
    place = path.with_name(f"{path.name}.{name}")
    return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600), "w")


def _keep_private(path: Path) -> None:
    """Let only the owner read the file, which is made when it is not there; SQLite gives its log the same."""
    with suppress(OSError):  # somebody else's file, or no folder: the connection says what is wrong
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        path.chmod(0o600)
