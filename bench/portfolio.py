"""Several products that share people: how fast, how far above the bound, and beside peers in the same run.

`python bench/portfolio.py [--json] [--size 10x1000x120]... [--alone]`; a size is products x items of each x
people. Peers: CP-SAT with people by name, an optional interval for each person and item, on instances small
enough for it to find a plan (on larger ones it is asked once, and said to have found nothing), and
TaskJuggler where `tj3` is installed; both with everybody full time and lengths of whole days. Simulated
without people, which is all that it can do, beside TruePPM's engine where `trueppm-scheduler` is installed. A
peer that is absent says so in its row. Plans are in strict order, and weighed, where the mean finish of the
products is what counts.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ortools.sat.python import cp_model
from taskjuggler import by_taskjuggler
from trueppm import by_trueppm, needing_nobody

from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Need, Person, Problem
from pilothouse.engine.schedule.replan import replan
from pilothouse.engine.schedule.solve import solve

SKILLS = 8
SIZES = ("10x1000x120", "20x1000x200")
PEER_SIZES = ((3, 20, 8), (4, 60, 12), (10, 200, 60))
WORKERS = 2


def portfolio(products: int, each: int, people: int, *, strict: bool, seed: int = 1) -> Problem:
    """A made-up portfolio: eight skills, absences, three-point estimates, one dependency in fifty items on
    another product.
    """
    draw = random.Random(seed)
    crew = []
    for number in range(people):
        away = draw.randint(5, 60)
        skills = {f"s{skill}": float(draw.randint(2, 5)) for skill in draw.sample(range(SKILLS), 3)}
        capacity = ((0, draw.choice((1.0, 1.0, 0.8))), (away, 0.0), (away + 10, 1.0))
        crew.append(Person(f"p{number}", skills=skills, capacity=capacity))
    best = {f"s{skill}": max(row.skills.get(f"s{skill}", 0.0) for row in crew) for skill in range(SKILLS)}
    best = {skill: level for skill, level in best.items() if level}
    items, edges = [], []
    for product in range(products):
        for number in range(each):
            skill = draw.choice(list(best))
            effort = Effort(1, draw.randint(2, 4), draw.randint(5, 10))
            name = f"q{product}.{number}"
            need = Need(skill, min(3.0, best[skill]))
            items.append(Item(name, effort=effort, needs=(need,), product=f"q{product}", rank=product))
            if number and draw.random() < 0.7:
                edges.append(Dependency(f"q{product}.{draw.randrange(max(0, number - 30), number)}", name))
            if product and draw.random() < 0.02:
                edges.append(Dependency(f"q{product - 1}.{draw.randrange(each)}", name))
    return Problem(tuple(items), tuple(crew), tuple(edges), strict=strict)


def flattened(problem: Problem) -> Problem:
    """Everybody full time and every length certain, in whole days, which all tools read alike."""
    people = tuple(replace(person, capacity=((0, 1.0),)) for person in problem.people)
    items = []
    for item in problem.items:
        days = max(1, round(item.effort.mean)) if item.effort else 0
        items.append(replace(item, effort=Effort(days, days, days)))
    return replace(problem, people=people, items=tuple(items))


def by_cp_sat(problem: Problem, seconds: float) -> float | None:
    """Peer: the mean finish of the products of a `flattened` problem; None where no plan is found."""
    model = cp_model.CpModel()
    days = {item.id: round(item.effort.mean) if item.effort else 0 for item in problem.items}
    horizon = sum(days.values())
    start = {name: model.new_int_var(0, horizon, name) for name in days}
    ends = {product: model.new_int_var(0, horizon, product) for product in problem.products}
    busy: dict[str, list[cp_model.IntervalVar]] = {person.id: [] for person in problem.people}
    for item in problem.items:
        (need,) = item.needs
        model.add(ends[item.product] >= start[item.id] + days[item.id])
        there = []
        for person in problem.people:
            if person.skills.get(need.skill or "", 0.0) >= need.level:
                there.append(model.new_bool_var(""))
                span = model.new_optional_fixed_size_interval_var(
                    start[item.id], days[item.id], there[-1], ""
                )
                busy[person.id].append(span)
        model.add_exactly_one(there)
    for spans in busy.values():
        model.add_no_overlap(spans)
    for edge in problem.dependencies:
        model.add(start[edge.successor] >= start[edge.predecessor] + days[edge.predecessor])
    model.minimize(cp_model.LinearExpr.sum(list(ends.values())))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.objective_value / len(ends) if found else None


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, in how many seconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, round(time.perf_counter() - clock, 2), round(time.process_time() - processor, 2)


def planned(problem: Problem, seconds: float) -> dict[str, Any]:
    first, clock, processor = timed(lambda: solve(problem, limit=Limit(passes=1)))
    long: Plan = solve(problem, limit=Limit(seconds=seconds, workers=WORKERS))
    return {
        "feasible": feasible(problem, first) and feasible(problem, long),
        "first_plan_seconds": clock,
        "first_plan_processor_seconds": processor,
        "first_plan_above_bound_percent": round(100 * first.gap, 2),
        f"above_bound_in_{seconds:g}_s_percent": round(100 * long.gap, 2),
        "passes": long.passes,
    }


def replanned(problem: Problem) -> dict[str, Any]:
    """One item of the product in the middle takes three times as long: with that product free to move, and
    with everything.
    """
    plan = solve(problem, limit=Limit(passes=1))
    products = problem.products
    own = products[len(products) // 2]
    grown = next(item for item in problem.items if item.product == own)
    size = grown.effort or Effort(1, 1, 1)
    longer = replace(grown, effort=Effort(3 * size.low, 3 * size.likely, 3 * size.high))
    fresh = replace(problem, items=tuple(longer if item is grown else item for item in problem.items))
    moving = frozenset(item.id for item in problem.items if item.product == own)
    found: dict[str, Any] = {}
    for name, may in (("one_product", moving), ("everything", None)):
        answer, clock, processor = timed(lambda may=may: replan(fresh, plan.placed, moving=may))
        found |= {
            f"{name}_seconds": clock,
            f"{name}_processor_seconds": processor,
            f"{name}_moved": len(answer.moved),
            f"{name}_feasible": feasible(fresh, answer.plan),
        }
    return found | reordered(problem, plan) if problem.strict else found


def reordered(problem: Problem, plan: Plan) -> dict[str, Any]:
    """The two products in the middle change places in the order."""
    ranked = {item.id: item.rank for item in problem.items}
    high = sorted(set(ranked.values()))[len(problem.products) // 2]
    swap = {high: high - 1, high - 1: high}
    items = tuple(replace(item, rank=swap.get(item.rank, item.rank)) for item in problem.items)
    fresh = replace(problem, items=items)
    answer, clock, processor = timed(lambda: replan(fresh, plan.placed, ranked=ranked))
    return {
        "reordered_seconds": clock,
        "reordered_processor_seconds": processor,
        "reordered_moved": len(answer.moved),
        "reordered_feasible": feasible(fresh, answer.plan),
    }


def beside_peers(products: int, each: int, people: int) -> dict[str, Any]:
    """Mean finish of the products after ten seconds of CP-SAT, ours after ten as one."""
    problem = flattened(portfolio(products, each, people, strict=False))
    ours = solve(problem, limit=Limit(seconds=10, workers=WORKERS))
    theirs = by_cp_sat(problem, 10)
    return {
        "above_bound_percent": round(100 * ours.gap, 2),
        "cp_sat_times_ours": "found nothing" if theirs is None else round(theirs / (ours.weighed or 1), 3),
    }


def by_juggler(products: int, each: int, people: int) -> dict[str, Any]:
    """Peer: TaskJuggler's makespan, ours as one, and its time. Its ids have no dots."""
    problem = flattened(portfolio(products, each, people, strict=True))
    named = {item.id: item.id.replace(".", "_") for item in problem.items}
    plain = replace(
        problem,
        items=tuple(replace(item, id=named[item.id], product="", rank=0) for item in problem.items),
        dependencies=tuple(
            Dependency(named[edge.predecessor], named[edge.successor]) for edge in problem.dependencies
        ),
        strict=False,
    )
    theirs, clock, _ = timed(lambda: by_taskjuggler(plain))
    if theirs is None:
        return {"taskjuggler_times_ours": "not measured: tj3 is not installed"}
    ours, own, _ = timed(lambda: solve(plain))
    return {
        "taskjuggler_times_ours": round(theirs / ours.makespan, 3),
        "taskjuggler_seconds": clock,
        "our_seconds": own,
    }


def without_people(products: int, each: int, people: int) -> dict[str, Any]:
    """Peer: TruePPM's simulation of the same network, which knows no people: times ours, processor."""
    problem = replace(needing_nobody(portfolio(products, each, people, strict=False)), caps=(), groups=())
    plan = solve(problem, limit=Limit(passes=1))
    draws = max(100, min(1_000, 200_000 // len(problem.items)))
    theirs = by_trueppm(problem, draws)
    if theirs is None:
        return {"trueppm_times_ours": "not measured: trueppm-scheduler is not installed"}
    simulate(problem, plan, draws=100)
    _, _, ours = timed(lambda: simulate(problem, plan, draws=10_000, seed=7))
    _, _, other = timed(theirs)
    nanoseconds = 1e9 / len(problem.items)
    return {
        "our_nanoseconds_per_item": round(ours / 10_000 * nanoseconds, 1),
        "trueppm_nanoseconds_per_item": round(other / draws * nanoseconds, 1),
        "trueppm_times_ours": round(other / draws / (ours / 10_000), 1),
    }


def of_size(size: str, seconds: float) -> dict[str, Any]:
    products, each, people = (int(number) for number in size.split("x"))
    found: dict[str, Any] = {}
    for strict in (True, False):
        began = time.perf_counter()
        problem = portfolio(products, each, people, strict=strict)
        found[f"{size}, {'strict' if strict else 'weighed'}"] = {
            "problem_seconds": round(time.perf_counter() - began, 2),
            **planned(problem, seconds),
            **replanned(problem),
        }
    found[size] = {"peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", action="append", help="products x items of each x people")
    parser.add_argument("--seconds", type=float, default=20.0, help="of the longer plans")
    parser.add_argument("--alone", action="store_true", help="without peers")
    options = parser.parse_args()
    for strict in (True, False):
        small = portfolio(2, 10, 8, strict=strict)
        replan(small, solve(small, limit=Limit(passes=8)).placed, limit=Limit(passes=8))
    found: dict[str, Any] = {}
    for size in options.size or SIZES:
        found |= of_size(size, options.seconds)
    for sizes in () if options.alone else PEER_SIZES:
        peers = beside_peers(*sizes) | by_juggler(*sizes) | without_people(*sizes)
        found["peers, " + "x".join(map(str, sizes))] = peers
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        print(name)
        for key, value in row.items():
            print(f"  {key.replace('_', ' '):34}{value}")


if __name__ == "__main__":
    main()
