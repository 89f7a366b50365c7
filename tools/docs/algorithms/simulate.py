"""Three items and a milestone: the simulated finish as a histogram, with its quantiles and the deadline."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Dependency, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale, percent

_DEADLINE = 9.0
_PROBLEM = Problem(
    items=(
        Item("A", "Collector", effort=Effort(2, 3, 6), people=("ana",)),
        Item("B", "Storage", effort=Effort(4, 5, 6), people=("ben",)),
        Item("C", "Pipeline", effort=Effort(1, 1, 5), people=("ana",)),
    ),
    people=(Person("ana", "Ana"), Person("ben", "Ben")),
    dependencies=(Dependency("A", "C"), Dependency("B", "C")),
    groups=(Group("release", ("A", "B", "C"), deadline=_DEADLINE),),
)


@cache
def _found() -> tuple[Plan, Forecast]:
    plan = solve(_PROBLEM, seed=7)
    return plan, simulate(_PROBLEM, plan, seed=7)


def draw() -> str:
    plan, forecast = _found()
    release = forecast.groups[0]
    picture = Picture(
        "Ten thousand simulations of three items",
        f"The release is planned for day {plan.makespan:.1f}. Half of the simulations end by day "
        f"{release.finish.p50:.1f}, 85 % by day {release.finish.p85:.1f}.",
        300,
    )
    days = Scale(3, 17, 40, 720)
    base, most = 250.0, max(share for _, share in release.histogram)
    low = release.histogram[0][0] - (release.histogram[1][0] - release.histogram[0][0])
    for high, share in release.histogram:
        if high > days.high:
            break
        tall = 170 * share / most
        kept = high <= _DEADLINE
        picture.bar(
            days.at(low) + 0.5,
            base - tall,
            days.at(high) - days.at(low) - 1,
            tall,
            faint=0.75 if kept else 0.3,
        )
        low = high
    picture.across(days, base, [(day, str(day)) for day in range(4, 17, 2)])
    picture.text(720, base + 36, "finish of the release, working days", colour="mute", at="end", small=True)
    marks = (
        (plan.makespan, f"planned {plan.makespan:.1f}", 30, "mute", -6),
        (release.finish.p50, f"p50 {release.finish.p50:.1f}", 48, "ink", -6),
        (_DEADLINE, f"target {_DEADLINE:g}: kept by {percent(release.chance or 0)}", 30, "rose", 6),
        (release.finish.p85, f"p85 {release.finish.p85:.1f}", 48, "ink", 6),
    )
    for day, words, top, colour, aside in marks:
        picture.line((days.at(day), top - 12), (days.at(day), base), colour=colour, width=1.5)
        picture.text(days.at(day) + aside, top, words, colour=colour, at="end" if aside < 0 else "start")
    return picture.svg()


def worked() -> list[str]:
    plan, forecast = _found()
    share = {row.item: row.share for row in forecast.groups[0].drivers}
    rows = []
    for item, at, told in zip(_PROBLEM.items, plan.placed, forecast.items, strict=True):
        size = item.effort or Effort(0, 0, 0)
        least, most = size.ends
        rows.append(
            f"| {item.title} | {size.low:g} / {size.likely:g} / {size.high:g} | {least:.2f} | {most:.2f} "
            f"| {size.mean:.2f} | {at.start:.2f} to {at.finish:.2f} | {told.finish.p50:.2f} "
            f"| {told.finish.p85:.2f} | {percent(told.criticality)} | {percent(share.get(item.id, 0.0))} |"
        )
    release = forecast.groups[0]
    rows.append(
        f"| release | | | | | to {plan.makespan:.2f} | {release.finish.p50:.2f} | {release.finish.p85:.2f} | "
        f"| common factor {percent(release.common_share)} |"
    )
    return [*rows, f"{percent(release.chance or 0)} of the simulations", *_alone()]


def _alone() -> list[str]:
    """Cases that can be worked out by hand."""
    certain = Problem((Item("a", effort=Effort(10, 10, 10)),), (Person("p"),))
    told = simulate(certain, solve(certain), seed=7)
    chain = Problem(tuple(Item(f"i{place}", effort=Effort(4, 5, 6)) for place in range(30)), (Person("p"),))
    summed = simulate(chain, solve(chain), seed=7, common_sigma=0.0)
    return [
        f"certain 10 days: p85 = 10 × exp(0.2 × 1.036) = 12.3 (simulated {told.finish.p85:.1f})",
        f"p50 = 150 (simulated {summed.finish.p50:.1f})",
        f"p85 = 150 + 1.036 × 0.745 × √30 = 154.2 (simulated {summed.finish.p85:.1f})",
    ]
