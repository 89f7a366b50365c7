"""The price of a plan over time, as its small picture draws it: steps, as a price holds until the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilothouse.kit.money import Money, exponent, major
from pilothouse.market.contracts import CompetitorPlan, CompetitorSettings, ExchangeRate, Price

WIDTH, HEIGHT = 300, 84
_LEFT, _RIGHT, _TOP, _BOTTOM = 4, 296, 14, 64


@dataclass(frozen=True, slots=True)
class PriceLine:
    """Prices of one plan that can be compared: charged alike, in one `currency`. `line` are the points of the
    steps; `rate` says by which exchange rates some were converted."""

    terms: str
    currency: str
    line: str
    first: date
    last: date
    least: str
    most: str
    rate: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class PricedRow:
    """A price and what it is in the workspace's currency, where a rate of it is stated."""

    price: Price
    own: str


@dataclass(frozen=True, slots=True)
class PricedPlan:
    """A plan with its table and its pictures."""

    plan: CompetitorPlan
    rows: tuple[PricedRow, ...]
    lines: tuple[PriceLine, ...]


def priced(plan: CompetitorPlan, settings: CompetitorSettings, today: date) -> PricedPlan:
    """A picture for each way of charging; of several currencies one where a rate of each other is stated,
    else one for each currency, side by side."""
    rates = {row.currency: row for row in settings.rates}
    rows = tuple(PricedRow(row, _own(row, settings.currency, rates)) for row in plan.prices)
    lines: list[PriceLine] = []
    for terms in dict.fromkeys(row.terms for row in plan.prices):
        alike = sorted((row for row in plan.prices if row.terms == terms), key=lambda row: row.from_on)
        lines += _lines(alike, settings.currency, rates, today)
    return PricedPlan(plan, rows, tuple(lines))


def converted(price: Price, currency: str, rates: dict[str, ExchangeRate]) -> int | None:
    """Minor units of `currency`, halves up; None where no rate is stated."""
    if price.currency == currency:
        return price.amount_cents
    rate = rates.get(price.currency)
    if rate is None:
        return None
    amount = major(price.amount_cents, price.currency) * Decimal(rate.rate)
    return int((amount.scaleb(exponent(currency)) + Decimal("0.5")) // 1)


def _own(price: Price, currency: str, rates: dict[str, ExchangeRate]) -> str:
    minor = converted(price, currency, rates)
    return "" if minor is None or price.currency == currency else str(Money(minor, currency))


def _lines(
    prices: Sequence[Price], own: str, rates: dict[str, ExchangeRate], today: date
) -> Iterable[PriceLine]:
    currencies = dict.fromkeys(row.currency for row in prices)
    amounts = [converted(row, own, rates) for row in prices]
    if len(currencies) > 1 and None not in amounts:
        told = ", ".join(f"1 {code} = {rates[code].rate} {own}" for code in currencies if code != own)
        pairs = [
            (row.from_on, minor) for row, minor in zip(prices, amounts, strict=True) if minor is not None
        ]
        yield _line(prices[0].terms, own, pairs, today, told)
        return
    for code in currencies:
        pairs = [(row.from_on, row.amount_cents) for row in prices if row.currency == code]
        yield _line(prices[0].terms, code, pairs, today, "")


def _line(terms: str, currency: str, pairs: Sequence[tuple[date, int]], today: date, rate: str) -> PriceLine:
    first, last = pairs[0][0], max(today, pairs[-1][0])
    days = max((last - first).days, 1)
    least, most = min(minor for _, minor in pairs), max(minor for _, minor in pairs)
    span = most - least

    def across(on: date) -> float:
        return round(_LEFT + (on - first).days / days * (_RIGHT - _LEFT), 1)

    def down(minor: int) -> float:
        middle = (_TOP + _BOTTOM) / 2
        return middle if not span else round(_BOTTOM - (minor - least) / span * (_BOTTOM - _TOP), 1)

    points: list[str] = []
    for place, (on, minor) in enumerate(pairs):
        until = pairs[place + 1][0] if place + 1 < len(pairs) else last
        points += [f"{across(on)},{down(minor)}", f"{across(until)},{down(minor)}"]
    names = (str(Money(least, currency)), str(Money(most, currency)))
    return PriceLine(terms, currency, " ".join(points), first, last, *names, rate)
