"""How good and how fast plans are: PSPLIB against best-known makespans, teams against their bound.

`python bench/schedule.py [--json] [--full]`. The files lie in ../shared/data/scheduling; sets that are not
there are left out. Peers in the same run: one pass of one rule, and random orders with the same passes.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from statistics import mean
from typing import Any

import numpy as np

from pilothouse.connectors.psplib.reader import read_sm
from pilothouse.engine.schedule.backends.sgs import Taste, arrange, generate, new_board
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve, usual_passes

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "scheduling"


def instances(name: str, every: int) -> Iterator[tuple[str, Problem]]:
    """Each `every`-th instance of a set, in the order of the archive's names."""
    with tarfile.open(DATA / f"psplib_{name}.tar.gz") as archive:
        files = sorted(member.name for member in archive if member.name.endswith(".sm"))
        for file in files[::every]:
            stream = archive.extractfile(file)
            if stream is not None:
                stem = PurePosixPath(file).stem
                yield stem, read_sm(stream.read().decode(), name=stem)


def best_known() -> dict[str, float]:
    with (DATA / "bks_2024_sm_names.csv").open() as stream:
        return {row["instance"].removesuffix(".sm"): float(row["bks_2024"]) for row in csv.DictReader(stream)}


def random_orders(problem: Problem, passes: int, seed: int) -> float:
    """Peer: the best makespan of `passes` random precedence-feasible orders, with the same generator."""
    compiled = compile_problem(problem)
    board = new_board(compiled)
    rng = np.random.default_rng(seed)
    order = np.zeros(len(problem.items), dtype=np.int64)
    taste = Taste(np.zeros(len(problem.people)), 0.0, 0.0, np.uint64(0))
    best = float("inf")
    for _ in range(passes):
        arrange(rng.random(len(problem.items)), compiled, order)
        generate(compiled, board, order, taste)
        best = min(best, float(board.finish.max()))
    return best


def psplib(name: str, every: int) -> dict[str, Any]:
    best = best_known()
    ours, single, chance, seconds, proved, sound = [], [], [], [], 0, 0
    for stem, problem in instances(name, every):
        began = time.perf_counter()
        plan = solve(problem)
        seconds.append(time.perf_counter() - began)
        sound += feasible(problem, plan)
        proved += plan.status == "optimal"
        ours.append(plan.makespan / best[stem] - 1)
        single.append(solve(problem, limit=Limit(passes=1)).makespan / best[stem] - 1)
        chance.append(
            random_orders(problem, min(2_000, usual_passes(len(problem.items))), 0) / best[stem] - 1
        )
    return {
        "instances": len(ours),
        "feasible": sound,
        "proved_by_bound": proved,
        "deviation_percent": round(100 * mean(ours), 3),
        "one_pass_percent": round(100 * mean(single), 3),
        "random_orders_percent": round(100 * mean(chance), 3),
        "better_than_random_times": round(mean(chance) / max(mean(ours), 1e-6), 1),
        "seconds_each": round(mean(seconds), 3),
    }


def team_problem(items: int, people: int, seed: int = 1) -> Problem:
    """A made-up roadmap: six skills, absences, three-point estimates, dependencies on recent items."""
    draw = random.Random(seed)
    crew = []
    for number in range(people):
        away = draw.randint(5, 60)
        skills = {f"s{skill}": float(draw.randint(2, 5)) for skill in draw.sample(range(6), 3)}
        capacity = ((0, draw.choice((1.0, 1.0, 0.8))), (away, 0.0), (away + 10, 1.0))
        crew.append(Person(f"p{number}", skills=skills, capacity=capacity))
    best = {
        skill: max(person.skills.get(skill, 0) for person in crew)
        for skill in sorted(set().union(*(p.skills for p in crew)))
    }
    rows, edges = [], []
    for number in range(items):
        skill = draw.choice(list(best))
        effort = Effort(1, draw.randint(2, 4), draw.randint(5, 10))
        rows.append(Item(f"i{number}", effort=effort, needs=(Need(skill, min(3.0, best[skill])),)))
        if number and draw.random() < 0.7:
            edges.append(Dependency(f"i{draw.randrange(max(0, number - 30), number)}", f"i{number}"))
    return Problem(tuple(rows), tuple(crew), tuple(edges))


def team(items: int, people: int) -> dict[str, Any]:
    problem = team_problem(items, people)
    began = time.perf_counter()
    first = solve(problem, limit=Limit(passes=1))
    one = time.perf_counter() - began
    began = time.perf_counter()
    plan = solve(problem)
    return {
        "feasible": feasible(problem, plan),
        "above_bound_percent": round(100 * plan.gap, 2),
        "one_pass_above_bound_percent": round(100 * first.gap, 2),
        "seconds": round(time.perf_counter() - began, 3),
        "seconds_one_pass": round(one, 3),
        "passes": plan.passes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="all instances (about ten minutes)")
    options = parser.parse_args()
    solve(team_problem(20, 6), limit=Limit(passes=8))
    found: dict[str, Any] = {}
    for name, every in {"j30": 8, "j60": 12, "j120": 20}.items():
        if (DATA / f"psplib_{name}.tar.gz").exists():
            found[name] = psplib(name, 1 if options.full else every)
    for items, people in ((300, 20), (2_700, 40)):
        found[f"{items} items x {people} people"] = team(items, people)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        print(name)
        for key, value in row.items():
            print(f"  {key.replace('_', ' '):34}{value}")


if __name__ == "__main__":
    main()
