"""When are the next items done, and how many by a date: from the counts of finished items alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap import queries

LEVELS = (0.5, 0.8, 0.85, 0.95)
_FAR = 520  # weeks: ten years
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class When:
    """`days`: when the items are done with each chance of `LEVELS`; None where no date is in sight."""

    items: int
    days: tuple[tuple[float, date | None], ...]


@dataclass(frozen=True)
class Count:
    """`least`: how many items are done by `day` with each chance of `LEVELS` or more."""

    day: date
    least: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Answers:
    """From the counts of finished items alone, of the `open` items of a product at most; `note` says how much
    history, what it cannot tell, and what was asked beyond what is open."""

    when: When
    count: Count
    note: str
    layer: str
    weeks: int
    open: int


def answers(*, actor: Actor, product_id: int, today: date, items: int, by: date, seed: int = 0) -> Answers:
    """When the next `items` of a product are done, and how many by `by`; no more than are open.

    Raises `Invalid` for what cannot be asked, or where no item is open.
    """
    from pilothouse.engine.forecast.history.throughput import forecast_throughput

    first, counts = queries.finished_weeks(actor=actor, product_id=product_id, today=today)
    end = first + len(counts) * _WEEK
    ahead = ceil((by - end).days / 7)
    if not 1 <= items <= 10_000:
        raise Invalid(f"{items} items cannot be asked for.", where="items", cure="Ask for 1 to 10,000.")
    if by <= today:
        raise Invalid(f"The date {day_text(by)} is not ahead.", where="by", cure="Give a later one.")
    if ahead > _FAR:
        raise Invalid("The date is more than ten years ahead.", where="by", cure="Give an earlier one.")
    there = queries.open_items(actor=actor, product_id=product_id)
    if not there:
        raise Invalid(
            "No item is open, so none is to come.",
            where="items",
            cure="Add an item first.",
            code="nothing_open",
        )
    asked, items = items, min(items, there)
    told = forecast_throughput(
        counts, items=(items,), weeks=(max(1, ahead),), first_monday=first, seed=seed, draws=4_000
    )
    return Answers(
        When(items, tuple((level, _day(told.when(items, level), end)) for level in LEVELS)),
        Count(by, tuple((level, min(there, told.at_least(max(1, ahead), level))) for level in LEVELS)),
        f"{_capped(asked, there)}{told.note}",
        told.layer,
        told.weeks,
        there,
    )


def _capped(asked: int, there: int) -> str:
    """The sentence that says that more was asked for than is open."""
    if asked <= there:
        return ""
    many = "1 item is" if there == 1 else f"{there:,} items are"
    return f"{many} open, so the answer is for {'it' if there == 1 else 'these'}, not for {asked:,}. "


def _day(weeks: float, end: date) -> date | None:
    return end + timedelta(days=ceil(weeks * 7)) if weeks <= 2 * _FAR else None
