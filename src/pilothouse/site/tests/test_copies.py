"""Copies that the program makes by itself: when they are due, and which are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from pilothouse.kit import clock
from pilothouse.kit.errors import Unavailable
from pilothouse.site import archives, copies
from pilothouse.site import backup as backups
from pilothouse.site.upkeep import locked


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.PILOTHOUSE_HOME = tmp_path
    settings.PILOTHOUSE_BACKUP_FOLDER = tmp_path / "backups"
    settings.PILOTHOUSE_BACKUP_HOURS = 24.0
    settings.PILOTHOUSE_DEMO = False
    monkeypatch.setattr(copies._Tried, "at", None)
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def copy_of(folder: Path, at: datetime, *, files: bool = False) -> Path:
    path = folder / backups.named(at)
    path.write_bytes(b"copy")
    if files:
        archives.archive_of(path).write_bytes(b"files")
    return path


def test_a_copy_is_due_a_day_after_the_last(db: None, folder: Path, now: datetime, settings: Any) -> None:
    copy_of(folder, now)
    assert not copies.due(now + timedelta(hours=23))
    assert copies.due(now + timedelta(hours=24))

    settings.PILOTHOUSE_BACKUP_HOURS = 0
    assert not copies.due(now + timedelta(days=400))


def test_without_any_copy_the_first_is_due_a_day_after_the_database_was_made(db: None) -> None:
    assert not copies.due(clock.now())
    assert copies.due(clock.now() + timedelta(hours=25))


def test_the_demo_makes_no_copies(db: None, settings: Any) -> None:
    settings.PILOTHOUSE_DEMO = True
    assert not copies.due(clock.now() + timedelta(days=3))


def test_copies_are_kept_by_number(db: None, folder: Path, now: datetime, settings: Any) -> None:
    settings.PILOTHOUSE_BACKUP_KEEP = 3
    made = [copy_of(folder, now - timedelta(hours=at), files=True) for at in range(5)]
    (folder / "notes.txt").write_text("mine")
    (folder / "mine.sqlite3").write_text("mine")

    assert set(copies.prune(now)) == set(made[3:])
    assert [path for _, path in copies.copies()] == made[2::-1]
    assert not archives.archive_of(made[4]).exists()
    assert (folder / "notes.txt").exists()
    assert (folder / "mine.sqlite3").exists()


def test_copies_are_kept_by_age_and_the_newest_always(
    db: None, folder: Path, now: datetime, settings: Any
) -> None:
    settings.PILOTHOUSE_BACKUP_DAYS = 30
    old = [copy_of(folder, now - timedelta(days=days)) for days in (90, 60, 40)]

    assert copies.prune(now) == old[:2]
    assert [path for _, path in copies.copies()] == [old[2]]


@pytest.mark.django_db(transaction=True)
def test_a_copy_is_made_once_and_what_was_cut_off_goes_away(
    folder: Path, workspace: Any, now: datetime
) -> None:
    if connection.vendor == "postgresql" and not backups.shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    (folder / "20260101-000000-000000.sqlite3.part").write_bytes(b"half")
    made = copies.make(now)

    assert made is not None
    assert sorted(folder.iterdir()) == [made]
    if connection.vendor == "sqlite":
        with locked("backup") as mine:
            assert mine
            assert copies.make(now) is None


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_fails_is_told_and_tried_again_later(
    folder: Path, workspace: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(target: Path) -> int:
        raise Unavailable("The copy could not be made: the disk is full.")

    monkeypatch.setattr(copies, "backup", fail)
    copies._make()

    assert "the disk is full" in caplog.text
    assert not copies.due(clock.now() + timedelta(minutes=20))
