"""Eighty items, of which the often moved ones and those of Ben slipped; three that are open."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.risk.detect.cases import Case, Signal
from pilothouse.engine.risk.detect.slips import Chance, Model, learn, to_look_at
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_SIGNALS = (Signal("moved before", 1), Signal("rate of the person", 1))
_OPEN = {"A": (3.0, 0.6), "B": (0.0, 0.6), "C": (0.0, 0.2)}


@cache
def _model() -> Model:
    cases = []
    for number in range(80):
        moved, own = number % 4, (0.2, 0.6)[number // 4 % 2]
        came = moved + (own > 0.5) + number // 8 % 2 > 2
        cases.append(Case(f"{number}", number, (float(moved), own), came, number + 1))
    return learn(_SIGNALS, cases, on=100)


@cache
def _chances() -> tuple[Chance, ...]:
    return _model().explained([Case(name, 100, values) for name, values in _OPEN.items()])


def _points(found: Chance, name: str) -> float:
    return next(100 * part.points for part in found.parts if part.signal == name)


def draw() -> str:
    usual = 100 * _chances()[0].usual
    picture = Picture(
        "Chances of three open items and what they are made of",
        f"An item that is usual in everything slips with {usual:.0f} %.",
        170,
    )
    across = Scale(0, 100, 130, 700)
    picture.across(across, 130, [(share, f"{share} %") for share in range(0, 101, 25)], up_to=16)
    for place, found in enumerate(_chances()):
        y = 22 + 34 * place
        picture.text(118, y + 14, found.id, at="end")
        at = usual
        for number, signal in enumerate(_SIGNALS):
            change = _points(found, signal.name)
            low, high = sorted((at, at + change))
            top = y + 11 * number
            picture.bar(across.at(low), top, across.at(high) - across.at(low), 9, faint=1 - 0.6 * number)
            at += change
    picture.line((across.at(usual), 14), (across.at(usual), 130), colour="rose", width=1.5)
    picture.text(700, 162, "dark: moved before; light: the person", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    first = to_look_at(_chances())
    return [
        *(
            row(
                found.id,
                *(f"{value:g}" for value in _OPEN[found.id][:1]),
                percent(_OPEN[found.id][1]),
                *(f"{_points(found, signal.name):+.0f}" for signal in _SIGNALS),
                percent(found.chance),
            )
            for found in _chances()
        ),
        f"An item that is usual in everything slips with {percent(_chances()[0].usual)}.",
        f"To look at: {', '.join(found.id for found in first)}.",
    ]
