"""How fast futures are drawn, against peers measured in the same run.

`python bench/simulate.py [--json] [--full]`. All figures are CPU time of all threads, an item of a future;
`seconds` alone is wall time. Rows: the fixed policy, the dynamic one (also with pools), plans that need
nobody, and sampling alone. Peers: the same in plain Python, one future at a time and without calendars; plans
that need nobody and sampling also in numpy, and the former in `trueppm-scheduler` where it is installed.
`times` says how many of a peer's items we do in its time.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from heapq import heappop, heappush
from typing import Any

import numpy as np
from schedule import team_problem
from trueppm import by_trueppm, needing_nobody

from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.forecast.futures.dynamic import BUNCH
from pilothouse.engine.forecast.futures.forecast import Policy
from pilothouse.engine.forecast.futures.kernels import item_columns, sample_rows
from pilothouse.engine.forecast.futures.network import plan_network
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Item, Need, Pool, Problem
from pilothouse.engine.schedule.solve import solve

Row = dict[str, float]


def timed(function: Callable[[], object], repeat: int = 3) -> tuple[float, float]:
    """The least CPU time and wall time of `repeat` runs, in seconds."""
    cpu = wall = float("inf")
    for _ in range(repeat):
        began, on_clock = time.process_time(), time.perf_counter()
        function()
        cpu = min(cpu, time.process_time() - began)
        wall = min(wall, time.perf_counter() - on_clock)
    return cpu, wall


def numpy_without_resources(problem: Problem, draws: int) -> None:
    """Dependencies only, vectorised over futures; beta draws by numpy."""
    rng = np.random.default_rng(1)
    number = {item.id: index for index, item in enumerate(problem.items)}
    waits: dict[int, list[int]] = {}
    for edge in problem.dependencies:
        waits.setdefault(number[edge.successor], []).append(number[edge.predecessor])
    finish = np.empty((len(problem.items), draws), dtype=np.float32)
    for index, item in enumerate(problem.items):
        estimate = item.effort or item.duration
        assert estimate is not None
        least, most = estimate.ends
        shape = 4 * (estimate.likely - least) / (most - least)
        work = least + (most - least) * rng.beta(1 + shape, 5 - shape, draws)
        begin = np.zeros(draws, dtype=np.float32)
        for before in waits.get(index, ()):
            np.maximum(begin, finish[before], out=begin)
        finish[index] = begin + work


def python_fixed(problem: Problem, plan: Plan, draws: int) -> None:
    """The same longest path with the same people and order, but no calendars."""
    net, _ = plan_network(problem, plan)
    draw = random.Random(1)
    edges = [net.edge_from[net.edge_at[i] : net.edge_at[i + 1]].tolist() for i in range(len(problem.items))]
    for _ in range(draws):
        finish = [0.0] * len(edges)
        for item in net.sequence.tolist():
            begin = max((finish[before] for before in edges[item]), default=0.0)
            finish[item] = begin + python_work(problem.items[item], draw)


def python_work(item: Item, draw: random.Random) -> float:
    estimate = item.effort or item.duration
    assert estimate is not None
    least, most = estimate.ends
    shape = 4 * (estimate.likely - least) / (most - least)
    return least + (most - least) * draw.betavariate(1 + shape, 5 - shape)


def python_dynamic(problem: Problem, plan: Plan, draws: int) -> None:
    """Parallel schedule generation with heaps: one head an item and no calendars, as in `team_problem`."""
    number = {item.id: index for index, item in enumerate(problem.items)}
    after: list[list[int]] = [[] for _ in number]
    awaits = [0] * len(number)
    for edge in problem.dependencies:
        after[number[edge.predecessor]].append(number[edge.successor])
        awaits[number[edge.successor]] += 1
    order = sorted(range(len(number)), key=lambda index: plan.placed[index].start)
    rank = {item: place for place, item in enumerate(order)}
    classes: dict[tuple[Need, tuple[tuple[str, int], ...]], int] = {}
    kinds = [
        classes.setdefault((item.needs[0], tuple(item.demands.items())), len(classes))
        for item in problem.items
    ]
    demands = [units for _, units in classes]
    able = [
        [n for n, row in enumerate(problem.people) if row.skills.get(need.skill or "", 0) >= need.level]
        for need, _ in classes
    ]
    draw = random.Random(1)
    for _ in range(draws):
        waits, free, now = awaits.copy(), [True] * len(problem.people), 0.0
        room = {pool.id: pool.capacity for pool in problem.pools}
        ready: list[list[int]] = [[] for _ in classes]
        for place, item in enumerate(order):
            if not awaits[item]:
                ready[kinds[item]].append(place)  # in order, so a heap
        events: list[tuple[float, int, int]] = []
        looked = set(range(len(classes)))
        while True:
            while looked:
                best = min(looked, key=lambda kind: ready[kind][0] if ready[kind] else len(order))
                who = next((n for n in able[best] if free[n]), None) if ready[best] else None
                if who is None or any(units > room[pool] for pool, units in demands[best]):
                    looked.remove(best)
                    continue
                item = order[heappop(ready[best])]
                free[who] = False
                for pool, units in demands[best]:
                    room[pool] -= units
                heappush(events, (now + python_work(problem.items[item], draw), item, who))
            if not events:
                break
            now, item, who = heappop(events)
            free[who] = True
            for pool, units in demands[kinds[item]]:
                room[pool] += units
            for item_after in after[item]:
                waits[item_after] -= 1
                if not waits[item_after]:
                    heappush(ready[kinds[item_after]], rank[item_after])
            looked = {kind for kind, places in enumerate(ready) if places}


def with_pools(problem: Problem) -> Problem:
    """Every fifth item takes a bay, every tenth a licence; there is one for three and for five people."""
    draw = random.Random(3)
    people = len(problem.people)
    pools = (Pool("bay", max(2, people // 3)), Pool("licence", max(2, people // 5)))
    shares = (("bay", 0.2), ("licence", 0.1))
    items = tuple(
        replace(item, demands={name: 1 for name, share in shares if draw.random() < share})
        for item in problem.items
    )
    return replace(problem, items=items, pools=pools)


def measure(problem: Problem, plan: Plan, draws: int, policy: Policy) -> Row:
    """Everything that `simulate` does, quantiles and drivers included."""
    simulate(problem, plan, draws=100, policy=policy)
    done = simulate(problem, plan, draws=draws, policy=policy).draws
    cpu, wall = timed(lambda: simulate(problem, plan, draws=draws, seed=7, policy=policy))
    items = len(problem.items)
    few = max(1, 50_000 // items)
    peer = python_dynamic if policy == "dynamic" and problem.people else python_fixed
    plain = timed(lambda: peer(problem, plan, few), 1)[0] / (items * few)
    return {
        "futures": done,
        "seconds": round(wall, 3),
        "million_items_a_second": round(items * done / wall / 1e6, 1),
        "cpu_nanoseconds_per_item": round(cpu / (items * done) * 1e9, 1),
        "times_plain_python": round(plain / (cpu / (items * done))),
    }


def nobody(items: int, draws: int) -> Row:
    problem = needing_nobody(team_problem(items, 20))
    plan = solve(problem, limit=Limit(passes=1))
    row = measure(problem, plan, draws, "fixed")
    peer = timed(lambda: numpy_without_resources(problem, draws), 1)[0] / (items * draws) * 1e9
    row |= {"times_numpy": round(peer / row["cpu_nanoseconds_per_item"], 2)}
    few = min(draws, 1_000)  # its time grows with the draws
    if theirs := by_trueppm(problem, few):
        each = timed(theirs, 1)[0] / (items * few) * 1e9
        row |= {"times_trueppm": round(each / row["cpu_nanoseconds_per_item"], 1)}
    return row


def sampling(items: int) -> Row:
    table = quantile_table([item.effort for item in team_problem(items, 20).items])
    columns = item_columns(np.arange(items, dtype=np.uint64))
    keys, factor = np.arange(BUNCH, dtype=np.uint64), np.ones((1, BUNCH))
    team = np.zeros(items, dtype=np.int64)
    work, turns = np.empty((BUNCH, items)), max(1, 3_000_000 // items // BUNCH)

    def draw() -> None:
        for _ in range(turns):
            sample_rows(keys, columns, team, factor, table, BUNCH, work)

    draw()
    ours = timed(draw)[0] / (items * BUNCH * turns) * 1e9
    theirs = timed(lambda: np.random.default_rng(1).beta(2, 4, 4_000_000))[0] / 4e6 * 1e9
    return {"cpu_nanoseconds_per_item": round(ours, 2), "times_numpy": round(theirs / ours, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="also 50,000 items (some minutes to plan)")
    options = parser.parse_args()
    problem = team_problem(60, 8)
    plan = solve(problem, limit=Limit(passes=8))
    began = time.perf_counter()
    simulate(problem, plan, draws=1_000)
    between = time.perf_counter()
    simulate(problem, plan, draws=1_000, policy="dynamic")
    found: dict[str, Any] = {
        "first_call_seconds": round(between - began, 3),
        "first_dynamic_call_seconds": round(time.perf_counter() - between, 3),
    }
    sizes = [(100, 8), (1_000, 20), (10_000, 200)] + ([(50_000, 1_000)] if options.full else [])
    policies: tuple[Policy, ...] = ("fixed", "dynamic")
    for items, people in sizes:
        problem = team_problem(items, people)
        plan = solve(problem, limit=Limit(passes=4 if items < 5_000 else 1))
        for policy in policies:
            found[f"{policy}, {items} items x {people} people"] = measure(problem, plan, 10_000, policy)
    problem = with_pools(team_problem(1_000, 20))
    plan = solve(problem, limit=Limit(passes=4))
    for policy in policies:
        found[f"{policy}, 1000 items x 20 people, pools"] = measure(problem, plan, 10_000, policy)
    for items in (1_000, 10_000):
        found[f"nobody, {items} items"] = nobody(items, 10_000 if items < 5_000 else 4_000)
        found[f"sampling alone, {items} items"] = sampling(items)
    found["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    show(found, options.json)


def show(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
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
