"""A whole file judged row by row, and its values streamed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.services import source_of
from pilothouse.connectors.tables.checking import check
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.aside import Spool


def _source(tmp_path: Path, text: str, **more: Any) -> Any:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding=more.get("encoding") or "utf-8")
    return source_of(actor=None, path=path, file_name="table.csv", **more)


def _check(tmp_path: Path, text: str, **more: Any) -> Any:
    source = _source(tmp_path, text, **more)
    return check(source, source.noun.intake(None, source.columns.connector))


def test_every_cell_that_cannot_be_read_counts_and_its_row_comes_in(tmp_path: Path) -> None:
    rows = "".join(f"A-{number},One,soon\n" for number in range(250))
    report = _check(tmp_path, "Key,Title,Due\n" + rows + "B-1,Two,2027-01-31\n")

    assert (report.rows, report.problem_count, report.ready, len(report.problems)) == (251, 250, 251, 200)
    assert [(kind.many, kind.first.row, kind.left_out) for kind in report.kinds] == [(250, 2, False)]
    assert (report.problems[0].row, report.problems[-1].row) == (2, 201)
    assert not report.is_clean


def test_every_warning_counts_and_the_first_two_hundred_are_listed(tmp_path: Path) -> None:
    rows = "".join(f"A-{number},One,2\n" for number in range(250))
    report = _check(tmp_path, "Key,Title,Low\n" + rows)

    assert (report.warning_count, len(report.warnings), report.ready) == (250, 200, 250)
    assert report.is_clean


def test_a_preview_shows_the_first_twenty_rows_under_the_heads_of_the_noun(tmp_path: Path) -> None:
    rows = "".join(f"A-{number},One\n" for number in range(30))
    report = _check(tmp_path, "Key,Title\n" + rows)

    assert len(report.preview) == 20
    assert (report.preview[0].row, report.preview[0].key) == (2, "A-0")
    assert all(len(row.cells) == len(report.shown) for row in report.preview)


def test_samples_are_the_first_three_different_values_of_a_column(tmp_path: Path) -> None:
    cells = ["a", "a", "", "b", "c", "d"]
    rows = "".join(f"A-{number},One,{cell}\n" for number, cell in enumerate(cells))
    report = _check(tmp_path, "Key,Title,Wibble\n" + rows)

    assert report.columns[2].samples == ("a", "b", "c")


def test_who_waits_is_told_every_two_thousand_rows(tmp_path: Path) -> None:
    rows = "".join(f"A-{number},One\n" for number in range(4500))
    source = _source(tmp_path, "Key,Title\n" + rows)
    told: list[int] = []
    check(source, source.noun.intake(None, "csv"), told=told.append)

    assert told == [2000, 4000]


def test_a_header_without_rows_says_so(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no rows"):
        _check(tmp_path, "Key,Title\n")


@pytest.mark.parametrize(
    ("noun", "text"),
    [
        ("items", "No column holds the title of an item."),
        ("people", "No column holds the name of a person."),
    ],
)
def test_a_missing_column_that_every_row_needs_is_named(tmp_path: Path, noun: str, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        _check(tmp_path, "Key,Wibble\nA-1,x\n", noun_name=noun)

    assert (caught.value.message, caught.value.code) == (text, "no_key_column")
    assert caught.value.where == "table.csv, line 1"
    assert "Key, Wibble" in caught.value.cure


def test_a_mapping_is_cut_to_the_columns_of_the_file_and_the_lacking_one_is_named(tmp_path: Path) -> None:
    fields = {"Key": "external_id", "Title": "title", "Due": "deadline"}
    source = _source(tmp_path, "Key,Title\nA-1,One\n", columns=Columns("csv", "items", fields))
    assert source.columns.fields == {"Key": "external_id", "Title": "title"}

    with pytest.raises(Invalid) as caught:
        _source(tmp_path, "Key,Name\nA-1,One\n", columns=Columns("csv", "items", fields))
    assert "The mapping names Title, which the file lacks." in caught.value.cure


def test_the_rows_that_come_are_put_aside_with_bad_cells_empty(tmp_path: Path) -> None:
    text = "Key,Title,Due\nA-1,One,\nA-2,Two,soon\nA-1,Again,\nA-3,Three,\n,Four,\n"
    source = _source(tmp_path, text)
    came = Spool()
    check(source, source.noun.intake(None, "csv"), came=came)

    assert [(item.external_id, item.deadline) for item in came] == [
        ("A-1", None),
        ("A-2", None),
        ("A-3", None),
    ]


def test_parents_by_inner_number_are_learnt_before_the_first_row_is_read(tmp_path: Path) -> None:
    text = "Issue key,Issue id,Summary,Parent\nA-1,101,One,102\nA-2,102,Two,\n"
    source = _source(tmp_path, text, source="jira")
    came = Spool()
    check(source, source.noun.intake(None, "jira"), came=came)

    assert [item.parent_external_id for item in came] == ["A-2", ""]


def test_more_rows_than_the_limit_are_refused_with_the_limit(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("pilothouse.connectors.tables.checking.MOST_ROWS", 2)
    with pytest.raises(Invalid) as caught:
        _source(tmp_path, "Key,Title\nA-1,One\nA-2,Two\nA-3,Three\n")
    assert (caught.value.message, caught.value.cure) == (
        "The file has more than 2 rows.",
        "Split it into parts.",
    )


def test_an_encoding_that_was_chosen_is_kept_with_the_mapping(tmp_path: Path) -> None:
    source = _source(tmp_path, "Key,Title\nA-1,Café\n", encoding="cp1252")

    assert source.columns.encoding == "cp1252"
    assert check(source, source.noun.intake(None, "csv")).preview[0].cells[1] == "Café"
