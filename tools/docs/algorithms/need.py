"""Four needs in two segments: shares with intervals, against the plain share of those who wrote."""

from __future__ import annotations

from functools import cache

import numpy as np

from pilothouse.engine.text.need import Market, Ranking, rank
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_NAMES = ("Export", "Dark theme", "Single sign-on", "Offline")
_SIZES, _WROTE = (200, 40), (20, 16)
_SAID = ((9, 3, 1, 1), (6, 1, 9, 1))


def _market() -> Market:
    segment = np.repeat([0, 1], _SIZES)
    wrote = np.concatenate([np.arange(size) < heard for size, heard in zip(_SIZES, _WROTE, strict=True)])
    voiced = np.zeros((sum(_SIZES), len(_NAMES)))
    for start, said in zip((0, _SIZES[0]), _SAID, strict=True):
        for need, count in enumerate(said):
            voiced[start : start + count, need] = 1
    return Market(segment, np.ones(sum(_SIZES)), wrote, voiced, ("small", "large"))


@cache
def _found() -> Ranking:
    return rank(_market(), seed=7)


def draw() -> str:
    picture = Picture(
        "Which share of all companies has each need",
        "36 of 240 companies wrote. The bar is the interval that holds it in nine of ten cases, the mark "
        "its mean, the dot the plain share of those who wrote.",
        200,
    )
    share = Scale(0, 0.8, 180, 690)
    for place, need in enumerate(_found().needs):
        y = 20 + 34 * place
        picture.text(168, y + 14, _NAMES[need.number], at="end")
        picture.bar(
            share.at(need.share.low), y, share.at(need.share.high) - share.at(need.share.low), 20, faint=0.35
        )
        picture.line((share.at(need.share.mean), y), (share.at(need.share.mean), y + 20), width=2)
        picture.dot(share.at(need.raw), y + 10, colour="rose", radius=4)
    picture.across(share, 160, [(part, percent(part)) for part in (0, 0.2, 0.4, 0.6, 0.8)], up_to=16)
    picture.text(690, 192, "share of all companies", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    rows = []
    for need in _found().needs:
        share = need.share
        interval = f"{percent(share.low)} to {percent(share.high)}"
        rows.append(
            row(
                _NAMES[need.number],
                need.companies,
                percent(need.raw),
                percent(share.mean),
                interval,
                need.tier or need.why,
            )
        )
    above = _found().above
    return [*rows, f"Export stands above Single sign-on with a chance of {above[0, 2]:.2f}."]
