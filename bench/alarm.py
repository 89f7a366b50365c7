"""How often the alarm of the track record rings falsely, and how soon it finds dates that no longer hold.

`python bench/alarm.py [--json] [--records 4000]`. Made records of 200 dates at one level, looked at after
every date. The interval is what is usual: Wilson's at 95 % over the last 60, from 12 dates on.
`overlapping`: three dates of each plan, whose luck is shared (correlation 0.6) and lasts (0.6 from plan to
plan); the guard chooses one of every third plan, as a date runs for about three plans.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

import numpy as np

from pilothouse.engine.forecast.history.calibrate import wilson
from pilothouse.engine.forecast.history.guard import LEAST, THRESHOLD, evidence

LENGTH, WINDOW = 200, 60
Records = np.ndarray[Any, np.dtype[np.bool_]]
Rings = Callable[[Records, float], Records]


def guarded(held: Records, level: float) -> Records:
    """Whether the guard rings after each date."""
    length = held.shape[1]
    table = np.zeros((length + 1, length + 1), bool)
    for cases in range(LEAST, length + 1):
        for many in range(cases + 1):
            table[cases, many] = evidence(many, cases, level) >= THRESHOLD
    return table[np.arange(1, length + 1), held.cumsum(axis=1)]


def usual(held: Records, level: float) -> Records:
    """Whether Wilson's interval of the last dates lies off the level."""
    length = held.shape[1]
    total = np.concatenate([np.zeros((held.shape[0], 1), int), held.cumsum(axis=1)], axis=1)
    rings = np.zeros(held.shape, bool)
    for cases in range(LEAST, length + 1):
        window = min(cases, WINDOW)
        off = np.array(
            [not low <= level <= high for low, high in (wilson(k, window) for k in range(window + 1))]
        )
        rings[:, cases - 1] = off[total[:, cases] - total[:, cases - window]]
    return rings


def by(rings: Records, moments: tuple[int, ...]) -> list[float]:
    """Percent of records in which it rang by each moment."""
    return [round(100 * float(rings[:, :moment].any(axis=1).mean()), 1) for moment in moments]


def independent(records: int, level: float, seed: int) -> Records:
    return np.random.default_rng(seed).random((records, LENGTH)) < level


def overlapping(records: int, level: float, seed: int) -> tuple[Records, Records]:
    """All dates of 67 plans, three of each; and those that the guard chooses among them."""
    from statistics import NormalDist

    draw, plans = np.random.default_rng(seed), -(-LENGTH // 3)
    luck = np.zeros((records, plans))
    luck[:, 0] = draw.standard_normal(records)
    for plan in range(1, plans):
        luck[:, plan] = 0.6 * luck[:, plan - 1] + 0.8 * draw.standard_normal(records)
    own = draw.standard_normal((records, plans, 3))
    held = np.sqrt(0.6) * luck[:, :, None] + np.sqrt(0.4) * own < NormalDist().inv_cdf(level)
    return held.reshape(records, -1)[:, :LENGTH], held[:, ::3, 0]


def measured(records: int, level: float) -> dict[str, Any]:
    true = independent(records, level, 1)
    every, chosen = overlapping(records, level, 2)
    false = independent(records, level - 0.15, 3)
    methods: dict[str, Rings] = {"guard": guarded, "interval": usual}
    looks, finds = (50, 100, 200), (30, 60, 100)
    rows: dict[str, Any] = {}
    for name, rings in methods.items():
        rows[name] = {
            "false alarm by 50, 100, 200 dates, %": by(rings(true, level), looks),
            "true share 15 points lower, found by 30, 60, 100, %": by(rings(false, level), finds),
        }
    rows["guard"]["overlapping, chosen among 200, %"] = by(guarded(chosen, level), (chosen.shape[1],))
    rows["interval"]["overlapping, all 200, %"] = by(usual(every, level), (LENGTH,))
    rows["guard"]["overlapping, all 200, %"] = by(guarded(every, level), (LENGTH,))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--records", type=int, default=4_000)
    options = parser.parse_args()
    found = {f"{level:.0%}": measured(options.records, level) for level in (0.85, 0.5)}
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for level, rows in found.items():
        for name, row in rows.items():
            print(f"{level} {name}")
            for what, figures in row.items():
                print(f"  {what}: {', '.join(map(str, figures))}")


if __name__ == "__main__":
    main()
