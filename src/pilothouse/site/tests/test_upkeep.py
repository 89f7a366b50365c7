"""Bringing the database to this version."""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from pilothouse.kit.errors import Conflict
from pilothouse.site import upkeep
from pilothouse.site.tests.programs import command
from tests import migrated


def test_nothing_waits_in_a_database_of_this_version(db: None) -> None:
    assert upkeep.waiting() == []
    assert upkeep.migrate() == 0


def test_what_waits_is_named(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    assert upkeep.waiting() == ["sessions.0001_initial"]


def test_a_database_of_a_newer_version_is_left_alone(db: None) -> None:
    MigrationRecorder(connection).record_applied("kit", "9999_future")

    with pytest.raises(Conflict, match="newer version"):
        upkeep.migrate()


@pytest.mark.slow
@pytest.mark.one_database
def test_data_are_copied_before_they_are_changed_and_five_copies_are_kept(tmp_path: Path) -> None:
    assert command(migrated.into(tmp_path), "migrate").returncode == 0
    folder = tmp_path / upkeep.COPIES
    assert not folder.exists(), "there was nothing to copy"
    folder.mkdir()
    for number in range(6):
        (folder / f"20200101-00000{number}-000000.sqlite3").touch()
    _take_back(tmp_path)

    done = command(tmp_path, "migrate")

    assert done.stdout == "1 changes made.\n"
    copies = sorted(folder.iterdir())
    assert len(copies) == 5
    with closing(sqlite3.connect(copies[-1])) as copy:
        names = {row[0] for row in copy.execute("SELECT app FROM django_migrations")}
    assert "accounts" in names
    assert "sessions" not in names
    assert command(tmp_path, "migrate").stdout == "The database is up to date.\n"


@pytest.mark.slow
@pytest.mark.one_database
def test_a_migration_that_fails_names_the_copy(tmp_path: Path) -> None:
    migrated.into(tmp_path)
    with closing(sqlite3.connect(tmp_path / "pilothouse.sqlite3")) as file:
        file.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        file.commit()  # its table is there still, so it cannot be made

    done = command(tmp_path, "migrate")

    assert done.returncode == 6
    assert "pilothouse restore" in done.stderr
    assert str(tmp_path / upkeep.COPIES) in done.stderr


@pytest.mark.slow
@pytest.mark.one_database
def test_sqlite_is_not_changed_under_a_program_that_runs(tmp_path: Path) -> None:
    _take_back(migrated.into(tmp_path))
    with (tmp_path / "pilothouse.sqlite3.in-use").open("w") as running:
        fcntl.flock(running, fcntl.LOCK_SH)
        refused = command(tmp_path, "migrate")
        beside = command(tmp_path, "member", "list")

    assert (refused.returncode, beside.returncode) == (4, 4)
    assert "Stop `pilothouse serve`" in refused.stderr
    assert command(tmp_path, "migrate").stdout == "1 changes made.\n"


def _take_back(home: Path) -> None:
    with closing(sqlite3.connect(home / "pilothouse.sqlite3")) as file:
        file.execute("DROP TABLE django_session")
        file.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        file.commit()


@pytest.mark.one_database
def test_only_the_owner_can_read_the_database_and_its_locks(tmp_path: Path) -> None:
    (migrated.into(tmp_path) / "pilothouse.sqlite3").chmod(0o644)
    assert command(tmp_path, "migrate").returncode == 0

    found = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir() if path.is_file()}
    assert set(found.values()) == {0}, found
    assert "pilothouse.sqlite3" in found
