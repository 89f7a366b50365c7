"""Which responses to risks: how near the search comes to the best set, and what it gains over the usual rule.

`python bench/responses.py [--json] [--small 200] [--large 4]`. Small cases have 24 to 40 items, 8 to 12 risks
and 8 to 11 responses; the best set is known, since all are judged. Large ones have 200 items, 12 people, 100
risks and 40 responses; what is found is judged on 4,000 draws that the search has not seen. The usual rule
takes the responses to the risks of the largest probability times impact, while the budget lasts.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from schedule import team_problem

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.risk import search as searching
from pilothouse.engine.risk.aim import OBJECTIVES, Aim, Objective
from pilothouse.engine.risk.drawn import Law
from pilothouse.engine.risk.laid import Laid, lay
from pilothouse.engine.risk.limits import Chosen, Limits
from pilothouse.engine.risk.outcome import Measure
from pilothouse.engine.risk.response import Response
from pilothouse.engine.risk.search import Search
from pilothouse.engine.risk.trials import Trials
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Effort, Group, Problem
from pilothouse.engine.schedule.solve import solve

_SEARCHED, _JUDGED = 400, 4_000


class Case:
    """A plan with risks and responses to them, and a budget of a third of what all of them cost."""

    def __init__(self, items: int, people: int, risks: int, responses: int, seed: int) -> None:
        draw = random.Random(seed)
        problem = team_problem(items, people, seed=seed)
        names = [item.id for item in problem.items]
        most = max(2, min(20, items // 8))
        self.events = [
            Event(
                f"r{number}",
                "",
                min(0.6, max(0.05, draw.betavariate(1.5, 4))),
                tuple(draw.sample(names, draw.randint(1, most))),
                (low := draw.uniform(0.5, 4), 2 * low, low * draw.uniform(3, 6)),
                1.0 if draw.random() < 0.75 else draw.choice([1.2, 1.5]),
            )
            for number in range(risks)
        ]
        skills = sorted({name for person in problem.people for name in person.skills})
        self.responses = [self._response(number, draw, skills) for number in range(responses)]
        plan = solve(problem, limit=Limit(passes=60))
        late = {name: draw.choice([0.0, 0.0, 300.0]) for name in names}
        group = Group("all", tuple(names), plan.makespan * 1.35)
        priced = tuple(replace(item, delay_cost=late[item.id]) for item in problem.items)
        self.problem = Problem(priced, problem.people, problem.dependencies, groups=(group,))
        self.laid: Laid = lay(self.problem, plan, self.responses)
        cost = np.array([[row.cost] for row in self.responses])
        self.limits = Limits(cost, cost.sum(axis=0) / 3)
        self.order = sorted(range(responses), key=lambda each: (-self._by_eye(each), each))

    def _response(self, number: int, draw: random.Random, skills: list[str]) -> Response:
        own = draw.sample(range(len(self.events)), draw.choice([1, 1, 2]))
        days = draw.uniform(0.5, 4)
        before = self.events[own[0]].items[:3] if draw.random() < 0.7 else ()
        return Response(
            f"x{number}",
            "",
            "reduce",
            tuple(f"r{risk}" for risk in own),
            draw.choice([0.0, 0.3, 0.5, 1.0]),
            draw.choice([0.3, 0.5, 0.8]),
            round(draw.uniform(100, 1_000)),
            ((draw.choice(skills), Effort(0.6 * days, days, 1.8 * days)),),
            before,
        )

    def _by_eye(self, number: int) -> float:
        """Probability times days of the largest risk that it answers."""
        known = {event.id: event for event in self.events}
        own = [known[risk] for risk in self.responses[number].risks]
        return max(event.chance * (_days(event) + (event.multiplier - 1) * 3) for event in own)

    def trials(self, objective: Objective, draws: int, seed: int) -> Trials:
        aim = Aim(objective, "all" if objective == "chance" else None)
        measure = Measure.of(aim, self.laid.problem)
        return Trials(self.laid, self.events, self.responses, measure, Law(), draws=draws, seed=seed)

    def search(self, worth: Callable[[Chosen], float]) -> Search:
        return Search(len(self.responses), worth, self.limits, self.order, seed=1)


def _days(event: Event) -> float:
    return float(event.delay[1]) if isinstance(event.delay, tuple) else 0.0


def small(count: int, objective: Objective) -> dict[str, Any]:
    optimal, regret, better, worse, sets, eye_optimal = 0, [], 0, 0, [], 0
    for seed in range(count):
        draw = random.Random(seed)
        case = Case(draw.randint(24, 40), 6, draw.randint(8, 12), draw.randint(8, 11), 1_000 + seed)
        whole = case.search(case.trials(objective, _SEARCHED, 3).worth)
        truth = whole.seen[whole.best()]
        searching.EXACT = 0
        search = case.search(whole.seen.__getitem__)
        found = search.seen[search.best()]
        searching.EXACT = 11
        nothing, eye = whole.seen[frozenset()], whole.seen[whole.by_eye()]
        optimal += found <= truth + 1e-6
        eye_optimal += eye <= truth + 1e-6
        regret.append((found - truth) / max(nothing - truth, 1e-6))
        better += found < eye - 1e-6
        worse += found > eye + 1e-6
        sets.append(len(search.seen))
    return {
        "cases": count,
        "optimal_percent": round(100 * optimal / count, 1),
        "optimal_percent_of_the_usual_rule": round(100 * eye_optimal / count, 1),
        "mean_regret_percent_of_the_gain": round(100 * float(np.mean(regret)), 2),
        "better_than_the_usual_rule_percent": round(100 * better / count, 1),
        "worse_than_the_usual_rule": worse,
        "sets_judged": round(float(np.mean(sets))),
    }


def large(count: int, objective: Objective) -> dict[str, Any]:
    gains, others, cpu, sets = [], [], [], []
    for seed in range(count):
        case = Case(200, 12, 100, 40, 2_000 + seed)
        trials = case.trials(objective, _SEARCHED, 3)
        trials.worth(())
        began = time.process_time()
        search = case.search(trials.worth)
        best = search.best()
        cpu.append(time.process_time() - began)
        sets.append(len(search.seen))
        judged = case.trials(objective, _JUDGED, 77)
        nothing = judged.worth(())
        gains.append(nothing - judged.worth(best))
        others.append(nothing - judged.worth(search.by_eye()))
    return {
        "cases": count,
        "better_out_of_sample": sum(gain > other for gain, other in zip(gains, others, strict=True)),
        "mean_gain": round(float(np.mean(gains)), 3),
        "mean_gain_of_the_usual_rule": round(float(np.mean(others)), 3),
        "cpu_seconds_a_search": round(float(np.mean(cpu)), 1),
        "sets_judged": round(float(np.mean(sets))),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--small", type=int, default=200)
    parser.add_argument("--large", type=int, default=4)
    options = parser.parse_args()
    found = {}
    for name, measured, count in (("small", small, options.small), ("large", large, options.large)):
        for objective in OBJECTIVES if count else ():
            key = f"{name}, {objective}"
            found[key] = measured(count, objective)
            if not options.json:
                print(key)
                for label, value in found[key].items():
                    print(f"  {label.replace('_', ' '):44}{value}", flush=True)
    if options.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
