"""The plan that holds best: of what several seeds of the search find, the one with the least simulated p85.

A search aims at the dates of a plan in which everything takes its mean. Plans of one problem that are equally
good in this differ by some percent in the date that holds in 85 of 100 futures, and the least of a few is a
few percent below the first. All are judged on the same draws; what the choice gained is judged on others,
because the least of several noisy numbers is too low.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import draw_causes
from pilothouse.engine.forecast.futures.cost import prices_of
from pilothouse.engine.forecast.futures.raw import run_futures, sets_of
from pilothouse.engine.forecast.futures.teams import shared_by
from pilothouse.engine.schedule.answer import as_plan
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.objective import score
from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Reason
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.ranks import Ranks
from pilothouse.engine.schedule.searching import searched
from pilothouse.engine.schedule.settling import as_chosen
from pilothouse.engine.schedule.slices import nothing_placed, put, slice_of
from pilothouse.engine.schedule.solve import solve

_SEEDS = 8
_DRAWS = 400
_JUDGED = 5  # times as many draws judge what was gained
_OTHERS = 0x5DEECE66D  # keeps the draws that judge apart from those that choose
_LATE = 0.5  # weighted days late that two plans may differ by and still be compared by their p85


@dataclass(frozen=True)
class Choice:
    """What was chosen for one rank (0 where no order is strict): `p85` in working days by seed, as judged for
    the choice, and `gain_first` and `gain_mean`, the share by which p85 is below that of the first seed and
    below their mean, judged on other draws.
    """

    rank: int
    seed: int
    p85: tuple[float, ...]
    gain_first: float
    gain_mean: float


@dataclass(frozen=True)
class Robust:
    """The chosen `plan`; `seeds` that were tried; a choice for each rank. Gains are those of all ranks, each
    weighing as much as its p85."""

    plan: Plan
    seeds: tuple[int, ...]
    choices: tuple[Choice, ...]
    gain_first: float
    gain_mean: float


def robust(
    problem: Problem,
    *,
    seeds: int = _SEEDS,
    most_placed: int | None = None,
    seed: int = 0,
    limit: Limit | None = None,
    draws: int = _DRAWS,
    common_sigma: float | Mapping[str, float] = 0.2,
    drift: float = 0.0,
    shared: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Robust:
    """Of the plans of `seeds` seeds from `seed` on, `limit` for each, the one with the least simulated p85.

    Fewer seeds, at least one, are tried where their plans would have more than `most_placed` items in all. In
    a strict problem a rank counts with those above it, which are judged with it, and after them: no rank
    changes how many are tried above.

    p85 is that of the end of each product, weighed by `weights` (the problem's own where none are given). In
    a strict problem each rank is chosen after those above it, so that none changes what is chosen above; with
    budgets or something to choose, one seed is chosen by the first rank alone. Only
    plans that are no more than half a weighted day later than the least late one are compared; of equal ones
    the first is taken. `common_sigma`, `drift` and `shared` are those of `simulate`. Raises `InvalidProblem`
    for less than one seed or less than 100 draws.
    """
    if seeds < 1 or draws < 100:
        raise InvalidProblem(
            "At least one seed and 100 draws are needed.",
            where="seeds",
            cure="Ask for 8 seeds and 400 draws.",
        )
    judge = _Judge(common_sigma, drift, shared, weights or problem.product_weights, draws, seed)
    ranks = np.array(Ranks.of(problem).placed)

    def tried_by(items: int) -> tuple[int, ...]:
        few = seeds if most_placed is None else max(1, min(seeds, most_placed // max(1, items)))
        return tuple(range(seed, seed + few))

    if not problem.items or np.ptp(ranks) == 0 or problem.is_open or problem.budgets:
        # One seed for all: it is chosen by the first rank, as nothing below may change that.
        first = int(ranks.min(initial=0))
        tried = tried_by(int(np.count_nonzero(ranks == first)))
        found, told = [], _Told(progress, len(tried))
        for own in tried:
            found.append(solve(problem, seed=own, limit=limit))
            told.step()
        part = problem if np.ptp(ranks) == 0 else _down_to(problem, ranks, first)
        choice, place = judge.chosen(part, [_within(part, plan) for plan in found], tried, first)
        return Robust(found[place], tried, (choice,), choice.gain_first, choice.gain_mean)
    return _rank_by_rank(problem, ranks, tried_by, limit or Limit(), judge, progress)


def _rank_by_rank(
    problem: Problem,
    ranks: np.ndarray,
    tried_by: Callable[[int], tuple[int, ...]],
    limit: Limit,
    judge: _Judge,
    progress: Callable[[int, int], None] | None,
) -> Robust:
    compiled = compile_problem(problem)
    placed, choices, passes = nothing_placed(compiled), [], 0
    each_rank = np.unique(ranks)
    judged = np.cumsum(np.cumsum([np.count_nonzero(ranks == rank) for rank in each_rank])).tolist()
    told = _Told(progress, sum(len(tried_by(items)) for items in judged))
    for rank, items in zip(each_rank.tolist(), judged, strict=True):
        rows, higher = np.flatnonzero(ranks == rank), np.flatnonzero(ranks < rank)
        part, inside = _down_to(problem, ranks, rank), np.flatnonzero(ranks <= rank)
        own = slice_of(compiled, rows, placed, higher)
        tried, options, plans = tried_by(items), [], []
        for each in tried:
            answer = searched(own, seed=each, limit=limit)
            passes += answer.passes
            options.append(put(placed, rows, answer.found))
            plans.append(_bare(problem, options[-1], inside.tolist()))
            told.step()
        choice, place = judge.chosen(part, plans, tried, rank)
        choices.append(choice)
        placed = options[place]
    plan = as_plan(problem, compiled, placed, None, False, passes, choices[0].seed)
    weight = [min(row.p85) for row in choices]
    gains = [
        float(np.average([getattr(row, name) for row in choices], weights=weight if any(weight) else None))
        for name in ("gain_first", "gain_mean")
    ]
    return Robust(plan, tried_by(judged[0]), tuple(choices), *gains)


def _down_to(problem: Problem, ranks: np.ndarray, rank: int) -> Problem:
    """The problem without what ranks below `rank`."""
    items = tuple(item for item, own in zip(problem.items, ranks.tolist(), strict=True) if own <= rank)
    names = {item.id for item in items}
    return replace(
        problem,
        items=items,
        groups=tuple(
            replace(group, members=members)
            for group in problem.groups
            if (members := tuple(name for name in group.members if name in names))
        ),
        dependencies=tuple(edge for edge in problem.dependencies if edge.successor in names),
    )


def _within(problem: Problem, plan: Plan) -> Plan:
    """The plan of the items of `problem` alone."""
    names = {item.id for item in problem.items}
    placed = tuple(row for row in plan.placed if row.item in names)
    end = max((row.finish for row in placed), default=0.0)
    left_out = tuple(name for name in plan.left_out if name in names)
    return replace(plan, placed=placed, makespan=end, left_out=left_out)


def _bare(problem: Problem, found: Found, rows: list[int]) -> Plan:
    """Where `rows` are placed, without reasons."""
    why = Reason("plan_start", None, None, "")
    placed = tuple(
        Placed(
            problem.items[row].id,
            float(found.starts[row]),
            float(found.finishes[row]),
            tuple(problem.people[person].id for person in found.teams[row]),
            why,
        )
        for row in rows
    )
    end = max((row.finish for row in placed), default=0.0)
    return Plan(placed, end, 0.0, 0.0, "feasible", (), 0, 0)


class _Told:
    """Progress in plans."""

    def __init__(self, progress: Callable[[int, int], None] | None, wanted: int) -> None:
        self.progress, self.wanted, self.done = progress, wanted, 0

    def step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.wanted)


@dataclass(frozen=True)
class _Judge:
    common_sigma: float | Mapping[str, float]
    drift: float
    shared: Mapping[str, str] | None
    weights: Mapping[str, float]
    draws: int
    seed: int

    def chosen(
        self, problem: Problem, plans: list[Plan], tried: tuple[int, ...], rank: int
    ) -> tuple[Choice, int]:
        """The choice among `plans`, and its place."""
        late = [score(problem, plan).late for plan in plans]
        worth = [self._p85(problem, plan, rank, self.draws, self.seed) for plan in plans]
        fit = [place for place, days in enumerate(late) if days <= min(late) + _LATE]
        best = min(fit, key=lambda place: (worth[place], place))
        judged = [
            self._p85(problem, plan, rank, _JUDGED * self.draws, self.seed ^ _OTHERS)
            if len(plans) > 1
            else 0.0
            for plan in plans
        ]
        first, mean = judged[0], float(np.mean(judged))
        return Choice(
            rank,
            tried[best],
            tuple(worth),
            1.0 - judged[best] / first if first > 0 else 0.0,
            1.0 - judged[best] / mean if mean > 0 else 0.0,
        ), best

    def _p85(self, problem: Problem, plan: Plan, rank: int, draws: int, seed: int) -> float:
        """Weighed mean of the p85 of each product that has items of `rank`, of these items alone."""
        problem = as_chosen(problem, plan)
        ranks = Ranks.of(problem).placed
        rows: dict[str, list[int]] = {}
        for row, item in enumerate(problem.items):
            if ranks[row] == rank:
                rows.setdefault(item.product, []).append(row)
        if not rows:
            return 0.0
        members = {name: np.array(own, dtype=np.int64) for name, own in sorted(rows.items())}
        known = {item.id for item in problem.items}
        shared = (
            None
            if self.shared is None
            else {name: team for name, team in self.shared.items() if name in known}
        )
        none = np.zeros((len(problem.items), 0))
        prices = prices_of(problem, [()] * len(problem.items), None, None)
        raw = run_futures(
            problem,
            plan,
            draws,
            seed,
            shared_by(problem, shared, sigma=self.common_sigma, drift=self.drift),
            sets_of(members, list(ranks)),
            none,
            None,
            "fixed",
            draw_causes(problem, (), (), draws, seed)[0],
            prices,
            None,
        )
        ends = np.quantile(raw.reached, 0.85, axis=1)
        return float(np.average(ends, weights=[self.weights.get(name, 1.0) for name in members]))
