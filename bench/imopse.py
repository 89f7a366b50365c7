"""Multi-skill instances of iMOPSE d36: makespan after some seconds against the reference bound.

`python bench/imopse.py [--json] [--seconds 1]`. One thread; seconds are of the processor. The data lie in
`../shared/data/wings/team`.
"""

from __future__ import annotations

import argparse
import csv
import json
import tarfile
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Any

from pilothouse.engine.formats.imopse import read_def
from pilothouse.engine.schedule.check import feasible
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.solve import solve


def data() -> Path:
    """The folder of the data."""
    return Path(__file__).resolve().parents[2] / "shared/data/wings/team"


def measured(seconds: float) -> dict[str, Any]:
    with (data() / "imopse_d36_reference_bounds.csv").open() as stream:
        rows = {row["instance"]: row for row in csv.DictReader(stream)}
    gaps, closed, proved, listed = {}, 0, 0, []
    with tarfile.open(data() / "imopse_d36_small.tar.gz") as archive:
        for member in archive:
            name = PurePosixPath(member.name).stem
            stream = archive.extractfile(member) if name in rows else None
            if stream is None:
                continue
            problem = read_def(stream.read().decode(errors="replace"), name=name)
            plan = solve(problem, seed=1, limit=Limit(seconds=seconds, workers=1))
            assert feasible(problem, plan)
            bound = int(rows[name]["makespan_lower_bound"])
            gaps[name] = 100 * (plan.makespan / bound - 1)
            closed += plan.makespan <= bound + 1e-6
            proved += plan.status == "optimal" or ceil(plan.lower_bound - 1e-6) >= plan.makespan - 1e-6
            listed.append(
                100 * (int(rows[name]["makespan_found_1s_plain_python_list_heuristic"]) / bound - 1)
            )
    return {
        "instances": len(gaps),
        "seconds": seconds,
        "mean_gap_percent": round(sum(gaps.values()) / len(gaps), 2),
        "worst_gap_percent": round(max(gaps.values()), 1),
        "at_the_bound": closed,
        "proved": proved,
        "list_heuristic_mean_gap_percent": round(sum(listed) / len(listed), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    found = measured(options.seconds)
    print(json.dumps(found, indent=2) if options.json else found)


if __name__ == "__main__":
    main()
