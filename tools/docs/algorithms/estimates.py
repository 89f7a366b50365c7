"""How the range of one ten-day estimate follows the team's record, from no finished item to two hundred."""

from __future__ import annotations

from functools import cache
from math import exp

import numpy as np

from pilothouse.engine.forecast.history.estimate_model import EstimateModel, Finished
from pilothouse.engine.forecast.history.estimates import _weighted, learn
from tools.docs.algorithms.drawing import Picture, Scale, signed

_RECORD = ((1, 2), (2, 3), (4, 6), (8, 10))
_HISTORIES = (0, 5, 20, 60, 200)


def _made(many: int) -> list[Finished]:
    """A team whose items take 1.5 times their estimate in the middle, with a spread of half in logs."""
    draw = np.random.default_rng(4)
    sizes = np.exp(draw.normal(1.2, 0.8, 200))
    errors = np.exp(0.405 + 0.5 * draw.normal(size=200))
    rows = zip(sizes[:many], (sizes * errors)[:many], strict=True)
    return [Finished(float(size), float(took), float(place)) for place, (size, took) in enumerate(rows)]


def draw() -> str:
    picture = Picture(
        "An estimate of ten days, read by the record",
        "Without a finished item the range is that of other teams; with two hundred it is the team's own, "
        "around one and a half times the estimate.",
        262,
    )
    days = Scale(0, 40, 190, 720)
    picture.across(days, 214, [(day, str(day)) for day in (0, 10, 15, 20, 30, 40)], up_to=26)
    for place, many in enumerate(_HISTORIES):
        told = learn(finished=_made(many)).effort(low=10, likely=10, high=10)
        y = 34 + 36 * place
        words = "no finished item" if not many else f"{many} finished items"
        picture.text(170, y + 13, words, at="end", colour="ink")
        picture.bar(days.at(told.low), y, days.at(told.high) - days.at(told.low), 18, faint=0.3)
        picture.bar(days.at(told.likely) - 1.5, y - 3, 3, 24)
        picture.text(
            days.at(told.high) + 6, y + 13, f"{told.low:.1f} to {told.high:.1f}", colour="mute", small=True
        )
    picture.text(720, 250, "effort in days: p10 to p90, the line is p50", at="end", colour="mute", small=True)
    return picture.svg()


@cache
def _model() -> EstimateModel:
    return learn(finished=_rows())


def _rows() -> list[Finished]:
    return [Finished(estimate, actual, place) for place, (estimate, actual) in enumerate(_RECORD)]


def worked() -> list[str]:
    model, (away, errors, weights, centre) = _model(), _weighted(_rows())
    lines = [
        f"| {estimate} | {actual} | {signed(off, 3)} | {error:.3f} | {weight:.3f} |"
        for (estimate, actual), off, error, weight in zip(_RECORD, away, errors, weights, strict=True)
    ]
    told = model.effort(low=5, likely=5, high=5)
    pooled = learn(finished=[]).effort(low=10, likely=10, high=10)
    half = model.residuals
    return [
        *lines,
        f"| centre | {centre:.3f} (that is {exp(centre):.2f} days) |",
        f"| worth | {model.worth:.3f} items |",
        f"| bias | {signed(model.bias, 3)} |",
        f"| slope | {signed(model.slope, 3)} |",
        f"| residuals | {', '.join(f'{row:.3f}' for row in half)} |",
        f"| own | {model.own:.3f} |",
        f"| p10, p50, p90, mean | {told.low:.2f}, {told.likely:.2f}, {told.high:.2f}, {told.mean:.2f} days |",
        f"| common factor | {model.common_sigma:.3f} |",
        f"p10 {pooled.low:.1f}, p50 {pooled.likely:.1f}, p90 {pooled.high:.1f}",
    ]
