"""What an answer is worth, by the chance that it is bad: the gap between deciding blindly and knowing."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.forecast.futures.information import Effect, Question, Worth, value_of_information
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, percent, row, signed

_PROBLEM = Problem((Item("a", "Storage", effort=Effort(8, 10, 12)),), (Person("ana", "Ana"),))
_LATE, _INSTEAD, _TEST = 15.0, 6.0, 1.0


@cache
def _worth(chance: float) -> Worth:
    asked = Question(
        "q",
        "Does the index fit into memory?",
        chance,
        ("a",),
        Effect(days=_LATE),
        Effect(days=_INSTEAD),
        Effect(days=_TEST),
    )
    return value_of_information(_PROBLEM, solve(_PROBLEM), (asked,), seed=7).worths[0]


def draw() -> str:
    best = _worth(0.4)
    picture = Picture(
        "What an answer is worth",
        f"With a loss of {_LATE:g} days found out late and {_INSTEAD:g} days for acting in time, the answer "
        f"is worth most where both cost the same: {best.value:.1f} days at a chance of 40 %.",
        292,
    )
    chances = Scale(0, 1, 80, 570)
    days = Scale(0, 10, 240, 24)
    rows = [place / 20 for place in range(21)]
    found = [_worth(chance) for chance in rows]
    loss = [
        min(chance * told.loss_wrong, told.loss_instead or 0)
        for chance, told in zip(rows, found, strict=True)
    ]
    blind = [(chances.at(chance), days.at(value)) for chance, value in zip(rows, loss, strict=True)]
    known = [
        (chances.at(chance), days.at(value - told.value))
        for chance, value, told in zip(rows, loss, found, strict=True)
    ]
    picture.across(
        chances, 240, [(chance, percent(chance)) for chance in (0, 0.2, 0.4, 0.6, 0.8, 1)], up_to=24
    )
    picture.text(570, 276, "chance of a bad answer", colour="mute", at="end", small=True)
    picture.area(blind, known, faint=0.25)
    picture.path(blind)
    picture.path(known, colour="teal")
    on = [(chances.at(chance), days.at(chance * _LATE)) for chance in (0, 0.65)]
    picture.path(on, colour="mute", dashed=True, width=1.5)
    picture.text(chances.at(0.65) + 6, days.at(0.65 * _LATE) + 4, "go on: p × W", colour="mute")
    picture.text(580, days.at(_INSTEAD) + 4, "without knowing: I", colour="blue")
    picture.text(chances.at(0.5), days.at(4.4), "value", at="middle")
    picture.text(chances.at(0.62), days.at(2.7), "with knowing: p × min(W, I)", colour="teal")
    for value, words in ((0, "0"), (5, "5"), (10, "10 days")):
        picture.text(72, days.at(value) + 4, words, colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    lines = []
    for chance in (0.2, 0.4, 0.7):
        told = _worth(chance)
        late, instead = told.loss_wrong, told.loss_instead or 0.0
        losses = (late, instead, chance * late)
        rest = (chance * min(late, instead), told.value, told.test, told.gain)
        numbers = [signed(value, 1) for value in (*losses, *rest)]
        lines.append(row(percent(chance), *numbers[:3], told.act, *numbers[3:]))
    return lines
