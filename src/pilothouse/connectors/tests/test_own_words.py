"""What a workspace calls things itself: its statuses and custom fields in a file; and lags that change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.connectors import queries, services
from pilothouse.connectors.tests.test_identity import bring
from pilothouse.roadmap import models
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as roadmap_services
from tests.reading import html


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_workspaces_own_statuses_are_offered_and_taken(client_for: Any, editor: Any, now: Any) -> None:
    roadmap_services.add_status(actor=editor, now=now, name="On the bench", means="ready")
    client = client_for("editor")
    content = b"Key,Title,Status\nA-1,One,Geparkt\nA-2,Two,On the bench\n"
    url = client.post("connectors/upload", {"file": SimpleUploadedFile("b.csv", content)}).url
    page = html(client.get(f"{url}?step=values"))
    assert page.count('<option value="On the bench"') == 2
    report = queries.report(actor=editor, number=1)
    assert {(word.text, word.meaning, word.sure) for word in report.words} == {
        ("Geparkt", "backlog", False),
        ("On the bench", "On the bench", True),
    }

    said = {"word_field": ["status"], "word": ["Geparkt"], "meaning": ["On the bench"]}
    client.post("connectors/1/values", said)
    client.post("connectors/1/columns", {"product": "", "new_key": "APP", "header": [], "field": []})
    client.post("connectors/1/values", said)
    report = queries.report(actor=editor, number=1)
    assert not report.guessed


def test_a_word_that_is_an_own_status_gives_items_that_status(editor: Any, now: Any, tmp_path: Path) -> None:
    roadmap_services.add_status(actor=editor, now=now, name="On the bench", means="ready")
    path = _file(tmp_path, "Key,Title,Status\nA-1,One,Geparkt\nA-2,Two,On the bench\n")
    decided = services.Decided(values={"status": {"Geparkt": "On the bench"}})
    bring(editor, now, path, "APP", decided_by=decided)

    rows = roadmap.items_page(actor=editor).rows
    assert {(row.key, row.status, row.status_name) for row in rows} == {
        ("A-1", "ready", "On the bench"),
        ("A-2", "ready", "On the bench"),
    }


def test_numbers_and_days_of_custom_fields_are_read_as_their_column_writes_them(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    for name, kind in (("Budget", "number"), ("Go live", "date")):
        roadmap_services.add_custom_field(actor=editor, now=now, name=name, kind=kind)
    text = "Key;Title;Budget;Go live\nA-1;One;1.234,5;12/31/2027\nA-2;Two;1.000;01/02/2027\n"
    _, run = bring(editor, now, _file(tmp_path, text), "APP")

    assert run.kinds == ()
    values = models.CustomValue.objects.order_by("item__key", "field__name")
    assert [(row.number, str(row.day or "")) for row in values] == [
        (1234.5, ""),
        (None, "2027-12-31"),
        (1000.0, ""),
        (None, "2027-01-02"),
    ]


def test_a_lag_that_changes_in_the_file_changes_here_and_comes_back_with_undo(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    def text(lag: str) -> str:
        return f"Key,Title,Predecessors\nA-1,One,\nA-2,Two,A-1FS+{lag}d\n"

    bring(editor, now, _file(tmp_path, text("2")), "APP")
    taken, run = bring(editor, now, _file(tmp_path, text("5")), "APP")
    assert (taken.created, taken.updated, taken.unchanged) == (0, 1, 1)
    assert models.Dependency.objects.get().lag_days == 5

    again, _ = bring(editor, now, _file(tmp_path, text("5")), "APP")
    assert (again.updated, again.unchanged) == (0, 2)
    services.undo_import(actor=editor, now=now, number=run.number)
    assert models.Dependency.objects.get().lag_days == 2


def test_how_a_file_is_read_is_told_over_rest(api_for: Any) -> None:
    api = api_for("editor")
    content = "Key;Title;Due;Estimate\nÄ-1;One, two;01/02/2027;4\n".encode("cp1252")
    data = {
        "file": SimpleUploadedFile("b.csv", content),
        "dry_run": "true",
        "encoding": "cp1252",
        "delimiter": ";",
        "readings": '{"Due": "month-first", "Estimate": "hours"}',
        "hours_a_day": "4",
    }
    answer = api.client.post("/api/v1/imports", data, headers=api.headers).json()
    assert answer["preview"][0]["key"] == "Ä-1"
    assert answer["preview"][0]["cells"][5] == "1"
    assert [(each["about"], each["word"]) for each in answer["readings"]] == [
        ("day order", "month-first"),
        ("unit", "hours"),
    ]
    refused = api.client.post(
        "/api/v1/imports",
        data | {"delimiter": "x", "file": SimpleUploadedFile("b.csv", content)},
        headers=api.headers,
    )
    assert refused.status_code == 422


def test_encoding_and_delimiter_can_be_chosen_in_the_wizard(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    client.post("connectors/upload", {"file": SimpleUploadedFile("b.csv", b"Key,Title;x\nA-1,One;y\n")})
    headers = [column.header for column in queries.report(actor=editor, number=1).columns]
    other = ";" if "Title;x" in headers else ","
    client.post("connectors/1/columns", {"delimiter": other, "encoding": "", "header": [], "field": []})
    told = [column.header for column in queries.report(actor=editor, number=1).columns]
    assert told != headers
    assert queries.import_run(actor=editor, number=1).mapping.delimiter == other


def test_a_parent_that_is_named_by_its_title_is_shown_by_it(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    content = b"Task,Parent,Days\nExport,,2\nExport of sums,Export,many\n"
    url = client.post("connectors/upload", {"file": SimpleUploadedFile("b.csv", content)}).url

    report = queries.report(actor=editor, number=1)
    assert [row.cells[report.shown.index("Parent")] for row in report.preview] == ["", "Export"]
    page = html(client.get(f"{url}?step=preview"))
    assert page.count("is not a number of days") == 1
