"""Django's SQLite, whose transactions and single changes wait for a turn before they wait for the lock."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from pilothouse.kit.sqlite.turns import Turns, turns

LOOK_SECONDS = 0.005
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Cursor(base.SQLiteCursorWrapper):
    """A change outside a transaction is one by itself, and takes a turn."""

    def __init__(self, raw: sqlite3.Connection, wrapper: DatabaseWrapper) -> None:
        super().__init__(raw)
        self._wrapper = wrapper

    def execute(self, query: Any, params: Any = None) -> Any:
        if self._wrapper.is_alone(query):
            with self._wrapper.alone():
                return super().execute(query, params)
        return super().execute(query, params)

    def executemany(self, query: Any, param_list: Any) -> Any:
        if self._wrapper.is_alone(query):
            with self._wrapper.alone():
                return super().executemany(query, param_list)
        return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """A turn is taken before `BEGIN` and left after the commit, the rollback, or with the connection. Waiting
    for the turn and for the lock takes no longer together than the connection waits for a lock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turns: Turns | None = None  # where we have one now

    def create_cursor(self, name: Any = None) -> Any:
        return self.connection.cursor(factory=lambda raw: Cursor(raw, self))

    def is_alone(self, query: Any) -> bool:
        """Whether `query` changes something and no transaction has begun."""
        return self._turns is None and str(query).lstrip()[:7].upper().startswith(_CHANGES)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A turn for what is done inside, with what is left of the patience for the lock."""
        began, patience = time.monotonic(), self._patience()
        self._take(patience)
        try:
            self._wait(max(0.0, patience - (time.monotonic() - began)))
            yield
        finally:
            self._wait(patience)
            self._leave()

    def _start_transaction_under_autocommit(self) -> None:
        patience = self._patience()
        deadline = time.monotonic() + patience
        self._take(patience)
        try:
            # Trap: SQLite's own way of waiting looks ten times a second, and never gets in beside a program
            # that writes all the time.
            self._wait(0.0)
            self._begin(deadline)
        except BaseException:
            self._leave()
            raise
        finally:
            self._wait(patience)

    def _begin(self, deadline: float) -> None:
        while True:
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]
                return
            except OperationalError as error:
                code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
                if code not in _BUSY or time.monotonic() >= deadline:
                    raise
            time.sleep(LOOK_SECONDS)

    def _patience(self) -> float:
        """Seconds that the connection waits for a lock."""
        return float(self.connection.execute("PRAGMA busy_timeout").fetchone()[0]) / 1000

    def _wait(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def _take(self, seconds: float) -> None:
        line = turns(str(self.settings_dict["NAME"]))  # which tests change later
        if not line.take(seconds):
            cause = sqlite3.OperationalError("database is locked")
            cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("database is locked") from cause
        self._turns = line

    def _leave(self) -> None:
        line, self._turns = self._turns, None
        if line is not None:
            line.leave()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()
