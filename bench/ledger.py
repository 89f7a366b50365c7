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
from pilothouse.engine.tests.test_ledger import gain, world

_COUNTS = (20, 40, 80, 160, 400)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=25)
    options = parser.parse_args()
    found = {}
    for kind in ("optimists", "mixed", "calibrated"):
        for count in _COUNTS:
            worlds = [world(kind, count, 100 + seed) for seed in range(options.runs)]
            gains = [gain(learn(known), fresh) for known, fresh in worlds]
            row = {
                "gain_percent": round(100 * float(np.mean(gains)), 1),
                "harm_percent": round(100 * float(np.mean(np.array(gains) < -1e-9))),
            }
            found[f"{kind}, {count} statements"] = row
            if not options.json:
                print(f"{kind}, {count} statements: {row}", flush=True)
    if options.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
