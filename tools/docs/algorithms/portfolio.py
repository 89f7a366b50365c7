"""Two products with the same two people: in strict order, and weighed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, row

_KAFKA, _UI = (Need("Kafka", 3.0),), (Need("UI", 3.0),)
_PROBLEM = Problem(
    items=(
        Item("api", "Manifest API", Effort(6, 6, 6), needs=_KAFKA, product="harbor"),
        Item("board", "Board", Effort(4, 4, 4), needs=_UI, product="harbor"),
        Item("feed", "Feed", Effort(2, 2, 2), needs=_KAFKA, product="atlas", rank=1),
        Item("viewer", "Viewer", Effort(1, 1, 1), needs=_UI, product="atlas", rank=1),
    ),
    people=(
        Person("jia", "Jia Tan", {"Kafka": 4.0}),
        Person("priya", "Priya Deshmukh", {"UI": 3.0}),
    ),
    product_titles={"harbor": "Harbor", "atlas": "Atlas"},
)


@cache
def _plans() -> tuple[tuple[str, Plan], ...]:
    strict = solve(replace(_PROBLEM, strict=True))
    return (("strict", strict), ("weighed", solve(_PROBLEM)))


def draw() -> str:
    picture = Picture(
        "Two products that share two people",
        "In strict order Harbor has both people first. Weighed, the short product Atlas goes first, because "
        "the mean finish is sooner.",
        252,
    )
    days = Scale(0, 9, 210, 720)
    picture.across(days, 206, [(day, str(day)) for day in range(10)], up_to=20)
    titles = {item.id: item for item in _PROBLEM.items}
    for place, (words, plan) in enumerate(_plans()):
        top = 24 + 92 * place
        picture.text(30, top + 38, words)
        for line, person in enumerate(_PROBLEM.people):
            y = top + 34 * line
            picture.text(196, y + 18, person.label, at="end", colour="mute", small=True)
            for at in plan.placed:
                if at.people == (person.id,):
                    wide = days.at(at.finish) - days.at(at.start) - 2
                    colour = "blue" if titles[at.item].product == "harbor" else "amber"
                    picture.bar(days.at(at.start) + 1, y, wide, 26, colour=colour, faint=0.3)
                    picture.text(days.at(at.start) + 8, y + 18, titles[at.item].name)
    picture.text(720, 240, "working days; Harbor is blue, Atlas amber", colour="mute", at="end", small=True)
    return picture.svg()


def worked() -> list[str]:
    names = {item.id: item for item in _PROBLEM.items}
    return [
        row(
            words,
            f"{names[at.item].name} ({_PROBLEM.product_label(names[at.item].product)})",
            f"{at.start:g}",
            f"{at.finish:g}",
            at.reason.text,
        )
        for words, plan in _plans()
        for at in plan.placed
    ]
