"""Two chains and three risks: what each costs alone, and all together."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.risk.exposure import expose
from pilothouse.engine.risk.found import Exposure, RiskEffect
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Dependency, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_PROBLEM = Problem(
    items=(
        Item("A", "Collector", effort=Effort(8, 10, 14), people=("ana",)),
        Item("B", "Storage", effort=Effort(7, 10, 13), people=("ben",)),
        Item("C", "Manual", effort=Effort(2, 3, 4), people=("eve",)),
        Item("D", "Launch", effort=Effort(2, 3, 5), people=("ana",)),
    ),
    people=(Person("ana", "Ana"), Person("ben", "Ben"), Person("eve", "Eve")),
    dependencies=(Dependency("A", "D"), Dependency("B", "D"), Dependency("C", "D")),
    groups=(Group("release", ("D",), deadline=16.0),),
)
_RISKS = (
    Event("vendor", "Vendor is late", 0.4, ("A",), (3, 5, 8)),
    Event("disk", "Disks fail", 0.3, ("B",), (4, 6, 10)),
    Event("press", "Printer is ill", 0.6, ("C",), (2, 3, 4)),
)


@cache
def _found() -> Exposure:
    return expose(_PROBLEM, solve(_PROBLEM, seed=7), _RISKS, seed=7)


def _rows() -> list[RiskEffect]:
    return [*_found().risks, _found().together]


def draw() -> str:
    first = _found().risks[0]
    picture = Picture(
        "What each risk costs",
        f"{first.title} costs {first.finish.days:.2f} days on average. All risks together cost "
        f"{_found().together.finish.days:.2f}.",
        190,
    )
    days = Scale(0, 4.5, 190, 700)
    picture.across(days, 150, [(day, str(day)) for day in range(5)], up_to=20)
    picture.text(
        700, 184, "mean days of the end, with its 95 % interval", colour="mute", at="end", small=True
    )
    for place, found in enumerate(_rows()):
        y = 24 + 31 * place
        mean, half = found.finish.days, 1.96 * found.finish.error
        picture.text(176, y + 14, found.title, at="end")
        picture.bar(days.at(0), y, days.at(mean) - days.at(0), 18, faint=0.35 if found.risk else 1)
        picture.line((days.at(max(0.0, mean - half)), y + 9), (days.at(mean + half), y + 9), colour="ink")
    return picture.svg()


def worked() -> list[str]:
    date = next(each for each in _found().dates if each.name == "release")
    kept, without = percent(date.chance or 0), percent(date.chance_without or 0)
    return [
        *(
            row(
                found.title,
                percent(found.came),
                f"{found.finish.days:.2f}",
                f"{found.finish.error:.2f}",
                f"{found.finish.p85:.2f}",
            )
            for found in _rows()
        ),
        f"The target on day 16 is kept by {kept}, without risks by {without}.",
    ]
