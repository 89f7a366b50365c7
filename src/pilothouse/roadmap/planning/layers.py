"""What futures are drawn from: estimates read by the team's own record, and a pace that drifts.

The schedule takes estimates as entered; its futures take them as they turned out so far. Which layer gave a
date, and on how much history, is said in the run's notes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from math import ceil

import numpy as np
from django.db.models import Count, Q

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.forecast.futures.scope import Growth, scope_growth
from pilothouse.engine.forecast.futures.simulate import LEVELS, Forecast, Quantiles
from pilothouse.engine.forecast.history.estimates import DEFAULT, EstimateModel, Finished, learn
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Effort, Problem
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models

DRIFT = 0.11
UNESTIMATED = 0.8  # share of items without an estimate from which the counts of finished ones give the dates
_COUNT_DRAWS = 2_000
_MOST_ASKED = 1_000
_FURTHEST_WEEKS = 520
_LONGEST = timedelta(days=400)  # an item open for longer was forgotten rather than worked on
_LEAST = 0.05  # person-days


@dataclass(frozen=True)
class Layers:
    """`problem` has the efforts that futures are drawn from; `common_sigma` and `drift` they share."""

    problem: Problem
    common_sigma: float
    drift: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Done:
    """A finished item with an estimate: who did it, from when to when."""

    owner: int
    first: date
    last: date
    low: float | None
    likely: float
    high: float | None


def layered(
    *, actor: Actor, product_id: int, problem: Problem, rows: Mapping[str, models.Item], clock: PlanClock
) -> Layers:
    """`problem` with every entered estimate replaced by what the team's finished items make of it."""
    model = learn(finished=finished(_done(actor, product_id), clock), prior=DEFAULT)
    read = 0
    items = []
    for item in problem.items:
        row = rows.get(item.id)
        if row is None or item.effort is None or row.likely is None or row.low is None or row.high is None:
            items.append(item)
            continue
        left = 1.0 - row.progress
        if row.likely <= 0 or row.low <= 0 or left <= 0:
            items.append(item)
            continue
        likely = model.effort(low=row.low, likely=row.likely, high=row.high).pert
        items.append(
            replace(item, effort=Effort(likely.low * left, likely.likely * left, likely.high * left))
        )
        read += 1
    return Layers(
        replace(problem, items=tuple(items)),
        model.common_sigma,
        DRIFT,
        tuple(_notes(model, read)),
    )


def finished(done: Sequence[_Done], clock: PlanClock) -> list[Finished]:
    """Estimate and actual effort of finished items.

    On a working day on which somebody had k items in progress, each took 1 / k of a person-day. That is time
    rather than effort: waiting counts, as it will in what is planned.
    """
    busy: dict[tuple[int, date], int] = {}
    days = [
        [day for day in _days(row.first, row.last) if clock.calendar.is_working(day)] or [row.last]
        for row in done
    ]
    for row, own in zip(done, days, strict=True):
        for day in own:
            busy[row.owner, day] = busy.get((row.owner, day), 0) + 1
    return [
        Finished(
            row.likely,
            max(_LEAST, sum(1.0 / busy[row.owner, day] for day in own)),
            float(row.last.toordinal()),
            *_range(row),
        )
        for row, own in zip(done, days, strict=True)
    ]


def _range(row: _Done) -> tuple[float | None, float | None]:
    if row.low is None or row.high is None or not row.low < row.high or not row.low <= row.likely <= row.high:
        return None, None
    return row.low, row.high


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _done(actor: Actor, product_id: int) -> list[_Done]:
    """The last finished leaves that have all that is asked for."""
    rows = (
        models.Item.objects.filter(
            workspace_id=actor.workspace_id,
            product_id=product_id,
            status="done",
            likely__gt=0,
            owner_id__isnull=False,
            started_on__isnull=False,
            resolved_at__isnull=False,
        )
        .exclude(pk__in=models.Item.objects.filter(parent__isnull=False).values("parent_id"))
        .order_by("-resolved_at")
        .values_list("owner_id", "started_on", "resolved_at", "low", "likely", "high")[: DEFAULT.window]
    )
    return [
        _Done(owner, begun, ended.date(), low, likely, high)
        for owner, begun, ended, low, likely, high in rows
        if owner and begun and ended and likely and begun <= ended.date() <= begun + _LONGEST
    ]


def _notes(model: EstimateModel, read: int) -> Iterable[str]:
    if read:
        many = "1 estimate is" if read == 1 else f"{read:,} estimates are"
        if model.history:
            times = model.typical
            told = (
                f"typically took {times:.1f} times their estimate"
                if abs(times - 1) >= 0.05
                else "typically took what was estimated"
            )
            blended = " (blended with what other teams show)" if model.own < 1 else ""
            items = "1 finished item" if model.history == 1 else f"{model.history:,} finished items"
            yield f"{many} read by the last {items} of this product, which {told}{blended}."
        else:
            yield (
                f"{many} read with the errors that other teams make: no finished item of this product has an "
                "estimate, somebody it belongs to and the day it was started."
            )
    yield "The team's pace is taken to drift by about 11 % a week, so that later dates are wider."


def growth_of(releases: Mapping[int, models.Release]) -> tuple[dict[str, Growth], list[str]]:
    """By group: how releases whose scope still grows are expected to, by the share of their items that is
    finished; with the sentences that say so.
    """
    growing = {number: row for number, row in releases.items() if row.growing}
    counts = {
        row["release_id"]: row
        for row in models.Item.objects.filter(release_id__in=growing)
        .order_by()
        .values("release_id")
        .annotate(all=Count("id"), done=Count("id", filter=Q(status="done")))
    }
    found, notes = {}, []
    for number, row in sorted(growing.items()):
        told = counts.get(number, {"all": 0, "done": 0})
        share = told["done"] / told["all"] if told["all"] else 0.0
        growth = scope_growth(done=share)
        found[f"r{number}"] = growth
        notes.append(
            f"{row.name} still grows: with {share:.0%} of its items finished, what is left is taken to "
            f"become {growth.median:.2f} times as much, give or take."
        )
    return found, notes


@dataclass(frozen=True)
class ByCounts:
    """A forecast in which the n-th item of the plan's order is done when the team has finished n items.

    `places` is that n by item, of those that the plan has work for.
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
    """Dates from the weekly counts of finished items, in the order in which the plan ends items.

    None where the counts say too little: less than four weeks, nothing finished, no end in sight.
    """
    from pilothouse.engine.forecast.history.throughput import forecast_throughput

    working = [row for row in plan.placed if row.finish > row.start]
    order = sorted(working, key=lambda row: (row.finish, row.start, row.item))
    places = {row.item: number for number, row in enumerate(order, 1)}
    if not places:
        return None
    # Thousands of items are told in steps: the next one that was asked for.
    step = -(-len(order) // _MOST_ASKED)
    asked = sorted({min(len(order), -(-place // step) * step) for place in places.values()})
    told = forecast_throughput(
        counts, items=asked, weeks=(1,), first_monday=first_monday, seed=seed, draws=_COUNT_DRAWS
    )
    if told.layer != "history" or told.when(asked[-1], 0.95) > _FURTHEST_WEEKS:
        return None
    end = first_monday + timedelta(weeks=len(counts))

    @cache
    def day(weeks: float) -> float:
        moment = end + timedelta(days=ceil(7 * min(weeks, 2.0 * _FURTHEST_WEEKS)) - 1)
        return max(0.0, clock.end_of(max(moment, clock.start)))

    # Maps between what is asked leave dips of a day: n + 1 items are never done before n.
    weeks_of = np.maximum.accumulate([[told.when(place, level) for level in LEVELS] for place in asked])

    def quantiles(place: int) -> Quantiles:
        return Quantiles(*(day(float(weeks)) for weeks in weeks_of[bisect_left(asked, place)]))

    def chance(place: int, deadline: float | None) -> float | None:
        if deadline is None:
            return None
        values = told.dates[asked[bisect_left(asked, place)]].values
        return sum(day(weeks) <= deadline + 1e-6 for weeks in values) / len(values)

    lengths = {row.item: row.finish - row.start for row in plan.placed}
    deadlines = {item.id: item.deadline for item in problem.items}
    items = tuple(
        replace(
            row,
            finish=quantiles(places[row.item]),
            start=_before(row.start, quantiles(places[row.item]), lengths[row.item]),
            chance=chance(places[row.item], deadlines[row.item]),
            target_chance=chance(places[row.item], targets.get(row.item)),
        )
        if row.item in places
        else row
        for row in forecast.items
    )
    members = {group.id: group for group in problem.groups}
    groups = []
    for row in forecast.groups:
        found = [places[name] for name in members[row.group].members if name in places]
        if found:
            last = max(found)
            values = told.dates[asked[bisect_left(asked, last)]].values
            row = replace(
                row,
                finish=quantiles(last),
                chance=chance(last, members[row.group].deadline),
                target_chance=chance(last, targets.get(row.group)),
                histogram=tuple((day(weeks), 1.0 / len(values)) for weeks in values),
            )
        groups.append(row)
    whole = replace(forecast, items=items, groups=tuple(groups), finish=quantiles(asked[-1]))
    return ByCounts(whole, places, told.weeks, told.note)


def _before(start: Quantiles, finish: Quantiles, length: float) -> Quantiles:
    """The start, no later than the planned length before the finish."""
    names = ("p05", "p15", "p50", "p85", "p95")
    return Quantiles(*(max(0.0, min(getattr(start, name), getattr(finish, name) - length)) for name in names))
