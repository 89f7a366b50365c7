"""A plan, end to end: read, pose, schedule, check, simulate, answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from math import inf
from typing import TYPE_CHECKING

from pilothouse.engine.calendar import LAST
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import Limit, Placed, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid, PilothouseError
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import Gain, KeptMove, KeptTo, Robust
from pilothouse.roadmap.planning.computed import ComputedPlan
from pilothouse.roadmap.planning.idle import refuse_idle
from pilothouse.roadmap.planning.keeping import (
    adopted,
    amended,
    by_product,
    kept_to,
    moves_between,
    passed,
    published,
)
from pilothouse.roadmap.planning.nodes import ItemNode
from pilothouse.roadmap.planning.problem import Inputs, read
from pilothouse.roadmap.planning.simulated import simulated
from pilothouse.roadmap.planning.steady import STABILITY, ranks_of, steady
from pilothouse.roadmap.planning.wish import Scheduled, Wish

if TYPE_CHECKING:
    from pilothouse.engine.schedule.replan import Replanned

Step = Callable[[str, int, int], None]

DRAWS = 10_000
SEEDS = 8  # plans of which the one with the least simulated p85 is kept
_ITEMS_IN_ALL = 16_000  # of all plans that are tried: fewer are where each takes long


def compute(
    *,
    actor: Actor,
    today: date,
    wish: Wish | None = None,
    seed: int = 0,
    draws: int = DRAWS,
    passes: int | None = None,
    step: Step = lambda text, done, of: None,
) -> ComputedPlan:
    """Plan and simulate the open items of all active products from `today` on.

    With `passes` the answer depends on nothing but what was read. Raises `Invalid` when there is nothing to
    plan or something that cannot be planned (the item is named), and `PilothouseError` when the checker
    refuses the plan, in which case nothing is returned.
    """
    from pilothouse.roadmap.planning.rows import Answered, computed

    wish = wish or Wish()
    step("Reading items, people and calendars", 0, 4)
    inputs = read(actor=actor, today=today)
    refuse_idle(actor, inputs.snapshot, wish.products)
    step("Scheduling", 1, 4)
    limit = Limit(passes=passes, seconds=None if passes is None else inf)
    found = _scheduled(actor, inputs, wish, seed, limit)
    step("Checking the plan", 2, 4)
    _refuse_endless(inputs, found.plan)
    _refuse_broken(inputs.problem, found.plan)
    step(f"Running {draws:,} simulations", 3, 4)
    said = simulated(inputs, found.plan, draws, seed)
    return computed(
        Answered.of(inputs, found.plan, said.forecast, said.implied),
        wish=wish,
        seed=seed,
        said=said,
        found=found,
    )


def _scheduled(actor: Actor, inputs: Inputs, wish: Wish, seed: int, limit: Limit) -> Scheduled:
    if wish.keep_to is None:
        plan, robust = _anew(inputs, seed, limit)
        return Scheduled(plan, None, robust)
    before = published(actor, wish.keep_to, inputs)
    if wish.anew and not wish.products:
        plan, robust = _anew(inputs, seed, limit)
        return Scheduled(plan, _against(inputs, before, plan, wish.keep_to), robust)
    start = before
    if wish.amends is not None:
        start = amended(actor, wish.amends, inputs, before, set(map(_name, wish.held)))
    elif wish.proposal is not None:
        accepted = frozenset(map(_name, wish.accepted))
        proposed = published(actor, wish.proposal, inputs, text=f"is where run {wish.proposal} proposed it")
        start = adopted(before, proposed, accepted)
    found = steady(
        actor,
        inputs,
        wish.amends or wish.keep_to,
        start,
        held=frozenset(map(_name, (*wish.held, *wish.accepted))),
        moving=_moving(inputs, wish),
        seed=seed,
        limit=limit,
        stability=0.0 if wish.anew else STABILITY,
    )
    # What was asked to stay keeps its place, in this order, when all is planned again.
    known = queries.ranks(actor=actor, number=wish.keep_to) == ranks_of(inputs.snapshot)
    in_order = not wish.products or known
    kept = _kept(inputs, before, found, wish)
    if wish.products:
        kept = replace(kept, gain=_gain(inputs, found.plan, wish, seed, limit))
    return Scheduled(found.plan, kept, None, in_order)


def _gain(inputs: Inputs, plan: Plan, wish: Wish, seed: int, limit: Limit) -> Gain | None:
    """What the items of the products that were replanned would gain were the others to move, too; None where
    there are no others.
    """
    from pilothouse.engine.schedule.solve import solve

    own = {
        work.id
        for work in inputs.problem.items
        if (item := inputs.item(work.id)) is not None and item.product_id in wish.products
    }
    if not own or all(item.product_id in wish.products for item in inputs.snapshot.items):
        return None
    anew = solve(inputs.problem, seed=seed, limit=limit)
    now, then = ([row.finish for row in places.placed if row.item in own] for places in (plan, anew))
    return Gain(
        days=round((sum(now) - sum(then)) / len(own), 1),
        end_days=round(max(now) - max(then), 1),
        moves=len(moves_between(inputs, plan.placed, anew)),
    )


def _kept(inputs: Inputs, before: Sequence[Placed], found: Replanned, wish: Wish) -> KeptTo:
    kept = kept_to(inputs, found, wish.keep_to or 0, wish.held, wish.accepted)
    kept = replace(kept, passed=passed(inputs, before, found.plan))
    if wish.proposal is None and wish.amends is None:
        return kept
    # Against what is published, not against the places that were agreed to.
    moves, stays = _moved(inputs, before, found.plan)
    return replace(kept, moves=moves, kept=sum(stays.values()), stays=stays)


def _against(inputs: Inputs, before: Sequence[Placed], plan: Plan, number: int) -> KeptTo:
    """What a plan made anew moves against run `number`."""
    moves, stays = _moved(inputs, before, plan)
    past = passed(inputs, before, plan)
    return KeptTo(number, moves, sum(stays.values()), (), True, 0.0, len(moves), stays=stays, passed=past)


def _moved(
    inputs: Inputs, before: Sequence[Placed], plan: Plan
) -> tuple[tuple[KeptMove, ...], dict[str, int]]:
    """What is elsewhere than before, and how many items of each product are where they were."""
    moves = moves_between(inputs, before, plan)
    known, moved = {row.item for row in before}, {row.key for row in moves}
    staying = (
        row.item
        for row in plan.placed
        if row.item in known and (item := inputs.item(row.item)) is not None and item.key not in moved
    )
    return moves, by_product(inputs, staying)


def _moving(inputs: Inputs, wish: Wish) -> frozenset[str] | None:
    """The items that may move; None for all."""
    if not wish.products:
        return None
    return frozenset(
        work.id
        for work in inputs.problem.items
        if (item := inputs.item(work.id)) is None or item.product_id in wish.products
    )


def _seeds() -> int:
    return SEEDS


def _anew(inputs: Inputs, seed: int, limit: Limit) -> tuple[Plan, Robust | None]:
    """The plan with the least simulated p85 of several, and what that gained."""
    from pilothouse.engine.forecast.futures.robust import robust
    from pilothouse.roadmap.planning.layers import layered

    layers = layered(inputs)
    found = robust(
        inputs.problem,
        seeds=_seeds(),
        most_placed=_ITEMS_IN_ALL,
        seed=seed,
        limit=limit,
        common_sigma=next(iter(layers.common_sigma.values())),
        drift=layers.drift,
    )
    if len(found.seeds) == 1:
        return found.plan, None
    return found.plan, Robust(len(found.seeds), round(found.gain_first, 4), round(found.gain_mean, 4))


def _refuse_endless(inputs: Inputs, plan: Plan) -> None:
    """A plan ends within the years that calendars are looked up for."""
    last = max(plan.placed, key=lambda row: row.finish, default=None)
    if last is None or last.finish <= LAST:
        return
    item = inputs.item(last.item)
    who = ", ".join(inputs.people[name].name for name in last.people if name in inputs.people)
    raise Invalid(
        f"It would not be finished by {day_text(inputs.clock.last)}, where the calendar ends"
        f"{f', with the time that {who} has' if who else ''}.",
        where=item.key if item is not None else last.item,
        cure="Lower its estimate, split it, or give its people more time.",
        code="endless",
    )


def _name(item: int) -> str:
    return ItemNode(item).name


def _refuse_broken(problem: Problem, plan: Plan) -> None:
    broken = [row for row in check(problem, plan) if row.hard and row.kind != "late"]
    if broken:
        raise PilothouseError(
            f"The plan broke a rule and was not stored: {broken[0].text}",
            cure="Report this with the output of `pilothouse doctor`.",
        )
