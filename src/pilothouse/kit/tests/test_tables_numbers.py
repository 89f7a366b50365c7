"""Numbers and lengths of work as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.kit.tables.durations import Week, parse_duration, unit_in
from pilothouse.kit.tables.numbers import Exact, is_unsure, parse_number, signs

HOUR = 1 / 8


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1.234,5", None, 1234.5),
        ("1,234.5", 1234.5, None),
        ("1.000", 1.0, 1000.0),
        ("1,000", 1000.0, 1.0),
        ("0,5", None, 0.5),
        ("0.125", 0.125, None),
        ("0,500", None, 0.5),
        ("1 234,5", None, 1234.5),
        ("1\u202f234,5", None, 1234.5),
        ("1'234.5", 1234.5, None),
        ("1’234", 1234.0, 1234.0),
        ("1,23,456", 123456.0, None),
        ("1.234.567", None, 1234567.0),
        ("1234,567", None, 1234.567),
        ("−3", -3.0, -3.0),
        (".5", 0.5, None),
        ("12", 12.0, 12.0),
        ("1.2.3", None, None),
        ("1 2", None, None),
        ("three", None, None),
        ("nan", None, None),
        ("1e400", None, None),
        ("", None, None),
    ],
)
def test_a_number_with_either_decimal_sign(text: str, point: float | None, comma: float | None) -> None:
    assert (parse_number(text, "."), parse_number(text, ",")) == (point, comma)
    assert signs(text) == {sign for sign, value in ((".", point), (",", comma)) if value is not None}
    assert is_unsure(text) == (None not in (point, comma) and point != comma)


def test_a_number_of_a_spreadsheet_has_a_decimal_point() -> None:
    assert parse_number(Exact("1.234"), ",") == 1.234


@settings(max_examples=60, deadline=None)
@given(
    value=st.decimals(0, 10**9, allow_nan=False, places=2),
    point=st.booleans(),
    apart=st.sampled_from(["", "sign", " ", "\u00a0", "'"]),
)
def test_a_number_written_in_a_convention_is_never_another_number(
    value: object, point: bool, apart: str
) -> None:
    sign, other = (".", ",") if point else (",", ".")
    text = f"{value:,}".replace(",", "\0").replace(".", sign)
    text = text.replace("\0", other if apart == "sign" else apart)

    assert parse_number(text, "." if point else ",") == pytest.approx(float(str(value)))
    assert parse_number(text, "," if point else ".") in (None, pytest.approx(float(str(value))))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3d", 3),
        ("1w 2d 4h", 7.5),
        ("30m", HOUR / 2),
        ("2 weeks", 10),
        ("1 mo", 20),
        ("1.5h", 1.5 * HOUR),
        ("1h30", 1.5 * HOUR),
        ("1:30", 1.5 * HOUR),
        ("PT16H0M0S", 2),
        ("P1W2D", 7),
        ("5 days?", 5),
        ("2 Wochen, 3 Tage", 13),
        ("3 дня", 3),
        ("1 semaine et 2 jours", 7),
        ("3天", 3),
        ("3", None),
        ("3x", None),
        ("d", None),
        ("1 day 2", None),
    ],
)
def test_lengths_of_work_in_words_are_days_of_eight_hours(text: str, days: float | None) -> None:
    found = parse_duration(text)
    assert found == (None if days is None else pytest.approx(days))


def test_hours_and_days_of_a_week_can_be_others() -> None:
    week = Week(hours_a_day=6, days_a_week=4)
    assert parse_duration("1w 1d 3h", week=week) == pytest.approx(5.5)
    assert parse_duration("1mo", week=week) == 16
    assert parse_duration("2,5 Tage", decimal=",") == 2.5
    assert parse_duration("2,5 Tage") is None


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Estimate (hours)", "hours"),
        ("Effort [h]", "hours"),
        ("Aufwand Stunden", "hours"),
        ("Estimate days", "days"),
        ("Duration", None),
        ("Original estimate", None),
        ("Story points", None),
    ],
)
def test_a_header_may_name_the_unit(header: str, unit: str | None) -> None:
    assert unit_in(header) == unit
