"""What choosing among the plans of several seeds gains: p85 of the chosen plan against the first and the
mean.

`python bench/robust.py [--json] [--plans 40] [--large 8] [--seeds 8]`. Small plans have 24 to 40 items, large
ones 150 to 400. Gains are judged on draws that the choice has not seen; the interval is that of their mean.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from typing import Any

import numpy as np
from schedule import team_problem

from pilothouse.engine.forecast.futures.robust import robust
from pilothouse.engine.schedule.plan import Limit


def measured(plans: int, sizes: tuple[int, int], seeds: int, passes: int | None) -> dict[str, Any]:
    draw = random.Random(5)
    first, mean, began = [], [], time.process_time()
    for number in range(plans):
        items = draw.randint(*sizes)
        people = 6 if items < 100 else items // 20
        problem = team_problem(items, people, seed=300 + number)
        limit = None if passes is None else Limit(passes=passes)
        found = robust(problem, seeds=seeds, seed=77 * number, limit=limit)
        first.append(found.gain_first)
        mean.append(found.gain_mean)
    return {
        "plans": plans,
        "gain_on_the_first_seed_percent": _mean(first),
        "gain_on_the_mean_seed_percent": _mean(mean),
        "processor_seconds_a_plan": round((time.process_time() - began) / plans, 2),
    }


def _mean(gains: list[float]) -> str:
    error = 1.96 * np.std(gains, ddof=1) / np.sqrt(len(gains))
    return f"{100 * np.mean(gains):.2f} ± {100 * error:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plans", type=int, default=40)
    parser.add_argument("--large", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=8)
    options = parser.parse_args()
    found = {}
    for name, plans, sizes, passes in (
        ("24 to 40 items, 60 passes", options.plans, (24, 40), 60),
        ("150 to 400 items, 60 passes", options.large, (150, 400), 60),
        ("24 to 40 items", options.plans, (24, 40), None),
    ):
        found[name] = measured(plans, sizes, options.seeds, passes)
        if not options.json:
            print(name)
            for key, value in found[name].items():
                print(f"  {key.replace('_', ' '):36}{value}", flush=True)
    if options.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
