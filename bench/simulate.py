"""How fast futures are drawn, against peers measured in the same run.

`python bench/simulate.py [--json] [--full]`. Peers: the same plan in numpy without calendars or anybody's
order (an easier task), one future at a time in plain Python, and sampling alone in numpy and in our kernel.
The plan keeps its people and order; `dynamic` decides both anew in each of 1,000 futures.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from schedule import team_problem

from pilothouse.engine.forecast.distributions import quantile_table
from pilothouse.engine.forecast.network import plan_network
from pilothouse.engine.forecast.simulate import simulate
from pilothouse.engine.kernels import kernel, uniform
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.solve import solve


def timed(function: Callable[[], object], repeat: int = 3) -> float:
    """The shortest of `repeat` runs, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        began = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - began)
    return best


def numpy_without_resources(problem: Problem, draws: int) -> None:
    """Dependencies only, vectorised over futures; beta draws by numpy."""
    rng = np.random.default_rng(1)
    number = {item.id: index for index, item in enumerate(problem.items)}
    waits: dict[int, list[int]] = {}
    for edge in problem.dependencies:
        waits.setdefault(number[edge.successor], []).append(number[edge.predecessor])
    finish = np.empty((len(problem.items), draws), dtype=np.float32)
    for index, item in enumerate(problem.items):
        assert item.effort is not None
        least, most = item.effort.ends
        shape = 4 * (item.effort.likely - least) / (most - least)
        work = least + (most - least) * rng.beta(1 + shape, 5 - shape, draws)
        begin = np.zeros(draws, dtype=np.float32)
        for before in waits.get(index, ()):
            np.maximum(begin, finish[before], out=begin)
        finish[index] = begin + work


def python_one_at_a_time(problem: Problem, plan: Plan, draws: int) -> None:
    """The same longest path with the same people and order, but no calendars."""
    net = plan_network(problem, plan)
    draw = random.Random(1)
    ends = [item.effort.ends for item in problem.items if item.effort is not None]
    modes = [item.effort.likely for item in problem.items if item.effort is not None]
    edges = [net.edge_from[net.edge_at[i] : net.edge_at[i + 1]].tolist() for i in range(len(problem.items))]
    for _ in range(draws):
        finish = [0.0] * len(edges)
        for item in net.sequence.tolist():
            least, most = ends[item]
            shape = 4 * (modes[item] - least) / (most - least)
            begin = max((finish[before] for before in edges[item]), default=0.0)
            finish[item] = begin + least + (most - least) * draw.betavariate(1 + shape, 5 - shape)


@kernel
def _sample(seed: np.uint64, table: np.ndarray, draws: int) -> float:
    total = 0.0
    knots = table.shape[1] - 1
    for draw in range(draws):
        for item in range(table.shape[0]):
            spot = uniform(seed, draw, item) * knots
            knot = int(spot)
            total += table[item, knot] + (table[item, knot + 1] - table[item, knot]) * (spot - knot)
    return total


def measure(items: int, people: int, draws: int) -> dict[str, Any]:
    problem = team_problem(items, people)
    plan = solve(problem, limit=Limit(passes=12))
    cells = items * draws
    table = quantile_table([item.effort for item in problem.items])
    ours = timed(lambda: simulate(problem, plan, draws=draws, seed=7))
    fewer = min(draws, 1_000)
    dynamic = timed(lambda: simulate(problem, plan, draws=fewer, seed=7, policy="dynamic"), 1)
    few = max(1, 200_000 // items)
    rates = {
        "numpy_without_resources": cells / timed(lambda: numpy_without_resources(problem, draws), 1),
        "plain_python": items * few / timed(lambda: python_one_at_a_time(problem, plan, few), 1),
        "numpy_beta_sampling_alone": 4e6 / timed(lambda: np.random.default_rng(1).beta(2, 4, 4_000_000)),
        "our_sampling_alone_one_thread": items * 1000 / timed(lambda: _sample(np.uint64(1), table, 1000)),
    }
    return {
        "seconds": round(ours, 3),
        "nanoseconds_per_item": round(ours / cells * 1e9, 1),
        "million_items_a_second": round(cells / ours / 1e6, 1),
        "dynamic_nanoseconds_per_item": round(dynamic / (items * fewer) * 1e9, 1),
    } | {f"times_{name}": round(cells / ours / rate, 2) for name, rate in rates.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="also 3,000 and 4,000 items")
    options = parser.parse_args()
    problem = team_problem(60, 8)
    plan = solve(problem, limit=Limit(passes=8))
    began = time.perf_counter()
    simulate(problem, plan, draws=1_000)
    found: dict[str, Any] = {"first_call_seconds": round(time.perf_counter() - began, 3)}
    simulate(problem, plan, draws=100, policy="dynamic")
    sizes = [(100, 8), (1_000, 20), (2_700, 40)] + ([(3_000, 60), (4_000, 80)] if options.full else [])
    for items, people in sizes:
        found[f"{items} items x 10,000 futures"] = measure(items, people, 10_000)
    found["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        if not isinstance(row, dict):
            print(f"{name.replace('_', ' '):38}{row}")
            continue
        print(name)
        for key, value in row.items():
            print(f"  {key.replace('_', ' '):36}{value}")


if __name__ == "__main__":
    main()
