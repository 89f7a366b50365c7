"""Plans in which something is to be chosen: how items are done, which optional ones, within what budgets.

Where only pools and the makespan count, modes and orders are searched together (`backends.modes`). All else
is an iterated local search over the choices (Lourenço, Martin and Stützle 2003): one or two are changed, the
problem so settled is planned, and the change is kept unless the plan is worth less. What breaks a budget of
some days is put off until after them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from pilothouse.engine.kernels import uniform
from pilothouse.engine.schedule.backends.modes.packed import fits
from pilothouse.engine.schedule.backends.modes.solve import solve_modes
from pilothouse.engine.schedule.bounds import critical_path, shortest
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.objective import Objective, score, spent_between
from pilothouse.engine.schedule.plan import Limit, Plan, Reason
from pilothouse.engine.schedule.problem import Item, Problem
from pilothouse.engine.schedule.settling import OUT, Choice, as_open, finished, overspent, settle, way_count

Inner = Callable[[Problem, int, Limit], Plan]

_SECONDS = 10.0
_LEAST_TRIES, _MOST_TRIES = 40, 400
_TRIES_PER_CHOICE = 12
_PUT_OFF = 40
_CLOSE = 1e-6
_LONGEST = 1e6


@dataclass(frozen=True)
class _Tried:
    choice: Choice
    plan: Plan
    worth: float


def choose(
    problem: Problem,
    *,
    inner: Inner,
    objective: Objective | None = None,
    seed: int = 0,
    limit: Limit | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """A plan of a problem with alternatives, optional items or budgets, worth much by `objective`.

    `inner(problem, seed, limit)` plans what is settled. Same problem, seed and passes give the same plan
    unless time ran out first. A budget that cannot be kept, or a stock that does not last, is a violation.
    """
    limit = limit or Limit()
    wanted = objective or Objective()
    if objective is None and fits(problem):
        return solve_modes(problem, objective=wanted, seed=seed, limit=limit, progress=progress)
    until = time.perf_counter() + (_SECONDS if limit.seconds is None else limit.seconds)
    return _Search(problem, inner, wanted, seed, limit, until).run(progress)


class _Search:
    """Choices tried so far, and the best of them."""

    def __init__(
        self, problem: Problem, inner: Inner, objective: Objective, seed: int, limit: Limit, until: float
    ) -> None:
        self.problem, self.inner, self.objective, self.seed = problem, inner, objective, seed
        self.until = until
        self.open = [row for row, item in enumerate(problem.items) if way_count(item) > 1 or item.optional]
        self.before, self.after = _neighbours(problem)
        usual = min(_MOST_TRIES, max(_LEAST_TRIES, _TRIES_PER_CHOICE * len(self.open)))
        self.tries = usual if self.open else 1
        self.limit = limit
        budget = limit.passes if limit.passes is not None else 40 * self.tries
        self.quick = Limit(passes=max(8, budget // (2 * self.tries)), workers=limit.workers)
        self.seen: dict[Choice, _Tried] = {}
        self.passes = 0

    def run(self, progress: Callable[[int, int], None] | None) -> Plan:
        best = min((self.plan(choice) for choice in self.firsts()), key=lambda tried: tried.worth)
        if self.limit.seconds is None:
            # Loading compiled code for the first plan is not searching.
            self.until = time.perf_counter() + _SECONDS
        for number in range(self.tries if self.open else 0):
            if time.perf_counter() > self.until and self.limit.passes is None:
                break
            fresh = self.plan(self.changed(best.choice, number))
            if fresh.worth <= best.worth:
                best = fresh
            if progress is not None:
                progress(number + 1, self.tries)
        settled = settle(self.problem, best.choice)
        left = max(0.0, self.until - time.perf_counter())
        last = Limit(self.limit.passes, None if self.limit.seconds is None else left, self.limit.workers)
        full = self.within_budgets(settled, best.choice, last)
        if full.worth > best.worth:
            full = best
        plan = replace(full.plan, passes=self.passes)
        return finished(self.problem, best.choice, plan, self.objective, self.bound())

    def firsts(self) -> list[Choice]:
        """Everything in the fastest way; everything in the cheapest; only what must be, in the cheapest."""
        items = self.problem.items
        fast = tuple(min(range(way_count(item)), key=lambda way: _size(item, way)) for item in items)
        cheap = tuple(min(range(way_count(item)), key=lambda way: _spending(item, way)) for item in items)
        bare = tuple(OUT if item.optional else way for item, way in zip(items, cheap, strict=True))
        return list(dict.fromkeys((fast, cheap, bare, self.lasting(fast))))

    def lasting(self, choice: Choice) -> Choice:
        """The choice with more sparing ways until all stocks last, as far as one change at a time can."""
        now = list(choice)
        while True:
            over = overspent(self.problem, now)
            if over <= 0:
                break
            rows = [(row, way) for row in self.open for way in range(way_count(self.problem.items[row]))]
            found = [
                (overspent(self.problem, [*now[:row], way, *now[row + 1 :]]), row, way)
                for row, way in rows
                if now[row] not in (OUT, way)
            ]
            least = min(found, default=(over, 0, 0))
            if least[0] >= over:
                break
            now[least[1]] = least[2]
        return tuple(now)

    def changed(self, choice: Choice, number: int) -> Choice:
        """One choice changed, now and then two; what waits for what is left out goes with it."""
        now = list(choice)
        draw = np.uint64(self.seed & 0xFFFFFFFFFFFFFFFF)
        for turn in range(2 if uniform(draw, number, 0) < 0.4 else 1):
            row = self.open[int(uniform(draw, number, 3 * turn + 1) * len(self.open))]
            item = self.problem.items[row]
            ways = [*range(way_count(item)), *([OUT] if item.optional else [])]
            others = [way for way in ways if way != now[row]]
            if not others:
                continue
            now[row] = others[int(uniform(draw, number, 3 * turn + 2) * len(others))]
            self._follow(now, row)
        return self.lasting(tuple(now))

    def _follow(self, now: list[int], row: int) -> None:
        out = now[row] == OUT
        stack = [row]
        while stack:
            for other in (self.after if out else self.before)[stack.pop()]:
                if (now[other] == OUT) != out and (self.problem.items[other].optional or not out):
                    now[other] = OUT if out else 0
                    stack.append(other)

    def plan(self, choice: Choice) -> _Tried:
        if choice not in self.seen:
            self.seen[choice] = self.within_budgets(settle(self.problem, choice), choice, self.quick)
        return self.seen[choice]

    def within_budgets(self, settled: Problem, choice: Choice, limit: Limit) -> _Tried:
        """Plan, then put off what breaks a budget of some days until after them, while that helps."""
        tried = self._tried(settled, choice, limit)
        delayed: dict[str, tuple[float, str]] = {}
        for _ in range(_PUT_OFF):
            found = _to_put_off(settled, tried.plan, delayed)
            if found is None:
                break
            name, day, budget = found
            delayed[name] = (day, budget)
            later = replace(
                settled,
                items=tuple(
                    replace(item, earliest=max(item.earliest, delayed[item.id][0]))
                    if item.id in delayed
                    else item
                    for item in settled.items
                ),
            )
            fresh = self._tried(later, choice, limit)
            fresh = replace(fresh, plan=_told(fresh.plan, delayed))
            if fresh.worth < tried.worth:
                tried = fresh
        return tried

    def _tried(self, settled: Problem, choice: Choice, limit: Limit) -> _Tried:
        plan = self.inner(replace(settled, budgets=()), self.seed, limit)
        self.passes += plan.passes
        whole = as_open(self.problem, choice, plan)
        return _Tried(choice, plan, score(self.problem, whole, objective=self.objective).total)

    def bound(self) -> float:
        """Critical path of what must be done, every item in its fastest way."""
        least = np.full(len(self.problem.items), np.inf)
        for way in range(max(way_count(item) for item in self.problem.items)):
            choice = tuple(min(way, way_count(item) - 1) for item in self.problem.items)
            least = np.minimum(least, shortest(compile_problem(settle(self.problem, choice))))
        least = np.where([item.optional for item in self.problem.items], 0.0, least)
        first = compile_problem(settle(self.problem, (0,) * least.size))
        if any(item.optional for item in self.problem.items):
            first = first._replace(pred_lag=np.minimum(first.pred_lag, 0.0), earliest=np.zeros(least.size))
        return critical_path(first, least)


def _size(item: Item, way: int) -> float:
    row = item.alternatives[way] if item.alternatives else item
    heads = max(1, sum(need.people for need in row.needs) + len(row.people))
    if row.duration is not None:
        return row.duration.mean
    return row.effort.mean / heads if row.effort is not None else 0.0


def _spending(item: Item, way: int) -> tuple[float, float]:
    row = item.alternatives[way] if item.alternatives else item
    return row.cost, _size(item, way)


def _neighbours(problem: Problem) -> tuple[list[list[int]], list[list[int]]]:
    number = {item.id: row for row, item in enumerate(problem.items)}
    before: list[list[int]] = [[] for _ in number]
    after: list[list[int]] = [[] for _ in number]
    for edge in problem.dependencies:
        before[number[edge.successor]].append(number[edge.predecessor])
        after[number[edge.predecessor]].append(number[edge.successor])
    return before, after


def _to_put_off(
    problem: Problem, plan: Plan, delayed: Mapping[str, tuple[float, str]]
) -> tuple[str, float, str] | None:
    """Of what is spent in the first overdrawn budget the item that begins last, and the day after it."""
    people = {person.id: person for person in problem.people}
    items = {item.id: item for item in problem.items}
    for budget in sorted(problem.budgets, key=lambda row: (row.from_day, row.id)):
        spent = {
            row.item: spent_between(items[row.item], row, people, budget.from_day, budget.end)
            for row in plan.placed
        }
        if sum(spent.values()) <= budget.amount * (1 + _CLOSE) + _CLOSE or budget.end > _LONGEST:
            continue
        able = [
            row
            for row in plan.placed
            if spent[row.item] > 0
            and items[row.item].fixed_start is None
            and delayed.get(row.item, (-1.0, ""))[0] < budget.end
        ]
        if able:
            last = max(able, key=lambda row: (row.start, row.item))
            return last.item, budget.end, budget.id
    return None


def _told(plan: Plan, delayed: Mapping[str, tuple[float, str]]) -> Plan:
    """The plan with the budget as the reason of what was put off."""
    placed = []
    for row in plan.placed:
        day, budget = delayed.get(row.item, (-1.0, ""))
        if row.reason.kind == "earliest" and row.reason.day == day:
            text = f"starts when the budget {budget} is over, which has no room for it"
            row = replace(row, reason=Reason("budget", budget, day, text, None, row.reason.others))
        placed.append(row)
    return replace(plan, placed=tuple(placed))
