"""SQLite's log is tidied by one thread, and only when there is something to copy."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, connections

from pilothouse.site import checkpoints, upkeep
from pilothouse.site.checkpoints import Checkpoints

pytestmark = pytest.mark.one_database


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA wal_autocheckpoint=0")
        file.execute("CREATE TABLE t (a)")
        yield file


def left(path: Path) -> int:
    """Frames of the log that are not copied yet; looks at the files alone and changes nothing."""
    shm = Path(f"{path}-shm").read_bytes()
    last = int.from_bytes(shm[16:20], "little")
    copied = int.from_bytes(shm[96:100], "little")
    return last - copied


def test_what_was_committed_is_copied_and_a_quiet_log_is_left_alone(
    writer: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "db"
    tidy = Checkpoints(path, threading.Event())
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        assert left(path) > 0
        seen = tidy.copy(file, 0)
        assert left(path) == 0

        asked: list[str] = []
        file.set_trace_callback(asked.append)
        assert tidy.copy(file, seen) == seen
        assert not any("checkpoint" in text for text in asked)

        writer.execute("INSERT INTO t VALUES (1)")
        assert left(path) > 0
        assert tidy.copy(file, seen) != seen
        assert left(path) == 0


def test_a_large_log_is_copied_while_nobody_writes(
    writer: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_BIG", 1000)
    asked: list[str] = []
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as file:
        file.set_trace_callback(asked.append)
        Checkpoints(tmp_path / "db", threading.Event()).copy(file, 0)
    assert "PRAGMA wal_checkpoint(FULL)" in asked


@pytest.mark.django_db(transaction=True)
def test_connections_leave_the_log_alone_once_a_thread_has_taken_over() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    options = connections["default"].settings_dict["OPTIONS"]
    kept = dict(options)
    try:
        checkpoints.take_over()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint")
            assert cursor.fetchone()[0] == 0
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2
    finally:
        options.update(kept)
        connections.close_all()


def test_one_process_at_a_time_tidies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "sqlite_path", lambda: tmp_path / "db")
    first = upkeep.alone("checkpoints")
    assert first is not None
    assert upkeep.alone("checkpoints") is None
    first.close()
    second = upkeep.alone("checkpoints")
    assert second is not None
    second.close()


def test_the_thread_ends_when_told(
    writer: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "sqlite_path", lambda: tmp_path / "db")
    monkeypatch.setattr(checkpoints, "EVERY_SECONDS", 0.02)
    stop = threading.Event()
    thread = threading.Thread(target=Checkpoints(tmp_path / "db", stop).run)
    thread.start()
    for number in range(20):
        writer.execute("INSERT INTO t VALUES (?)", (number,))
        stop.wait(0.01)
    stop.wait(0.3)
    stop.set()
    thread.join(5)

    assert not thread.is_alive()
    assert left(tmp_path / "db") <= 3  # what came in during the last copy waits for the next commit
