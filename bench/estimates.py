"""How well effort forecasts from estimates hold, against evidence-based scheduling in the same run.

`python bench/estimates.py [--json] [--fit] [--half tune|check]`. Data: `../shared/data/delivery`.
At origins spread over each project's history, what has finished is learnt, and the summed effort of the next
5, 20 and 50 finished items is forecast from their estimates. Projects are split in halves by rank; `--fit`
fits the prior on one, figures come from the other. Every project counts the same; intervals are a bootstrap
over projects.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.history.estimate_model import DEFAULT, Finished
from pilothouse.engine.forecast.history.estimates import fit_prior, learn

Floats = NDArray[np.float64]
Method = Callable[[Sequence[Finished], Sequence[float], int], Floats]
DATA = Path(__file__).resolve().parents[2] / "shared/data/delivery"
AHEAD = (5, 20, 50)
LEVELS = (0.5, 0.8, 0.85, 0.95)
FIRST = 10  # finished items before the first origin
ORIGINS = 60  # at most, a project and horizon
DRAWS = 1_000


@dataclass(frozen=True)
class Score:
    """One forecast held against what came."""

    project: str
    crps: float
    chance: float  # the share of draws below what came
    actual: float


def rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", errors="replace") as file:
        yield from csv.DictReader(file)


def sip() -> dict[str, list[Finished]]:
    """Hours of tasks with a day of completion, one row a task; cancelled ones never finished."""
    ended = {row["TaskNumber"]: row["CompletedOn"] for row in rows("sip_dates_dev.csv.gz")}
    found: dict[str, dict[str, Finished]] = {}
    for row in rows("sip_tasks_dev.csv.gz"):
        task = row["TaskNumber"]
        if ended.get(task) and row["StatusCode"] != "CANCELLED":
            day = datetime.strptime(ended[task], "%d-%b-%y").toordinal()  # noqa: DTZ007 (a plain day)
            found.setdefault(f"SiP {int(row['ProjectCode'][2:]):02}", {})[task] = Finished(
                float(row["HoursEstimate"]), float(row["HoursActual"]), day
            )
    return {project: list(tasks.values()) for project, tasks in found.items()}


def cesaw() -> dict[str, list[Finished]]:
    """Hours of tasks with a moment of completion."""
    found: dict[str, list[Finished]] = {}
    for row in rows("cesaw_tasks_dev.csv.gz"):
        ended = row["task_actual_complete_date"]
        if ended == r"\N":
            continue
        moment = datetime.strptime(ended, "%m/%d/%Y %H:%M" if " " in ended else "%m/%d/%Y")  # noqa: DTZ007
        day = moment.toordinal() + (60 * moment.hour + moment.minute) / 1440
        found.setdefault(f"CESAW {int(row['project_key']):03}", []).append(
            Finished(
                float(row["task_plan_time_minutes"]) / 60, float(row["task_actual_time_minutes"]) / 60, day
            )
        )
    return found


def halves() -> dict[str, dict[str, list[Finished]]]:
    """Projects by rank in their source; items without an estimate or without effort are left out."""
    split: dict[str, dict[str, list[Finished]]] = {"tune": {}, "check": {}}
    for source in (sip(), cesaw()):
        for rank, (project, items) in enumerate(sorted(source.items())):
            usable = [item for item in items if item.estimate > 0 and item.actual > 0]
            split["check" if rank % 2 else "tune"][project] = sorted(usable, key=lambda item: item.order)
    return split


def ours(past: Sequence[Finished], estimates: Sequence[float], seed: int) -> Floats:
    return np.array(learn(finished=past).total(estimates=estimates, draws=DRAWS, seed=seed).samples)


def evidence_based(days: float) -> Method:
    """Evidence-based scheduling (Spolsky 2007): each estimate times a past ratio of the last `days`."""

    def method(past: Sequence[Finished], estimates: Sequence[float], seed: int) -> Floats:
        late = [item for item in past if item.order > past[-1].order - days]
        used = late if len(late) >= 5 else past
        ratios = np.array([item.actual / item.estimate for item in used])
        drawn = ratios[np.random.default_rng(seed).integers(len(ratios), size=(DRAWS, len(estimates)))]
        return np.sort((drawn * np.array(estimates)).sum(axis=1))

    return method


METHODS: dict[str, Method] = {
    "ours": ours,
    "evidence-based, 6 months": evidence_based(183.0),
    "evidence-based, all": evidence_based(np.inf),
}
PEER = "evidence-based, 6 months"


def crps(samples: Floats, actual: float) -> float:
    """Continuous ranked probability score of ascending samples (Gneiting and Raftery 2007, eq. 21)."""
    count = len(samples)
    pairs = float((2 * np.arange(count) - count + 1) @ samples) / count**2
    return float(np.abs(samples - actual).mean()) - pairs


def backtest(projects: dict[str, list[Finished]], ahead: int, method: Method) -> list[Score]:
    scores = []
    for project, items in projects.items():
        last = len(items) - ahead
        if last < FIRST:
            continue
        for origin in np.unique(np.linspace(FIRST, last, ORIGINS).astype(int)).tolist():
            coming = items[origin : origin + ahead]
            actual = sum(item.actual for item in coming)
            samples = method(items[:origin], [item.estimate for item in coming], origin)
            chance = float(np.searchsorted(samples, actual)) / len(samples)
            scores.append(Score(project, crps(samples, actual), chance, actual))
    return scores


def by_project(scores: Sequence[Score]) -> Floats:
    """A row a project: share of actuals within each level, and CRPS over mean actual."""
    table = []
    for project in sorted({score.project for score in scores}):
        mine = [score for score in scores if score.project == project]
        held = [float(np.mean([score.chance <= level for score in mine])) for level in LEVELS]
        scale = sum(score.actual for score in mine)
        table.append([*held, sum(score.crps for score in mine) / scale])
    return np.array(table)


def resamples(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(1).integers(count, size=(2_000, count))


def interval(values: Floats) -> list[float]:
    return [round(float(value), 3) for value in np.quantile(values, (0.025, 0.975))]


def measure(projects: dict[str, list[Finished]], ahead: int) -> dict[str, Any]:
    scores = {name: backtest(projects, ahead, method) for name, method in METHODS.items()}
    tables = {name: by_project(found) for name, found in scores.items()}
    peer = tables[PEER]
    draws = resamples(len(peer))
    found: dict[str, Any] = {"projects": len(peer), "forecasts": len(scores[PEER])}
    for name, table in tables.items():
        ratios = table[draws, -1].mean(axis=1) / peer[draws, -1].mean(axis=1)
        found[name] = {
            f"{level:.0%} holds": [
                round(float(table[:, at].mean()), 3),
                interval(table[draws, at].mean(axis=1)),
            ]
            for at, level in enumerate(LEVELS)
        } | {
            "CRPS against peer": [
                round(float(table[:, -1].mean() / peer[:, -1].mean()), 3),
                interval(ratios),
            ],
            "the same, geometric": round(float(np.exp(np.log(table[:, -1] / peer[:, -1]).mean())), 3),
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fit", action="store_true", help="print the prior of the tuning half and stop")
    parser.add_argument("--half", choices=("check", "tune"), default="check")
    options = parser.parse_args()
    split = halves()
    if options.fit:
        prior = fit_prior(teams=list(split["tune"].values()))
        print(prior, [round(value, 3) for value in prior.residuals])
        return
    found = {f"next {ahead} items": measure(split[options.half], ahead) for ahead in AHEAD}
    if options.json:
        print(json.dumps({"half": options.half, "prior": repr(DEFAULT), "peer": PEER} | found, indent=2))
        return
    for name, part in found.items():
        print(f"{name}: {part.pop('projects')} projects, {part.pop('forecasts')} forecasts")
        for method, figures in part.items():
            print(f"  {method}")
            for figure, value in figures.items():
                shown = (
                    f"{value[0]:.3f} [{value[1][0]:.3f}, {value[1][1]:.3f}]"
                    if isinstance(value, list)
                    else value
                )
                print(f"    {figure:22}{shown}")


if __name__ == "__main__":
    main()
