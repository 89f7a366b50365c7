"""Six records, and which of them answer a mistyped question."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.text.search.find import MEANING, Found, Search
from tools.docs.algorithms.drawing import Picture, Scale, row

_TEXTS = (
    "Where is the invoice of March?",
    "Invoices are refused by the bank",
    "The bill for last month never came",
    "The app crashes when I rotate the screen",
    "Add a dark theme to the settings page",
)
_QUESTION = "invioce for March"


@cache
def _found() -> Found:
    return Search(_TEXTS).find(_QUESTION)


def draw() -> str:
    found = _found()
    picture = Picture(
        f"What answers: {_QUESTION}",
        "Share of the question's words (upper bar) and cosine of the vectors (lower bar) of each record, in "
        f"the order of their joined score; first: {_TEXTS[found.hits[0].row]}",
        60 + 34 * len(found.hits),
    )
    scale = Scale(0, 1, 330, 690)
    for place, hit in enumerate(found.hits):
        y = 24 + 34 * place
        picture.text(318, y + 10, _TEXTS[hit.row], at="end")
        picture.bar(330, y, max(1.0, scale.at(hit.words) - 330), 8)
        picture.bar(330, y + 9, max(1.0, scale.at(hit.meaning) - 330), 8, faint=0.4)
    foot = 24 + 34 * len(found.hits)
    picture.across(scale, foot, [(part, f"{part:g}") for part in (0, 0.25, 0.5, 0.75, 1)])
    picture.text(690, foot + 28, "share of words, and cosine", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    found = _found()
    ((written, meant),) = found.read_as.items()
    return [
        f"*{written}* is read as *{meant[0]}*.",
        *(
            row(
                _TEXTS[hit.row],
                ", ".join(hit.held) or "none",
                f"{hit.words:.2f}",
                f"{hit.meaning:.2f}",
                f"({hit.words:.2f} + {MEANING} × {hit.meaning:.2f}) / {1 + MEANING} = {hit.score:.2f}",
            )
            for hit in found.hits
        ),
    ]
