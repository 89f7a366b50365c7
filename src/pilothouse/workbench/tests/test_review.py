"""`pilothouse review` in the shell: formats, exit codes, configuration, baseline."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pilothouse.kit.errors import PilothouseError
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from pilothouse.workbench.cli import app


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "blueprint.md"
    path.write_text("# Search\n\nThe search must respond quickly.\n")
    return path


def run(*words: object) -> Result:
    answer = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(answer.exception, PilothouseError):
        raise answer.exception
    return answer


def test_findings_are_told_by_line_and_the_exit_code_is_one(text: Path) -> None:
    answer = run("review", text)

    assert answer.exit_code == 1
    assert f"{text}:3:25: VAG001 'quickly' cannot be measured" in answer.output


def test_a_clean_text_is_quiet_and_exits_with_zero(text: Path) -> None:
    text.write_text("# Search\n\nThe search must answer 95 of 100 queries within 300 ms.\n")
    answer = run("review", text)

    assert (answer.exit_code, answer.output) == (0, "")


def test_every_format_carries_the_finding(text: Path) -> None:
    rows = json.loads(run("review", text, "--format", "json").output)
    sarif = json.loads(run("review", text, "--format", "sarif").output)
    github = run("review", text, "--format", "github").output

    assert [row["code"] for row in rows] == ["VAG001"]
    assert sarif["runs"][0]["results"][0]["ruleId"] == "VAG001"
    assert github.startswith("::warning file=")
    with pytest.raises(PilothouseError, match="not a format"):
        run("review", text, "--format", "xml")


def test_codes_are_selected_and_ignored_by_words_and_by_file(text: Path) -> None:
    assert run("review", text, "--ignore", "VAG").exit_code == 0
    assert run("review", text, "--select", "STO,REQ").exit_code == 0
    (text.parent / "pilothouse.toml").write_text('[review]\nignore = ["VAG001"]\n')
    assert run("review", text).exit_code == 0
    (text.parent / "pilothouse.toml").write_text("[review]\nspeed = 3\n")
    with pytest.raises(PilothouseError, match="speed"):
        run("review", text)


def test_known_findings_are_not_told_again(text: Path) -> None:
    known = text.parent / "known.json"
    run("review", text, "--write-baseline", known)
    assert run("review", text, "--baseline", known).exit_code == 0

    text.write_text(text.read_text() + "\nThe list must be simple.\n")
    answer = run("review", text, "--baseline", known)
    assert answer.exit_code == 1
    assert "'simple'" in answer.output
    assert "'quickly'" not in answer.output


def test_what_cannot_be_read_is_told(text: Path) -> None:
    with pytest.raises(PilothouseError, match="There is no such file"):
        run("review", text.parent / "missing.md")
    text.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PilothouseError, match="not UTF-8"):
        run("review", text)


def test_a_rule_shows_its_manual_and_all_are_listed() -> None:
    assert "Weak words leave the decision" in run("rule", "VAG001").output
    assert len(json.loads(run("rule", "--all", "--json").output)) >= 37
    with pytest.raises(PilothouseError, match="no rule"):
        run("rule", "XYZ999")


@pytest.mark.django_db
def test_with_a_product_the_stored_plan_is_read_as_well(editor: Any, now: datetime, tmp_path: Path) -> None:
    product = vision.add_product(actor=editor, now=now, key="SHP", name="Shop")
    item = roadmap.add_item(
        actor=editor, now=now, product_id=product.id, title="Saved cards", low=4.0, likely=4.0, high=4.0
    )
    path = tmp_path / "plan.md"
    path.write_text(f"## Requirements\n- R1: It must open, see {item.key}.\n- R2: It must close.\n")
    alone = run("review", path)
    told = run("review", path, "--product", "shp", "--workspace", "acme")

    assert "TRC001" not in alone.output
    assert "TRC001 No item of the plan delivers R2" in told.output
    assert "delivers R1" not in told.output
    with pytest.raises(PilothouseError, match="no product 'NO'"):
        run("review", path, "--product", "NO", "--workspace", "acme")


def test_a_key_is_one_of_its_own_document(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("## Requirements\n- R1: It must open.\n")

    assert run("review", tmp_path).exit_code == 0
