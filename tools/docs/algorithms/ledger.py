"""Two people who state probabilities: what they stated, what came, and what it turned out to mean."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.risk.ledger import Ledger, Statement, learn
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

# Stated, how often it was, and how often it came.
_STATED = {
    "Ana": ((0.1, 20, 5), (0.2, 20, 9), (0.4, 20, 13), (0.6, 20, 17)),
    "Ben": ((0.1, 20, 2), (0.3, 20, 6), (0.6, 20, 12), (0.8, 20, 16)),
}


@cache
def _found() -> Ledger:
    return learn(
        [
            Statement(name, stated, number < came)
            for name, rows in _STATED.items()
            for stated, many, came in rows
            for number in range(many)
        ]
    )


def draw() -> str:
    ana, ben = (_found().corrected(0.2, name) for name in _STATED)
    picture = Picture(
        "What stated probabilities turned out to mean",
        f"When Ana says 20 % it means {percent(ana)}, when Ben does {percent(ben)}.",
        300,
    )
    across, down = Scale(0, 1, 120, 470), Scale(0, 1, 250, 24)
    picture.across(across, 250, [(part / 4, percent(part / 4)) for part in range(5)])
    for part in range(5):
        picture.text(110, down.at(part / 4) + 4, percent(part / 4), colour="mute", at="end", small=True)
    picture.line((across.at(0), down.at(0)), (across.at(1), down.at(1)), dashed=True)
    picture.text(470, 286, "stated", colour="mute", at="end", small=True)
    for place, (name, colour) in enumerate((("Ana", "rose"), ("Ben", "blue"))):
        steps = [step / 50 for step in range(1, 50)]
        picture.path([(across.at(x), down.at(_found().corrected(x, name))) for x in steps], colour=colour)
        for stated, many, came in _STATED[name]:
            picture.dot(across.at(stated), down.at(came / many), colour=colour, radius=4)
        picture.text(500, 60 + 24 * place, f"{name}: what came, and the correction", colour=colour)
    return picture.svg()


def worked() -> list[str]:
    found = _found()
    lines = []
    for record in found.people:
        means = [percent(found.corrected(stated, record.person)) for stated in (0.2, 0.5)]
        lines.append(
            row(
                record.person,
                record.statements,
                percent(record.stated),
                percent(record.came),
                f"{record.brier:.3f}",
                *means,
            )
        )
    overall = found.overall
    new, corrected = percent(found.corrected(0.2)), f"{overall.corrected:.3f}"
    return [
        *lines,
        f"The correction is {found.map}; someone new who says 20 % is read as {new}.",
        f"Log loss {overall.log_loss:.3f} as stated, {corrected} corrected, on statements left out.",
    ]
