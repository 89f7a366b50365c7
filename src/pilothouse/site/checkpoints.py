"""Tidies SQLite's write-ahead log from one thread, where the SQLite at hand must not do it by itself.

Source: sqlite.org/wal.html, "The WAL-Reset Bug" (3.7.0 to 3.51.2): a checkpoint that begins when there is
nothing left to copy, while another connection commits and starts the log anew, may record the fresh log as
copied already; a later commit is lost then. SQLite as shipped with this program's Python may have it, and by
default every connection checkpoints after its own commits.

Here connections leave the log alone, and one thread of one process copies it, only ever when something was
committed after its last copy. Something is left to copy then, nobody can start the log anew until that is
done, and the bug cannot happen.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from pilothouse.site.upkeep import alone

log = logging.getLogger("pilothouse.checkpoints")

MENDED = (3, 51, 3)
EVERY_SECONDS = 2.0
_BIG = 64 * 2**20
_PATIENCE_SECONDS = 0.2


def needed() -> bool:
    """Whether the database is SQLite of a version with the bug."""
    from django.db import connection

    return connection.vendor == "sqlite" and sqlite3.sqlite_version_info < MENDED


def take_over() -> None:
    """Let new connections of this process leave the log alone. Called before threads open theirs."""
    from django.db import connections

    options = connections["default"].settings_dict["OPTIONS"]
    options["init_command"] = f"{options.get('init_command', '')};PRAGMA wal_autocheckpoint=0;"
    connections.close_all()


class Checkpoints:
    """Copies the log into the file every two seconds in which something was committed."""

    def __init__(self, path: Path, stop: threading.Event) -> None:
        self.path = path
        self.stop = stop

    def run(self) -> None:
        """Work until told to stop, beginning when no other process does."""
        while not (lock := alone("checkpoints")):
            if self.stop.wait(EVERY_SECONDS):
                return
        with (
            lock,
            closing(sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None)) as file,
        ):
            file.execute("PRAGMA synchronous=FULL")
            file.execute("PRAGMA wal_autocheckpoint=0")
            seen = 0
            while not self.stop.wait(EVERY_SECONDS):
                try:
                    seen = self.copy(file, seen)
                except sqlite3.Error:  # busy or out of space; the log waits
                    log.debug("A checkpoint was missed.", exc_info=True)

    def copy(self, file: sqlite3.Connection, seen: int) -> int:
        """Copy what was committed after version `seen`; returns the version to hand in next time.

        A log that has grown large, as somebody commits all the time, is copied while nobody may write.
        """
        if _version(file) == seen:
            return seen
        wal = self.path.with_name(f"{self.path.name}-wal")
        mode = "FULL" if wal.exists() and wal.stat().st_size > _BIG else "PASSIVE"
        file.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
        # Read afterwards: what was committed meanwhile may not be copied yet, but waits for the next commit
        # rather than making a checkpoint begin with nothing to copy.
        return _version(file)


def _version(file: sqlite3.Connection) -> int:
    """A number that changes when another connection commits."""
    return int(file.execute("PRAGMA data_version").fetchone()[0])
