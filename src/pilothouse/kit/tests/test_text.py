"""What is sent is cleaned, and refused at the field that is wrong."""

from __future__ import annotations

import math
from datetime import date

import pytest

from pilothouse.kit import text
from pilothouse.kit.dates import day_text, parse_day
from pilothouse.kit.errors import Invalid


def test_a_line_is_one_line_without_control_characters() -> None:
    assert text.line({"name": " a\x00b\n\tc  d "}, "name", 20) == "a b c d"


def test_lines_keep_their_line_ends_and_lose_control_characters() -> None:
    assert text.lines({"notes": "\r\na\r\nb\x07\rc \n"}, "notes") == "a\nb\nc"


@pytest.mark.parametrize(
    ("read", "sent", "said"),
    [
        (lambda values: text.line(values, "field", 5), "too long", "8 characters; 5 are the most"),
        (lambda values: text.line(values, "field", 5, needed="Name it."), " \n", "The field is empty"),
        (lambda values: text.number(values, "field"), math.inf, "not a number"),
        (lambda values: text.number(values, "field"), math.nan, "not a number"),
        (lambda values: text.share(values, "field"), 1.2, "outside 0 to 100 %"),
        (lambda values: text.days(values, "field"), -1.0, "outside 0 to 10,000 days"),
        (lambda values: text.minor(values, "field"), -1, "outside of what can be kept"),
        (lambda values: text.known(values, ("name",)), "x", "'field' cannot be changed"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(read, sent, said) -> None:
    with pytest.raises(Invalid, match=said) as error:
        read({"field": sent})

    assert error.value.where == "field"


def test_what_was_not_sent_is_none() -> None:
    assert [read({}, "field") for read in (text.number, text.share, text.days, text.minor, text.day)] == [
        None
    ] * 5


def test_a_date_is_written_one_way_and_without_the_present_year_on_request() -> None:
    assert day_text(date(2027, 1, 5)) == "5 Jan 2027"
    assert day_text(date(2027, 1, 5), this_year=2027) == "5 Jan"
    assert day_text(date(2028, 12, 31), this_year=2027) == "31 Dec 2028"


def test_a_date_that_cannot_be_read_is_refused_at_its_field() -> None:
    assert parse_day("2027-03-01", where="by") == date(2027, 3, 1)
    with pytest.raises(Invalid, match="'soon' is not a date") as error:
        parse_day("soon", where="by")
    assert error.value.where == "by"
