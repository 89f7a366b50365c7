"""What correcting stated probabilities gains, in made worlds where the true ones are known.

`python bench/ledger.py [--json] [--runs 25]`. Eight people; gain is the share by which the log loss of 2,000
further statements of theirs is lower than as stated, and harm the share of runs in which it is higher. The
spreads of people in these worlds lie near the priors of the correction: the gains are on the friendly side.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from pilothouse.engine.risk.ledger import learn
from pilothouse.engine.tests.test_ledger import loss as _loss
from pilothouse.engine.tests.test_ledger import world

_COUNTS = (20, 40, 80, 160, 400)


def row(kind: str, count: int, runs: int) -> dict[str, float]:
    """Mean log loss of further statements, as stated and corrected in the same runs."""
    stated, corrected = [], []
    for seed in range(runs):
        known, fresh = world(kind, count, 100 + seed)
        found = learn(known)
        stated.append(np.mean([_loss(each.stated, each.came) for each in fresh]))
        corrected.append(
            np.mean([_loss(found.corrected(each.stated, each.person), each.came) for each in fresh])
        )
    gains = 1 - np.array(corrected) / np.array(stated)
    return {
        "log_loss_stated": round(float(np.mean(stated)), 3),
        "log_loss_corrected": round(float(np.mean(corrected)), 3),
        "gain_percent": round(100 * float(np.mean(gains)), 1),
        "harm_percent": round(100 * float(np.mean(gains < -1e-9))),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=25)
    options = parser.parse_args()
    found = {}
    for kind in ("optimists", "mixed", "calibrated"):
        for count in _COUNTS:
            measured = row(kind, count, options.runs)
            found[f"{kind}, {count} statements"] = measured
            if not options.json:
                print(f"{kind}, {count} statements: {measured}", flush=True)
    if options.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
