"""The simulations of a plan, or what weekly counts say where a product has no estimates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Plan
from pilothouse.roadmap.contracts import Implied
from pilothouse.roadmap.planning.nodes import ProductGroup, ReleaseGroup, SetGroup
from pilothouse.roadmap.planning.problem import Inputs

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.causes import Event
    from pilothouse.engine.forecast.futures.forecast import Forecast, Quantiles
    from pilothouse.engine.forecast.history.by_counts import ByCounts

UNESTIMATED = 0.8  # share of items without an estimate from which the counts of finished ones give the dates


@dataclass(frozen=True)
class Said:
    """A forecast with what it rests on, by product. `counted` says of which items the dates come from weekly
    counts, `by_counts` of which products, `implied` what estimates of one number stand for.
    """

    forecast: Forecast
    basis: Mapping[int, tuple[str, ...]]
    counted: Mapping[str, str] = field(default_factory=dict)
    implied: Mapping[str, Implied] = field(default_factory=dict)
    by_counts: frozenset[int] = frozenset()


def simulated(
    inputs: Inputs,
    plan: Plan,
    draws: int,
    seed: int,
    *,
    teams: Mapping[str, str] | None = None,
    events: Sequence[Event] = (),
    by_counts: bool = True,
) -> Said:
    """What `draws` simulations of the whole plan say; with one seed always the same.

    The risks of the register strike in them, and `events` besides: those of open questions, each by its
    number, in place of a risk that it became. A what-if gives the `teams` that items share the pace of in the
    plan that is shown, so that nobody's draws change with who does what; it is asked for nothing joint.
    Without `by_counts` all dates come from simulations.
    """
    from pilothouse.engine.forecast.futures.simulate import simulate
    from pilothouse.roadmap.planning.layers import growth_of, layered
    from pilothouse.roadmap.planning.sharing import shared_pace, spread_by_team
    from pilothouse.roadmap.planning.striking import events_of

    asked = {int(row.id) for row in events if row.id.isdecimal()}
    layers = layered(inputs)
    growth, grown = growth_of(inputs.releases)
    products = inputs.snapshot.products if by_counts else ()
    counted = frozenset(row.id for row in products if _is_counted(inputs, plan, row.id, seed))
    joint = [] if teams else [name for name, number in _released(inputs).items() if number not in counted]
    teams = teams or shared_pace(inputs, plan)
    forecast = simulate(
        layers.problem,
        plan,
        draws=draws,
        seed=seed,
        common_sigma=spread_by_team(layers.common_sigma, teams),
        shared=teams,
        drift=layers.drift,
        growth=growth,
        targets=inputs.targets,
        joint=joint,
        joint_sets=_sets(inputs, counted),
        events=(*events_of(inputs, plan, without_questions=asked), *events),
    )
    basis = {number: (*notes, *grown.get(number, ())) for number, notes in layers.notes.items()}
    said = Said(forecast, basis, {}, layers.implied, counted)
    for product in products:
        if product.id in counted:
            said = _with_counts(said, inputs, plan, product.id, seed)
    return replace(said, forecast=_with_sets(said.forecast, inputs)) if said.counted else said


def _released(inputs: Inputs) -> dict[str, int]:
    """The product of each release, by the engine's name of the release."""
    return {
        name: inputs.releases[node.release_id].product_id
        for name, node in inputs.nodes.items()
        if isinstance(node, ReleaseGroup)
    }


def with_target(inputs: Inputs, products: Collection[int]) -> set[int]:
    """Those of `products` of which a release has a target date."""
    dated = {row.product_id for row in inputs.releases.values() if row.target_on is not None}
    return dated.intersection(products)


def _sets(inputs: Inputs, counted: Collection[int]) -> dict[str, list[str]]:
    """The releases of each portfolio, in the engine's names, where no date of theirs comes from counts."""
    releases, dated = _released(inputs), with_target(inputs, counted)
    return {
        SetGroup(row.id).name: [name for name, product in releases.items() if product in row.product_ids]
        for row in inputs.snapshot.product_sets
        if dated.isdisjoint(row.product_ids)
    }


def _own(inputs: Inputs, plan: Plan, product_id: int) -> Plan:
    """The part of a plan that a product has."""
    placed = tuple(
        row
        for row in plan.placed
        if (item := inputs.item(row.item)) is not None and item.product_id == product_id
    )
    return replace(plan, placed=placed)


def _unestimated(inputs: Inputs, product_id: int) -> tuple[list[str], int]:
    """The items of a product whose size is assumed, and how many have one at all."""
    sized = [
        (work.id, item.id)
        for work in inputs.problem.items
        if work.effort is not None
        and (item := inputs.item(work.id)) is not None
        and item.product_id == product_id
    ]
    return [name for name, number in sized if number in inputs.assumed], len(sized)


def _is_counted(inputs: Inputs, plan: Plan, product_id: int, seed: int) -> bool:
    """Whether nearly no item of a product has an estimate, and weekly counts say enough."""
    from pilothouse.engine.forecast.history.by_counts import counts_say
    from pilothouse.engine.forecast.history.weeks import whole_weeks

    assumed, sized = _unestimated(inputs, product_id)
    if not sized or len(assumed) < UNESTIMATED * sized:
        return False
    first, counts = whole_weeks(inputs.snapshot.history(product_id).weeks, inputs.clock.start)
    return counts_say(plan=_own(inputs, plan, product_id), first_monday=first, counts=counts, seed=seed)


def _with_counts(said: Said, inputs: Inputs, plan: Plan, product_id: int, seed: int) -> Said:
    """Dates of a product from weekly counts."""
    from pilothouse.engine.forecast.history.by_counts import by_counts
    from pilothouse.engine.forecast.history.weeks import whole_weeks

    assumed, sized = _unestimated(inputs, product_id)
    first, counts = whole_weeks(inputs.snapshot.history(product_id).weeks, inputs.clock.start)
    found = by_counts(
        problem=inputs.problem,
        plan=_own(inputs, plan, product_id),
        forecast=said.forecast,
        clock=inputs.clock,
        first_monday=first,
        counts=counts,
        seed=seed,
        targets=inputs.targets,
    )
    if found is None:
        return said
    text = (
        f"{len(assumed):,} of {sized:,} items have no estimate, so dates come from what was finished in "
        f"each of {found.weeks} weeks: item n of the plan's order is done when the team has finished n more."
    )
    return replace(
        said,
        forecast=_with_finish(found.forecast, inputs),
        basis={**said.basis, product_id: (text, found.note)},
        counted={
            **said.counted,
            **{name: _place(found, name) for name in assumed if name in found.places},
        },
    )


def _with_finish(forecast: Forecast, inputs: Inputs) -> Forecast:
    """The end of everything as that of the product that ends last, level by level."""
    ends = [row.finish for row in forecast.groups if isinstance(inputs.nodes[row.group], ProductGroup)]
    return replace(forecast, finish=_latest(ends))


def _latest(ends: Sequence[Quantiles]) -> Quantiles:
    from pilothouse.engine.forecast.futures.forecast import Quantiles

    names = ("p05", "p15", "p50", "p85", "p95")
    return Quantiles(*(max(getattr(end, name) for end in ends) for name in names))


def _with_sets(forecast: Forecast, inputs: Inputs) -> Forecast:
    """The end of each portfolio as that of its product that ends last, level by level: weekly counts know of
    one product each."""
    ends = {
        node.product_id: row.finish
        for row in forecast.groups
        if isinstance(node := inputs.nodes[row.group], ProductGroup)
    }
    of = {SetGroup(row.id).name: row.product_ids for row in inputs.snapshot.product_sets}
    groups = tuple(
        replace(row, finish=_latest([ends[number] for number in of[row.group] if number in ends]))
        if row.group in of
        else row
        for row in forecast.groups
    )
    return replace(forecast, groups=groups)


def _place(found: ByCounts, name: str) -> str:
    return (
        f" Its dates come from {found.weeks} weeks of finished items: it is done when the team has finished "
        f"{found.places[name]} more."
    )
