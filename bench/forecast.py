"""Whether dates hold: coverage and CRPS on projects that the priors were not fitted on.

`python bench/forecast.py [--json] [--full] [--refit FILE]`. The 107 series of ../shared/data/throughput are
split in two by number; priors are fitted on one half and scored on the other, and the other way round, so
that no figure comes from a project that was fitted on. Peers in the same run: weeks resampled from the last
10, 20 and 30, and a straight line at the mean of the last 20. `--full` looks from every fourth week instead
of every eighth. `--refit` fits on all series and writes the file of priors.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse.engine.forecast.history import score
from pilothouse.engine.forecast.history.backtest import (
    PEERS,
    Backtest,
    Cases,
    backtest,
    coverage,
    fit_prior,
    loss,
)
from pilothouse.engine.forecast.history.record import summary
from pilothouse.engine.forecast.history.throughput import forecast_throughput

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "throughput" / "weekly_counts.csv"


def read() -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    with DATA.open() as stream:
        for row in csv.DictReader(stream):
            found[row["id"]].append(int(row["count"]))
    return dict(found)


def by(cases: Cases, kind: str, label: str, groups: dict[str, np.ndarray]) -> dict[str, Any]:
    """Coverage at 85 % and CRPS ratio in each group of cases."""
    found = {}
    for name, rows in groups.items():
        some = cases.only(rows)
        if np.unique(some.project).size < 5:
            continue
        ratio, low, high = score.ratio_interval(
            loss(some, kind, "ours"), loss(some, kind, "bootstrap20"), some.project, seed=1
        )
        found[f"{label} {name}"] = {
            "held_at_85": round(score.balanced(coverage(some, kind, "ours", 0.85), some.project), 3),
            "bootstrap20_held": round(
                score.balanced(coverage(some, kind, "bootstrap20", 0.85), some.project), 3
            ),
            "crps_ratio": round(ratio, 3),
            "interval": [round(low, 3), round(high, 3)],
        }
    return found


def slices(found: Backtest, series: dict[str, list[int]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    spread = np.array([np.std(series[name]) / max(np.mean(series[name]), 1e-9) for name in found.names])
    thirds = np.quantile(spread, (1 / 3, 2 / 3))
    for kind, cases in (("dates", found.dates), ("counts", found.counts)):
        burst = np.digitize(spread[cases.project], thirds)
        told[kind] = {
            **by(cases, kind, "history", {
                "under 26 weeks": cases.origin < 26,
                "26 to 52 weeks": (cases.origin >= 26) & (cases.origin < 52),
                "over a year": cases.origin >= 52,
            }),
            **by(cases, kind, "weeks vary", {
                "little": burst == 0, "more": burst == 1, "most": burst == 2,
            }),
        }  # fmt: skip
    return told


def speed(series: dict[str, list[int]]) -> dict[str, Any]:
    history = max(series.values(), key=len)
    forecast_throughput(history)
    began = time.thread_time()
    for seed in range(20):
        forecast_throughput(history, seed=seed)
    return {"ms_per_forecast_of_the_longest_history": round(50 * (time.thread_time() - began), 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--refit", metavar="FILE")
    options = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"{DATA} is not there; the figures need it.")
    series = read()
    if options.refit:
        words = f"{len(series)} public and commercial projects"
        prior = fit_prior(series, version="1", fitted_on=words, every=4)
        Path(options.refit).write_text(prior.to_json())
        return
    every = 4 if options.full else 8
    told: dict[str, Any] = {"speed": speed(series)}
    for half in (0, 1):
        ours = {name: row for name, row in series.items() if int(name[1:]) % 2 == half}
        rest = {name: row for name, row in series.items() if name not in ours}
        prior = fit_prior(rest, version="half", fitted_on="the other half")
        began = time.perf_counter()
        found = backtest(ours, prior=prior, every=every)
        told[f"half {half + 1}"] = {
            **summary(found).to_data(),
            "slices": slices(found, ours),
            "seconds": round(time.perf_counter() - began, 1),
        }
    if options.json:
        print(json.dumps(told, indent=2))
        return
    print(f"speed: {told['speed']}")
    for half in ("half 1", "half 2"):
        row = told[half]
        print(f"\n{half}: {row['projects']} projects, {row['cases']:,} cases, {row['seconds']} s")
        for kind, key in (("dates", "by_items"), ("counts", "by_weeks")):
            print(f"  {kind}: mean coverage error {row[kind]['mean_error_pp']} points, CRPS ratio "
                  + ", ".join(f"{peer} {row[kind][f'crps_ratio_{peer}']}" for peer in PEERS))  # fmt: skip
            for size, part in row[kind][key].items():
                held = " ".join(f"{name}:{100 * share:.1f}" for name, share in part["coverage"].items())
                peer = " ".join(f"{100 * x:.1f}" for x in part["coverage_bootstrap20"].values())
                print(f"    {size:>3}: held {held} (bootstrap20 {peer}); "
                      f"CRPS ratio {part['crps_ratio_bootstrap20']} {part['crps_ratio_interval']}, "
                      f"pinball ratio {part['pinball_ratio_bootstrap20']}, "
                      f"{part['cases']} cases, {100 * part['open_share']:.0f} % open")  # fmt: skip
            for name, part in row["slices"][kind].items():
                print(f"    {name:26} held {100 * part['held_at_85']:.1f} "
                      f"(bootstrap20 {100 * part['bootstrap20_held']:.1f}), CRPS ratio {part['crps_ratio']} "
                      f"{part['interval']}")  # fmt: skip


if __name__ == "__main__":
    main()
