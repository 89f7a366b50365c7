"""Five issues, and what each may repeat."""

from __future__ import annotations

from functools import cache

import numpy as np

from pilothouse.engine.text.likeness import FEATURES, SHIPPED, Likeness, Records, first_line
from tools.docs.algorithms.drawing import Picture, Scale, row

_TEXTS = (
    "The app crashes when I rotate the screen. It closes without a message.",
    "Add a dark theme to the settings page. The white one is too bright at night.",
    "Export of the report to PDF loses the footer. Page numbers are gone.",
    "Invoices are sent twice to the same customer. Both have one number.",
    "Rotating the screen makes the app crash. Nothing is shown.",
)


@cache
def _found() -> tuple[np.ndarray, np.ndarray, list[float]]:
    records = Records([first_line(text) for text in _TEXTS], _TEXTS, np.array([1.0, 40, 80, 120, 160]))
    ((_, others, features),) = Likeness(records).features([4])
    logit = SHIPPED.bias + features @ np.array(SHIPPED.each)
    order = np.argsort(-logit)
    return others[order], features[order], [float(1 / (1 + np.exp(-logit[at]))) for at in order]


def draw() -> str:
    others, features, _ = _found()
    picture = Picture(
        "What an issue may repeat",
        "Of four earlier issues, the one that says the same in other words comes first: "
        f"{first_line(_TEXTS[others[0]])}.",
        190,
    )
    cosine = Scale(0, 1, 330, 690)
    for place, other in enumerate(others):
        y = 24 + 34 * place
        picture.text(318, y + 10, first_line(_TEXTS[other]), at="end")
        picture.bar(330, y, max(1.0, cosine.at(features[place][2]) - 330), 8)
        picture.bar(330, y + 9, max(1.0, cosine.at(features[place][3]) - 330), 8, faint=0.4)
    picture.across(cosine, 158, [(part, f"{part:g}") for part in (0, 0.25, 0.5, 0.75, 1)])
    picture.text(
        690, 186, "cosine of the vectors, and share of its words", colour="mute", at="end", small=True
    )
    return picture.svg()


def worked() -> list[str]:
    others, features, chances = _found()
    return [
        *(
            row(first_line(_TEXTS[other]), *(f"{value:.2f}" for value in features[place]))
            for place, other in enumerate(others)
        ),
        f"Chance that someone would link the first: {chances[0]:.3f}, the second: {chances[1]:.3f}.",
        f"Features in order: {', '.join(FEATURES)}.",
    ]
