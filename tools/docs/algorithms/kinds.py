"""Sixty labelled sentences, and what three regressions and their joined chance say of others."""

from __future__ import annotations

from functools import cache

import numpy as np

from pilothouse.engine.text.kinds import Kinds, Labelled
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_BUGS = (
    "The {} crashes",
    "An error in the {} stops me",
    "The {} does not work any more",
    "{} fails since the update",
)
_WISHES = ("Please add a {}", "A {} would be great", "I would like to sort by {}", "Could you support {}")
_THINGS = ("map", "export", "login", "search", "calendar", "report", "filter", "invoice", "widget", "menu")
_ASKED = (
    "The calendar crashes since the update",
    "Could you add a map please",
    "The search is slow on my phone",
)


@cache
def _kinds() -> Kinds:
    return Kinds(
        [
            Labelled(text.format(thing), kind)
            for kind, texts in (("bug", _BUGS), ("request", _WISHES))
            for text in texts
            for thing in _THINGS
        ]
    )


@cache
def _chances() -> tuple[np.ndarray, np.ndarray]:
    """Chance of a bug by each of the three views (3, asked) and joined (asked,)."""
    kinds = _kinds()
    asked = [Labelled(text, "") for text in _ASKED]
    each = np.array([view[:, 0] for view in kinds.by_view(asked)])
    return each, kinds.chances(asked)[:, 0]


def draw() -> str:
    each, joined = _chances()
    picture = Picture(
        "Three views and their joined chance",
        "The chance of a bug by telling words, by parts of words and by meaning (thin bars), joined (thick "
        "bar).",
        210,
    )
    share = Scale(0, 1, 300, 690)
    for place, text in enumerate(_ASKED):
        y = 18 + 54 * place
        picture.text(288, y + 22, text, at="end")
        for view in range(3):
            picture.bar(300, y + 7 * view, max(1.0, share.at(float(each[view][place])) - 300), 5, faint=0.45)
        picture.bar(300, y + 22, max(1.0, share.at(float(joined[place])) - 300), 14)
    picture.across(share, 178, [(part, percent(part)) for part in (0, 0.25, 0.5, 0.75, 1)], up_to=12)
    picture.text(690, 206, "chance of a bug", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    each, joined = _chances()
    return [
        row(text, *(percent(float(view[place])) for view in each), percent(float(joined[place])))
        for place, text in enumerate(_ASKED)
    ]
