"""How columns are to be read, decided from all of their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.dates import parse_day
from pilothouse.kit.tables.deciding import Asked, Decided, Deciding
from pilothouse.kit.tables.numbers import Exact, parse_number


def _decided(
    columns: Mapping[str, tuple[str, Sequence[str]]], words: Mapping[str, str] | None = None
) -> Decided:
    """What is decided of columns of (kind, cells)."""
    asked = [
        Asked(place, header, kind, parts=";|\n," if kind == "list" else "")  # type: ignore[arg-type]
        for place, (header, (kind, _)) in enumerate(columns.items())
    ]
    deciding = Deciding(asked, words=words)
    for row in zip(*(cells for _, cells in columns.values()), strict=True):
        deciding.feed(row)
    return deciding.decide()


def test_a_date_that_has_one_order_only_decides_its_column() -> None:
    found = _decided({"Due": ("day", ["12/31/2026", "12/01/2026"])})

    assert parse_day("12/01/2026", day_first=found.at(0).orders) == date(2026, 12, 1)
    assert found.readings[0].text == "Due: month first, as 12/31/2026 shows; 12/01/2026 is 1 Dec 2026."
    assert not found.readings[0].is_ambiguous


def test_a_column_that_fits_both_orders_follows_one_that_does_not() -> None:
    found = _decided({"Due": ("day", ["12/31/2026"]), "Created": ("day", ["11/02/2026"])})

    assert not found.at(1).orders["/"]
    assert not any(reading.is_ambiguous for reading in found.readings)


def test_a_column_that_fits_both_orders_is_asked_about_and_can_be_chosen() -> None:
    cells = {"Due": ("day", ["01/02/2027", "05/02/2027"])}
    reading = _decided(cells).readings[0]

    assert [choice.word for choice in reading.choices] == ["day-first", "month-first"]
    assert [choice.samples[0].read for choice in reading.choices] == ["1 Feb 2027", "2 Jan 2027"]
    for words in ({"Due": "month-first"}, {"": "month-first"}):
        chosen = _decided(cells, words)
        assert not chosen.at(0).orders["/"]
        assert not chosen.readings[0].is_ambiguous


def test_dates_that_contradict_each_other_keep_one_order_and_are_told() -> None:
    found = _decided({"Due": ("day", ["31/12/2026", "30/11/2026", "12/31/2026"])})

    assert found.at(0).orders["/"]
    assert parse_day("12/31/2026", day_first=found.at(0).orders) is None
    assert "1 date has the other order and cannot be read." in found.readings[0].text


def test_each_sign_decides_for_itself() -> None:
    found = _decided({"Created": ("day", ["31-01-2026", "1/31/26 15:04", "1.2.2026"])})

    assert found.at(0).orders["-"]
    assert not found.at(0).orders["/"]
    assert found.at(0).orders["."]


def test_columns_of_iso_dates_have_nothing_to_tell() -> None:
    assert _decided({"Due": ("day", ["2026-01-02", "", "2026-03-04"])}).readings == ()


def test_numbers_of_a_spreadsheet_are_dates_where_a_column_holds_any_of_this_century() -> None:
    found = _decided({"Due": ("day", ["46324", "1900-01-01", "0"]), "Start": ("day", ["5", "7", ""])})

    assert (found.at(0).serial, found.at(1).serial) == (True, False)
    assert "46324 is 29 Oct 2026" in found.readings[0].text


def test_a_decimal_comma_anywhere_decides_the_column() -> None:
    found = _decided({"Estimate": ("number", ["0,5", "1.234,5", "1.000"])})

    assert parse_number("1.000", found.at(0).decimal) == 1000
    assert found.readings[0].text == "Estimate: decimal comma, as 0,5 shows; 1.000 is 1000."


def test_a_column_that_fits_both_signs_follows_another_or_is_asked_about() -> None:
    along = _decided({"A": ("number", ["0,5"]), "B": ("number", ["1.000"])})
    alone = _decided({"B": ("number", ["1.000"])})

    assert along.at(1).decimal == ","
    assert [choice.word for choice in alone.readings[0].choices] == ["decimal-point", "decimal-comma"]
    assert _decided({"B": ("number", ["1.000"])}, {"B": "decimal-comma"}).at(0).decimal == ","


def test_numbers_that_need_no_choice_tell_nothing_and_a_spreadsheets_own_never_do() -> None:
    assert _decided({"A": ("number", ["3", "2.5", ""])}).readings == ()
    assert _decided({"A": ("number", [Exact("1.234")])}).readings == ()


def test_lengths_in_words_and_units_of_headers_are_told() -> None:
    found = _decided({"Estimate": ("days", ["3d", "2"]), "Effort (hours)": ("days", ["16", "4"])})

    assert (found.at(0).unit, found.at(1).unit) == ("days", "hours")
    assert [reading.about for reading in found.readings] == ["unit", "unit"]
    assert found.readings[1].samples[0].read == "2 days"


def test_a_list_is_parted_by_the_first_sign_that_its_column_uses() -> None:
    found = _decided({"Labels": ("list", ["bug, ui", "docs"]), "Versions": ("list", ["1, final;2", "3"])})

    assert (found.at(0).separator, found.at(1).separator) == (",", ";")


def test_an_unknown_word_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Invalid, match="no way to read") as caught:
        _decided({"Due": ("day", [])}, {"Due": "backwards"})
    assert "day-first, month-first" in caught.value.cure


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.dates(date(1990, 1, 1), date(2060, 1, 1)), min_size=1, max_size=8), first=st.booleans()
)
def test_dates_written_in_an_order_are_those_dates_or_a_question(days: list[date], first: bool) -> None:
    cells = [
        f"{day.day}/{day.month}/{day.year}" if first else f"{day.month}/{day.day}/{day.year}" for day in days
    ]
    found = _decided({"Due": ("day", cells)})
    read = [parse_day(cell, day_first=found.at(0).orders) for cell in cells]

    assert read == days or any(reading.is_ambiguous for reading in found.readings)


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.decimals(0, 10**6, allow_nan=False, places=3), min_size=1, max_size=6),
    point=st.booleans(),
    apart=st.booleans(),
)
def test_numbers_written_in_a_convention_are_those_numbers_or_a_question(
    values: list[object], point: bool, apart: bool
) -> None:
    swap = str.maketrans(".,", ".," if point else ",.")
    cells = [(f"{value:,}" if apart else f"{value}").translate(swap) for value in values]
    found = _decided({"A": ("number", cells)})
    read = [parse_number(cell, found.at(0).decimal) for cell in cells]

    wanted = [pytest.approx(float(str(value))) for value in values]
    assert read == wanted or any(reading.is_ambiguous for reading in found.readings)
