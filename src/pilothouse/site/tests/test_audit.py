"""The record in the shell: checked in the database, taken out with its chain, and checked without one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pilothouse.journal import models, services
from pilothouse.journal.tests.test_chain import beside
from pilothouse.kit.refs import Ref
from pilothouse.site import commands


def run(*words: str) -> Any:
    return CliRunner().invoke(commands.app, ["audit", *words])


@pytest.fixture
def entries(owner: Any, now: Any) -> list[int]:
    for number in range(1, 6):
        ref = Ref("roadmap.item", number)
        services.record(
            actor=owner, now=now, verb="item.moved", subject=ref, title="é", changes={"low": [1.0, 0.25]}
        )
    return sorted(models.Entry.objects.values_list("id", flat=True))


def test_a_record_that_holds_says_its_head_and_one_that_does_not_ends_with_6(entries: list[int]) -> None:
    done = run("verify", "--json")
    assert done.exit_code == 0
    (told,) = json.loads(done.stdout)
    assert (told["workspace"], told["entries"], told["waiting"]) == ("acme", len(entries), 0)
    assert run("verify", "-w", "acme", "--head", told["head"]).exit_code == 0

    beside("UPDATE journal_entry SET title = 'Another' WHERE id = %s", entries[1])
    done = run("verify")
    assert done.exit_code == 6
    assert f"Entry {entries[1]} was changed." in done.stdout


def test_an_exported_record_is_checked_without_the_database(entries: list[int], tmp_path: Path) -> None:
    file = tmp_path / "record.ndjson"
    assert run("export", str(file)).exit_code == 0
    assert run("verify", "--file", str(file)).exit_code == 0

    lines = file.read_text().splitlines()
    row = json.loads(lines[2])
    lines[2] = json.dumps(row | {"title": "Another"})
    file.write_text("\n".join(lines) + "\n")
    done = run("verify", "--file", str(file))
    assert done.exit_code == 6
    assert f"Entry {row['id']} was changed." in done.stdout

    del lines[2]
    file.write_text("\n".join(lines) + "\n")
    assert "does not follow" in run("verify", "--file", str(file)).stdout


def test_a_file_that_is_no_export_is_refused(db: None, tmp_path: Path) -> None:
    (tmp_path / "other").write_text('{"kind": "entry"}\n')
    assert run("verify", "--file", str(tmp_path / "other")).exit_code != 0
    assert run("verify", "--file", str(tmp_path / "none")).exit_code != 0
