"""Ten projects that were late by different factors, and an eleventh that is estimated from them."""

from __future__ import annotations

from functools import cache

import numpy as np

from pilothouse.engine.forecast.history.promised import (
    LEVELS,
    NEAR,
    DatesRecord,
    Estimate,
    backtest_dates,
    record_quantiles,
)
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_LEFT = 86
_TOOK = (86, 100, 110, 130, 150, 186, 190, 210, 250, 300)
_ACTUAL = 180
_OLD = [Estimate(f"o{number}", 0, _LEFT, took) for number, took in enumerate(_TOOK)]


@cache
def _found() -> DatesRecord:
    return backtest_dates([*_OLD, Estimate("new", 400, 400 + _LEFT, 400 + _ACTUAL)])


@cache
def _days() -> tuple[float, ...]:
    """Days that the eleventh takes, by level."""
    known = {each.project: np.array([each.off]) for each in _OLD}
    scales = np.exp(record_quantiles(known, sorted(known)))
    return tuple(float((_LEFT + NEAR) * scale - NEAR) for scale in scales)


def draw() -> str:
    picture = Picture(
        "Dates that the record of others gives",
        f"Estimated {_LEFT} days, it took {_ACTUAL}. The date at 85 % is day {_days()[2]:.0f}.",
        210,
    )
    days = Scale(0, 320, 130, 700)
    picture.across(days, 170, [(day, str(day)) for day in range(0, 321, 80)], up_to=16)
    picture.text(700, 202, "days", colour="mute", at="end", small=True)
    rows = [
        ("as it stands", float(_LEFT)),
        *((percent(level), each) for level, each in zip(LEVELS, _days(), strict=True)),
    ]
    for place, (name, value) in enumerate(rows):
        y = 22 + 29 * place
        picture.text(118, y + 14, name, at="end")
        picture.bar(days.at(0), y, days.at(value) - days.at(0), 18, faint=0.35 if value < _ACTUAL else 1)
    picture.line((days.at(_ACTUAL), 14), (days.at(_ACTUAL), 170), colour="rose", width=1.5)
    return picture.svg()


def worked() -> list[str]:
    return [
        *(
            row(percent(found.level), f"{days:.0f}", "yes" if found.held else "no", "no")
            for found, days in zip(_found().levels, _days(), strict=True)
        ),
        f"It took {_ACTUAL} days.",
    ]
