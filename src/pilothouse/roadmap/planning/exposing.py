"""What each risk of the register costs the plan that a run stored: the same simulations without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Group
from pilothouse.kit.actor import Actor
from pilothouse.risk import queries as risk
from pilothouse.risk.contracts import Exposure
from pilothouse.roadmap import queries
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.planning.exposed import Dated, as_exposure, unexposed
from pilothouse.roadmap.planning.keeping import published
from pilothouse.roadmap.planning.nodes import ItemNode, ParentGroup, ProductGroup, ReleaseGroup, SetGroup
from pilothouse.roadmap.planning.problem import Inputs, pose
from pilothouse.roadmap.planning.start import restored
from pilothouse.roadmap.planning.striking import events_of, risk_name
from pilothouse.roadmap.queries.exposed import RunDate
from pilothouse.roadmap.queries.snapshot import snapshot

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.causes import Event

DATES = 60  # releases, products and portfolios that are looked at
PRICED = 60  # items whose cost of delay is counted
_LEAST = 1_000  # simulations, whatever they take
_BYTES = 400_000_000  # that simulations may take
_OF_A_CAUSE = 20  # bytes of a risk in a simulation


@dataclass(frozen=True)
class _Prices:
    """Minor units: day rates by person, and by group for each working day until it is done. `groups` are
    those of single items, which the problem lacks."""

    rates: Mapping[str, float]
    delay: Mapping[str, float]
    groups: tuple[Group, ...]
    items: int
    left_out: int

    def basis(self, own: int) -> str:
        """What money counts; empty where nothing has a price."""
        counted = [
            _many(len(set(self.rates)), "day rate of someone", "day rates of {} people")
            if self.rates
            else "",
            _many(self.items, "cost of delay of an item", "costs of delay of {} items") if self.items else "",
            _many(own, "cost that a risk says itself", "costs that {} risks say themselves") if own else "",
        ]
        counted = [text for text in counted if text]
        if not counted:
            return ""
        dear = f" Of {self.items + self.left_out:,} items with a cost of delay the dearest are counted."
        return f"Money counts the {', the '.join(counted)}.{dear if self.left_out else ''}"


def _many(count: int, one: str, several: str) -> str:
    return one if count == 1 else several.format(f"{count:,}")


def exposed(
    *, actor: Actor, number: int, now: datetime, step: Step = lambda text, done, of: None
) -> Exposure | None:
    """What open risks cost run `number` in the simulations that it was made with; None where the run is not
    the newest, or something that it read has changed. Raises `NotFound`.
    """
    step("Reading items, people and calendars", 0, 1)
    run = queries.run(actor=actor, number=number, whole=False)
    newest = queries.newest(actor=actor)
    if newest is None or newest.number != number or run.stale:
        return None
    inputs = pose(snapshot(actor=actor), today=run.as_of)
    plan = restored(inputs, published(actor, number, inputs))
    if plan is None:
        return None
    dates = queries.run_dates(actor=actor, number=number)
    base = Exposure(
        run=number,
        as_of=run.as_of,
        computed_at=now,
        draws=run.draws,
        seed=run.seed,
        settled=0,
        risks=(),
        dates=(),
        money=None,
        money_error=None,
        money_curve=None,
        digest=risk.digest(inputs.snapshot.risks),
    )
    events, own = _events(inputs, plan)
    if not events:
        return unexposed(base, dates, run.convergence)
    return _measured(base, inputs, plan, events, own, dates, step)


def _events(inputs: Inputs, plan: Plan) -> tuple[list[Event], dict[str, tuple[float, float, float]]]:
    """What strikes the plan, and what only costs money; with what each costs by itself, below 0 what it
    gains."""
    from pilothouse.engine.forecast.futures.causes import Event

    events = list(events_of(inputs, plan))
    strikes = {event.id for event in events}
    own = {}
    for row in inputs.snapshot.risks:
        name = risk_name(row.id)
        if row.delay is None and row.work is None:
            events.append(Event(name, row.event, row.probability, ()))
        elif name not in strikes:
            continue
        if row.cost is not None and any(row.cost):
            low, likely, high = map(float, row.cost)
            own[name] = (-high, -likely, -low) if row.opportunity else (low, likely, high)
    return events, own


def _measured(
    base: Exposure,
    inputs: Inputs,
    plan: Plan,
    events: Sequence[Event],
    own: Mapping[str, tuple[float, float, float]],
    dates: Sequence[RunDate],
    step: Step,
) -> Exposure:
    from pilothouse.engine.risk.exposure import expose
    from pilothouse.roadmap.planning.layers import growth_of, layered
    from pilothouse.roadmap.planning.sharing import shared_pace, spread_by_team

    layers, prices = layered(inputs), _prices(inputs)
    teams = shared_pace(inputs, plan)
    dated = _dated(inputs, dates)
    watch = {row.group for row in dated if row.group} | set(prices.delay)
    draws = _draws(base.draws, events, len(watch))

    def tell(done: int, of: int) -> None:
        step(f"Simulating without each of {len(events):,} risks", done, of)

    found = expose(
        replace(layers.problem, groups=(*layers.problem.groups, *prices.groups)),
        plan,
        events,
        draws=draws,
        seed=base.seed,
        common_sigma=spread_by_team(layers.common_sigma, teams),
        rates=prices.rates,
        delay_costs=prices.delay,
        event_costs=own,
        drift=layers.drift,
        growth=growth_of(inputs.releases)[0],
        shared=teams,
        watch=watch,
        progress=tell,
    )
    basis = [prices.basis(len(own))]
    if draws < base.draws:
        basis.append(f"So many risks are measured on {draws:,} of the {base.draws:,} simulations.")
    if len(dates) > len(dated):
        basis.append(f"Of {len(dates):,} dates the first {len(dated):,} are looked at.")
    return as_exposure(replace(base, basis=tuple(filter(None, basis))), inputs, found, dated)


def _draws(wanted: int, events: Sequence[Event], sets: int) -> int:
    """As many simulations as there is room for."""
    each = 4 * (sets + 3) * sum(event.chance for event in events) + _OF_A_CAUSE * len(events)
    return min(wanted, max(_LEAST, int(_BYTES / each)))


def _dated(inputs: Inputs, dates: Sequence[RunDate]) -> list[Dated]:
    """The dates of the run that the problem has a group for, the whole first."""
    groups = groups_by_ref(inputs)
    found = [Dated(row, groups.get(row.ref, "")) for row in dates if not row.ref or row.ref in groups]
    return found[: DATES + 1]


def groups_by_ref(inputs: Inputs) -> dict[str, str]:
    """The engine's names of releases, products and portfolios, by reference."""
    groups = {}
    for name, node in inputs.nodes.items():
        if isinstance(node, ReleaseGroup):
            groups[f"roadmap.release:{node.release_id}"] = name
        elif isinstance(node, ProductGroup):
            groups[f"vision.product:{node.product_id}"] = name
        elif isinstance(node, SetGroup):
            groups[f"roadmap.product_set:{node.set_id}"] = name
    return groups


def _prices(inputs: Inputs) -> _Prices:
    rates = {
        name: float(person.day_rate) for name, person in inputs.people.items() if person.day_rate is not None
    }
    costly = [item for item in inputs.structure.items.values() if item.cost_of_delay]
    costly.sort(key=lambda item: (-(item.cost_of_delay or 0), item.id))
    week = max(1, len(inputs.snapshot.calendar.weekdays))
    parents = {node.item_id: name for name, node in inputs.nodes.items() if isinstance(node, ParentGroup)}
    delay, groups = {}, []
    for item in costly[:PRICED]:
        name = parents.get(item.id)
        if name is None:
            name = f"d{item.id}"
            groups.append(Group(name, (ItemNode(item.id).name,), None, item.title))
        delay[name] = (item.cost_of_delay or 0) / week
    return _Prices(rates, delay, tuple(groups), len(delay), len(costly) - len(delay))
