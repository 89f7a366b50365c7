"""How good and how fast plans are: PSPLIB against best-known makespans, teams against their bound.

`python bench/schedule.py [--json] [--full] [--alone] [--set j120]`. The files lie in
../shared/data/scheduling; sets that are not there are left out. Peers in the same run: one pass of one rule,
2,000 random orders, plain CP-SAT and PyJobShop with the same time and as many workers, and TaskJuggler where
`tj3` is installed (calendars left out: everybody full time).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from statistics import mean
from typing import Any

import numpy as np
import pyjobshop
from ortools.sat.python import cp_model
from taskjuggler import by_taskjuggler, flattened

from pilothouse.engine.formats.multimode import read_mm
from pilothouse.engine.formats.multiproject import read_mplib
from pilothouse.engine.formats.multiskill import read_dzn
from pilothouse.engine.formats.patterson import read_rcp
from pilothouse.engine.formats.psplib import read_sm
from pilothouse.engine.schedule.backends.people.arrange import arrange
from pilothouse.engine.schedule.backends.people.board import new_board
from pilothouse.engine.schedule.backends.people.generate import generate
from pilothouse.engine.schedule.backends.people.taste import Taste
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "scheduling"
EVERY = {"j30": 97, "j60": 61, "j120": 61}
WORKERS = 2
_TASKJUGGLER = 500  # items; beyond them it takes minutes
Reader = Callable[..., Problem]


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


def by_cp_sat(problem: Problem, seconds: float, workers: int) -> tuple[float, bool]:
    """Peer: the makespan that plain CP-SAT finds, with its default parameters (infinity for none), and
    whether it proved it.
    """
    model = cp_model.CpModel()
    days = {item.id: round(item.duration.mean) if item.duration else 0 for item in problem.items}
    horizon = sum(days.values())
    start = {name: model.new_int_var(0, horizon, name) for name in days}
    spans = {name: model.new_fixed_size_interval_var(start[name], days[name], name) for name in days}
    for edge in problem.dependencies:
        model.add(start[edge.successor] >= start[edge.predecessor] + days[edge.predecessor] + int(edge.lag))
    for pool in problem.pools:
        users = [item for item in problem.items if item.demands.get(pool.id)]
        demands = [item.demands[pool.id] for item in users]
        model.add_cumulative([spans[item.id] for item in users], demands, pool.capacity)
    end = model.new_int_var(0, horizon, "end")
    for name, value in start.items():
        model.add(end >= value + days[name])
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.objective_value if found else float("inf"), status == cp_model.OPTIMAL


def by_pyjobshop(problem: Problem, seconds: float, workers: int) -> float:
    """Peer: the makespan that PyJobShop finds, over CP-SAT; infinity for none."""
    model = pyjobshop.Model()
    pools = {
        pool.id: (model.add_renewable if pool.renewable else model.add_consumable)(pool.capacity)
        for pool in problem.pools
    }
    tasks = {}
    for item in problem.items:
        tasks[item.id] = model.add_task(name=item.id)
        for way in item.alternatives or (item,):
            used = {name: units for name, units in way.demands.items() if units}
            days = round(way.duration.mean) if way.duration else 0
            model.add_mode(tasks[item.id], [pools[pool] for pool in used], days, list(used.values()))
    for edge in problem.dependencies:
        model.add_end_before_start(tasks[edge.predecessor], tasks[edge.successor], int(edge.lag))
    found = model.solve(solver="ortools", time_limit=seconds, display=False, num_workers=workers)
    return float(found.objective) if found.best is not None and found.best.tasks else float("inf")


def psplib(name: str, every: int, peers: bool) -> dict[str, Any]:
    """Mean deviation from best known at once, after one second and after five, and the peers' beside it."""
    best = best_known()
    rows: dict[str, list[float]] = {}
    took, proved, proved_by_peer, sound, count = [], 0, 0, 0, 0

    def note(label: str, stem: str, makespan: float) -> None:
        rows.setdefault(f"{label}_percent", []).append(100 * (makespan / best[stem] - 1))

    for stem, problem in instances(name, every):
        count += 1
        began = time.perf_counter()
        plan = solve(problem)
        took.append(time.perf_counter() - began)
        sound += feasible(problem, plan)
        note("at_once", stem, plan.makespan)
        note("one_pass", stem, solve(problem, limit=Limit(passes=1)).makespan)
        note("random_orders", stem, random_orders(problem, 2_000, 0))
        for seconds in (1, 5):
            plan = solve(problem, limit=Limit(seconds=seconds, workers=WORKERS))
            sound += feasible(problem, plan)
            note(f"{seconds}_s", stem, plan.makespan)
            if peers:
                makespan, optimal = by_cp_sat(problem, seconds, WORKERS)
                note(f"cp_sat_{seconds}_s", stem, makespan)
                proved_by_peer += optimal and seconds == 5
                note(f"pyjobshop_{seconds}_s", stem, by_pyjobshop(problem, seconds, WORKERS))
        proved += plan.status == "optimal"
    return {
        "instances": count,
        "feasible": f"{sound} of {3 * count}",
        "proved": proved,
        **({"proved_by_cp_sat": proved_by_peer} if peers else {}),
        **{label: round(mean(values), 3) for label, values in rows.items()},
        "seconds_at_once": round(mean(took), 3),
    }


def by_cp_sat_with_people(problem: Problem, seconds: float, workers: int) -> float:
    """Peer: the usual model of people by name, an optional interval for each person and item."""
    model = cp_model.CpModel()
    days = {item.id: round(item.duration.mean) if item.duration else 0 for item in problem.items}
    horizon = sum(days.values())
    start = {name: model.new_int_var(0, horizon, name) for name in days}
    end = model.new_int_var(0, horizon, "end")
    busy: dict[str, list[cp_model.IntervalVar]] = {person.id: [] for person in problem.people}
    for item in problem.items:
        model.add(end >= start[item.id] + days[item.id])
        on: dict[str, list[cp_model.IntVar]] = {}
        for number, need in enumerate(item.needs):
            chosen = {
                person.id: model.new_bool_var(f"{item.id}.{number}.{person.id}")
                for person in problem.people
                if person.skills.get(need.skill or "", 0.0) >= need.level
            }
            model.add(sum(chosen.values()) == need.people)
            for name, there in chosen.items():
                on.setdefault(name, []).append(there)
        for name, roles in on.items():
            there = model.new_bool_var(f"{item.id}.{name}")
            model.add(sum(roles) == there)
            busy[name].append(
                model.new_optional_fixed_size_interval_var(start[item.id], days[item.id], there, "")
            )
    for spans in busy.values():
        model.add_no_overlap(spans)
    for edge in problem.dependencies:
        model.add(start[edge.successor] >= start[edge.predecessor] + days[edge.predecessor])
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.objective_value if found else float("inf")


def multiskill(every: int, peers: bool) -> dict[str, Any]:
    """MSPSP set 1a: optima found in five seconds and proved in sixty, beside CP-SAT with people by name."""
    found, proved, proved_late, sound, by_peer, count = 0, 0, 0, 0, 0, 0
    with tarfile.open(DATA / "mspsp_set1a.tar.gz") as archive:
        files = {PurePosixPath(row.name).name: row for row in archive if row.isfile()}

        def text(name: str) -> str:
            stream = archive.extractfile(files[name])
            return stream.read().decode() if stream is not None else ""

        for name in sorted(row for row in files if row.endswith(".dzn"))[::every]:
            stem, number = name.removeprefix("inst_").removesuffix(".dzn").rsplit("_", 1)
            rows = csv.DictReader(io.StringIO(text(f"results_{stem}_pris.txt")))
            best = next(float(row["makespan"]) for row in rows if int(row["instNum"]) == int(number))
            problem = read_dzn(text(name), name=name)
            plan = solve(problem, limit=Limit(seconds=5, workers=WORKERS))
            count += 1
            found += plan.makespan <= best
            proved += plan.status == "optimal"
            if plan.status != "optimal":
                plan = solve(problem, limit=Limit(seconds=60, workers=WORKERS))
            proved_late += plan.status == "optimal"
            sound += feasible(problem, plan)
            if peers:
                by_peer += by_cp_sat_with_people(problem, 5, WORKERS) <= best
    return {
        "instances": count,
        "feasible": f"{sound} of {count}",
        "optimum_in_5_s_percent": round(100 * found / count, 1),
        "proved_in_5_s_percent": round(100 * proved / count, 1),
        "proved_in_60_s_percent": round(100 * proved_late / count, 1),
        **({"cp_sat_by_name_optimum_in_5_s_percent": round(100 * by_peer / count, 1)} if peers else {}),
    }


def choosing(archive_name: str, best_name: str, every: int, read: Reader, peers: bool) -> dict[str, Any]:
    """Deviation from best known of problems with modes, or of several projects, beside PyJobShop."""
    with (DATA / best_name).open() as stream:
        best = {row["instance"]: float(row["bks"]) for row in csv.DictReader(stream)}
    rows: dict[str, list[float]] = {}
    sound, count = 0, 0
    with tarfile.open(DATA / archive_name) as archive:
        files = sorted((row for row in archive if row.name.endswith(".txt")), key=lambda row: row.name)
        for row in files[::every]:
            stream = archive.extractfile(row)
            name = PurePosixPath(row.name).name
            problem = read(stream.read().decode() if stream is not None else "", name=name)
            count += 1
            for seconds in (1, 5):
                plan = solve(problem, limit=Limit(seconds=seconds, workers=WORKERS))
                sound += feasible(problem, plan)
                rows.setdefault(f"{seconds}_s_percent", []).append(100 * (plan.makespan / best[name] - 1))
                if peers:
                    theirs = by_pyjobshop(problem, seconds, WORKERS)
                    found = rows.setdefault(f"pyjobshop_{seconds}_s_percent", [])
                    found.append(100 * (theirs / best[name] - 1))
    return {
        "instances": count,
        "feasible": f"{sound} of {2 * count}",
        **{label: round(mean(values), 3) for label, values in rows.items()},
    }


def patterson() -> dict[str, Any]:
    """All 110 instances: optima found and proved in a second."""
    with (DATA / "patterson.optimum.csv").open() as stream:
        best = {row["problem"]: float(row["optimum"]) for row in csv.DictReader(stream)}
    found, proved, took = 0, 0, []
    with tarfile.open(DATA / "patterson.tar.gz") as archive:
        for row in [row for row in archive if row.name.endswith(".rcp")]:
            stream = archive.extractfile(row)
            problem = read_rcp(stream.read().decode() if stream is not None else "")
            began = time.perf_counter()
            plan = solve(problem, limit=Limit(seconds=1, workers=WORKERS))
            took.append(time.perf_counter() - began)
            found += plan.makespan <= best[PurePosixPath(row.name).name]
            proved += plan.status == "optimal"
    return {
        "instances": len(took),
        "optimum_found": found,
        "proved": proved,
        "mean_seconds": round(mean(took), 3),
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
    usual = time.perf_counter() - began
    long = solve(problem, limit=Limit(seconds=10, workers=WORKERS))
    flat = flattened(problem)
    theirs = by_taskjuggler(flat) if items <= _TASKJUGGLER else None
    return {
        "feasible": feasible(problem, plan) and feasible(problem, long),
        **({} if theirs is None else {"taskjuggler_times_ours": round(theirs / solve(flat).makespan, 3)}),
        "above_bound_percent": round(100 * plan.gap, 2),
        "one_pass_above_bound_percent": round(100 * first.gap, 2),
        "above_bound_in_10_s_percent": round(100 * long.gap, 2),
        "seconds": round(usual, 3),
        "seconds_one_pass": round(one, 3),
        "passes": plan.passes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="all instances (six hours, two without peers)")
    parser.add_argument("--set", choices=sorted(EVERY), action="append", help="only this set of PSPLIB")
    parser.add_argument("--alone", action="store_true", help="without CP-SAT and PyJobShop")
    options = parser.parse_args()
    solve(team_problem(20, 6), limit=Limit(passes=8))
    found: dict[str, Any] = {}
    for name in options.set or EVERY:
        if (DATA / f"psplib_{name}.tar.gz").exists():
            found[name] = psplib(name, 1 if options.full else EVERY[name], not options.alone)
    if not options.set and (DATA / "mspsp_set1a.tar.gz").exists():
        found["mspsp"] = multiskill(1 if options.full else 25, not options.alone)
    for name, archive, best, every, read in (
        ("mmlib50", "mmlib50.tar.gz", "bks_mmlib50.csv", 90, read_mm),
        ("mplib", "mplib1_set3_dev.tar.gz", "bks_mplib1_set3_dev.csv", 28, read_mplib),
    ):
        if not options.set and (DATA / archive).exists():
            found[name] = choosing(archive, best, 1 if options.full else every, read, not options.alone)
    if not options.set and (DATA / "patterson.tar.gz").exists():
        found["patterson"] = patterson()
    for items, people in () if options.set else ((200, 12), (300, 20), (500, 25), (2_000, 80)):
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
