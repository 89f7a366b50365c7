"""Dates of a plan from the weekly counts of finished items, where its items have no estimates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from math import ceil

import numpy as np

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.forecast.futures.forecast import (
    LEVELS,
    Forecast,
    GroupForecast,
    ItemForecast,
    Quantiles,
)
from pilothouse.engine.forecast.futures.joint import Joint
from pilothouse.engine.forecast.history.throughput import Outlook, forecast_throughput
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Group, Problem

COUNT_DRAWS = 2_000
MOST_ASKED = 1_000  # numbers of items that are asked for; larger plans are told in steps
FURTHEST_WEEKS = 520
_SAME = 1e-6


@dataclass(frozen=True)
class ByCounts:
    """A forecast in which the n-th item of the plan's order is done when the team has finished n items.

    `places` is that n by item, of those that the plan has work for; `note` says on how much it rests.
    """

    forecast: Forecast
    places: Mapping[str, int]
    weeks: int
    note: str


def by_counts(
    *,
    problem: Problem,
    plan: Plan,
    forecast: Forecast,
    clock: PlanClock,
    first_monday: date,
    counts: Sequence[int],
    seed: int,
    targets: Mapping[str, float],
) -> ByCounts | None:
    """`forecast` with dates from `counts` of finished items, in the order in which the plan ends items.

    `counts` are those of the weeks from `first_monday` on. What takes no time keeps its dates. None where the
    counts say too little: less than four weeks, nothing finished, no end in sight. What `forecast` says of
    several together stays as far as it is of others alone; sets of groups are the caller's to leave out.
    """
    places = _places(plan)
    found = _told(places, first_monday, counts, seed)
    if found is None:
        return None
    told, asked = found
    reader = _Reader(told, asked, clock, first_monday + timedelta(weeks=len(counts)))
    lengths = {row.item: row.finish - row.start for row in plan.placed}
    deadlines = {item.id: item.deadline for item in problem.items}
    items = tuple(
        _item(row, reader, places[row.item], lengths[row.item], deadlines[row.item], targets.get(row.item))
        if row.item in places
        else row
        for row in forecast.items
    )
    members = {group.id: group for group in problem.groups}
    groups = tuple(
        _group(row, reader, members[row.group], places, targets.get(row.group)) for row in forecast.groups
    )
    parts = {
        name: Group(name, tuple(item.id for item in problem.items if item.product == name))
        for name in {row.group for row in forecast.products}
    }
    products = tuple(_group(row, reader, parts[row.group], places, None) for row in forecast.products)
    end = reader.quantiles(asked[-1])
    named = {row.id for row in problem.groups if places.keys() & row.members}
    joint = _joint(
        forecast.joint, named, {name for name, row in parts.items() if places.keys() & row.members}
    )
    if joint is not None and any(row.deadline is not None for row in problem.groups if row.id in named):
        joint = replace(joint, all_held=None)
    whole = replace(forecast, items=items, groups=groups, products=products, finish=end, joint=joint)
    return ByCounts(whole, places, told.weeks, told.note)


def counts_say(*, plan: Plan, first_monday: date, counts: Sequence[int], seed: int) -> bool:
    """Whether `by_counts` would date the items of the plan."""
    return _told(_places(plan), first_monday, counts, seed) is not None


def _told(
    places: Mapping[str, int], first_monday: date, counts: Sequence[int], seed: int
) -> tuple[Outlook, list[int]] | None:
    """When so many items are done, with the numbers that were asked for."""
    if not places:
        return None
    # Thousands of items are told in steps: the next one that was asked for.
    step = -(-len(places) // MOST_ASKED)
    asked = sorted({min(len(places), -(-place // step) * step) for place in places.values()})
    told = forecast_throughput(
        counts, items=asked, weeks=(1,), first_monday=first_monday, seed=seed, draws=COUNT_DRAWS
    )
    if told.layer != "history" or told.when(asked[-1], 0.95) > FURTHEST_WEEKS:
        return None
    return told, asked


def _joint(joint: Joint | None, groups: Collection[str], products: Collection[str]) -> Joint | None:
    """What simulations say of others together: counts know of nothing that dates have in common."""
    if joint is None:
        return None
    return replace(
        joint,
        pairs=tuple(row for row in joint.pairs if not {row.first, row.second} & set(groups)),
        slips=tuple(row for row in joint.slips if not {row.late, row.moved} & set(groups)),
        product_slips=tuple(row for row in joint.product_slips if not {row.late, row.moved} & set(products)),
    )


def _places(plan: Plan) -> dict[str, int]:
    working = [row for row in plan.placed if row.finish > row.start]
    order = sorted(working, key=lambda row: (row.finish, row.start, row.item))
    return {row.item: number for number, row in enumerate(order, 1)}


@dataclass(frozen=True)
class _Reader:
    """Reads weeks of a throughput forecast, counted from `end`, as moments of the plan's clock."""

    told: Outlook
    asked: Sequence[int]
    clock: PlanClock
    end: date

    @cached_property
    def _moments(self) -> dict[float, float]:
        return {}

    @cached_property
    def _levels(self) -> Sequence[Sequence[float]]:
        # Maps between what is asked leave dips of a day: n + 1 items are never done before n.
        weeks = [[self.told.when(place, level) for level in LEVELS] for place in self.asked]
        highest: Sequence[Sequence[float]] = np.maximum.accumulate(weeks).tolist()
        return highest

    def moment(self, weeks: float) -> float:
        if weeks not in self._moments:
            day = self.end + timedelta(days=ceil(7 * min(weeks, 2.0 * FURTHEST_WEEKS)) - 1)
            self._moments[weeks] = max(0.0, self.clock.end_of(max(day, self.clock.start)))
        return self._moments[weeks]

    def _index(self, place: int) -> int:
        return bisect_left(self.asked, place)

    def quantiles(self, place: int) -> Quantiles:
        return Quantiles(*(self.moment(weeks) for weeks in self._levels[self._index(place)]))

    def moments(self, place: int) -> list[float]:
        return [self.moment(weeks) for weeks in self.told.dates[self.asked[self._index(place)]].values]

    def chance(self, place: int, deadline: float | None) -> float | None:
        if deadline is None:
            return None
        moments = self.moments(place)
        return sum(moment <= deadline + _SAME for moment in moments) / len(moments)


def _item(
    row: ItemForecast,
    reader: _Reader,
    place: int,
    length: float,
    deadline: float | None,
    target: float | None,
) -> ItemForecast:
    finish = reader.quantiles(place)
    return replace(
        row,
        finish=finish,
        start=_before(row.start, finish, length),
        chance=reader.chance(place, deadline),
        target_chance=reader.chance(place, target),
    )


def _group(
    row: GroupForecast, reader: _Reader, group: Group, places: Mapping[str, int], target: float | None
) -> GroupForecast:
    found = [places[name] for name in group.members if name in places]
    if not found:
        return row
    last = max(found)
    moments = reader.moments(last)
    return replace(
        row,
        finish=reader.quantiles(last),
        chance=reader.chance(last, group.deadline),
        target_chance=reader.chance(last, target),
        histogram=tuple((moment, 1.0 / len(moments)) for moment in moments),
    )


def _before(start: Quantiles, finish: Quantiles, length: float) -> Quantiles:
    """The start, no later than the planned length before the finish."""
    names = ("p05", "p15", "p50", "p85", "p95")
    return Quantiles(*(max(0.0, min(getattr(start, name), getattr(finish, name) - length)) for name in names))
