"""What risks cost: are the figures right, what do they take, and how many simulations does an order need?

`python bench/risk.py [--json] [--draws 10000] [--again 3] [--ranking 60000]`. Known cases: effects that can
be computed by hand, and how many standard errors ours are away. One pass: all removal effects of 100 risks in
a plan of 1,000 items and 20 people, beside simulations of the same plan in which one risk never comes, of
which `--again` are run and 100 extrapolated. Ranking: rank correlation of the mean effects with another seed
and `--ranking` simulations. Ledger: log loss of stated probabilities beside corrected ones, in the made
worlds of `bench/ledger.py`. Seconds are CPU time of all threads; memory is what a run needs above the loaded
program.
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

import numpy as np
from ledger import row as of_ledger
from schedule import team_problem
from scipy.stats import spearmanr

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.risk.exposure import expose
from pilothouse.engine.risk.found import Exposure, RiskEffect
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve

_ITEMS, _PEOPLE, _RISKS = 1_000, 20, 100
_LEDGER = (("optimists", 80), ("mixed", 160), ("calibrated", 40))  # the worlds of bench/ledger.py
_LEDGER_RUNS = 40
_MIB = 1024  # ru_maxrss counts in KiB


def work(name: str, days: float) -> Item:
    return Item(name, effort=Effort(days, days, days))


def chain(*days: float) -> Problem:
    items = tuple(work(f"i{place}", each) for place, each in enumerate(days))
    edges = tuple(Dependency(f"i{place}", f"i{place + 1}") for place in range(len(days) - 1))
    return Problem(items, (Person("p"),), edges)


def beside(*days: float) -> Problem:
    """Items at the same time, each with a person of its own."""
    people = tuple(Person(f"p{place}") for place in range(len(days)))
    return Problem(tuple(work(f"i{place}", each) for place, each in enumerate(days)), people)


def days_late(name: str, chance: float, item: str, days: float) -> Event:
    return Event(name, name, chance, (item,), (days, days, days))


def known_cases(seed: int) -> list[float]:
    """How many standard errors each effect is from its true value."""
    sure, scale = 0.0, 0.2
    cases: list[tuple[Problem, list[Event], float, dict[str, float]]] = [
        (chain(10, 10), [days_late("r", 0.3, "i0", 5)], sure, {"r": 1.5}),
        (chain(10, 10), [Event("r", "", 0.2, ("i1",), None, 1.5)], sure, {"r": 1.0}),
        (chain(10, 10), [Event("r", "", 0.2, ("i1",), None, 1.5)], scale, {"r": np.exp(scale**2 / 2)}),
        (chain(10, 10), [Event("r", "", 0.5, ("i0", "i1"), (2, 2, 2), 1.1)], sure, {"r": 3.0}),
        (chain(10, 10), [Event("r", "", 0.4, ("i1",), None, 0.5)], sure, {"r": -2.0}),
        (beside(10, 6), [days_late("r", 0.5, "i1", 9)], sure, {"r": 2.5}),
        (beside(10, 16), [Event("r", "", 0.5, ("i1",), None, 0.5)], sure, {"r": -3.0}),
        (
            beside(10, 10),
            [days_late("r", 0.5, "i0", 4), days_late("s", 0.5, "i1", 4)],
            sure,
            {"r": 1.0, "s": 1.0, "": 3.0},
        ),
        (
            beside(10, 10),
            [days_late("r", 0.3, "i0", 6), days_late("s", 0.6, "i1", 2)],
            sure,
            # r comes: 4 of its 6 days are its own where s comes too.
            {"r": 0.3 * (0.6 * 4 + 0.4 * 6), "s": 0.7 * 0.6 * 2, "": 0.3 * 6 + 0.7 * 0.6 * 2},
        ),
        (
            chain(*[5.0] * 20),
            [days_late(f"r{n}", 0.05 * (n + 1), f"i{n}", n + 1.0) for n in range(18)],
            sure,
            {f"r{n}": 0.05 * (n + 1) ** 2 for n in range(18)},
        ),
    ]
    found = []
    for problem, events, sigma, truths in cases:
        answer = expose(problem, solve(problem, limit=Limit(passes=4)), events, common_sigma=sigma, seed=seed)
        rows = {row.risk: row for row in (*answer.risks, answer.together)}
        found += [_away(rows[name], truth) for name, truth in truths.items()]
    return found


def _away(row: RiskEffect, truth: float) -> float:
    return abs(row.finish.days - truth) / max(row.finish.error, 1e-9)


def risks(problem: Problem, count: int, seed: int) -> list[Event]:
    """Chances of 0.03 to 0.6, 1 to 20 items each; three of four cost days, the others make work longer."""
    draw = random.Random(seed)
    names = [item.id for item in problem.items]
    found = []
    for number in range(count):
        items = tuple(draw.sample(names, draw.randint(1, 20)))
        chance = min(0.6, max(0.03, draw.betavariate(1.5, 5)))
        low = draw.uniform(0.5, 4)
        if draw.random() < 0.75:
            found.append(
                Event(f"r{number}", f"Risk {number}", chance, items, (low, 2 * low, low * draw.uniform(3, 6)))
            )
        else:
            found.append(
                Event(f"r{number}", f"Risk {number}", chance, items, None, draw.choice([1.2, 1.5, 2.0]))
            )
    return found


def spent(function: Callable[[], object]) -> tuple[float, float, float, Any]:
    """CPU seconds, seconds by the clock, MiB that the run needed more, and its answer."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, clock = time.process_time(), time.perf_counter()
    answer = function()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    return cpu, clock, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / _MIB, answer


def large(draws: int, again: int) -> tuple[dict[str, Any], tuple[Problem, Plan, list[Event], Exposure]]:
    problem = team_problem(_ITEMS, _PEOPLE)
    plan = solve(problem, limit=Limit(passes=200))
    events = risks(problem, _RISKS, seed=3)
    expose(problem, plan, events, draws=200, seed=1)  # loads machine code
    cpu, clock, memory, answer = spent(lambda: expose(problem, plan, events, draws=draws, seed=7))
    simulate(problem, plan, draws=200, events=events)
    whole = simulate(problem, plan, draws=draws, seed=7, events=events)
    rows = {row.risk: row for row in answer.risks}
    each, away = [], []
    for row in answer.risks[:: max(1, _RISKS // again)][:again]:
        less = [replace(event, chance=0.0) if event.id == row.risk else event for event in events]
        seconds, _, _, other = spent(
            lambda less=less: simulate(problem, plan, draws=draws, seed=7, events=less)
        )
        each.append(seconds)
        away.append(abs(whole.mean - other.mean - rows[row.risk].finish.days))
    return {
        "draws": draws,
        "cpu_seconds_all_effects": round(cpu, 2),
        "seconds_by_the_clock": round(clock, 2),
        "mib": round(memory),
        "cpu_seconds_100_simulations_extrapolated": round(_RISKS * float(np.mean(each)), 1),
        "simulations_run": len(each),
        "largest_difference_days": float(f"{max(away):.1g}"),
        "p85_error_days": round(answer.p85_error, 2),
        "settled_of_the_first_ten": answer.settled,
    }, (problem, plan, events, answer)


def ranking(problem: Problem, plan: Plan, events: list[Event], first: Exposure, draws: int) -> dict[str, Any]:
    truth = expose(problem, plan, events, draws=draws, seed=901)
    names = [event.id for event in events]
    true = _means(truth)
    found: dict[str, Any] = {"true_from_draws": draws}
    answers = [(2_000, expose(problem, plan, events, draws=2_000, seed=7)), (first.draws, first)]
    for count, answer in answers:
        own = _means(answer)
        correlation = spearmanr([own[name] for name in names], [true[name] for name in names]).statistic
        top = {row.risk for row in answer.risks[:10]} & {row.risk for row in truth.risks[:10]}
        found[f"rank_correlation_{count}_draws"] = round(float(correlation), 4)
        found[f"first_ten_right_{count}_draws"] = len(top)
    return found


def _means(answer: Exposure) -> dict[str, float]:
    return {row.risk: row.finish.days for row in answer.risks}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--again", type=int, default=3)
    parser.add_argument("--ranking", type=int, default=60_000)
    options = parser.parse_args()
    away = [value for seed in range(1, 6) for value in known_cases(seed)]
    found: dict[str, Any] = {
        "known cases": {
            "figures": len(away),
            "within_three_standard_errors": int(sum(value <= 3 for value in away)),
            "within_two": int(sum(value <= 2 for value in away)),
            "largest": round(float(max(away)), 2),
        }
    }
    found["one pass"], posed = large(options.draws, options.again)
    if options.ranking:
        found["ranking"] = ranking(*posed, options.ranking)
    for kind, count in _LEDGER:
        found[f"ledger, {kind}, {count} statements"] = of_ledger(kind, count, _LEDGER_RUNS)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        print(name)
        for key, value in row.items():
            print(f"  {key.replace('_', ' '):48}{value}")


if __name__ == "__main__":
    main()
