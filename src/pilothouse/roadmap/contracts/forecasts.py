"""Dates of one item or release, as a plan run gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as a plan shows them."""

    id: int
    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class Driver:
    """An item's share, 0..1, of the variance of a finish."""

    key: str
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item does not start earlier, in words. `day`: from when on the reason no longer holds; `item`
    and `person`: numbers of what it waits for; `others`: what also holds until about then.
    """

    kind: str
    text: str
    day: date | None = None
    item: int | None = None
    person: int | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Implied:
    """Days of work (p10, p90) that an estimate of one number stands for, by the record of such estimates."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Dates of one item or release in one plan run: `start`, `p50` and `p85` of the same simulations.

    `chance` is that of its own deadline or target, `release_chance` that of the release that carries an item;
    None without such a date, and in runs that did not store it. `implied` is None but for an item with an
    estimate of one number.
    """

    start: date | None
    p15: date
    p50: date
    p85: date
    p95: date
    chance: float | None
    release_chance: float | None
    criticality: float
    people: tuple[PersonName, ...]
    reason: Reason | None
    assumed: str
    implied: Implied | None
    drivers: tuple[Driver, ...]
    histogram: tuple[tuple[date, float], ...]
