"""Typed reading of one row: what is read, and what is said of what cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tables.cells import Layout, RowCells
from pilothouse.connectors.tables.finding import noun
from pilothouse.kit.tables.deciding import Convention, Decided
from pilothouse.kit.tables.limits import Row

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


def _cells(*cells: str, decided: Decided | None = None, **more: Any) -> RowCells:
    layout = Layout(HEADER, Columns("csv", "items", FIELDS, **more), noun("items"), decided)
    return RowCells(layout, Row(7, list(cells)))


def _told(cells: RowCells) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.text) for fault in cells.faults]


@pytest.mark.parametrize(
    ("decimal", "text", "value"),
    [
        (".", "3", 3.0),
        (".", "2.5", 2.5),
        (",", "2,5", 2.5),
        (".", "1,234.5", 1234.5),
        (",", "1.000", 1000.0),
        (".", "", None),
    ],
)
def test_numbers_are_read_as_their_column_was_decided(decimal: Any, text: str, value: float | None) -> None:
    cells = _cells("A-1", "One", text, decided=Decided(by_place={2: Convention(decimal=decimal)}))

    assert cells.number("low") == value
    assert cells.faults == []


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("3", "days", 3.0), ("3d", "days", 3.0), ("1w 2d 4h", "seconds", 7.5), ("28800", "seconds", 1.0)],
)
def test_lengths_of_work_are_days_of_a_number_or_of_words(text: str, unit: Any, value: float) -> None:
    cells = _cells("A-1", "One", text, decided=Decided(by_place={2: Convention(unit=unit)}))

    assert cells.days("low") == value
    assert cells.faults == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("soon", "'soon' is not a number of days."),
        ("-1", "-1 is negative."),
        ("999999999", "'999999999' is 999,999,999 days of work; 10,000 are the most."),
    ],
)
def test_what_is_no_length_of_work_is_told(text: str, told: str) -> None:
    cells = _cells("A-1", "One", text)

    assert cells.days("low") is None
    assert _told(cells) == [(7, "Low", told)]


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
    [("80 %", 0.8), ("100%", 1.0), ("0.25", 0.25), ("50", 0.5), ("1", 1.0), ("0", 0.0)],
)
def test_a_share_is_read_with_or_without_its_sign(text: str, value: float) -> None:
    assert _cells("A-1", "One", "", "", text).share("story_points") == value


def test_a_share_beyond_the_whole_is_a_fault() -> None:
    cells = _cells("A-1", "One", "", "", "101 %")

    assert cells.share("story_points") is None
    assert _told(cells)[0][:2] == (7, "Share")


@pytest.mark.parametrize(("first", "wanted"), [(True, date(2027, 4, 3)), (False, date(2027, 3, 4))])
def test_the_column_says_which_of_day_and_month_is_first(first: bool, wanted: date) -> None:
    decided = Decided(by_place={3: Convention(orders={"/": first})})

    assert _cells("A-1", "One", "", "3/4/2027", decided=decided).day("deadline") == wanted


def test_a_date_in_the_other_order_than_its_column_is_told_and_not_turned() -> None:
    cells = _cells("A-1", "One", "", "12/31/2027")

    assert cells.day("deadline") is None
    assert _told(cells) == [(7, "Due", "'12/31/2027' is not a date with the day first.")]


def test_a_spreadsheets_number_is_a_date_where_its_column_has_them() -> None:
    decided = Decided(by_place={3: Convention(serial=True)})

    assert _cells("A-1", "One", "", "46324", decided=decided).day("deadline") == date(2026, 10, 29)
    assert _cells("A-1", "One", "", "46324").day("deadline") is None


@pytest.mark.parametrize("text", ["0", "1900-01-01", "1899-12-30"])
def test_what_programs_write_for_no_date_is_empty_and_told(text: str) -> None:
    cells = _cells("A-1", "One", "", text, decided=Decided(by_place={3: Convention(serial=True)}))

    assert cells.day("deadline") is None
    assert cells.faults == []
    assert "left empty" in cells.warnings[0].text


def test_a_list_in_json_is_a_list() -> None:
    cells = _cells("A-1", "One", "", "", "", '["backend", {"name": "ui"}]', '[{"type": "x", "issue": "A-2"}]')

    assert cells.many("labels") == ["backend", "ui", "x:A-2"]


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
    assert [told.text for told in cells.refusals] == [
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


def test_a_row_with_cells_beyond_the_header_is_a_problem_of_the_row() -> None:
    layout = Layout(HEADER, Columns("csv", "items", FIELDS), noun("items"))
    problem = layout.wrong_width(Row(3, [*[""] * 9, "more"]))

    assert problem is not None
    assert str(problem).startswith("row 3: 10 cells where the header names 9 columns.")


@pytest.mark.parametrize("many", [1, 9, 12])
def test_missing_cells_and_empty_ones_beyond_the_header_harm_no_one(many: int) -> None:
    layout = Layout(HEADER, Columns("csv", "items", FIELDS), noun("items"))

    assert layout.wrong_width(Row(3, ["A-1", *[""] * (many - 1)])) is None
