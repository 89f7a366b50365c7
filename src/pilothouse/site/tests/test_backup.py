"""Copies of the database: made while others write, checked, put back."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from pilothouse.accounts.models import Workspace
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.site import backup as backups
from pilothouse.site.backup import backup, restore
from pilothouse.site.upkeep import in_use, sqlite_path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")


@pytest.fixture(autouse=True)
def tools() -> None:
    if connection.vendor == "postgresql" and not backups.shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")


@pytest.fixture(autouse=True)
def kept_copies(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a restore sets aside goes to a folder of the test's own, or away after it."""
    settings.PILOTHOUSE_HOME = tmp_path
    yield
    if connection.vendor == "sqlite":
        for path in sqlite_path().parent.glob("*-before-*"):
            path.unlink()


def content(path: Path) -> dict[str, list[Any]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as file:
        names = [row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(file.execute(f'SELECT * FROM "{name}" ORDER BY rowid')) for name in names}


def test_a_restored_copy_brings_back_what_was_there(workspace: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    size = backup(copy)
    Workspace.objects.update(name="Changed since")

    kept = restore(copy)

    assert size == copy.stat().st_size > 10_000
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert Workspace.objects.get().name == "Acme"
    restore(kept)
    assert Workspace.objects.get().name == "Changed since"


def test_a_restored_copy_is_equal_in_every_table(sqlite: None, workspace: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    before = content(sqlite_path())
    backup(copy)
    Workspace.objects.update(name="Changed since")
    restore(copy)

    assert content(copy) == before == content(sqlite_path())


@pytest.mark.parametrize("lock", ["held", "lost"])
def test_nothing_is_restored_under_a_running_program(workspace: Any, tmp_path: Path, lock: str) -> None:
    """PostgreSQL forgets locks when it restarts; then a program that came back is known by its name."""
    copy = tmp_path / "copy"
    backup(copy)
    Workspace.objects.update(name="Changed since")
    if connection.vendor == "sqlite" and lock == "lost":
        pytest.skip("about PostgreSQL")

    running = in_use() if lock == "held" else closing(connection.copy())
    with running as other:
        if lock == "lost":
            other.connect()
        with pytest.raises(Conflict, match="is running"):
            restore(copy)
    assert Workspace.objects.get().name == "Changed since"
    restore(copy)
    assert Workspace.objects.get().name == "Acme"


def test_after_a_restore_no_writer_waits_for_a_reader(sqlite: None, workspace: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    backup(copy)
    restore(copy)
    connection.close()

    with closing(sqlite3.connect(sqlite_path(), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM accounts_workspace").fetchone()
        with closing(sqlite3.connect(sqlite_path(), timeout=0)) as writer:
            writer.execute("UPDATE accounts_workspace SET name = 'Written beside'")
            writer.commit()
        reader.execute("ROLLBACK")
    assert Workspace.objects.get().name == "Written beside"


def test_a_copy_under_load_is_whole_and_of_one_moment(sqlite: None, workspace: Any, tmp_path: Path) -> None:
    """Each writing adds one row to two tables; a copy of one moment has as many of each."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE load_a (n INTEGER, text TEXT)")
        cursor.execute("CREATE TABLE load_b (n INTEGER, text TEXT)")
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        with closing(sqlite3.connect(sqlite_path(), timeout=20, isolation_level=None)) as file:
            while not stop.is_set():
                file.execute("BEGIN IMMEDIATE")
                file.execute("INSERT INTO load_a VALUES (?, ?)", (written, "x" * 2000))
                file.execute("INSERT INTO load_b VALUES (?, ?)", (written, "x" * 2000))
                file.execute("COMMIT")
                written += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            before = written
            backup(tmp_path / str(number))
            with closing(sqlite3.connect(tmp_path / str(number))) as copy:
                assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                a, b = (copy.execute(f"SELECT count(*) FROM load_{name}").fetchone()[0] for name in "ab")
            assert a == b >= before
        assert written > 10
    finally:
        stop.set()
        thread.join()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE load_a")
            cursor.execute("DROP TABLE load_b")


def test_a_file_that_is_there_is_not_written_over(db: None, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(Conflict):
        backup(tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"


def test_a_folder_that_is_not_there_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="folder"):
        backup(tmp_path / "nowhere" / "copy")


def test_what_is_no_copy_is_refused_and_nothing_changes(workspace: Any, tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"not a database" * 100)
    with pytest.raises(Invalid):
        restore(tmp_path / "junk")
    with pytest.raises(Invalid):
        restore(tmp_path / "missing")
    assert Workspace.objects.get().name == "Acme"


def test_a_damaged_copy_is_refused(sqlite: None, workspace: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    backup(copy)
    data = bytearray(copy.read_bytes())
    for start in range(8192, len(data) - 4096, 4096):
        data[start : start + 64] = b"\xff" * 64
    copy.write_bytes(data)

    with pytest.raises(Invalid, match="no whole copy"):
        restore(copy)
    assert Workspace.objects.get().name == "Acme"


def test_another_database_is_refused(sqlite: None, workspace: Any, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other")) as file:
        file.execute("CREATE TABLE t (a)")
        file.commit()
    with pytest.raises(Invalid, match="no whole copy"):
        restore(tmp_path / "other")


def test_the_database_is_not_replaced_while_another_program_has_it_open(
    sqlite: None, workspace: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    backup(copy)
    with closing(sqlite3.connect(sqlite_path())) as other:
        other.execute("SELECT count(*) FROM accounts_workspace").fetchone()
        with pytest.raises(Conflict):
            restore(copy)
    assert Workspace.objects.get().name == "Acme"


def test_nothing_is_left_of_a_copy_that_failed(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(backups, "settle", fail)
    with pytest.raises(backups.Unavailable, match="No space left"):
        backup(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
