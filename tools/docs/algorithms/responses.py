"""Two chains, three risks and five responses: which are worth their price, and why the others are not."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.risk.advice import Advice
from pilothouse.engine.risk.means import Means
from pilothouse.engine.risk.respond import respond
from pilothouse.engine.risk.response import Response
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Dependency, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, row, signed

_BUDGET = 6.0
_PROBLEM = Problem(
    items=(
        Item("A", "Collector", effort=Effort(8, 10, 14), people=("ana",)),
        Item("B", "Storage", effort=Effort(7, 10, 13), people=("ben",)),
        Item("C", "Manual", effort=Effort(2, 3, 4), people=("eve",)),
        Item("D", "Launch", effort=Effort(2, 3, 5), people=("ana",)),
    ),
    people=(Person("ana", "Ana"), Person("ben", "Ben"), Person("eve", "Eve", skills={"Vendors": 3.0})),
    dependencies=(Dependency("A", "D"), Dependency("B", "D"), Dependency("C", "D")),
)
_RISKS = (
    Event("vendor", "Vendor is late", 0.4, ("A",), (3, 5, 8)),
    Event("disk", "Disks fail", 0.3, ("B",), (4, 6, 10)),
    Event("press", "Printer is ill", 0.6, ("C",), (2, 3, 4)),
)
_RESPONSES = (
    Response(
        "second",
        "Second vendor",
        "reduce",
        ("vendor",),
        0.25,
        1.0,
        3.0,
        (("Vendors", Effort(0.5, 0.5, 0.5)),),
        ("A",),
    ),
    Response("spare", "Spare disks", "reduce", ("disk",), 1.0, 0.2, 2.0),
    Response("raid", "Better disks", "avoid", ("disk",), 0.0, 1.0, 5.0),
    Response("clean", "Service the printer", "avoid", ("press",), 0.0, 1.0, 0.5),
    Response("stock", "Wait for the vendor", "accept", ("vendor",)),
)
_WHY = {
    "chosen": "chosen",
    "budget": "the budget does not suffice for it as well",
    "no gain": "gains nothing",
    "unsure": "too little to stand out from chance",
    "worse": "costs more days than it saves",
    "accepted": "accepted",
}


@cache
def _found() -> Advice:
    plan = solve(_PROBLEM, seed=7)
    return respond(_PROBLEM, plan, _RISKS, _RESPONSES, means=Means(_BUDGET), seed=7)


def draw() -> str:
    found = _found()
    chosen = " and ".join(each.title for each in found.responses if each.chosen)
    picture = Picture(
        "What each response is worth",
        f"{chosen} are chosen. Together they gain {found.gain:.2f} days of the p85.",
        222,
    )
    days = Scale(0, 4, 190, 700)
    picture.across(days, 182, [(day, str(day)) for day in range(5)], up_to=20)
    picture.text(700, 214, "days of the p85, with its 95 % interval", colour="mute", at="end", small=True)
    rows = [
        (each.title, each.gain, each.error, each.chosen) for each in found.responses if each.why != "accepted"
    ]
    for place, (title, gain, error, taken) in enumerate(
        [*rows, ("All chosen", found.gain, found.error, True)]
    ):
        y, half = 24 + 31 * place, 1.96 * error
        picture.text(176, y + 14, title, at="end")
        picture.bar(days.at(0), y, max(0.0, days.at(gain) - days.at(0)), 18, faint=1 if taken else 0.35)
        picture.line(
            (days.at(max(0.0, gain - half)), y + 9), (days.at(max(0.0, gain + half)), y + 9), colour="ink"
        )
    return picture.svg()


def worked() -> list[str]:
    found = _found()
    ends = [f"{each.p85:.2f}" for each in (found.before, found.after, found.replanned)]
    return [
        *(
            row(each.title, f"{each.cost:g}", signed(each.gain, 2), f"{each.error:.2f}", _WHY[each.why])
            for each in found.responses
        ),
        f"The p85 is {ends[0]} days, with what is chosen {ends[1]}, replanned {ends[2]}.",
        f"The gain is {found.gain:.2f} days, standard error {found.error:.2f}.",
        f"The largest risks first would gain {found.by_eye:.2f}.",
    ]
