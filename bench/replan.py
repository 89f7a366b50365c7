"""Planning again after a small change: time and moved items, beside planning anew in the same run.

`python bench/replan.py [--json]`. One item in the middle of a made-up roadmap takes three times as long, and
one person is away two weeks more.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from typing import Any

from schedule import team_problem

from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Effort, Problem
from pilothouse.engine.schedule.replan import replan
from pilothouse.engine.schedule.solve import solve


def longer(problem: Problem) -> Problem:
    middle = problem.items[len(problem.items) // 2]
    size = middle.effort or Effort(1, 1, 1)
    thrice = Effort(3 * size.low, 3 * size.likely, 3 * size.high)
    items = tuple(replace(item, effort=thrice) if item is middle else item for item in problem.items)
    return replace(problem, items=items)


def away(problem: Problem) -> Problem:
    first = problem.people[0]
    steps = tuple(step for step in first.capacity if not 10 <= step[0] <= 20)
    gone = replace(first, capacity=tuple(sorted((*steps, (10, 0.0), (20, 1.0)))))
    return replace(problem, people=(gone, *problem.people[1:]))


def measure(items: int, people: int) -> dict[str, Any]:
    problem = team_problem(items, people)
    plan = solve(problem)
    found: dict[str, Any] = {}
    for name, change in (("longer", longer), ("away", away)):
        fresh = change(problem)
        began = time.perf_counter()
        answer = replan(fresh, plan.placed)
        took = time.perf_counter() - began
        began = time.perf_counter()
        solve(fresh)
        found[name] = {
            "feasible": feasible(fresh, answer.plan),
            "seconds": round(took, 3),
            "times_planning_anew": round(took / (time.perf_counter() - began), 2),
            "moved_percent": round(100 * len(answer.moved) / items, 1),
            "anew_moved_percent": round(100 * answer.anew_moves / items, 1),
            "longer_than_anew_percent": round(100 * (answer.plan.makespan / answer.anew_makespan - 1), 2),
            "is_anew": answer.is_anew,
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    small = team_problem(20, 6)
    replan(small, solve(small, limit=Limit(passes=8)).placed, limit=Limit(passes=8))
    found = {
        f"{items} items": measure(items, people) for items, people in ((200, 12), (1_000, 40), (2_000, 80))
    }
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, rows in found.items():
        for change, row in rows.items():
            print(f"{name}, {change}")
            for key, value in row.items():
                print(f"  {key.replace('_', ' '):30}{value}")


if __name__ == "__main__":
    main()
