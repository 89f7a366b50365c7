"""Plans that keep to what is published, in what they say too: the dates that people were told are news where
they change, so that of several repairs the one is taken that changes least of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Limit, Placed, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import queries
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.planning.sharing import shared_pace, spread_by_team
from pilothouse.roadmap.planning.striking import events_of
from pilothouse.roadmap.planning.workforce import product_name
from pilothouse.roadmap.queries.snapshot import Snapshot

if TYPE_CHECKING:
    from pilothouse.engine.schedule.replan import Replanned

STABILITY = 0.3  # days of makespan that a moved item must gain: less is noise between seeds
REPAIRS = 6  # that are compared
_DRAWS = 400  # simulations of each
_HALF = 0.5  # day by which a moment within a day differs from its middle at most


def steady(
    actor: Actor,
    inputs: Inputs,
    number: int,
    start: Sequence[Placed],
    *,
    seed: int,
    limit: Limit,
    stability: float = STABILITY,
    held: frozenset[str] = frozenset(),
    moving: frozenset[str] | None = None,
) -> Replanned:
    """A plan that keeps to the places `start` and to what run `number` says of items."""
    # Loaded when first used: a server that plans nothing has no need of the compiled kernels.
    from pilothouse.engine.schedule.replan import replan
    from pilothouse.engine.schedule.steadiest import Options

    shown = {
        ItemNode(item).name: inputs.clock.end_of(day) - _HALF
        for item, day in queries.late_dates(actor=actor, number=number).items()
    }
    order = queries.ranks(actor=actor, number=number) or {}
    ranks = {product_name(product): rank for product, rank in order.items()}
    return replan(
        inputs.problem,
        start,
        held=held,
        moving=moving,
        seed=seed,
        limit=limit,
        stability=stability,
        options=Options(REPAIRS, _Foreseen.of(inputs, shown, seed).changes) if stability else Options(),
        ranked={item.id: ranks[item.product] for item in inputs.problem.items if item.product in ranks}
        if ranks
        else None,
    )


def ranks_of(taken: Snapshot) -> dict[int, int] | None:
    """The rank of each product where their order is strict."""
    if taken.mode != "strict":
        return None
    return {row.id: place for place, row in enumerate(taken.products)}


@dataclass(frozen=True)
class _Foreseen:
    """What simulations say of plans, or of their better-ranked part, against the 85 % days `shown`."""

    inputs: Inputs
    shown: Mapping[str, float]
    seed: int
    problem: Problem
    spread: Mapping[str, float]
    drift: float

    @classmethod
    def of(cls, inputs: Inputs, shown: Mapping[str, float], seed: int) -> _Foreseen:
        from pilothouse.roadmap.planning.layers import layered

        layers = layered(inputs)
        return cls(inputs, shown, seed, layers.problem, layers.common_sigma, layers.drift)

    def changes(self, places: Sequence[Placed]) -> dict[str, float]:
        """By how many days the 85 % date of each item that is placed is another."""
        from pilothouse.engine.forecast.futures.late import late_dates

        end = max((row.finish for row in places), default=0.0)
        plan = Plan(tuple(places), end, end, 0.0, "feasible", (), 0, 0)
        problem = _of(self.problem, {row.item for row in places})
        teams = shared_pace(self.inputs, plan)
        said = late_dates(
            problem,
            plan,
            draws=_DRAWS,
            seed=self.seed,
            common_sigma=spread_by_team(self.spread, teams),
            shared=teams,
            drift=self.drift,
            events=events_of(self.inputs, plan),
        )
        return {
            name: max(0.0, abs(day - self.shown[name]) - _HALF)
            for name, day in said.items()
            if name in self.shown
        }


def _of(problem: Problem, names: Collection[str]) -> Problem:
    """The problem of these items alone."""
    if len(names) == len(problem.items):
        return problem
    members = {group.id: tuple(name for name in group.members if name in names) for group in problem.groups}
    return replace(
        problem,
        items=tuple(item for item in problem.items if item.id in names),
        dependencies=tuple(
            edge for edge in problem.dependencies if edge.predecessor in names and edge.successor in names
        ),
        groups=tuple(
            replace(group, members=members[group.id]) for group in problem.groups if members[group.id]
        ),
    )
