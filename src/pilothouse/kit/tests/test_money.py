"""Money keeps the decimal places that ISO 4217 gives its currency, typed in and shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.kit.errors import Invalid
from pilothouse.kit.money import (
    CURRENCIES,
    EXPONENTS,
    Money,
    exponent,
    parse_minor,
    stepped,
    typed,
    warranted,
)


@pytest.mark.parametrize(
    ("currency", "text", "minor", "shown"),
    [
        ("EUR", "1,250.50", 125_050, "1,250.50 EUR"),
        ("JPY", "1250", 1_250, "1,250 JPY"),
        ("XAF", "600 000", 600_000, "600,000 XAF"),
        ("JOD", "1.005", 1_005, "1.005 JOD"),
        ("CLF", "12.3456", 123_456, "12.3456 CLF"),
    ],
)
def test_an_amount_is_read_and_shown_with_its_own_decimal_places(currency, text, minor, shown) -> None:
    assert parse_minor(text, currency) == minor
    assert str(Money(minor, currency)) == shown


@pytest.mark.parametrize(("currency", "text"), [("JPY", "0.5"), ("EUR", "1.005"), ("JOD", "1.0005")])
def test_a_part_of_the_smallest_unit_is_refused(currency, text) -> None:
    with pytest.raises(Invalid, match=f"is not an amount in {currency}"):
        parse_minor(text, currency)


@given(st.sampled_from(CURRENCIES), st.integers(0, 10**15))
def test_what_a_form_shows_is_read_back_as_the_same_amount(currency, minor) -> None:
    assert parse_minor(typed(minor, currency), currency) == minor


def test_the_table_knows_every_kind_of_exponent() -> None:
    assert len(EXPONENTS) > 160
    assert {code for code, places in EXPONENTS.items() if places == 0} >= {"JPY", "KRW", "XAF", "XOF", "VND"}
    assert {code for code, places in EXPONENTS.items() if places == 3} == {
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    }  # fmt: skip
    assert {code for code, places in EXPONENTS.items() if places == 4} == {"CLF", "UYW"}


def test_a_code_that_is_no_currency_is_refused() -> None:
    with pytest.raises(Invalid, match="'XAU' is not a currency"):
        exponent("XAU")


@pytest.mark.parametrize(
    ("minor", "margin", "currency", "shown"),
    [
        (6_501_858, 59_640, "EUR", (6_500_000, 60_000)),
        (254_490, 11_888, "EUR", (254_000, 12_000)),
        (91_050, 2_406, "EUR", (91_000, 2_000)),
        (12_345, 0, "EUR", (12_300, 0)),
        (12_345, 0, "JPY", (12_345, 0)),
    ],
)
def test_an_estimated_amount_is_told_as_precisely_as_its_margin_warrants(
    minor, margin, currency, shown
) -> None:
    step = warranted(margin, currency)
    assert (stepped(minor, step), stepped(margin, step)) == shown
