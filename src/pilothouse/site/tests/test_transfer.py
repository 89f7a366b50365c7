"""A whole workspace leaves as a file, and comes into an empty installation as it was."""

from __future__ import annotations

import json
import subprocess
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.management import call_command
from typer.testing import CliRunner

from pilothouse.accounts import models as accounts
from pilothouse.accounts import queries
from pilothouse.accounts import services as accounts_services
from pilothouse.journal import models as journal
from pilothouse.journal import queries as record
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.errors import Conflict, Forbidden, Invalid
from pilothouse.roadmap import models as roadmap
from pilothouse.site import commands, demo, transfer
from pilothouse.site.tests import programs
from pilothouse.site.transfer import exporting
from pilothouse.site.transfer.declared import kept_back, secret_columns, tables
from tests import migrated
from tests.made_up import first

# An export seals what waits before it begins, so no row of this is left.
SEALED_FIRST = "journal.unsealed"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.PILOTHOUSE_HOME = tmp_path / "home"
    settings.PILOTHOUSE_HOME.mkdir()
    return tmp_path


def exported(file: Path, actor: Any) -> Path:
    with file.open("wb") as target:
        for part in transfer.export(actor=actor, now=clock.now()):
            target.write(part)
    return file


def manifest(file: Path) -> dict[str, Any]:
    with ZipFile(file) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
        return found


def emptied() -> None:
    call_command("flush", verbosity=0, interactive=False)


def rows_of(file: Path, noun: str) -> list[dict[str, Any]]:
    with ZipFile(file) as archive, archive.open(f"rows/{noun}.ndjson") as lines:
        return [json.loads(line) for line in lines]


def test_every_model_leaves_with_its_workspace_or_says_why_not() -> None:
    ours = {
        model._meta.label
        for app in apps.get_app_configs()
        if app.name.startswith("pilothouse.")
        for model in app.get_models(include_auto_created=True)
    }
    leaving = {table.model._meta.label for table in tables()}

    assert ours - leaving == set(kept_back()), "a model is forgotten"
    assert all(kept_back().values())
    for table in tables():
        missing = {field.attname for field in table.model._meta.concrete_fields} - set(table.columns)
        assert {f"{table.model._meta.label}.{name}" for name in missing} <= secret_columns(), table.noun


def test_columns_that_look_like_secrets_stay_behind() -> None:
    words = ("password", "secret", "token")
    for table in tables():
        assert not [name for name in table.columns if any(word in name for word in words)], table.noun


@pytest.mark.django_db(transaction=True)
def test_the_demo_comes_into_an_empty_installation_with_the_identical_hash(home: Path, now: Any) -> None:
    """What every noun of every room holds is what it held; the record's chain holds on."""
    slug = demo.load(now=now, past=False)
    actor = queries.system_actor(slug=slug, channel="cli")
    fill_empty_tables(actor.workspace_id)
    file = exported(home / "demo.zip", actor)
    told = manifest(file)
    before = transfer.hash_of(workspace_id=actor.workspace_id)
    entries = journal.Entry.objects.count()
    last_item = roadmap.Item.objects.order_by("-id").values_list("id", flat=True)[0]
    password = accounts.User.objects.first().password  # type: ignore[union-attr]
    emptied()

    brought = transfer.bring(file)

    assert brought.hash == told["hash"] == before == transfer.hash_of(workspace_id=actor.workspace_id)
    assert [noun for noun, row in told["nouns"].items() if not row["rows"]] == [SEALED_FIRST]
    assert brought.attachments == len(told["attachments"]) > 0
    assert journal.Entry.objects.count() == entries
    verdict = record.verify(workspace_id=actor.workspace_id)
    assert (verdict.holds, verdict.entries) == (True, entries)
    assert password not in file.read_bytes().decode("latin-1")
    assert not accounts.User.objects.get(email=told_owner(file)).has_usable_password()
    again = exported(home / "again.zip", queries.system_actor(slug=slug, channel="cli"))
    assert manifest(again)["nouns"]["roadmap.item"] == told["nouns"]["roadmap.item"]
    item = roadmap.Item.objects.order_by("-id")[0]
    item.pk, item.key = None, "NEW-1"
    item.save(force_insert=True)
    assert item.pk > last_item


def fill_empty_tables(workspace_id: int) -> None:
    """One row, made up from the kinds of its columns, of each noun of which the demo has none."""
    for table in tables():
        if table.noun not in ("journal.seal", SEALED_FIRST):
            first(table.model, workspace_id)


def told_owner(file: Path) -> str:
    return str(rows_of(file, "accounts.user")[0]["email"])


@pytest.fixture
def small(people: dict[str, Any], now: Any) -> Any:
    """A workspace with a little of what tells one from another."""
    owner = people["owner"].actor
    people["owner"].user.set_password("correct horse battery")
    people["owner"].user.save()
    accounts_services.create_token(actor=owner, now=now, name="script")
    accounts_services.invite(actor=owner, now=now, email="new@acme.example", role=Role.EDITOR)
    return owner


def test_only_the_own_workspace_leaves_and_no_secret(small: Any, people: dict[str, Any], home: Path) -> None:
    file = exported(home / "acme.zip", small)

    emails = {row["email"] for row in rows_of(file, "accounts.user")}
    assert emails == {"owner@acme.example", "editor@acme.example", "viewer@acme.example"}
    text = "".join(json.dumps(rows_of(file, table.noun)) for table in tables())
    hashes = [*accounts.User.objects.values_list("password", flat=True)]
    hashes += [*accounts.ApiToken.objects.values_list("digest", flat=True)]
    hashes += [*accounts.Invitation.objects.values_list("digest", flat=True)]
    assert not [secret for secret in hashes if secret in text]
    assert "stranger" not in text
    assert set(manifest(file)["left_out"]) == {*kept_back(), *secret_columns()}


def test_only_an_owner_exports_and_the_record_tells_of_it(
    small: Any, people: dict[str, Any], home: Path
) -> None:
    with pytest.raises(Forbidden):
        transfer.export(actor=people["editor"].actor, now=clock.now())
    file = exported(home / "acme.zip", small)

    assert rows_of(file, "journal.entry")[-1]["verb"] == "workspace.exported"


def test_an_installation_that_is_not_empty_is_left_alone(small: Any, home: Path) -> None:
    file = exported(home / "acme.zip", small)
    with pytest.raises(Conflict, match="workspace here already"):
        transfer.bring(file)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["row", "manifest", "no zip", "newer"])
def test_what_was_changed_or_is_no_export_is_refused_and_nothing_is_left(
    small: Any, home: Path, what: str
) -> None:
    file = exported(home / "acme.zip", small)
    if what == "no zip":
        file.write_bytes(b"nothing" * 100)
    else:
        rewritten(file, what)
    emptied()

    with pytest.raises(Invalid):
        transfer.bring(file)
    assert not accounts.Workspace.objects.exists()
    assert not accounts.User.objects.exists()


def rewritten(file: Path, what: str) -> None:
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(parts["manifest.json"])
    if what == "row":
        parts["rows/accounts.workspace.ndjson"] = parts["rows/accounts.workspace.ndjson"].replace(
            b"Acme", b"Acne"
        )
    elif what == "newer":
        told["version"] = 2
    else:
        told["hash"] = "0" * 64
    parts["manifest.json"] = json.dumps(told).encode()
    with ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_the_export_is_sent_in_parts_and_memory_stays(
    small: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four times the rows: no more memory."""

    monkeypatch.setattr(exporting, "_PART", 2**14)
    peaks = [peak_of(rows, small, monkeypatch) for rows in (5_000, 20_000)]
    assert peaks[1] < peaks[0] + 2**19


def peak_of(many: int, actor: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """Most bytes of memory that an export of so many rows takes."""

    def rows(table: Any, *_: Any) -> Iterator[dict[str, Any]]:
        if table.noun == "accounts.workspace":
            for at in range(many):
                yield {"id": at, "name": sha256(str(at).encode()).hexdigest()}

    monkeypatch.setattr(exporting, "read", rows)
    tracemalloc.start()
    assert sum(len(part) for part in transfer.export(actor=actor, now=clock.now())) > 32 * many
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_the_page_sends_it_to_owners_only(client_for: Any, small: Any, home: Path, api_for: Any) -> None:
    page = client_for("owner").get("/w/acme/export")
    assert b"Export the workspace" in page.content
    assert b"Owners may export" in client_for("viewer").get("/w/acme/export").content
    assert client_for("viewer").post("/w/acme/export").status_code == 403

    answer = client_for("owner").post("/w/acme/export")
    file = home / "page.zip"
    file.write_bytes(b"".join(answer.streaming_content))
    assert answer["Content-Disposition"].startswith('attachment; filename="acme-')
    assert manifest(file)["hash"] == transfer.hash_of(workspace_id=small.workspace_id)
    assert api_for("viewer").get("/api/v1/export").status_code == 403


@pytest.mark.one_database
@pytest.mark.slow
def test_the_shell_moves_a_workspace_from_one_installation_to_another(tmp_path: Path) -> None:
    one, other = (migrated.into(tmp_path / name) for name in ("one", "other"))
    words = ("init", "--name", "Acme", "--person", "Ana", "--email", "a@acme.example", "--password-stdin")
    surroundings = programs.surroundings(one)
    subprocess.run(
        [*programs.PROGRAM, *words], env=surroundings, input="correct horse battery\n", text=True, check=True
    )
    assert programs.command(one, "workspace", "export", str(tmp_path / "a.zip")).returncode == 0
    done = programs.command(other, "workspace", "import", str(tmp_path / "a.zip"))
    assert done.returncode == 0, done.stderr

    found = [programs.command(home, "workspace", "hash").stdout for home in (one, other)]
    assert found[0] == found[1] != ""
    assert programs.command(other, "audit", "verify").returncode == 0


def test_the_shell_says_what_it_refuses(small: Any, home: Path) -> None:
    (home / "other").write_text("x")
    done = CliRunner().invoke(commands.app, ["workspace", "import", str(home / "other")])
    assert done.exit_code != 0
