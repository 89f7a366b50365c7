"""The doctor names what is wrong and how to mend it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from typer.testing import CliRunner

from pilothouse.kit import clock, models
from pilothouse.site import commands, doctor, vite
from pilothouse.site.tests.programs import command


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private data folder, and pages that count as built."""
    tmp_path.chmod(0o700)
    settings.PILOTHOUSE_HOME = tmp_path
    monkeypatch.setattr(vite, "manifest", lambda: {"app": {}})
    return tmp_path


def found(check: str) -> list[doctor.Finding]:
    return [row for row in doctor.examine() if row.check == check]


def job(**more: Any) -> None:
    models.Job.objects.create(
        **{
            "workspace_id": 1,
            "name": "x",
            "title": "x",
            "actor": {},
            "arguments": {},
            "created_at": clock.now(),
        }
        | more
    )


def test_a_sound_installation_has_nothing_to_mend(db: None) -> None:
    # How the database keeps what it acknowledged depends on the machine, and has a test of its own.
    assert [row for row in doctor.examine() if row.state != "ok" and row.check != "settings_kept"] == []


def test_every_finding_that_is_not_well_has_a_cure(db: None, home: Path) -> None:
    home.chmod(0o755)
    job(created_at=clock.now() + timedelta(days=1))
    job(state="failed")
    bad = [row for row in doctor.examine() if row.state != "ok"]

    assert len(bad) >= 3
    assert all(row.cure for row in bad)


def test_a_key_that_others_can_read_is_a_failure(db: None, home: Path) -> None:
    (home / "secret.key").write_text("k")
    (home / "secret.key").chmod(0o644)
    assert [row.state for row in found("key")] == ["fail"]

    (home / "secret.key").chmod(0o600)
    assert [row.state for row in found("key")] == ["ok"]


@pytest.mark.one_database
def test_a_database_that_does_not_answer_is_told_once(tmp_path: Path) -> None:
    url = {"DATABASE_URL": f"postgresql://nobody@/none?host={tmp_path}"}
    done = command(tmp_path, "doctor", "--json", **url)
    bad = [row for row in json.loads(done.stdout) if row["state"] == "fail"]
    assert done.returncode == 6
    assert "database" in [row["check"] for row in bad]
    assert {"schema", "jobs"}.isdisjoint(row["check"] for row in bad)

    refused = command(tmp_path, "migrate", **url)
    assert refused.returncode == 6
    assert "does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.one_database
def test_a_data_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = command(tmp_path / "file", "doctor")

    assert done.returncode == 6
    assert "PILOTHOUSE_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_and_future_migrations_are_failures(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    assert "pilothouse migrate" in found("schema")[0].cure

    MigrationRecorder(connection).record_applied("kit", "9999_future")
    assert "newer version" in found("schema")[0].what


def test_jobs_that_nobody_takes_up_are_told(db: None) -> None:
    job(created_at=clock.now() - timedelta(minutes=2))
    job(state="running", heartbeat_at=clock.now() - timedelta(minutes=2))
    job(state="running", heartbeat_at=clock.now())
    told = " ".join(row.what for row in found("jobs"))

    assert "more than a minute: 1." in told
    assert "lost their worker and no other runs: 1." in told


def test_a_clock_that_went_back_is_told(db: None) -> None:
    job(created_at=clock.now() + timedelta(minutes=30))
    assert [row.state for row in found("clock")] == ["fail"]


def test_pages_that_are_not_built_are_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vite, "manifest", dict)
    assert [row.state for row in found("pages")] == ["fail"]


def test_little_room_on_the_disk_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_LEAST_DISK", 2**60)
    assert [row.state for row in found("disk")] == ["warn"]


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(vite, "manifest", broken)
    assert found("pages")[0].what == "RuntimeError: no such thing"
    assert found("jobs")


@pytest.mark.django_db(transaction=True)
def test_settings_that_may_lose_changes_are_a_failure() -> None:
    wrong = "PRAGMA synchronous=NORMAL" if connection.vendor == "sqlite" else "SET synchronous_commit=off"
    with connection.cursor() as cursor:
        cursor.execute(wrong)
    try:
        assert any(
            row.state == "fail" and "may lose changes:" in row.what and "synchronous" in row.what
            for row in found("settings_kept")
        )
    finally:
        connection.close()


def test_json_is_for_programs_and_the_exit_code_tells(db: None, home: Path) -> None:
    home.chmod(0o700)
    (home / "secret.key").write_text("k")
    (home / "secret.key").chmod(0o644)
    done = CliRunner().invoke(commands.app, ["doctor", "--json"])

    rows = json.loads(done.stdout)
    assert done.exit_code == 6
    assert {"check", "state", "what", "cure"} == set(rows[0])
    assert "key" in {row["check"] for row in rows if row["state"] == "fail"}
