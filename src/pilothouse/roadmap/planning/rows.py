"""The engine's answers become rows: dates for moments, items and people for names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Placed, Plan
from pilothouse.roadmap.contracts import Driver, Implied, Reason, RunPortfolio
from pilothouse.roadmap.planning.against import against_counts
from pilothouse.roadmap.planning.computed import (
    ComputedItem,
    ComputedPlan,
    ComputedProduct,
    ComputedRelease,
    ComputedRun,
    Percentiles,
)
from pilothouse.roadmap.planning.load import Weeks, Work
from pilothouse.roadmap.planning.nodes import (
    ItemNode,
    ParentEnd,
    ParentGroup,
    ParentStart,
    ProductGroup,
    ReleaseGroup,
    SetGroup,
)
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.planning.reasons import reason_of
from pilothouse.roadmap.planning.simulated import Said, with_target
from pilothouse.roadmap.planning.steady import ranks_of
from pilothouse.roadmap.planning.together import together
from pilothouse.roadmap.planning.wish import Scheduled, Wish
from pilothouse.roadmap.queries.snapshot import OpenItem, run_hashes
from pilothouse.roadmap.queries.stored import Histogram

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.forecast import Driver as Found
    from pilothouse.engine.forecast.futures.forecast import Forecast, GroupForecast, ItemForecast, Quantiles

MOST_PEOPLE = 12  # named for a parent
LEAST_SINGLE = 0.05  # of the variance, to which shares of single items are scaled at least
STANDS_OUT = 0.05  # of that part: an item with less is one of many, and not worth a look of its own
MOST_OUT_OF_ORDER = 5  # named where something keeps the order of products from being kept
_BEYOND = "The plan reaches further than holidays and absences were looked up; after that none are known."


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


def computed(answered: Answered, *, wish: Wish, seed: int, said: Said, found: Scheduled) -> ComputedPlan:
    """A run with its rows."""
    weeks = Weeks(answered.inputs)
    work = {row.item: weeks.work(row) for row in answered.plan.placed}
    leaves = {
        row.item: _leaf(answered, item, row, said.counted.get(row.item, ""), work[row.item])
        for row in answered.plan.placed
        if (item := answered.inputs.item(row.item)) is not None
    }
    items = (*leaves.values(), *_parents(answered, leaves))
    whole, parts = run_hashes(answered.inputs.snapshot, answered.inputs.clock.start)
    products = tuple(_products(answered, items, wish, said, parts))
    releases = tuple(_releases(answered))
    of_products, of_releases = against_counts(answered.inputs, items, products, releases, seed)
    return ComputedPlan(
        run=_run(answered, items, wish, seed, whole, found, said.by_counts),
        products=tuple(replace(row, against=of_products[row.product_id]) for row in products),
        items=items,
        releases=tuple(replace(row, against=of_releases[row.release_id]) for row in releases),
        loads=tuple(weeks.loads(answered.plan, work)),
    )


def _run(
    answered: Answered,
    items: Sequence[ComputedItem],
    wish: Wish,
    seed: int,
    inputs_hash: str,
    scheduled: Scheduled,
    counted: Collection[int],
) -> ComputedRun:
    inputs, plan, forecast = answered.inputs, answered.plan, answered.forecast
    finish = forecast.finish
    return ComputedRun(
        kind=wish.kind,
        mode=inputs.snapshot.mode,
        as_of=inputs.clock.start,
        seed=seed,
        draws=forecast.draws,
        engine_version=plan.engine_version,
        inputs_hash=inputs_hash,
        journal_mark=inputs.snapshot.mark,
        items=len(items),
        p50=inputs.dates.end(finish.p50),
        p85=inputs.dates.end(finish.p85),
        makespan=plan.makespan,
        lower_bound=plan.lower_bound,
        gap=plan.gap,
        convergence=forecast.convergence,
        drivers=_drivers(inputs, forecast.drivers, forecast.common_share),
        violations=tuple(row.text for row in plan.violations if row.kind == "late") + _out_of_order(plan),
        ranks=ranks_of(inputs.snapshot) if scheduled.in_order else None,
        notes=(_BEYOND,) if finish.p85 > inputs.clock.reach else (),
        kept=scheduled.kept,
        robust=scheduled.robust,
        together=together(inputs, forecast.joint, counted),
        portfolios=tuple(_portfolios(answered, items, counted)),
    )


def _out_of_order(plan: Plan) -> tuple[str, ...]:
    """What rules out that the order of products is kept, the largest first."""
    found = [row.text for row in plan.violations if row.kind == "order"]
    more = len(found) - MOST_OUT_OF_ORDER
    return (*found[:MOST_OUT_OF_ORDER], *([f"So it is with {more:,} more."] if more > 0 else ()))


def _portfolios(
    answered: Answered, items: Sequence[ComputedItem], counted: Collection[int]
) -> Iterator[RunPortfolio]:
    """Every portfolio that has open items, by all of its products that do."""
    inputs, joint = answered.inputs, answered.forecast.joint
    counts = Counter(inputs.structure.items[row.item_id].product_id for row in items)
    sets = {row.id: row for row in inputs.snapshot.product_sets}
    dated = with_target(inputs, counted)
    for found in answered.forecast.groups:
        node = inputs.nodes[found.group]
        if isinstance(node, SetGroup):
            own = [row for row in inputs.snapshot.products if row.id in sets[node.set_id].product_ids]
            held = [row.id for row in own]
            yield RunPortfolio(
                name=sets[node.set_id].name,
                product_ids=tuple(held),
                items=sum(counts[number] for number in held),
                p50=inputs.dates.finish(found.group, found.finish.p50),
                p85=inputs.dates.finish(found.group, found.finish.p85),
                all_held=joint.held.get(found.group) if joint else None,
                drivers=_drivers(inputs, found.drivers, found.common_share),
                left_out=tuple(row.name for row in own if row.id in dated),
            )


def _products(
    answered: Answered, items: Sequence[ComputedItem], wish: Wish, said: Said, hashes: Mapping[int, str]
) -> Iterator[ComputedProduct]:
    """The part of each product that has open items, in their order."""
    inputs = answered.inputs
    products = {row.id: (place, row) for place, row in enumerate(inputs.snapshot.products)}
    counts = Counter(inputs.structure.items[row.item_id].product_id for row in items)
    late = _late(answered)
    for found in answered.forecast.groups:
        node = inputs.nodes[found.group]
        if isinstance(node, ProductGroup):
            place, product = products[node.product_id]
            yield ComputedProduct(
                product_id=product.id,
                position=place,
                weight=product.weight,
                replanned=not wish.products or product.id in wish.products,
                items=counts[product.id],
                p50=inputs.dates.finish(found.group, found.finish.p50),
                p85=inputs.dates.finish(found.group, found.finish.p85),
                inputs_hash=hashes[product.id],
                drivers=_drivers(inputs, found.drivers, found.common_share),
                notes=inputs.notes.get(product.id, ()),
                basis=tuple(said.basis.get(product.id, ())),
                violations=tuple(late.get(product.id, ())),
            )


def _late(answered: Answered) -> dict[int, list[str]]:
    """What the plan does not keep of each product."""
    inputs = answered.inputs
    found: dict[int, list[str]] = {}
    for row in answered.plan.violations:
        node = inputs.nodes.get(row.subject)
        if row.kind == "late" and isinstance(node, ItemNode | ParentStart | ParentEnd):
            found.setdefault(inputs.structure.items[node.item_id].product_id, []).append(row.text)
    return found


def _leaf(answered: Answered, item: OpenItem, row: Placed, counted: str, work: Work) -> ComputedItem:
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
        work=work,
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
    """Items that stand out, with the share of the spread that each causes: what moves all work at once is
    left out, and so is an item whose share is one of many small ones."""
    single = max(1.0 - common, LEAST_SINGLE)
    shares = ((inputs.item(row.item), round(min(1.0, row.share / single), 4)) for row in found)
    return tuple(
        Driver(item.key, item.title, share) for item, share in shares if item and share >= STANDS_OUT
    )
