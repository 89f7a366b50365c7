"""A half year of weekly counts, and the counts ahead as a fan with the dates of forty more items."""

from __future__ import annotations

from functools import cache

import numpy as np

from pilothouse.engine.forecast.history.calibrate import between
from pilothouse.engine.forecast.history.counts import Series, level_of
from pilothouse.engine.forecast.history.prior import default_prior
from pilothouse.engine.forecast.history.throughput import Outlook, forecast_throughput
from tools.docs.algorithms.drawing import Picture, Scale, percent, row, signed

_COUNTS = (3, 5, 0, 4, 6, 2, 7, 3, 1, 5, 4, 8, 2, 0, 6, 5, 3, 4, 7, 2, 5, 1, 6, 4, 3, 5)
_WANTED = 40
_AHEAD = 20
_STEADY = (5,) * 104


@cache
def _outlook() -> Outlook:
    return forecast_throughput(_COUNTS, items=(_WANTED,), weeks=tuple(range(1, _AHEAD + 1)), seed=7)


def draw() -> str:
    found = _outlook()
    half, most = found.when(_WANTED, 0.5), found.when(_WANTED, 0.85)
    picture = Picture(
        "Dates from weekly counts",
        f"After 26 weeks with {sum(_COUNTS)} finished items, {_WANTED} more take {half:.1f} weeks in half "
        f"of the cases and no more than {most:.1f} weeks in 85 %.",
        300,
    )
    past, ahead = Scale(-26, 0, 40, 330), Scale(0, _AHEAD, 330, 720)
    counts, sums = Scale(0, 10, 250, 170), Scale(0, 190, 250, 20)
    for week, count in enumerate(_COUNTS):
        picture.bar(
            past.at(week - 26) + 1, counts.at(count), past.at(1) - past.at(0) - 2, 250 - counts.at(count)
        )
    picture.text(40, 150, "finished items a week", colour="mute", small=True)
    for low, high, faint in ((0.05, 0.95, 0.14), (0.15, 0.85, 0.22)):
        upper, lower = [(330.0, 250.0)], [(330.0, 250.0)]
        for week in range(1, _AHEAD + 1):
            upper.append((ahead.at(week), sums.at(found.counts[week].at(high) - 0.5)))
            lower.append((ahead.at(week), sums.at(max(0.0, found.counts[week].at(low) - 0.5))))
        picture.area(upper, lower, faint=faint)
    middle = [(ahead.at(week), sums.at(found.counts[week].at(0.5) - 0.5)) for week in range(1, _AHEAD + 1)]
    picture.path([(330.0, 250.0), *middle])
    picture.line((330, sums.at(_WANTED)), (720, sums.at(_WANTED)), colour="rose", dashed=True)
    picture.text(336, sums.at(_WANTED) - 6, f"{_WANTED} items", colour="rose")
    for weeks, words in ((half, "p50"), (most, "p85")):
        picture.line((ahead.at(weeks), sums.at(_WANTED)), (ahead.at(weeks), 250), colour="rose", width=1.5)
        picture.text(ahead.at(weeks) + 4, 244, f"{words} {weeks:.1f}")
    picture.across(past, 250, [(week, str(week)) for week in (-26, -13)])
    picture.across(ahead, 250, [(week, str(week) if week else "now") for week in (0, 5, 10, 15, 20)])
    picture.text(
        720, 288, "weeks; the bands are 5 to 95 % and 15 to 85 %", colour="mute", at="end", small=True
    )
    return picture.svg()


def worked() -> list[str]:
    prior = default_prior()
    counts = np.array(_STEADY, dtype=np.float64)
    level, dispersion, rests = level_of(Series(counts, np.ones(counts.size), np.ones(1)), prior.drift)
    how = between(prior.dates, 50)
    found = forecast_throughput(_STEADY, items=(50,), seed=7)
    raw = forecast_throughput(_STEADY, items=(50,), seed=7, calibrated=False)
    return [
        f"| level, items a week | {level:.3f} |",
        f"| weeks that it rests on | {rests:.1f} |",
        f"| over-dispersion *d* | {dispersion:.3f} |",
        f"| map for 50 items (μ, σ) | {signed(how.mu, 3)}, {how.sigma:.3f} |",
        f"| 85 % is read at | {percent(how.at(0.85), 1)} |",
        row("p50, p85, p95 before the map", _weeks(raw)),
        row("p50, p85, p95", _weeks(found)),
        f"| chance of 50 items within 10 weeks | {percent(found.chance(50, 10))} |",
    ]


def _weeks(found: Outlook) -> str:
    return ", ".join(f"{found.when(50, level):.1f}" for level in (0.5, 0.85, 0.95)) + " weeks"
