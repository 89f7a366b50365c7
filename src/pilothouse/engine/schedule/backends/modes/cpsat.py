"""CP-SAT for problems of pools whose items have alternatives, told the heuristic's plan.

One optional interval for each way of an item (as Laborie 2009 and PyJobShop model it), stocks as linear
limits, and only plans that end earlier than the known one.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from pilothouse.engine.schedule.backends.modes.packed import Modes
from pilothouse.engine.schedule.compiled import Ints
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.ways import ways_of


class Answer(NamedTuple):
    """Starts in days and modes (numbers of `Modes`), None where nothing better was found; no plan ends
    before `bound`; `proved`: nothing is better than what was found or known.
    """

    bound: int
    proved: bool
    starts: Ints | None = None
    modes: Ints | None = None


def improve(
    problem: Problem,
    arrays: Modes,
    *,
    starts: Ints,
    modes: Ints,
    makespan: int | None,
    bound: int,
    until: float,
    workers: int,
    seed: int,
) -> Answer:
    """Look for a plan shorter than `makespan`, or for any where that is None, until the clock of
    `time.perf_counter`. `starts` and `modes` are a hint.
    """
    if makespan is not None and makespan <= bound:
        return Answer(bound, True)
    if until - time.perf_counter() < 0.02:
        return Answer(bound, False)
    model = cp_model.CpModel()
    last = arrays.horizon if makespan is None else makespan - 1
    end = model.new_int_var(bound, last, "end")
    begins, used = _items(model, problem, arrays, end, last, modes)
    for item in range(len(begins)):
        for edge in range(arrays.pred_at[item], arrays.pred_at[item + 1]):
            before = int(arrays.pred[edge])
            length = cp_model.LinearExpr.weighted_sum(*_lengths(used[before], arrays))
            model.add(begins[item] >= begins[before] + length)
        model.add_hint(begins[item], int(starts[item]))
    _resources(model, problem, arrays, begins, used)
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = max(1, workers)
    solver.parameters.random_seed = seed & 0x7FFFFFFF
    solver.parameters.max_time_in_seconds = max(0.01, until - time.perf_counter())
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Answer(bound if makespan is None else makespan, makespan is not None)
    known = max(bound, int(np.ceil(solver.best_objective_bound - 1e-6)))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(known, False)
    chosen = [
        next(mode for mode, there in used[item].items() if solver.boolean_value(there))
        for item in range(len(begins))
    ]
    found = np.array([solver.value(begin) for begin in begins], dtype=np.int64)
    return Answer(known, status == cp_model.OPTIMAL, found, np.array(chosen, dtype=np.int64))


Used = list[dict[int, cp_model.IntVar]]


def _items(
    model: cp_model.CpModel, problem: Problem, arrays: Modes, end: cp_model.IntVar, last: int, modes: Ints
) -> tuple[list[cp_model.IntVar], Used]:
    begins: list[cp_model.IntVar] = []
    used: Used = []
    for item in range(len(problem.items)):
        earliest = int(arrays.earliest[item])
        begins.append(model.new_int_var(min(earliest, last), last, f"s{item}"))
        row = {
            mode: model.new_bool_var(f"m{mode}")
            for mode in range(int(arrays.mode_at[item]), int(arrays.mode_at[item + 1]))
        }
        model.add_exactly_one(row.values())
        model.add(begins[item] + cp_model.LinearExpr.weighted_sum(*_lengths(row, arrays)) <= end)
        for mode, there in row.items():
            model.add_hint(there, mode == int(modes[item]))
        used.append(row)
    return begins, used


def _lengths(row: dict[int, cp_model.IntVar], arrays: Modes) -> tuple[list[cp_model.IntVar], list[int]]:
    return list(row.values()), [int(arrays.length[mode]) for mode in row]


def _resources(
    model: cp_model.CpModel, problem: Problem, arrays: Modes, begins: list[cp_model.IntVar], used: Used
) -> None:
    ways = [list(ways_of(item)) for item in problem.items]
    for pool in problem.pools:
        spans: list[cp_model.IntervalVar] = []
        spent: list[cp_model.IntVar] = []
        units: list[int] = []
        for item, row in enumerate(used):
            first = int(arrays.mode_at[item])
            for mode, there in row.items():
                wanted = ways[item][mode - first].demands.get(pool.id, 0)
                if not wanted:
                    continue
                units.append(wanted)
                if not pool.renewable:
                    spent.append(there)
                    continue
                length = int(arrays.length[mode])
                spans.append(
                    model.new_optional_fixed_size_interval_var(
                        begins[item], length, there, f"{pool.id}.{mode}"
                    )
                )
        if spans:
            model.add_cumulative(spans, units, pool.capacity)
        elif spent:
            model.add(cp_model.LinearExpr.weighted_sum(spent, units) <= pool.capacity)
