"""The restore drill says that a copy is equal, or what differs; the data stay as they are."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from typer.testing import CliRunner

from pilothouse.accounts import services
from pilothouse.accounts.models import Attachment, Workspace
from pilothouse.connectors import services as connectors
from pilothouse.kit.errors import Invalid
from pilothouse.site import archives, beside, commands
from pilothouse.site import backup as backups
from pilothouse.site.drill import _database, drill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.PILOTHOUSE_HOME = tmp_path
    if connection.vendor == "postgresql" and not backups.shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    return tmp_path


def attach(actor: Any, now: Any, data: bytes) -> str:
    digest = services.put_back(chunks=[data])
    Attachment.objects.create(
        workspace_id=actor.workspace_id,
        subject="roadmap.item:1",
        name="a.txt",
        digest=digest,
        added_at=now,
        added_by="Ana",
    )
    return digest


def upload(actor: Any, now: Any, data: bytes) -> Path:
    """A file that is about to be imported; where it is kept."""
    with connectors.received_file(actor=actor, stream=BytesIO(data), name="a.csv") as file:
        report = connectors.check_file(actor=actor, path=file.path, file_name="a.csv", source="jira")
        connectors.keep(actor=actor, file=file)
    about = {"report": report, "file_name": "a.csv", "product_id": None}
    connectors.register_import(actor=actor, now=now, digest=file.digest, size=file.size, **about)
    return connectors.kept_path(actor=actor, digest=file.digest)


@pytest.fixture
def attached(people: dict[str, Any], now: Any) -> str:
    return attach(people["owner"].actor, now, b"what was said")


def differing(source: Path | None = None) -> dict[str, str]:
    return {row.table: row.differs for row in drill(source) if row.differs}


def test_a_copy_made_now_is_equal_in_every_table_and_nothing_stays_behind(
    home: Path, people: dict[str, Any]
) -> None:
    before = sorted(home.iterdir())
    found = {row.table: row for row in drill()}

    assert not [row for row in found.values() if row.differs]
    assert found["accounts_user"].restored == found["accounts_user"].present == 4
    assert {"journal_entry", "roadmap_item", "django_migrations"} <= set(found)
    assert sorted(home.iterdir()) == before


def test_a_copy_from_earlier_says_what_differs_now(home: Path, people: dict[str, Any]) -> None:
    copy = home / "copy"
    backups.backup(copy)
    Workspace.objects.filter(slug="acme").update(name="Renamed")
    people["viewer"].user.delete()

    found = differing(copy)
    assert set(found) == {"accounts_workspace", "accounts_user", "accounts_membership"}
    assert found["accounts_user"] == "4 rows in the copy, 3 in the data"
    assert "differ" in found["accounts_workspace"]
    assert Workspace.objects.filter(name="Renamed").exists()


def test_an_attached_file_that_the_copy_lacks_is_named(home: Path, attached: str) -> None:
    copy = home / "copy"
    backups.backup(copy)
    assert differing(copy) == {}

    archives.archive_of(copy).unlink()
    assert attached[:12] in differing(copy)["attached files"]


def test_what_is_attached_and_uploaded_while_it_runs_is_no_false_alarm(
    home: Path, attached: str, people: dict[str, Any], now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is compared with the very moment that it was made of, its files too."""
    made = backups.backup

    def backup(target: Path, snapshot: Any = None) -> int:
        size = made(target, snapshot)
        attach(people["owner"].actor, now, b"said later")
        upload(people["owner"].actor, now, b"Summary,Issue key\nLater,A-2\n")
        return size

    upload(people["owner"].actor, now, b"Summary,Issue key\nWrite it,A-1\n")
    monkeypatch.setattr(backups, "backup", backup)
    found = {row.table: row for row in drill()}

    assert not [row for row in found.values() if row.differs]
    assert found["attached files"].restored == found["uploaded files"].restored == 1
    monkeypatch.undo()
    assert differing() == {}


def test_uploaded_files_come_back_with_a_copy_and_are_missed_without(
    home: Path, people: dict[str, Any], now: Any
) -> None:
    path = upload(people["owner"].actor, now, b"Summary,Issue key\nWrite it,A-1\n")
    copy = home / "copy"
    backups.backup(copy)
    assert differing(copy) == {}

    path.unlink()
    assert differing(copy) == {}  # somebody tidied it away, and the copy has it still
    backups.restore(copy)
    assert path.read_bytes() == b"Summary,Issue key\nWrite it,A-1\n"
    assert path.stat().st_mode & 0o077 == 0

    archives.archive_of(copy).unlink()
    assert path.name in differing(copy)["uploaded files"]


@pytest.mark.parametrize("place", ["imports/../../evil", "imports/1/..", "elsewhere/1/a", "imports/x/a"])
def test_an_archive_with_anything_else_in_it_is_refused(home: Path, db: None, place: str) -> None:
    with ZipFile(archives.archive_of(home / "copy"), "w") as archive:
        archive.writestr(place, b"evil")
    with pytest.raises(Invalid):
        beside.put_files(home / "copy")
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["copy.files.zip"]


@pytest.mark.parametrize("kind", ["attachments", "imports/1"])
def test_a_damaged_file_beside_a_copy_is_refused(home: Path, db: None, kind: str) -> None:
    with ZipFile(archives.archive_of(home / "copy"), "w") as archive:
        archive.writestr(f"{kind}/{'0' * 64}", b"other bytes")
    with pytest.raises(Invalid, match="damaged"):
        archives.held(home / "copy")
    with pytest.raises(Invalid, match="damaged"):
        beside.put_files(home / "copy")


def test_two_drills_have_databases_of_their_own_and_leave_none() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")

    def there() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'pilothouse_drill%%'")
            return {row[0] for row in cursor.fetchall()}

    made: set[str] = set()

    def both() -> None:
        with _database() as one, _database() as two:
            made.update((one, two))  # beside those of other tests on this server
            assert made <= there()
            assert one != two
            raise Invalid("Something went wrong meanwhile.")

    with pytest.raises(Invalid):
        both()
    assert made.isdisjoint(there())


@pytest.mark.one_database
def test_a_damaged_copy_is_refused(home: Path, people: dict[str, Any]) -> None:
    copy = home / "copy"
    backups.backup(copy)
    with closing(sqlite3.connect(copy)) as file:
        file.execute("PRAGMA foreign_keys=OFF")
        file.execute("DELETE FROM accounts_workspace")
        file.commit()
    with pytest.raises(Invalid, match="points to a missing row"):
        drill(copy)


def test_the_shell_tells_each_table(home: Path, people: dict[str, Any]) -> None:
    done = CliRunner().invoke(commands.app, ["drill", "--json"])
    assert done.exit_code == 0
    assert {row["differs"] for row in json.loads(done.stdout)} == {""}
