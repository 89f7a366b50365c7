"""How many planted roadblocks are found, and how many alarms a clean plan of 200 items raises.

`python bench/roadblocks.py [--json] [--plans 100]`. Plans are made up: estimates, ranges, absences, loads,
histories and chances vary as in a plan without trouble. Into a copy of each, one roadblock of every kind is
planted, from what barely counts as one to a plain case. Rules and plans come from the same hands: a plan of
yours has more grey between them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from typing import Any

from pilothouse.engine.risk.detect.roadblocks import KINDS, find
from pilothouse.engine.tests.made_plans import ITEMS, clean, planted


def judged(plans: int) -> dict[str, Any]:
    alarms: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for seed in range(plans):
        facts = clean(seed)
        alarms.update(row.kind for row in find(facts))
        own, where = planted(facts, seed)
        known = {(row.kind, row.about) for row in find(own)}
        hits.update(kind for kind, about in where.items() if (kind, about) in known)
    return {
        "plans": plans,
        "items_each": ITEMS,
        "recall": round(sum(hits.values()) / (plans * len(KINDS)), 3),
        "recall_by_kind": {kind: round(hits[kind] / plans, 2) for kind in KINDS},
        "false_alarms_of_a_clean_plan": round(sum(alarms.values()) / plans, 3),
        "false_alarms_by_kind": dict(alarms),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plans", type=int, default=100)
    options = parser.parse_args()
    found = judged(options.plans)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for key, value in found.items():
        print(f"{key.replace('_', ' '):32}{value}")


if __name__ == "__main__":
    main()
