"""Forty records about four things and twenty about nothing in particular."""

from __future__ import annotations

from functools import cache

import numpy as np

from pilothouse.engine.text.themes.find import find
from pilothouse.engine.text.themes.found import Themes
from tools.docs.algorithms.drawing import Picture, Scale, row

_SAID = (
    "The app crashes when I open the map of {}",
    "Please add the invoice of {} to the monthly export",
    "I cannot log in with my {} account, the password is refused",
    "Delivery to {} took a week longer than promised",
)
_PLACES = ("Lagos", "Oslo", "Lima", "Delhi", "Quito", "Turin", "Perth", "Osaka", "Cairo", "Dublin")
_ELSE = (
    "Penguins swim in the southern ocean",
    "My neighbour plays the cello at night",
    "Soup tastes better on the second day",
    "The museum opens at ten on Sundays",
    "He painted the fence in dark green",
    "Trains between both towns run hourly",
    "A good chair matters more than a desk",
    "The river was frozen until March",
)


def _texts() -> list[str]:
    return [text.format(place) for text in _SAID for place in _PLACES] + list(_ELSE)


@cache
def _found() -> Themes:
    return find(_texts())


def draw() -> str:
    found = _found()
    centred = found.above_chance
    picture = Picture(
        "Themes against chance",
        f"{len(_texts())} records: {len(found.themes)} themes; records about nothing in particular have "
        "none. Each dot is a record, at the share of shuffled texts that are farther from others than it is.",
        230,
    )
    share = Scale(0, 1, 250, 690)
    groups = [(", ".join(theme.name), found.rows(theme.number)) for theme in found.themes]
    for place, (words, rows) in enumerate([*groups, ("no theme", np.flatnonzero(found.theme_of < 0))]):
        y = 24 + 32 * place
        picture.text(238, y + 4, words, at="end")
        for order, at in enumerate(rows):
            picture.dot(
                share.at(float(centred[at])),
                y + 3 * (order % 3 - 1),
                colour="blue" if words != "no theme" else "rose",
            )
    picture.across(share, 192, [(part, f"{part:.0%}") for part in (0, 0.25, 0.5, 0.75, 1)])
    picture.text(690, 222, "above chance", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    found = _found()
    rows = [
        row(", ".join(theme.name), theme.size, f"{theme.coherence:.2f}", theme.kind) for theme in found.themes
    ]
    return [*rows, f"Without theme: {int((found.theme_of < 0).sum())} of {len(_texts())}."]
