"""Proofs by CP-SAT: the problem as an exact model, in which a plan better than the given one is sought.

People who can do the same are counted, not named: items that overlap nowhere more than there are people can
always be shared out among them (interval graphs are perfect: Golumbic 1980). All who can fill some set of
needs are one resource for those needs (Young, Feydy and Schutt 2017). The model holds where everybody works
full days and all times lie on one grid; `fits` tells.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.orders import LATE
from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints
from pilothouse.engine.schedule.staffing import match

_GRIDS = (1, 2, 4, 5, 8, 10, 20, 24, 40, 100, 120, 1_000)
_CLOSE = 1e-6
_LONGEST = 10_000_000
_MANY_NEEDS = 6
_LARGEST = 40_000
_EXACT = 10_000


@dataclass(frozen=True)
class Answer:
    """No plan ends before `bound`; `proved`: nothing is better than the plan `found`, or than the one given
    where nothing better was found.
    """

    bound: float
    proved: bool
    found: Found | None = None


def fits(compiled: Compiled) -> bool:
    """Whether the model is exact for this problem, and small enough to be built in about a second."""
    flat = bool((compiled.capacity == 1.0).all() and np.isinf(compiled.leaves).all())
    cells = compiled.work.size * (1 + compiled.pool.size) + int(
        sum(np.count_nonzero(compiled.able[need]) for need in compiled.slot)
    )
    free = compiled._replace(product_weight=np.zeros(0)).is_free
    return free and flat and cells <= _LARGEST and _grid(compiled) > 0


def improve(
    compiled: Compiled,
    *,
    best: Found,
    bound: float,
    early: float,
    until: float,
    workers: int,
    seed: int,
) -> Answer:
    """Look for a plan that is better than `best`, until the clock of `time.perf_counter`.

    `early` is the weight of finishing early in its score, `bound` a makespan known to be impossible to beat.
    What is found depends on the machine; what is proved stays proved.
    """
    seconds = until - time.perf_counter()
    if seconds <= 0.01:
        return Answer(bound, False)
    model = _Model(compiled, _grid(compiled), best.score, bound, early)
    if model.closed:
        return Answer(bound, True)
    model.hint(best.starts)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = max(1, workers)
    solver.parameters.random_seed = seed & 0x7FFFFFFF
    solver.parameters.cp_model_probing_level = 0 if compiled.work.size > 200 else 2
    solver.parameters.max_time_in_seconds = max(0.01, until - time.perf_counter())
    status = solver.solve(model.model)
    if status == cp_model.INFEASIBLE:
        return Answer(max(bound, best.score) if model.plain else bound, True)
    known = max(bound, solver.best_objective_bound / model.unit) if model.plain else bound
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(known, False)
    starts, teams = model.answer(solver)
    worth = solver.objective_value / (model.unit if model.plain else model.unit * _EXACT)
    found = Found(worth, starts, starts + _lengths(compiled), teams)
    return Answer(known, status == cp_model.OPTIMAL, found)


def _lengths(compiled: Compiled) -> Floats:
    """Days each item takes when everybody works full days."""
    heads = np.diff(compiled.slot_at) + np.diff(compiled.pinned_at)
    shared = compiled.work / np.maximum(heads, 1)
    return np.where(compiled.timed, compiled.work, shared)


def _grid(compiled: Compiled) -> int:
    """Parts of a day in which all times are whole; 0 for none."""
    dates = np.concatenate((compiled.deadline, compiled.group_deadline, compiled.fixed))
    times = np.concatenate(
        (_lengths(compiled), compiled.earliest, compiled.pred_lag, dates[np.isfinite(dates)])
    )
    for parts in _GRIDS:
        whole = times * parts
        if np.abs(whole - np.round(whole)).max(initial=0.0) < _CLOSE:
            return parts if np.abs(whole).sum() < _LONGEST else 0
    return 0


class _Model:
    """Variables and constraints; times are counted in `1 / unit` days."""

    def __init__(self, compiled: Compiled, unit: int, score: float, bound: float, early: float) -> None:
        self.compiled, self.unit = compiled, unit
        self.model = cp_model.CpModel()
        self.length: list[int] = np.round(_lengths(compiled) * unit).astype(int).tolist()
        dated = np.isfinite(compiled.deadline).any() or compiled.group_deadline.size
        weighed = compiled.product_weight.size > 0
        self.plain = not (early > 0.0 or dated or (compiled.fixed >= 0).any() or weighed)
        # A shorter plan ends a grid step sooner; with dates to keep, what is better may end later.
        last = round(score * unit) - 1 if self.plain else self._latest()
        self.closed = self.plain and last < bound * unit - _CLOSE
        if self.closed:
            return
        self.makespan = self.model.new_int_var(int(np.ceil(bound * unit - _CLOSE)), max(last, 0), "makespan")
        first = np.round(np.maximum(compiled.earliest, compiled.fixed) * unit).astype(int).tolist()
        self.starts = [
            self.model.new_int_var(min(begin, last), last, f"s{item}") for item, begin in enumerate(first)
        ]
        self.spans: list[cp_model.IntervalVar] = [
            self.model.new_fixed_size_interval_var(start, length, f"i{item}")
            for item, (start, length) in enumerate(zip(self.starts, self.length, strict=True))
        ]
        for start, length in zip(self.starts, self.length, strict=True):
            self.model.add(start + length <= self.makespan)
        self._precedence()
        self._pools()
        self._people()
        self.model.minimize(self.makespan if self.plain else self._cost(score, early))

    def _latest(self) -> int:
        compiled = self.compiled
        dates = float(max(compiled.fixed.max(initial=0.0), compiled.earliest.max(initial=0.0)))
        waits = float(np.abs(compiled.pred_lag).sum()) + dates
        return sum(self.length) + int(np.ceil(waits * self.unit))

    def _precedence(self) -> None:
        compiled = self.compiled
        for item in range(compiled.work.size):
            for edge in range(compiled.pred_at[item], compiled.pred_at[item + 1]):
                before, kind = int(compiled.pred[edge]), int(compiled.pred_kind[edge])
                left = self.starts[before] + (self.length[before] if kind in (0, 2) else 0)
                right = self.starts[item] + (self.length[item] if kind >= 2 else 0)
                self.model.add(right >= left + round(float(compiled.pred_lag[edge]) * self.unit))

    def _pools(self) -> None:
        for pool, capacity in enumerate(self.compiled.pool.tolist()):
            demand = self.compiled.demand[:, pool].tolist()
            self._hold([(item, units) for item, units in enumerate(demand) if units], capacity)

    def _hold(self, users: list[tuple[int, int]], capacity: int) -> None:
        """At most `capacity` at any time."""
        users = [(item, units) for item, units in users if self.length[item]]
        if sum(units for _, units in users) > capacity:
            spans = [self.spans[item] for item, _ in users]
            self.model.add_cumulative(spans, [units for _, units in users], capacity)

    def _people(self) -> None:
        self.classes = _classes(self.compiled)
        busy: list[list[tuple[int, cp_model.IntVar | int]]] = [[] for _ in self.classes]
        self.share: dict[tuple[int, int, int], cp_model.IntVar] = {}
        for item, length in enumerate(self.length):
            if not length:
                continue
            pinned = _pinned(self.compiled, item)
            heads = _heads(self.compiled, item)
            given: list[list[cp_model.IntVar]] = [[] for _ in self.classes]
            for need, count in heads.items():
                shares = []
                for number, members in enumerate(self.classes):
                    if members[0] in pinned or not self.compiled.able[need, members[0]]:
                        continue
                    name = f"x{item}.{need}.{number}"
                    share = self.model.new_int_var(0, min(count, len(members)), name)
                    self.share[item, need, number] = share
                    shares.append(share)
                    given[number].append(share)
                self.model.add(cp_model.LinearExpr.sum(shares) == count)
            for number, members in enumerate(self.classes):
                if members[0] in pinned:
                    busy[number].append((item, 1))
                elif given[number]:
                    busy[number].append((item, self._total(given[number], len(members))))
        for number, members in enumerate(self.classes):
            if len(members) == 1:
                self.model.add_no_overlap([self._presence(item, there) for item, there in busy[number]])
            elif busy[number]:
                spans = [self.spans[item] for item, _ in busy[number]]
                self.model.add_cumulative(spans, [units for _, units in busy[number]], len(members))
        self._together()

    def _presence(self, item: int, there: cp_model.IntVar | int) -> cp_model.IntervalVar:
        """The item's time, for somebody who is perhaps on it."""
        if isinstance(there, int):
            own: cp_model.IntervalVar = self.spans[item]
            return own
        return self.model.new_optional_fixed_size_interval_var(
            self.starts[item], self.length[item], there, f"o{item}.{there.index}"
        )

    def _total(self, shares: list[cp_model.IntVar], most: int) -> cp_model.IntVar:
        """How many of a class are on an item, whatever for."""
        if len(shares) == 1:
            return shares[0]
        total = self.model.new_int_var(0, most, "total")
        self.model.add(total == cp_model.LinearExpr.sum(shares))
        return total

    def _together(self) -> None:
        """Implied: whoever can fill a set of needs is a resource for all needs that only they can fill, and
        items for which some such crew is too small at once come one after the other.
        """
        able, items = self.compiled.able, len(self.length)
        busy = np.array(self.length) > 0
        apart = np.zeros((items, items), dtype=np.bool_)
        for crew in _crews(able):
            inside: Flags = np.logical_not((able & ~crew).any(axis=1))
            used: Ints = np.zeros(items, dtype=np.int64)
            for item in np.flatnonzero(busy).tolist():
                heads = self.compiled.slot[self.compiled.slot_at[item] : self.compiled.slot_at[item + 1]]
                used[item] = inside[heads].sum() + crew[_pinned(self.compiled, item)].sum()
            capacity = int(crew.sum())
            self._hold([(item, units) for item, units in enumerate(used.tolist()) if units], capacity)
            pairs = np.add.outer(used, used) > capacity
            apart |= pairs & np.logical_and.outer(used > 0, used > 0)
        np.fill_diagonal(apart, False)
        for crowd in _cliques(apart, np.array(self.length)):
            self.model.add_no_overlap([self.spans[item] for item in crowd])

    def _cost(self, score: float, early: float) -> cp_model.LinearExprT:
        """`search.score_of` times `_EXACT`, kept below that of the given plan."""
        compiled, terms = self.compiled, [self.makespan * _EXACT]
        latest = self._latest()
        if compiled.product_weight.size:
            terms = self._product_ends(latest)

        def late(moment: cp_model.LinearExprT, due: float, weight: float) -> None:
            days = self.model.new_int_var(0, latest, "late")
            self.model.add(days >= moment - round(due * self.unit))
            terms.append(days * round(LATE * weight * _EXACT))

        total = float(compiled.weight.sum())
        for item, (start, length) in enumerate(zip(self.starts, self.length, strict=True)):
            if np.isfinite(compiled.deadline[item]):
                late(start + length, float(compiled.deadline[item]), max(float(compiled.weight[item]), 0.01))
            if compiled.fixed[item] >= 0:
                late(start, float(compiled.fixed[item]), 1.0)
            if early > 0.0 and total > 0.0:
                share = round(early * float(compiled.weight[item]) / total * _EXACT)
                terms.append((start + length) * share)
        for group, due in enumerate(compiled.group_deadline.tolist()):
            members = compiled.group[compiled.group_at[group] : compiled.group_at[group + 1]].tolist()
            days = self.model.new_int_var(0, latest, "late")
            for item in members:
                self.model.add(days >= self.starts[item] + self.length[item] - round(due * self.unit))
            terms.append(days * round(LATE * _EXACT))
        cost = cp_model.LinearExpr.sum(terms)
        self.model.add(cost <= round(score * self.unit * _EXACT))
        return cost

    def _product_ends(self, latest: int) -> list[cp_model.LinearExpr]:
        """The finish of each product by its weight."""
        weights = self.compiled.product_weight.tolist()
        ends = [self.model.new_int_var(0, latest, f"end{number}") for number in range(len(weights))]
        for item, number in enumerate(self.compiled.product.tolist()):
            self.model.add(ends[number] >= self.starts[item] + self.length[item])
        return [end * round(weight * _EXACT) for end, weight in zip(ends, weights, strict=True)]

    def hint(self, starts: Floats) -> None:
        for variable, value in zip(self.starts, starts.tolist(), strict=True):
            self.model.add_hint(variable, round(value * self.unit))

    def answer(self, solver: cp_model.CpSolver) -> tuple[Floats, tuple[tuple[int, ...], ...]]:
        """Starts in days, and people by name: of those who can do the same, whoever is free."""
        starts = [solver.value(start) for start in self.starts]
        free = [list(members) for members in self.classes]
        ending: list[tuple[int, int, int]] = []
        teams: list[tuple[int, ...]] = [()] * len(starts)
        for item in sorted(range(len(starts)), key=lambda item: starts[item]):
            pinned = _pinned(self.compiled, item)
            if not self.length[item]:
                teams[item] = (*pinned, *_anybody(self.compiled, item, pinned))
                continue
            for row in [row for row in ending if row[0] <= starts[item]]:
                ending.remove(row)
                free[row[1]].append(row[2])
            named: dict[int, list[int]] = {}
            for number, members in enumerate(self.classes):
                if members[0] in pinned:
                    free[number].remove(members[0])
                    ending.append((starts[item] + self.length[item], number, members[0]))
            for need in _heads(self.compiled, item):
                for number in range(len(self.classes)):
                    share = self.share.get((item, need, number))
                    for _ in range(solver.value(share) if share is not None else 0):
                        person = free[number].pop(0)
                        named.setdefault(need, []).append(person)
                        ending.append((starts[item] + self.length[item], number, person))
            heads = self.compiled.slot[self.compiled.slot_at[item] : self.compiled.slot_at[item + 1]]
            teams[item] = (*pinned, *(named[need].pop() for need in heads.tolist()))
        return np.array(starts, dtype=np.float64) / self.unit, tuple(teams)


def _cliques(apart: Flags, length: Ints) -> list[list[int]]:
    """Sets of items of which no two can be done at once, long ones first, until they hold every such pair
    or there are as many as items.
    """
    left = apart.copy()
    found: list[list[int]] = []
    while left.any() and len(found) < length.size:
        open_to = apart @ length
        first = int(np.argmax(np.where(left.any(axis=1), open_to, -1)))
        crowd, also = [first], apart[first].copy()
        while also.any():
            # One whose pair is not held yet comes before one that only makes the set larger.
            gain = left[crowd].any(axis=0) * (length.sum() + 1) + length + (apart & also) @ length
            chosen = int(np.argmax(np.where(also, gain, -1)))
            crowd.append(chosen)
            also &= apart[chosen]
        left[np.ix_(crowd, crowd)] = False
        found.append(crowd)
    return found


def _pinned(compiled: Compiled, item: int) -> list[int]:
    return [int(row) for row in compiled.pinned[compiled.pinned_at[item] : compiled.pinned_at[item + 1]]]


def _heads(compiled: Compiled, item: int) -> dict[int, int]:
    """How many of each need are to be found."""
    found: dict[int, int] = {}
    for need in compiled.slot[compiled.slot_at[item] : compiled.slot_at[item + 1]].tolist():
        found[need] = found.get(need, 0) + 1
    return found


def _anybody(compiled: Compiled, item: int, pinned: list[int]) -> list[int]:
    """Different able people for what takes no time."""
    heads = compiled.slot[compiled.slot_at[item] : compiled.slot_at[item + 1]]
    able = compiled.able[heads].copy()
    able[:, pinned] = False
    chosen = match(able.tolist())
    return [chosen[row] for row in range(heads.size)]


def _classes(compiled: Compiled) -> list[list[int]]:
    """People who can do the same; whoever is chosen for some item stands alone."""
    alone = set(compiled.pinned.tolist())
    found: dict[tuple[int, bytes], list[int]] = {}
    for person in range(compiled.leaves.size):
        own = person if person in alone else -1
        found.setdefault((own, compiled.able[:, person].tobytes()), []).append(person)
    return list(found.values())


def _crews(able: Flags) -> Iterable[Flags]:
    """Everybody, and all who can fill one need, two, or (when needs are few) any set of them."""
    needs = able.shape[0]
    sizes = range(1, needs + 1) if needs <= _MANY_NEEDS else (1, 2)
    found = {np.ones(able.shape[1], dtype=np.bool_).tobytes()} if able.shape[1] else set()
    for size in sizes:
        for chosen in combinations(range(needs), size):
            found.add(able[list(chosen)].any(axis=0).tobytes())
    return [np.frombuffer(crew, dtype=np.bool_) for crew in sorted(found)]
