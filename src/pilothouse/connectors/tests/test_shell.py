"""Imports from the shell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pilothouse.connectors import queries
from pilothouse.connectors.cli import app
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.roadmap import queries as roadmap
from pilothouse.team import queries as team
from pilothouse.team import services as team_services
from pilothouse.vision import queries as vision
from pilothouse.vision import services as vision_services

HOME = Path(__file__).parents[1]
ITEMS, PEOPLE = HOME / "jira/samples/sample.csv", HOME / "csv/tests/people.csv"


def _run(*words: str) -> str:
    """What a command in the workspace acme prints; what it raises is raised."""
    result = CliRunner().invoke(app, [*words, "--workspace", "acme"])
    if result.exception is not None:
        raise result.exception
    return result.output


def _json(*words: str) -> Any:
    """What a command writes as JSON."""
    return json.loads(_run(*words, "--json"))


def test_a_dry_run_tells_what_the_file_holds_and_writes_nothing(editor: Any) -> None:
    told = _run("import", str(ITEMS), "--dry-run")

    assert "sample.csv: items (jira), 18 rows read, 0 with a cell that cannot be read" in told
    assert "Issue key -> external_id" in told
    assert re.search(r"^  New items +18$", told, re.M)
    assert not re.search(r" 0$", told, re.M)
    assert "not imported: Desk" in _run("import", str(PEOPLE), "--dry-run")
    assert _json("import", str(ITEMS), "--dry-run")["ready"] == 18
    assert roadmap.items_page(actor=editor).total == 0
    assert queries.imports_page(actor=editor).total == 0


def test_the_first_product_takes_its_key_from_the_items_and_the_import_is_undone(editor: Any) -> None:
    told = _run("import", str(ITEMS))
    assert "Import 1: 18 items made, 0 changed, 0 as they were." in told
    assert [row.key for row in vision.products(actor=editor)] == ["PORT"]
    assert "18 items" in _run("imports", "list")
    assert _json("imports", "list")[0]["counts"]["created"] == 18

    assert "Import 1 undone: 18 items removed, 0 restored." in _run("imports", "undo", "1")
    assert roadmap.items_page(actor=editor).total == 0


def test_people_need_no_product(editor: Any) -> None:
    told = _run("import", str(PEOPLE), "--noun", "people")

    assert "3 people made" in told
    assert "New teams" in told
    assert len(team.people(actor=editor)) == 3
    assert vision.products(actor=editor) == ()


def test_several_products_leave_the_choice_open(editor: Any, now: Any) -> None:
    for key in ("ONE", "TWO"):
        vision_services.ensure_product(actor=editor, now=now, key=key, name=key)
    with pytest.raises(Invalid) as caught:
        _run("import", str(ITEMS))
    assert "ONE, TWO" in caught.value.cure
    _run("import", str(ITEMS), "--product", "TWO")
    assert roadmap.items_page(actor=editor).total == 18


def test_a_bad_cell_is_told_and_left_empty_or_stops_the_import(editor: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("Key,Title,Due\nA-1,One,2026-05-01\nA-2,Two,soon\n")
    with pytest.raises(Invalid, match="'soon' is not a date"):
        _run("import", str(path), "--stop-at-broken")
    assert roadmap.items_page(actor=editor).total == 0
    told = _run("import", str(path), "--product", "APP")
    assert "2 items made" in told
    assert "row 3, column 'Due': 'soon' is not a date." in told


def test_a_mapping_from_a_file_is_kept_under_a_name_and_used_again(editor: Any, tmp_path: Path) -> None:
    path, mapping = tmp_path / "odd.csv", tmp_path / "odd.json"
    path.write_text("Nr;What\n1;One\n")
    mapping.write_text('{"fields": {"Nr": "external_id", "What": "title"}}')
    _run("import", str(path), "--dry-run", "--mapping", str(mapping), "--save-mapping", "odd")
    assert queries.mapping(actor=editor, source="csv", name="odd").fields["Nr"] == "external_id"
    assert "1 item made" in _run("import", str(path), "--from", "csv", "--mapping", "odd", "--product", "APP")

    mapping.write_text("[]")
    with pytest.raises(Invalid, match="mapping cannot be read"):
        _run("import", str(path), "--mapping", str(mapping))


def test_an_unknown_connector_or_noun_is_answered_with_those_that_exist(editor: Any) -> None:
    with pytest.raises(NotFound) as caught:
        _run("import", str(ITEMS), "--from", "wibble")
    assert caught.value.cure == "Known are: csv, jira."
    with pytest.raises(NotFound) as caught:
        _run("import", str(ITEMS), "--noun", "wibble")
    nouns = (
        "companies, competitor-facts, contacts, feedback, items, people, releases, risks, support-problems, "
        "survey-answers, usability-results"
    )
    assert caught.value.cure == f"Known are: {nouns}."


def test_columns_words_and_people_are_named_in_the_shell(editor: Any, now: Any, tmp_path: Path) -> None:
    team_services.add_person(actor=editor, now=now, name="Ann Lee")
    path = tmp_path / "odd.csv"
    path.write_text("Quux,Wer,Lage\nOne,al,Zapp\nTwo,bo,Zapp\n")
    words = ("--map", "Quux=title", "--map", "Wer=assignee", "--map", "Lage=status", "--people", "al=Ann Lee")
    told = _run("import", str(path), *words, "--dry-run", "--product", "APP")
    assert "Status 'Zapp' (2 rows) is not known and taken as backlog" in told
    assert "Would be new: 2" in told

    _run(
        "import",
        str(path),
        *words,
        "--people",
        "bo=no one",
        "--values",
        "status:Zapp=ready",
        "--product",
        "APP",
    )
    found = [(row.key, row.status, row.owner_name) for row in roadmap.items_page(actor=editor).rows]
    assert found == [("APP-1", "ready", "Ann Lee"), ("APP-2", "ready", "")]
    with pytest.raises(Invalid, match="'gone' is no status"):
        _run("import", str(path), *words, "--values", "status:Zapp=gone", "--product", "APP")
    with pytest.raises(NotFound, match="There is no person 'Zed'"):
        _run("import", str(path), *words, "--people", "bo=Zed", "--product", "APP")
