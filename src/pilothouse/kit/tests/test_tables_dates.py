"""Dates as trackers and spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.kit.tables.dates import fits, is_nothing, parse_day, parse_moment, serial_moment
from pilothouse.kit.tables.months import MONTHS

AFTERNOON = datetime(2026, 1, 31, 15, 4, tzinfo=UTC)
DAYS = st.dates(date(1971, 1, 1), date(2068, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "Jan 31, 2026, 3:04 PM",
        "31/Jan/26 15:04",
        "31/Jan/26 3:04 PM",
        "31/jan./26 3:04 p. m.",
        "Jan 31, 2026 3:04 PM",
        "2026-01-31 03:04 PM",
        "31.01.2026 15:04:00",
        "31.01.26 15:04",
        "31.1.2026, 15:04 Uhr",
        "2026/01/31 3:04 PM",
        "2026-01-31T15:04:00.000+0000",
        "2026-01-31T16:04:00+01:00",
        "Sat, 31 Jan 2026 15:04:00 +0000",
        "2026-01-31 15:04:00 UTC",
        "2026-01-31 15:04:00 +0000 UTC",
        "31 janv. 2026 à 15:04",
        "31 de enero de 2026 15:04",
        "31. Januar 2026 15:04",
        "31 января 2026 г. 15:04",
        "31 sty 2026 15:04",
        "31 Oca 2026 15:04",
        "31/Ιαν/26 15:04",
        "2026年1月31日 下午3:04",
        "2026年1月31日 15時04分",
        "2026년 1월 31일 오후 3:04",
        "2026. 1. 31. 15:04",
        "1769871840",
        "1769871840000",
    ],
)
def test_every_form_of_one_moment_is_that_moment(text: str) -> None:
    assert parse_moment(text, day_first=True) == AFTERNOON == parse_moment(text, day_first=False) or (
        text.startswith("31.") and parse_moment(text, day_first=True) == AFTERNOON
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("31/Mai/26 3:04 PM", date(2026, 5, 31)),
        ("29/Feb/28", date(2028, 2, 29)),
        ("31/déc./25", date(2025, 12, 31)),
        ("1er févr. 2026", date(2026, 2, 1)),
        ("5 grudnia 2026", date(2026, 12, 5)),
        ("20260131", date(2026, 1, 31)),
        ("31-Jan-26", date(2026, 1, 31)),
        ("2026-Jan-31", date(2026, 1, 31)),
        ("January 31st, 2026", date(2026, 1, 31)),
    ],
)
def test_names_of_months_and_compact_forms_are_read(text: str, wanted: date) -> None:
    assert parse_day(text, day_first=True) == parse_day(text, day_first=False) == wanted


@pytest.mark.parametrize(
    "text",
    ["soon", "", "12", "3.5", "1/2", "30/Feb/26", "May 2026", "2026-13-01", "1.2.3", "31/Xyz/26", "46324"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_moment(text, day_first=True) is None


def test_an_unknown_zone_is_no_guess() -> None:
    assert parse_moment("2026-01-31 15:04 XYZ", day_first=True) is None
    ahead = timezone(timedelta(hours=-5))
    assert parse_moment("31 Jan 2026 10:04 EST", day_first=True) == datetime(2026, 1, 31, 10, 4, tzinfo=ahead)


def test_the_order_that_was_chosen_is_never_swapped_for_one_cell() -> None:
    assert parse_day("12/31/2026", day_first=True) is None
    assert parse_day("31/12/2026", day_first=False) is None
    assert parse_day("12/31/2026", day_first=False) == date(2026, 12, 31)


def test_each_sign_may_have_its_own_order() -> None:
    orders = {"/": False, "-": True, ".": True}
    assert parse_day("1/31/26", day_first=orders) == parse_day("31-01-2026", day_first=orders)


def test_how_figures_fit() -> None:
    assert fits("3/4/2027") == ("/", True, True)
    assert fits("31.01.26 15:04") == (".", True, False)
    assert fits("1/31/26 3:04 PM") == ("/", False, True)
    assert fits("2027-03-04") is None
    assert fits("40/40/2027") is None


@pytest.mark.parametrize(("text", "wanted"), [("46324", date(2026, 10, 29)), ("46320.5", date(2026, 10, 25))])
def test_a_spreadsheets_number_is_a_day_since_the_end_of_1899(text: str, wanted: date) -> None:
    moment = serial_moment(text)
    assert moment is not None
    assert moment.date() == wanted


@pytest.mark.parametrize(
    "text", ["1900-01-01", "1899-12-30", "00/01/1900", "1900-01-00", "0001-01-01T00:00:00"]
)
def test_what_programs_write_for_no_date_is_nothing(text: str) -> None:
    assert is_nothing(text, parse_moment(text, day_first=True))
    assert not is_nothing("2026-01-31", AFTERNOON)


@settings(max_examples=60, deadline=None)
@given(day=DAYS, first=st.booleans(), sign=st.sampled_from("/-."), short=st.booleans())
def test_a_date_written_in_an_order_is_read_in_that_order(
    day: date, first: bool, sign: str, short: bool
) -> None:
    pair = (day.day, day.month) if first else (day.month, day.day)
    text = sign.join(
        [*(f"{number:02}" for number in pair), f"{day.year % 100:02}" if short else str(day.year)]
    )
    found = parse_day(text, day_first=first)

    assert found == day or (short and found is not None and found.year - day.year == 100)


@pytest.mark.parametrize(
    "form",
    ["8 {} 2026", "8. {} 2026", "8 {}. 2026", "8-{}-2026", "{} 8, 2026", "2026 {} 8", "8 de {} de 2026"],
)
def test_every_name_of_a_month_is_read_in_every_form(form: str) -> None:
    read = {name: parse_day(form.format(name), day_first=True) for name in MONTHS}
    assert read == {name: date(2026, month, 8) for name, month in MONTHS.items()}
