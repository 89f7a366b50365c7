"""A release that misses its target: the chance as units of scope go, least value for their work first."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.forecast.futures.cuts import Cut, Cuts, _units, cuts_to_reach, without
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Dependency, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_TARGET, _WANTED = 23.0, 0.85
_SIZES = {"Collector": 8.0, "Search": 5.0, "Alerts": 4.0, "Themes": 3.0, "Report": 5.0}
_VALUE = {"Collector": 9.0, "Search": 6.0, "Alerts": 2.0, "Themes": 2.0, "Report": 4.0}
_PROBLEM = Problem(
    items=tuple(Item(name, name, effort=Effort(size, size, size)) for name, size in _SIZES.items()),
    people=(Person("ana", "Ana"),),
    dependencies=(Dependency("Collector", "Search"), Dependency("Search", "Alerts")),
    groups=(Group("release", tuple(_SIZES), deadline=_TARGET),),
)


@cache
def _found() -> Cuts:
    return cuts_to_reach(_PROBLEM, group="release", level=_WANTED, value=_VALUE, seed=7)


@cache
def _order() -> tuple[Cut, ...]:
    return tuple(_units(_PROBLEM, _PROBLEM.groups[0], _VALUE, frozenset()))


@cache
def _chance(many: int) -> float:
    """Of the target without the first `many` units."""
    gone = frozenset(name for unit in _order()[:many] for name in unit.items)
    left = without(_PROBLEM, gone)
    return simulate(left, solve(left, seed=7), draws=2_000, seed=7).groups[0].chance or 0.0


def draw() -> str:
    names = [" and ".join(unit.items) for unit in _order()[:3]]
    picture = Picture(
        "Scope to cut for 85 %",
        f"All items make the target with a chance of {percent(_chance(0))}. Without {names[0]} it is "
        f"{percent(_chance(1))}, without {names[1]} as well {percent(_chance(2))}.",
        216,
    )
    share = Scale(0, 1, 250, 690)
    rows = ["all items", f"without {names[0]}", f"and {names[1]}", f"and {names[2]}"]
    picture.across(share, 172, [(part, percent(part)) for part in (0, 0.25, 0.5, 0.75, 1)], up_to=20)
    picture.text(690, 206, "chance of the target", colour="mute", at="end", small=True)
    for place, words in enumerate(rows):
        y = 26 + 35 * place
        chance = _chance(place)
        picture.text(236, y + 14, words, at="end")
        picture.bar(
            share.at(0), y, share.at(chance) - share.at(0), 20, faint=1 if chance >= _WANTED else 0.35
        )
        picture.text(share.at(chance) + 6, y + 14, percent(chance), colour="mute")
    picture.line((share.at(_WANTED), 16), (share.at(_WANTED), 172), colour="rose", width=1.5)
    return picture.svg()


def worked() -> list[str]:
    lines = []
    for many, unit in enumerate(_order(), start=1):
        rate = unit.value / unit.work
        numbers = (f"{unit.work:g}", f"{unit.value:g}", f"{rate:.2f}")
        lines.append(row(" + ".join(unit.items), *numbers, percent(_chance(many))))
    found = _found()
    kept = ", ".join(" + ".join(unit.items) for unit in found.cuts)
    return [
        *lines,
        f"All items: {percent(found.before)}.",
        f"Cut: {kept}; {percent(found.after)} after {found.tried} plans.",
    ]
