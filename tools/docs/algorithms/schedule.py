"""The plan of the worked case as bars by person, each with the reason of its start."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Dependency, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, row

_GO = (Need("Go", 3.0),)
_PROBLEM = Problem(
    items=(
        Item("collector", "Collector", effort=Effort(3, 3, 3), needs=_GO),
        Item("pipeline", "Pipeline", effort=Effort(3, 3, 3), needs=_GO),
        Item("guide", "Guide", effort=Effort(4, 4, 4), people=("ben",)),
    ),
    people=(
        Person("ana", "Ana", {"Go": 4.0}),
        Person("ben", "Ben", {"Go": 4.0}, capacity=((0, 1.0), (2, 0.0), (5, 1.0))),
    ),
    dependencies=(Dependency("collector", "pipeline"),),
)
_AWAY = (2.0, 5.0)


@cache
def _plan() -> Plan:
    return solve(_PROBLEM, seed=7)


def draw() -> str:
    plan = _plan()
    picture = Picture(
        "A plan with the reason for every start",
        "Ana does the collector, then the pipeline. Ben does the guide, with three days away in between.",
        190,
    )
    days = Scale(0, 8, 90, 720)
    picture.across(days, 142, [(day, str(day)) for day in range(9)], up_to=20)
    picture.text(720, 176, "working days", colour="mute", at="end", small=True)
    titles = {item.id: item.title for item in _PROBLEM.items}
    for place, person in enumerate(_PROBLEM.people):
        y = 28 + 58 * place
        picture.text(30, y + 20, person.label)
        for at in plan.placed:
            if at.people == (person.id,):
                wide = days.at(at.finish) - days.at(at.start) - 2
                picture.bar(days.at(at.start) + 1, y, wide, 40, faint=0.28)
                picture.text(days.at(at.start) + 9, y + 17, titles[at.item])
                picture.text(days.at(at.start) + 9, y + 33, at.reason.text, colour="mute", small=True)
    picture.bar(days.at(_AWAY[0]), 86, days.at(_AWAY[1]) - days.at(_AWAY[0]), 40, colour="sunken")
    picture.text(days.at(3.5), 111, "Ben is away", colour="mute", at="middle", small=True)
    return picture.svg()


def worked() -> list[str]:
    plan = _plan()
    who = {person.id: person.label for person in _PROBLEM.people}
    bounds = {"collector": "0", "pipeline": "3", "guide": "0"}
    rows = [
        row(
            item.title, bounds[item.id], who[at.people[0]], f"{at.start:g}", f"{at.finish:g}", at.reason.text
        )[:-2]
        for item, at in zip(_PROBLEM.items, plan.placed, strict=True)
    ]
    return [*rows, f"The makespan is {plan.makespan:g}, the lower bound {plan.lower_bound:g}"]
