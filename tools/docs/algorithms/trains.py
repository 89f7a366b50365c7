"""Chances of this train, the next, the one after and none, for some targets without and with a record."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pilothouse.engine.forecast.history.trains import Chance, Target, learn
from tools.docs.algorithms.drawing import Picture, Scale, percent

_COLOURS = (("blue", 1.0), ("blue", 0.55), ("blue", 0.28), ("line", 0.8))
_NAMES = ("this train", "the next", "the one after", "later or never")


class _Case(NamedTuple):
    words: str
    made: int  # of `targets`, the rest never
    targets: int
    ahead: int
    slips: int
    confirmed: bool


_CASES = (
    _Case("this train, confirmed", 0, 0, 0, 0, True),
    _Case("this train, confirmed, moved twice before", 0, 0, 0, 2, True),
    _Case("this train, never confirmed", 0, 0, 0, 0, False),
    _Case("next train", 0, 0, 1, 0, False),
    _Case("this train, confirmed; a team where 10 of 20 made it, the rest never", 10, 20, 0, 0, True),
    _Case("the same with 50 of 100", 50, 100, 0, 0, True),
)


@cache
def _told(case: _Case) -> tuple[Chance, tuple[float, ...]]:
    history = [
        Target(f"i{n}", "t", 0, 0 if n < case.made else None, 9, stage="beta", confirmed=True)
        for n in range(case.targets)
    ]
    model = learn(history=history)
    chance = model.chance(ahead=case.ahead, slips=case.slips, stage="beta", confirmed=case.confirmed)
    arrival = model.arrival(ahead=case.ahead, slips=case.slips, stage="beta", confirmed=case.confirmed)
    return chance, arrival


def draw() -> str:
    first = _told(_CASES[0])[0]
    picture = Picture(
        "Which train an item makes",
        f"A confirmed beta makes the train of this freeze with a chance of {percent(first.chance)}, one that "
        f"is only planned with {percent(_told(_CASES[2])[0].chance)}.",
        256,
    )
    share = Scale(0, 1, 330, 730)
    words = (
        "confirmed",
        "confirmed, moved twice",
        "never confirmed",
        "next train",
        "10 of 20 made it",
        "50 of 100 made it",
    )
    for place, (case, row) in enumerate(zip(_CASES, words, strict=True)):
        chance, arrival = _told(case)
        y, reached = 26 + 34 * place, 0.0
        picture.text(314, y + 14, row if case.targets == 0 else f"confirmed; a team where {row}", at="end")
        for part, (colour, faint) in zip(arrival, _COLOURS, strict=True):
            picture.bar(
                share.at(reached) + 0.5, y, share.at(part) - share.at(0) - 1, 20, colour=colour, faint=faint
            )
            reached += part
        picture.line((share.at(chance.low), y + 10), (share.at(chance.high), y + 10), colour="ink", width=1.5)
        for end in (chance.low, chance.high):
            picture.line((share.at(end), y + 5), (share.at(end), y + 15), colour="ink", width=1.5)
    x = 330.0
    for name, (colour, faint) in zip(_NAMES, _COLOURS, strict=True):
        picture.bar(x, 234, 10, 10, colour=colour, faint=faint)
        picture.text(x + 15, 243, name, colour="mute", small=True)
        x += 28 + 6.6 * len(name)
    picture.text(314, 243, "line: 90 % interval", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    rows = []
    for case in _CASES:
        chance, arrival = _told(case)
        told = " | ".join(percent(part) for part in arrival[1:])
        span = f"{100 * chance.low:.0f} to {100 * chance.high:.0f}"
        rows.append(f"| {case.words} | {percent(chance.chance)} ({span}) | {told} |")
    return rows
