"""What one more of each resource is worth: days by which it would bring a date forward (its shadow price).

A shadow price is the change of the aim for one more unit of what is scarce (Dantzig 1963). A schedule with
people has no smooth one, so each is measured: the problem is planned and simulated anew with one person, or
one unit of a pool, more, with the same random numbers. Where a search is led astray by more people, the old
plan still stands (the newcomer does nothing), so that no price is negative.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.forecast import Quantiles
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.schedule.staffing import is_skilled

_DRAWS = 2_000
_MOST = 12
_NEW = "one more"


@dataclass(frozen=True)
class ShadowPrice:
    """One more person with `skill` at `level` from plan day `from_day`, or one more unit of `pool`.

    `gain_p50` and `gain_p85`: working days by which the date comes earlier, 0 or more. `load` is the work
    that asks for it, days for each who can do it (it settles what is tried first).
    """

    skill: str | None
    level: float
    pool: str | None
    from_day: float
    gain_p50: float
    gain_p85: float
    load: float


@dataclass(frozen=True)
class ShadowPrices:
    """`before`: quantiles of the date as planned, working days. Dearest first. `left_out` skills and pools
    had the lowest load and were not tried."""

    before: Quantiles
    prices: tuple[ShadowPrice, ...]
    left_out: int


def shadow_prices(
    problem: Problem,
    *,
    group: str | None = None,
    from_day: float = 0.0,
    most: int = _MOST,
    seed: int = 0,
    limit: Limit | None = None,
    draws: int = _DRAWS,
    progress: Callable[[int, int], None] | None = None,
) -> ShadowPrices:
    """Prices for the date of `group`, or of the whole plan, of everything that its work asks for.

    A skill is tried at the highest level that any item needs; items with a need that the newcomer fills may
    change hands, also where somebody was chosen for them. `most` limits how many are tried. Raises
    `InvalidProblem` for an unknown group or a day before the plan.
    """
    if group is not None and all(row.id != group for row in problem.groups):
        raise InvalidProblem(f"There is no group '{group}'.", where="group", cure="Name one of the plan's.")
    if not 0 <= from_day < float("inf"):
        raise InvalidProblem("The day lies before the plan.", where="from_day", cure="Give 0 or later.")

    def date(changed: Problem) -> Quantiles:
        plan = solve(changed, seed=seed, limit=limit)
        told = simulate(changed, plan, draws=draws, seed=seed)
        if group is None:
            return told.finish
        return next(row.finish for row in told.groups if row.group == group)

    wanted = sorted(_wanted(problem), key=lambda row: (-row.load, row.skill or "", row.pool or ""))
    tried = wanted[:most]
    before = date(problem)
    prices = []
    for number, row in enumerate(tried):
        if progress is not None:
            progress(number + 1, len(tried) + 1)
        after = date(_with_one_more(problem, replace(row, from_day=from_day)))
        prices.append(
            replace(
                row,
                from_day=from_day if row.skill else 0.0,
                gain_p50=max(0.0, before.p50 - after.p50),
                gain_p85=max(0.0, before.p85 - after.p85),
            )
        )
    prices.sort(key=lambda row: (-row.gain_p85, -row.gain_p50, row.skill or "", row.pool or ""))
    return ShadowPrices(before, tuple(prices), len(wanted) - len(tried))


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
