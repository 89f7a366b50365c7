"""The engine's answers become rows: dates for moments, items and people for names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Placed, Plan
from pilothouse.roadmap.contracts import Driver, Implied, KeptTo, Reason
from pilothouse.roadmap.planning.computed import (
    ComputedItem,
    ComputedPlan,
    ComputedRelease,
    ComputedRun,
    Percentiles,
)
from pilothouse.roadmap.planning.nodes import ParentGroup, ReleaseGroup
from pilothouse.roadmap.planning.people import HORIZON_DAYS
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.planning.reasons import reason_of
from pilothouse.roadmap.queries.snapshot import OpenItem, digest, inputs_hash
from pilothouse.roadmap.queries.stored import Histogram

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.forecast import Driver as Found
    from pilothouse.engine.forecast.futures.forecast import Forecast, GroupForecast, ItemForecast, Quantiles

MOST_PEOPLE = 12  # named for a parent
LEAST_SINGLE = 0.05  # of the variance, to which shares of single items are scaled at least
_BEYOND = "The plan reaches beyond three years, up to which holidays and absences are known."


@dataclass(frozen=True)
class Answered:
    """What the engine says of `inputs`: where items are placed, and what the simulations say of each."""

    inputs: Inputs
    plan: Plan
    forecast: Forecast
    implied: Mapping[str, Implied]
    placed: Mapping[str, Placed]
    told: Mapping[str, ItemForecast]

    @classmethod
    def of(cls, inputs: Inputs, plan: Plan, forecast: Forecast, implied: Mapping[str, Implied]) -> Answered:
        placed = {row.item: row for row in plan.placed}
        return cls(inputs, plan, forecast, implied, placed, {row.item: row for row in forecast.items})


def computed(
    answered: Answered,
    *,
    product_id: int,
    seed: int,
    basis: Sequence[str],
    counted: Mapping[str, str],
    kept: KeptTo | None,
) -> ComputedPlan:
    """A run with its rows. `counted` says, by the engine's name, of which items the dates come from counts;
    `kept` what moved against an earlier run."""
    leaves = {
        row.item: _leaf(answered, item, row, counted.get(row.item, ""))
        for row in answered.plan.placed
        if (item := answered.inputs.item(row.item)) is not None
    }
    items = (*leaves.values(), *_parents(answered, leaves))
    run = _run(answered, len(items), product_id, seed, basis, kept)
    return ComputedPlan(run, items, tuple(_releases(answered)))


def _run(
    answered: Answered, items: int, product_id: int, seed: int, basis: Sequence[str], kept: KeptTo | None
) -> ComputedRun:
    inputs, plan, forecast = answered.inputs, answered.plan, answered.forecast
    as_of, finish = inputs.clock.start, forecast.finish
    return ComputedRun(
        product_id=product_id,
        as_of=as_of,
        seed=seed,
        draws=forecast.draws,
        engine_version=plan.engine_version,
        inputs_hash=inputs_hash(digest(inputs.snapshot), as_of),
        journal_mark=inputs.snapshot.mark,
        items=items,
        p50=inputs.dates.end(finish.p50),
        p85=inputs.dates.end(finish.p85),
        makespan=plan.makespan,
        lower_bound=plan.lower_bound,
        gap=plan.gap,
        convergence=forecast.convergence,
        drivers=_drivers(inputs, forecast.drivers, forecast.common_share),
        violations=tuple(row.text for row in plan.violations if row.kind == "late"),
        notes=(*inputs.notes, *([_BEYOND] if finish.p85 > HORIZON_DAYS else [])),
        basis=tuple(basis),
        kept=kept,
    )


def _leaf(answered: Answered, item: OpenItem, row: Placed, counted: str) -> ComputedItem:
    inputs, told = answered.inputs, answered.told[row.item]
    start, finish = inputs.dates.span(row.item, row.start, row.finish)
    return ComputedItem(
        item_id=item.id,
        start=start,
        finish=finish,
        start_day=row.start,
        finish_day=row.finish,
        start_p50=inputs.dates.span(row.item, told.start.p50, told.finish.p50)[0],
        dates=_percentiles(inputs, row.item, told.finish),
        chance=told.chance,
        release_chance=told.target_chance,
        criticality=told.criticality,
        people=_people(inputs, row),
        reason=reason_of(inputs, row, item, answered.placed),
        assumed=inputs.assumed.get(item.id, "") + counted,
        implied=answered.implied.get(row.item),
    )


def _parents(answered: Answered, leaves: Mapping[str, ComputedItem]) -> Iterator[ComputedItem]:
    members = {group.id: group.members for group in answered.inputs.problem.groups}
    for found in answered.forecast.groups:
        node = answered.inputs.nodes[found.group]
        if isinstance(node, ParentGroup):
            yield _parent(answered.inputs, node, [leaves[name] for name in members[found.group]], found)


def _parent(
    inputs: Inputs, node: ParentGroup, parts: Sequence[ComputedItem], found: GroupForecast
) -> ComputedItem:
    """A parent spans its parts; its reason is its first part."""
    people = dict.fromkeys(number for part in parts for number in part.people)
    return ComputedItem(
        item_id=node.item_id,
        start=min(part.start for part in parts),
        finish=max(part.finish for part in parts),
        start_day=None,
        finish_day=None,
        start_p50=min(part.start_p50 for part in parts),
        dates=_percentiles(inputs, found.group, found.finish),
        chance=found.chance,
        release_chance=found.target_chance,
        criticality=max(part.criticality for part in parts),
        people=tuple(people)[:MOST_PEOPLE],
        reason=_first_part(inputs, min(parts, key=lambda part: part.start_day or 0.0)),
        drivers=_drivers(inputs, found.drivers, found.common_share),
        histogram=_histogram(inputs, found),
    )


def _first_part(inputs: Inputs, part: ComputedItem) -> Reason:
    title = inputs.structure.items[part.item_id].title
    return Reason("parts", f"starts with its first part, {title}", day=part.start, item=part.item_id)


def _releases(answered: Answered) -> Iterator[ComputedRelease]:
    inputs = answered.inputs
    for found in answered.forecast.groups:
        node = inputs.nodes[found.group]
        if isinstance(node, ReleaseGroup):
            yield ComputedRelease(
                release_id=node.release_id,
                dates=_percentiles(inputs, found.group, found.finish),
                chance=found.chance,
                drivers=_drivers(inputs, found.drivers, found.common_share),
                histogram=_histogram(inputs, found),
            )


def _people(inputs: Inputs, row: Placed) -> tuple[int, ...]:
    return tuple(inputs.people[name].id for name in row.people)


def _percentiles(inputs: Inputs, name: str, finish: Quantiles) -> Percentiles:
    moments = (finish.p15, finish.p50, finish.p85, finish.p95)
    return Percentiles(*(inputs.dates.finish(name, moment) for moment in moments))


def _histogram(inputs: Inputs, found: GroupForecast) -> Histogram:
    """Share of the simulations that are done on each date."""
    shares: dict[date, float] = {}
    for edge, share in found.histogram:
        day = inputs.dates.finish(found.group, edge)
        shares[day] = shares.get(day, 0.0) + share
    return tuple((day, round(share, 5)) for day, share in shares.items())


def _drivers(inputs: Inputs, found: Sequence[Found], common: float) -> tuple[Driver, ...]:
    """Shares of the spread that single items cause: what moves all work at once is left out."""
    single = max(1.0 - common, LEAST_SINGLE)
    return tuple(
        Driver(item.key, item.title, round(min(1.0, row.share / single), 4))
        for row in found
        if (item := inputs.item(row.item)) is not None
    )
