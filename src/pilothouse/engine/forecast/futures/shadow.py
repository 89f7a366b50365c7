"""What one more of each resource is worth: days by which it would bring a date forward (its shadow price).

A shadow price is the change of the aim for one more unit of what is scarce (Dantzig 1963). A schedule with
people has no smooth one, so each is measured: the plan that is shown is replanned and simulated with one
person, or one unit of a pool, more, with the same random numbers. Replanning may find a better plan without
anyone new: what that alone gains is no gain of the newcomer, and is reported apart. Where a search is led
astray by more people, the plan without them still stands, so that no price is negative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.effects import Forecaster, Shift, forecaster, shifts
from pilothouse.engine.forecast.futures.forecast import Forecast, Quantiles
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Person, Pool, Problem
from pilothouse.engine.schedule.replan import replan
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.schedule.staffing import is_skilled

_DRAWS = 2_000
_MOST = 12
_NEW = "one more"


@dataclass(frozen=True)
class ShadowPrice:
    """One more person with `skill` at `level` from plan day `from_day`, or one more unit of `pool`.

    `gain_p50` and `gain_p85`: working days by which the date comes earlier, 0 or more. `load` is the work
    that asks for it, days for each who can do it (it settles what is tried first). `shifts`: what becomes of
    every other group, from what is shown on.
    """

    skill: str | None
    level: float
    pool: str | None
    from_day: float
    gain_p50: float
    gain_p85: float
    load: float
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True)
class ShadowPrices:
    """`before`: quantiles of the date as planned, working days; `alone`: those that replanning with the same
    people finds, from which gains count where they are better. Dearest first. `left_out` skills and pools had
    the lowest load and were not tried."""

    before: Quantiles
    prices: tuple[ShadowPrice, ...]
    left_out: int
    alone: Quantiles


def shadow_prices(
    problem: Problem,
    *,
    group: str | None = None,
    from_day: float = 0.0,
    most: int = _MOST,
    plan: Plan | None = None,
    forecast: Forecaster | None = None,
    seed: int = 0,
    limit: Limit | None = None,
    draws: int = _DRAWS,
    progress: Callable[[int, int], None] | None = None,
) -> ShadowPrices:
    """Prices for the date of `group`, or of the whole plan, of everything that its work asks for.

    A skill is tried at the highest level that any item needs; items with a need that the newcomer fills may
    change hands, also where somebody was chosen for them. What other products do stays where it is planned.
    `most` limits how many are tried. `plan` is the one that is shown, and `forecast` says what simulations
    say of a plan; without them one is made, and simulated `draws` times. Raises `InvalidProblem` for an
    unknown group or a day before the plan.
    """
    if group is not None and all(row.id != group for row in problem.groups):
        raise InvalidProblem(f"There is no group '{group}'.", where="group", cure="Name one of the plan's.")
    if not 0 <= from_day < float("inf"):
        raise InvalidProblem("The day lies before the plan.", where="from_day", cure="Give 0 or later.")
    shown = plan or solve(problem, seed=seed, limit=limit)
    trial = _Trial(problem, shown, group, forecast or forecaster(draws=draws, seed=seed), seed, limit)
    wanted = sorted(_wanted(problem), key=lambda row: (-row.load, row.skill or "", row.pool or ""))
    tried = wanted[:most]
    before, alone = trial.shown(), trial.replanned(problem)
    # Nobody replans for a later date.
    better = alone if trial.date(alone).p85 < trial.date(before).p85 else None
    prices = []
    for number, row in enumerate(tried):
        if progress is not None:
            progress(number + 1, len(tried) + 1)
        changed = replace(row, from_day=from_day if row.skill else 0.0)
        prices.append(trial.priced(changed, before, better))
    prices.sort(key=lambda row: (-row.gain_p85, -row.gain_p50, row.skill or "", row.pool or ""))
    return ShadowPrices(trial.date(before), tuple(prices), len(wanted) - len(tried), trial.date(alone))


@dataclass(frozen=True)
class _Trial:
    """The plan that is shown, replanned with someone more."""

    problem: Problem
    plan: Plan
    group: str | None
    forecast: Forecaster
    seed: int
    limit: Limit | None

    def shown(self) -> Forecast:
        return self.forecast(self.problem, self.plan)

    def replanned(self, changed: Problem) -> Forecast:
        """Of the best plan around what others do: with all of the product free to move, and with nothing but
        what the date waits for, as a search aims at the end of all that moves.
        """
        tried = [self._around(changed, moving) for moving in dict.fromkeys(self._moving())]
        return min(tried, key=lambda told: self.date(told).p85)

    def _around(self, changed: Problem, moving: frozenset[str] | None) -> Forecast:
        found = replan(
            changed, self.plan.placed, stability=0.0, moving=moving, seed=self.seed, limit=self.limit
        )
        return self.forecast(changed, found.plan)

    def priced(self, price: ShadowPrice, before: Forecast, alone: Forecast | None) -> ShadowPrice:
        after = self.replanned(_with_one_more(self.problem, price))
        dates, date = [self.date(told) for told in (before, alone) if told is not None], self.date(after)
        return replace(
            price,
            gain_p50=max(0.0, min(row.p50 for row in dates) - date.p50),
            gain_p85=max(0.0, min(row.p85 for row in dates) - date.p85),
            shifts=shifts(before, after, besides=self.group, alone=alone),
        )

    def date(self, told: Forecast) -> Quantiles:
        if self.group is None:
            return told.finish
        return next(row.finish for row in told.groups if row.group == self.group)

    def _moving(self) -> Iterator[frozenset[str] | None]:
        """The items of the products whose date it is, and those that it waits for; None for all."""
        wanted = next((row for row in self.problem.groups if row.id == self.group), None)
        if wanted is None:
            yield None
            return
        product = {item.id: item.product for item in self.problem.items}
        own = {product[name] for name in wanted.members}
        yield frozenset(name for name, of in product.items() if of in own)
        yield _with_predecessors(self.problem, wanted.members)


def _with_predecessors(problem: Problem, names: Iterable[str]) -> frozenset[str]:
    """`names` with all that they wait for."""
    before: dict[str, list[str]] = {}
    for edge in problem.dependencies:
        before.setdefault(edge.successor, []).append(edge.predecessor)
    seen = set(names)
    stack = list(seen)
    while stack:
        for name in before.get(stack.pop(), ()):
            if name not in seen:
                seen.add(name)
                stack.append(name)
    return frozenset(seen)


def _with_one_more(problem: Problem, price: ShadowPrice) -> Problem:
    if price.pool is not None:
        pools = tuple(
            Pool(pool.id, pool.capacity + 1, pool.renewable) if pool.id == price.pool else pool
            for pool in problem.pools
        )
        return replace(problem, pools=pools)
    day = int(price.from_day)
    name = _NEW
    while any(person.id == name for person in problem.people):
        name += "'"
    newcomer = Person(
        name,
        skills={price.skill or "": price.level or 1.0},
        capacity=((0, 1.0),) if day == 0 else ((0, 0.0), (day, 1.0)),
    )
    items = tuple(
        replace(item, people=())
        if item.people and any(is_skilled(newcomer, need) for need in item.needs)
        else item
        for item in problem.items
    )
    return replace(problem, people=(*problem.people, newcomer), items=items)


def _wanted(problem: Problem) -> list[ShadowPrice]:
    """Skills that items need and pools that they hold, with the work that asks for each."""
    work: dict[str, float] = {}
    level: dict[str, float] = {}
    held: dict[str, float] = {}
    for item in problem.items:
        size = item.effort or item.duration
        if size is None or size.mean <= 0:
            continue
        heads = sum(need.people for need in item.needs) or 1
        for need in item.needs:
            if need.skill is not None and need.people:
                share = size.mean * need.people / (heads if item.effort else 1)
                work[need.skill] = work.get(need.skill, 0.0) + share
                level[need.skill] = max(level.get(need.skill, 0.0), need.level)
        for pool, units in item.demands.items():
            held[pool] = held.get(pool, 0.0) + units * size.mean
    skills = [
        ShadowPrice(
            skill,
            level[skill],
            None,
            0.0,
            0.0,
            0.0,
            amount / max(1, sum(person.skills.get(skill, 0.0) > 0 for person in problem.people)),
        )
        for skill, amount in work.items()
    ]
    pools = [
        ShadowPrice(None, 0.0, pool.id, 0.0, 0.0, 0.0, held[pool.id] / max(1, pool.capacity))
        for pool in problem.pools
        if held.get(pool.id)
    ]
    return skills + pools
