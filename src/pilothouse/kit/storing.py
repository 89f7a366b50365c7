"""Failures of what everything is stored in, told so that a person or a program knows what to do: the disk is
full, somebody else holds the lock, the database is gone."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from pilothouse.kit import clock, models
from pilothouse.kit.errors import Busy, Full, Invalid, PilothouseError, Unavailable

_BUSY = frozenset({5, 6})  # SQLite's BUSY and LOCKED
_FULL = 13
_ROOM = 2**20
_UNWRITABLE = {8: "is read-only", 10: "cannot be read or written", 14: "cannot be opened"}
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# PostgreSQL: lock not available, query cancelled, deadlock, could not serialise.
_PG_BUSY = frozenset({"55P03", "57014", "40P01", "40001"})
_PG_FULL = frozenset({"53100"})
_PG_GONE = ("08", "53", "57", "58")  # no connection, no resources, shut down, a fault of the system


def hurry() -> None:
    """Let this thread's connection wait for a lock no longer than a request may.

    Work in the background, whose threads do not call this, waits as long as the settings say.
    """
    connection = connections["default"]
    if "is_hurried" in connection.__dict__:
        return
    wait, options = settings.PILOTHOUSE_LOCK_SECONDS, connection.settings_dict["OPTIONS"]
    sqlite = connection.vendor == "sqlite"
    more = {"timeout": wait} if sqlite else {"options": f"-c lock_timeout={int(wait * 1000)}"}
    # A dictionary of its own: the settings are shared by the connections of all threads.
    connection.settings_dict = connection.settings_dict | {"OPTIONS": options | more}
    connection.__dict__["is_hurried"] = True
    connection.close()


@contextmanager
def impatient(seconds: float = 0.0) -> Iterator[None]:
    """Within, SQLite's one lock is waited for no longer than `seconds`. On PostgreSQL rows are locked, not
    the database, and nothing is different."""
    connection = connections["default"]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


def try_write() -> None:
    """Write one row and commit it, and a megabyte beside the data. Raises `Busy`, `Full` or `Unavailable`,
    which say why that fails."""
    now = clock.now()
    try:
        _take_room()
        with impatient(1.0):
            if not models.Pulse.objects.filter(pk=1).update(at=now):
                models.Pulse.objects.create(pk=1, at=now)
    except (DatabaseError, InterfaceError, OSError) as error:
        raise told(error) or gone(f"refuses a write ({type(error).__name__})") from error


def _take_room() -> None:
    """A small row may still go where an older one was when the disk is full; a megabyte does not."""
    connection = connections["default"]
    file = connection.settings_dict["NAME"] if connection.vendor == "sqlite" else ""
    with TemporaryFile(dir=Path(file).parent if file else settings.PILOTHOUSE_HOME) as room:
        room.write(bytes(_ROOM))
        room.flush()


def told(error: BaseException | None) -> PilothouseError | None:
    """`error` of the disk or the database in words; None for any other, which is a fault of ours."""
    if isinstance(error, PilothouseError):
        return error
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return full()
    if isinstance(error, DatabaseError | InterfaceError):
        return _told(error.__cause__)
    return None


def _told(cause: BaseException | None) -> PilothouseError | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _of_sqlite(code & 0xFF)
    if "NUL (0x00)" in str(cause):
        return Invalid("A text holds the character NUL (0x00), which cannot be stored.", cure="Take it out.")
    state = getattr(cause, "sqlstate", None)
    if state in _PG_BUSY:
        return busy()
    if state in _PG_FULL:
        return full()
    lost = state is None and type(cause).__name__ == "OperationalError"
    return gone("does not answer") if lost or str(state or "").startswith(_PG_GONE) else None


def _of_sqlite(code: int) -> PilothouseError | None:
    if code in _BUSY:
        return busy()
    if code == _FULL:
        return full()
    return gone(_UNWRITABLE[code]) if code in _UNWRITABLE else None


def busy() -> Busy:
    return Busy(
        "Something else is writing to the database just now; nothing was changed.",
        cure="Send it again in a few seconds. If it goes on, run `pilothouse doctor`.",
    )


def full() -> Full:
    return Full(
        "The disk is full; nothing was changed.",
        cure="Make room on the disk of the data folder, then send it again.",
    )


def gone(how: str) -> Unavailable:
    return Unavailable(
        f"The database {how}; nothing was changed.",
        cure="Run `pilothouse doctor` where the server runs; it says what is wrong.",
        code="database_unavailable",
    )
