"""Typed reading of one row: what is read, and what is said of what cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tables.cells import Layout, RowCells
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit.tables.reading import Row

HEADER = ["Key", "Title", "Low", "Due", "Share", "Labels", "Labels", "Wibble", "Block (x)"]
FIELDS = {
    "Key": "external_id",
    "Title": "title",
    "Low": "low",
    "Due": "deadline",
    "Share": "story_points",
    "Labels": "labels",
    "Block (x)": "outward_links",
}


def _cells(*cells: str, **more: Any) -> RowCells:
    filled = [*cells, *[""] * (len(HEADER) - len(cells))]
    layout = Layout(HEADER, Columns("csv", "items", FIELDS, **more), noun("items"))
    return RowCells(layout, Row(7, filled))


def _told(cells: RowCells) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.text) for fault in cells.faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3.0), ("2.5", 2.5), ("2,5", 2.5), ("1,234.5", 1234.5), ("1,234,567", 1_234_567.0), ("", None)],
)
def test_numbers_are_read_with_a_decimal_point_or_comma(text: str, value: float | None) -> None:
    cells = _cells("A-1", "One", text)

    assert cells.number("low") == value
    assert cells.faults == []


@pytest.mark.parametrize(
    ("text", "told"),
    [("three", "'three' is not a number."), ("inf", "'inf' is not a number."), ("-2", "-2 is negative.")],
)
def test_what_is_no_number_is_told_with_row_and_column(text: str, told: str) -> None:
    cells = _cells("A-1", "One", text)

    assert cells.number("low") is None
    assert _told(cells) == [(7, "Low", told)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("80 %", 0.8), ("100%", 1.0), ("0.25", 0.25), ("0,25", 0.25), ("50", 0.5), ("1", 1.0), ("0", 0.0)],
)
def test_a_share_is_read_with_or_without_its_sign(text: str, value: float) -> None:
    assert _cells("A-1", "One", "", "", text).share("story_points") == value


def test_a_share_beyond_the_whole_is_a_fault() -> None:
    cells = _cells("A-1", "One", "", "", "101 %")

    assert cells.share("story_points") is None
    assert _told(cells)[0][:2] == (7, "Share")


@pytest.mark.parametrize(("day_first", "wanted"), [(True, date(2027, 4, 3)), (False, date(2027, 3, 4))])
def test_the_mapping_says_which_of_day_and_month_is_first(day_first: bool, wanted: date) -> None:
    assert _cells("A-1", "One", "", "3/4/2027", day_first=day_first).day("deadline") == wanted


def test_what_is_no_date_is_told_with_a_form_that_is_one() -> None:
    cells = _cells("A-1", "One", "", "soon")

    assert cells.day("deadline") is None
    assert cells.faults[0].cure == "Write it as 2027-01-31."


def test_a_list_is_filled_by_columns_and_by_values_in_a_cell() -> None:
    cells = _cells("A-1", "One", "", "", "", "a; b", "c", separator=";")

    assert cells.many("labels") == ["a", "b", "c"]
    assert _cells("A-1", "One", "", "", "", "a; b", "c").many("labels") == ["a; b", "c"]


def test_an_empty_place_in_a_list_can_be_kept_for_lists_that_go_together() -> None:
    cells = _cells("A-1", "One", "", "", "", "a||c", separator="|")

    assert cells.many("labels", keep_empty=True) == ["a", "", "c"]


def test_what_every_row_needs_is_asked_for_by_its_label() -> None:
    cells = _cells("", "x" * 30)

    assert cells.needed("external_id", 100) == ""
    assert cells.needed("title", 20) == "x" * 30
    assert [told[2] for told in _told(cells)] == [
        "The key is empty.",
        "The title has more than 20 characters.",
    ]


def test_a_fault_of_a_field_without_a_column_is_told_by_its_label() -> None:
    cells = _cells("A-1", "One")
    cells.warn("likely", "It is empty.")

    assert cells.warnings[0].column == "Likely estimate, days"


def test_columns_without_a_meaning_are_kept_word_for_word() -> None:
    cells = _cells("A-1", "One", "", "", "", " a ", "", " odd ", "B-1")

    assert cells.kept() == {"Wibble": [" odd "]}
    assert cells.kept("labels") == {"Wibble": [" odd "], "Labels": [" a "]}
    assert list(cells.each("outward_links")) == [("Block (x)", "B-1")]


def test_a_row_of_another_width_is_a_problem_of_the_row() -> None:
    layout = Layout(HEADER, Columns("csv", "items", FIELDS), noun("items"))
    problem = layout.wrong_width(Row(3, ["A-1"]))

    assert problem is not None
    assert str(problem).startswith("row 3: 1 cell where the header names 9 columns.")
    assert layout.wrong_width(Row(3, [""] * 9)) is None
