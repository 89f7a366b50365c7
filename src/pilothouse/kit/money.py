"""Money as integer minor units beside an ISO 4217 code; arithmetic never leaves integers.

A minor unit is the smallest that the currency has: a cent of EUR, a whole JPY, a fils (a thousandth) of JOD.
Which it is comes from the standard's own table, by the package `iso4217`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import floor, log10

from iso4217 import Currency

from pilothouse.kit.errors import Invalid

# Every code of ISO 4217 that has a minor unit, so no metals, no bonds, no test codes: code -> decimal places.
EXPONENTS: dict[str, int] = {row.code: row.exponent for row in Currency if row.exponent is not None}
CURRENCIES = tuple(sorted(EXPONENTS))


def exponent(currency: str) -> int:
    """Decimal places of `currency`. Raises `Invalid` for a code that ISO 4217 does not have."""
    if currency not in EXPONENTS:
        raise Invalid(
            f"'{currency[:10]}' is not a currency of ISO 4217.", where="currency", cure="Write it as EUR."
        )
    return EXPONENTS[currency]


def major(minor: int, currency: str) -> Decimal:
    """Exact amount in whole units: 125050 of EUR is 1250.50, of JPY 125050, of JOD 125.050."""
    return Decimal(minor).scaleb(-exponent(currency))


def typed(minor: int | None, currency: str) -> str:
    """An amount as a person would type it into a form, `1250.50`; empty for none. `parse_minor` reads it."""
    return "" if minor is None else f"{major(minor, currency):f}"


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of `currency`; as text without decimal places where it is whole."""

    minor: int
    currency: str

    def __str__(self) -> str:
        places = exponent(self.currency) if self.minor % 10 ** exponent(self.currency) else 0
        return f"{major(self.minor, self.currency):,.{places}f} {self.currency}"


def parse_minor(text: str, currency: str) -> int:
    """Minor units of an amount typed by a person, such as `1,250.50`; raises `Invalid`."""
    places = exponent(currency)
    try:
        scaled = Decimal(text.replace(",", "").replace(" ", "")).scaleb(places)
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise InvalidOperation
    except InvalidOperation:
        like = f"1250.{'5'.ljust(places, '0')}" if places else "1250"
        raise Invalid(f"'{text[:40]}' is not an amount in {currency}.", cure=f"Write it as {like}.") from None
    return int(scaled)


def warranted(margin: float, currency: str) -> int:
    """The step, minor units, that amounts with this margin are told in: the margin keeps one digit, or two
    where the first is a 1, and nothing is told finer than whole units."""
    whole: int = 10 ** exponent(currency)
    if margin < whole:
        return whole
    power = floor(log10(margin))
    first = margin / 10.0**power
    step: int = 10 ** (power if first >= 2 else power - 1)
    return max(whole, step)


def stepped(minor: float, step: int) -> int:
    """The multiple of `step` that is nearest."""
    return round(minor / step) * step
