"""Portfolios planned and simulated: seconds, memory, how soon it can be stopped, and what the order costs.

`python bench/portfolio_simulation.py [--json] [--size 10x1000x120]... [--teams N]`; a size is products x
items of each x people. Every row is measured in a process of its own, so that memory is that of one run.
`plan` is the first plan of the search; the simulation takes 10,000 draws of everything, quantiles and drivers
included.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from portfolio import portfolio, timed

from pilothouse.engine.forecast.futures.drift import WEEKLY
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Group, Problem
from pilothouse.engine.schedule.solve import solve

SIZES = ("1x1000x20", "10x1000x120", "20x1000x200")
DRAWS = 10_000
RELEASES = 4  # of each product


class Stopped(Exception):
    """Raised by progress to stop a simulation."""


def with_releases(problem: Problem, plan: Plan) -> Problem:
    """Four releases a product, each with the date that the plan gives it."""
    end = {row.item: row.finish for row in plan.placed}
    groups = []
    for product in problem.products:
        own = sorted((item.id for item in problem.items if item.product == product), key=end.__getitem__)
        size = -(-len(own) // RELEASES)
        for place in range(0, len(own), size):
            members = tuple(own[place : place + size])
            groups.append(Group(f"{product}/{place}", members, max(end[name] for name in members)))
    return replace(problem, groups=tuple(groups))


def stopped_after(problem: Problem, plan: Plan) -> float:
    """The longest that a simulation goes on between two calls of `progress`, seconds."""
    last = [0.0]
    longest = [0.0]

    def told(done: int, of: int) -> None:
        now = time.perf_counter()
        if last[0]:
            longest[0] = max(longest[0], now - last[0])
        last[0] = now
        if 2 * done > of:
            raise Stopped

    with suppress(Stopped):
        simulate(problem, plan, draws=DRAWS, progress=told)
    return longest[0]


def measured(size: str, teams: int, strict: bool) -> dict[str, Any]:
    products, each, people = (int(part) for part in size.split("x"))
    warm = portfolio(2, 20, 10, strict=strict)
    shared = {item.id: item.product for item in warm.items}
    for drift in (0.0, WEEKLY):
        simulate(warm, solve(warm, limit=Limit(passes=1)), draws=200, drift=drift, shared=shared)
    problem = portfolio(products, each, people, strict=strict)
    plan, planning, _ = timed(lambda: solve(problem, limit=Limit(passes=1)))
    problem = with_releases(problem, plan)
    found: dict[str, Any] = {"plan_seconds": planning}
    cells = len(problem.items) * DRAWS
    for name, drift, sharing in (
        ("one_team", WEEKLY, None),
        (f"{teams}_teams", WEEKLY, {item.id: str(place % teams) for place, item in enumerate(problem.items)}),
    ):
        told, clock, processor = timed(
            lambda drift=drift, sharing=sharing: simulate(
                problem, plan, draws=DRAWS, drift=drift, shared=sharing
            )
        )
        found[f"{name}_seconds"] = clock
        found[f"{name}_nanoseconds_per_item"] = round(processor / cells * 1e9, 1)
    found["draws_of_all"] = told.draws
    found["least_draws_of_an_item"] = min(row.draws for row in told.items)
    found["longest_step_seconds"] = round(stopped_after(problem, plan), 2)
    found["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", action="append", help="products x items of each x people")
    parser.add_argument("--teams", type=int, default=8)
    options = parser.parse_args()
    found = {}
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for size in options.size or SIZES:
            for strict in (False, True):
                row = pool.apply(measured, (size, options.teams, strict))
                found[f"{size}, {'strict' if strict else 'weighed'}"] = row
                if not options.json:
                    print(f"{size}, {'strict' if strict else 'weighed'}")
                    for key, value in row.items():
                        print(f"  {key.replace('_', ' '):36}{value}", flush=True)
    if options.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
