"""The doctor names each promise that this installation does not keep, and how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from pilothouse.journal import models as journal
from pilothouse.journal import services
from pilothouse.journal.tests.test_chain import beside
from pilothouse.kit import clock
from pilothouse.kit.refs import Ref
from pilothouse.site import backup as backups
from pilothouse.site import copies, promises


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    tmp_path.chmod(0o700)
    settings.PILOTHOUSE_HOME = tmp_path
    settings.PILOTHOUSE_BACKUP_FOLDER = tmp_path / "backups"
    settings.PILOTHOUSE_BACKUP_HOURS = 24.0
    settings.PILOTHOUSE_DEMO = settings.DEBUG = settings.PILOTHOUSE_HTTPS = False
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    settings.PILOTHOUSE_TRUSTED_PROXIES = ()
    return tmp_path


def states(check: Any) -> list[str]:
    found = list(check())
    assert all(row.cure for row in found if row.state != "ok")
    return [row.state for row in found]


def test_files_that_others_can_read_are_named(home: Path) -> None:
    (home / "pilothouse.sqlite3").touch(0o600)
    assert states(promises.files) == ["ok"]

    (home / "pilothouse.sqlite3").chmod(0o644)
    assert states(promises.files) == ["warn"]  # its folder still keeps others out

    home.chmod(0o755)
    assert states(promises.files) == ["fail"]


@pytest.mark.parametrize("name", ["PILOTHOUSE_DEMO", "DEBUG"])
def test_what_must_not_leave_this_machine_fails_beyond_it(settings: Any, name: str) -> None:
    setattr(settings, name, True)
    assert states(promises.reach) == ["ok"]

    settings.ALLOWED_HOSTS = ["plans.example.org"]
    settings.PILOTHOUSE_HTTPS = True
    assert states(promises.reach) == ["fail"]


def test_passwords_in_clear_beyond_this_machine_are_a_failure(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["plans.example.org", "127.0.0.1"]
    assert states(promises.reach) == ["fail"]

    settings.PILOTHOUSE_HTTPS = True
    assert states(promises.reach) == ["ok"]


def test_a_proxy_that_could_be_anybody_is_a_failure(settings: Any) -> None:
    settings.PILOTHOUSE_HTTPS = True
    assert states(promises.proxies) == ["warn"]

    settings.PILOTHOUSE_TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    assert states(promises.proxies) == ["ok"]

    settings.PILOTHOUSE_TRUSTED_PROXIES = (ip_network("0.0.0.0/0"),)
    assert states(promises.proxies) == ["fail"]


def test_a_record_that_was_changed_is_a_failure(owner: Any, now: datetime) -> None:
    number = services.record(
        actor=owner, now=now, verb="item.moved", subject=Ref("roadmap.item", 1), title="x"
    )
    services.seal(now=now, blocks=10)
    assert states(promises.record) == ["ok"]

    beside("UPDATE journal_entry SET title = 'Another' WHERE id = %s", number)
    (found,) = promises.record()
    assert found.state == "fail"
    assert f"Entry {number} was changed." in found.what


def test_many_entries_without_a_seal_are_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "_WAITING", 1)
    journal.Unsealed.objects.bulk_create(journal.Unsealed(entry_id=at, workspace_id=1) for at in (1, 2))
    assert states(promises.record)[0] == "warn"


@pytest.fixture
def tools() -> None:
    if connection.vendor == "postgresql" and not backups.shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")


def test_a_backup_that_is_late_is_a_failure(tools: None, db: None, home: Path) -> None:
    assert states(promises.backups) == ["ok"]

    copies.folder().mkdir()
    late = copies.folder() / backups.named(clock.now() - timedelta(hours=49))
    late.touch(0o600)
    assert states(promises.backups) == ["fail"]

    (copies.folder() / backups.named(clock.now())).touch(0o600)
    assert states(promises.backups) == ["ok"]


def test_a_backup_without_room_is_a_failure(
    tools: None, db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "room", lambda: (100, 90))
    assert "fail" in states(promises.backups)


def test_no_backups_at_all_are_told(db: None, settings: Any) -> None:
    settings.PILOTHOUSE_BACKUP_HOURS = 0.0
    assert states(promises.backups) == ["warn"]


def test_a_database_that_is_old_and_was_never_backed_up_is_late(tools: None, db: None) -> None:
    assert copies.late(datetime.now(UTC) + timedelta(hours=49), times=2) is not None
