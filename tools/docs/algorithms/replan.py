"""A published plan, the same plan with minimal changes after an item grew, and with the move refused."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.plan import Placed
from pilothouse.engine.schedule.problem import Item, Person, Problem
from pilothouse.engine.schedule.replan import Replanned, replan
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, row


def _problem(first: float) -> Problem:
    sizes = {"First": first, "Second": 5.0, "Guide": 6.0}
    who = {"First": "ada", "Second": "ada", "Guide": "bob"}
    items = (
        Item(name, name, effort=Effort(size, size, size), people=(who[name],)) for name, size in sizes.items()
    )
    return Problem(tuple(items), (Person("ada", "Ada"), Person("bob", "Bob")))


@cache
def _plans() -> tuple[tuple[Placed, ...], Replanned, Replanned]:
    published = solve(_problem(5)).placed
    refused = replan(_problem(8), published, held=frozenset({"Second"}))
    return published, replan(_problem(8), published), refused


def draw() -> str:
    published, changed, refused = _plans()
    picture = Picture(
        "Replan with minimal changes",
        "First grows from five to eight days. Second moves by three days; refused, First goes behind it. "
        "Guide stays.",
        268,
    )
    days = Scale(0, 19, 190, 720)
    picture.across(days, 226, [(day, str(day)) for day in (0, 5, 8, 10, 13, 18)], up_to=20)
    plans = (("published", published, ()), ("minimal changes", changed.plan.placed, changed.moved))
    rows = (*plans, ("move of Second refused", refused.plan.placed, refused.moved))
    for place, (words, placed, moved) in enumerate(rows):
        y = 24 + 66 * place
        picture.text(176, y + 31, words, at="end")
        names = {at.item for at in moved}
        for at in placed:
            top = y + (24 if at.people == ("bob",) else 0)
            colour = "rose" if at.item in names else "teal" if at.people == ("bob",) else "blue"
            picture.bar(
                days.at(at.start) + 1,
                top,
                days.at(at.finish) - days.at(at.start) - 2,
                20,
                colour=colour,
                faint=0.3,
            )
            picture.text(days.at(at.start) + 8, top + 14, at.item)
    picture.text(720, 258, "working days; what moved is red", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    _, changed, refused = _plans()
    return [
        row(
            words,
            moved.item,
            f"{moved.start_before:g} to {moved.start_after:g}",
            f"{moved.finish_before:g} to {moved.finish_after:g}",
            moved.text,
        )
        for words, told in (("replanned", changed), ("*Second* held", refused))
        for moved in told.moved
    ]
