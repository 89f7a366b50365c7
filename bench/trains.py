"""How well chances to make a release train hold, and how far release dates slip, on halves not fitted on.

`python bench/trains.py [--json] [--fit]`. Data: `../shared/data/delivery`: milestones of Kubernetes features
and release schedules of Python, every committed version. At each freeze, the plans in force are forecast, for
this train and later ones. Features (release series) are split in halves; each half is forecast by a prior
fitted on the other. Intervals are bootstraps over features (series). `--fit` writes the shipped priors, which
are fitted on everything.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.history import slips, trains
from pilothouse.engine.forecast.history.score import LEVELS, crps, pinball, read_at
from pilothouse.engine.forecast.history.trains import Target

Floats = NDArray[np.float64]
T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared/data/delivery"
PRIORS = ROOT / "src/pilothouse/engine/forecast/history/priors"
STATED = (0.5, 0.8, 0.85, 0.95)
STAGES = ("alpha", "beta", "stable")
DRAWS = 2_000
# Days on which Kubernetes was released. The freeze is taken as nine weeks before; it was 8 to 14.
RELEASED = {
    19: date(2020, 8, 26), 20: date(2020, 12, 8), 21: date(2021, 4, 8), 22: date(2021, 8, 4),
    23: date(2021, 12, 7), 24: date(2022, 5, 3), 25: date(2022, 8, 23), 26: date(2022, 12, 9),
    27: date(2023, 4, 11), 28: date(2023, 8, 15), 29: date(2023, 12, 13), 30: date(2024, 4, 17),
    31: date(2024, 8, 13), 32: date(2024, 12, 11), 33: date(2025, 4, 23), 34: date(2025, 8, 27),
    35: date(2025, 12, 17), 36: date(2026, 4, 22),
}  # fmt: skip
FREEZE = timedelta(weeks=9)
LAST = max(RELEASED)


def rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def minor(text: str) -> int | None:
    """The train of a milestone such as v1.24; None for TBD, x.y and 0.0."""
    found = re.fullmatch(r"v?1\.(\d+)", text.strip())
    return int(found[1]) if found else None


def features() -> dict[str, list[dict[str, str]]]:
    """Versions of each feature's file by commit; a moved one goes on as the same feature."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows("kep_milestone_history.csv.gz"):
        if "NNNN" not in row["path"]:
            found.setdefault(row["kep_number"] or row["path"], []).append(row)
    for versions in found.values():
        versions.sort(key=lambda row: (moment(row["commit_date"]), row["change"] == "A"))
    return found


def reached(last: dict[str, str], stage: str) -> int | None:
    """The train that brought the stage: as last written, if the feature has come that far."""
    train, latest = minor(last[stage]), minor(last["latest_milestone"])
    at = last["stage"].lower().replace("ga", "stable")
    if train is None or at not in STAGES or STAGES.index(at) < STAGES.index(stage):
        return None
    done = last["status"] == "implemented" or (latest is not None and latest >= train)
    return train if done and train <= LAST else None


def targets_of(name: str, versions: Sequence[dict[str, str]]) -> list[Target]:
    """Every plan in force at a freeze, for that train and later ones, and what came of it."""
    found = []
    for current, released in RELEASED.items():
        freeze = datetime.combine(released - FREEZE, datetime.min.time(), UTC)
        known = [row for row in versions if moment(row["commit_date"]) < freeze]
        if (
            not known
            or known[-1]["change"] == "D"
            or known[-1]["status"] in ("withdrawn", "replaced", "rejected")
        ):
            continue
        for stage in STAGES:
            train = minor(known[-1][stage])
            if train is None or train < current:
                continue
            plans = [plan for row in known if (plan := minor(row[stage])) is not None]
            moved = sum(1 for old, new in pairwise(plans) if new > old)
            came = reached(versions[-1], stage)
            late = None if came is None else max(0, came - train)
            sure = minor(known[-1]["latest_milestone"]) == train and known[-1]["stage"] == stage
            left = max(-1, LAST - train)
            found.append(Target(name, f"1.{train}", train - current, late, left, moved, stage, sure))
    return found


def kubernetes() -> dict[str, tuple[str, list[Target]]]:
    """Special interest group and targets of each feature that ever had one."""
    every = {name: (versions[0]["sig"], targets_of(name, versions)) for name, versions in features().items()}
    return {name: found for name, found in sorted(every.items()) if found[1]}


def teams(items: dict[str, tuple[str, list[Target]]]) -> list[list[Target]]:
    found: dict[str, list[Target]] = {}
    for group, targets in items.values():
        found.setdefault(group, []).extend(targets)
    return list(found.values())


def halves(items: dict[str, T]) -> tuple[dict[str, T], dict[str, T]]:
    split: tuple[dict[str, T], dict[str, T]] = ({}, {})
    for name in sorted(items, key=lambda name: zlib.crc32(name.encode())):
        split[len(split[0]) > len(split[1])][name] = items[name]
    return split


def wilson(hits: float, count: int) -> list[float]:
    """95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, hits / count
    middle, half = share + z * z / (2 * count), z * sqrt(share * (1 - share) / count + z * z / (4 * count**2))
    return [round((middle + sign * half) / (1 + z * z / count), 3) for sign in (-1, 1)]


def bootstrap(groups: Sequence[str], values: Floats, of: Callable[[Floats], Floats]) -> list[float]:
    """Figure and 95 % interval of `of(sums)`, sums of the columns over groups drawn with replacement."""
    names = {name: place for place, name in enumerate(dict.fromkeys(groups))}
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, [names[name] for name in groups], values)
    drawn = np.random.default_rng(1).integers(len(sums), size=(DRAWS, len(sums)))
    low, high = np.quantile(of(sums[drawn].sum(axis=1)), (0.025, 0.975))
    return [round(float(value), 4) for value in (of(sums.sum(axis=0)[None])[0], low, high)]


def logs(chances: Floats, made: Floats) -> Floats:
    return -np.log(np.where(made > 0, chances, 1 - chances))


def facts(target: Target) -> dict[str, Any]:
    return {name: getattr(target, name) for name in ("ahead", "slips", "stage", "confirmed")}


def judge(
    fitted: dict[str, tuple[str, list[Target]]], told: dict[str, tuple[str, list[Target]]]
) -> dict[str, Any]:
    prior = trains.fit_prior(teams=teams(fitted), version="bench", fitted_on="the other half")
    model = trains.learn(history=[], prior=prior)
    every = [target for _, targets in told.values() for target in targets]
    cases = [target for target in every if not target.open]
    other = [target for _, targets in fitted.values() for target in targets if not target.open]
    made = np.array([float(target.made) for target in cases])
    base = float(np.mean([target.made for target in other]))
    by_ahead = {
        cycles: float(np.mean([target.made for target in other if min(target.ahead, 3) == cycles]))
        for cycles in range(4)
    }
    chances = np.array([model.chance(**facts(target)).chance for target in cases])
    plain, horizon = np.full(len(cases), base), np.array([by_ahead[min(t.ahead, 3)] for t in cases])
    groups = [target.item for target in cases]
    brier = np.stack(
        [(chances - made) ** 2, (plain - made) ** 2, (horizon - made) ** 2, np.ones(len(cases))], 1
    )
    log = np.stack([logs(chances, made), logs(plain, made), logs(horizon, made), np.ones(len(cases))], 1)
    found: dict[str, Any] = {
        "features": len(told),
        "forecasts": len(cases),
        "open, not counted": len(every) - len(cases),
        "base rate of the other half": round(base, 3),
        "Brier score": bootstrap(groups, brier, lambda sums: sums[:, 0] / sums[:, 3]),
        "Brier skill against base rate": bootstrap(groups, brier, lambda sums: 1 - sums[:, 0] / sums[:, 1]),
        "Brier skill against rate by horizon": bootstrap(
            groups, brier, lambda sums: 1 - sums[:, 0] / sums[:, 2]
        ),
        "log score": bootstrap(groups, log, lambda sums: sums[:, 0] / sums[:, 3]),
        "log score of the base rate": bootstrap(groups, log, lambda sums: sums[:, 1] / sums[:, 3]),
    }
    ahead = np.array([min(target.ahead, 3) for target in cases])
    found["calibration"] = calibration(ahead, chances, made)
    found["later trains"] = later(model, cases)
    return found


def calibration(ahead: NDArray[np.int64], chances: Floats, made: Floats) -> list[dict[str, Any]]:
    """Forecast and observed share by horizon, and within a horizon by half of the chances."""
    found = []
    for cycles in range(4):
        mine = ahead == cycles
        middle = np.median(chances[mine])
        for name, part in (
            ("all", mine),
            ("told below", mine & (chances < middle)),
            ("told above", mine & (chances >= middle)),
        ):
            if part.any():
                count, hits = int(part.sum()), float(made[part].sum())
                told = {
                    "ahead": cycles,
                    "part": name,
                    "forecasts": count,
                    "told": float(chances[part].mean()),
                }
                found.append(told | {"came": hits / count, "Wilson 95 %": wilson(hits, count)})
    return found


def later(model: trains.TrainModel, cases: Sequence[Target]) -> list[dict[str, Any]]:
    """Told and observed shares of this, next and second train, where both later trains have left."""
    seen = [target for target in cases if target.left >= trains.FOLLOWED]
    told = np.array([model.arrival(**facts(target)) for target in seen]).mean(axis=0)
    found = []
    for cycles, name in enumerate(("this", "next", "the one after", "later or never")):
        hits = sum(1 for t in seen if min(3 if t.late is None else t.late, 3) == cycles)
        came = {"told": float(told[cycles]), "came": hits / len(seen), "Wilson 95 %": wilson(hits, len(seen))}
        found.append({"train": name, "forecasts": len(seen)} | came)
    return found


def day_of(text: str) -> date | None:
    for pattern, form in (
        (r"\d{4}-\d\d-\d\d", "%Y-%m-%d"),
        (r"[A-Z][a-z]+ \d+,? \d{4}", "%B %d %Y"),
        (r"\d+ [A-Z][a-z]+ \d{4}", "%d %B %Y"),
    ):
        if found := re.search(pattern, text):
            try:
                return datetime.strptime(found[0].replace(",", ""), form).date()  # noqa: DTZ007 (a plain day)
            except ValueError:
                return None
    return None


def python() -> dict[str, list[slips.Slip]]:
    """Each announced date of each milestone once, as announced first, by release series."""
    plans: dict[tuple[str, str], list[tuple[date, date]]] = {}
    ends: dict[str, date] = {}
    for row in rows("python_release_schedule_history.csv.gz"):
        told, announced = moment(row["commit_date"]).date(), day_of(row["date_text"])
        ends[row["python"]] = max(ends.get(row["python"], told), told)
        if announced is not None:
            name = re.sub(r" final.*$", "", row["milestone"].lower()).replace(
                "release candidate", "candidate"
            )
            plans.setdefault((row["python"], name), []).append((told, announced))
    found: dict[str, list[slips.Slip]] = {}
    for (series, name), versions in sorted(plans.items()):
        versions.sort(key=lambda version: version[0])
        last = versions[-1][1]
        over = last <= ends[series]
        before: date | None = None
        for told, announced in versions:
            if announced != before and announced > told:
                slip = (last - announced).days if over else None
                found.setdefault(series, []).append(slips.Slip(name, (announced - told).days, slip))
            before = announced
    return found


def judge_slips(fitted: dict[str, list[slips.Slip]], told: dict[str, list[slips.Slip]]) -> dict[str, Any]:
    prior = slips.fit_prior(teams=list(fitted.values()), version="bench", fitted_on="the other half")
    model = slips.learn(history=[], prior=prior)
    cases = [(series, row) for series, found in told.items() for row in found if row.days is not None]
    groups = [series for series, _ in cases]
    came = np.array([float(row.days or 0) for _, row in cases])
    stated = np.array([model.quantiles(ahead=row.ahead, chances=LEVELS.tolist()) for _, row in cases]).T
    median = np.median([row.days for found in fitted.values() for row in found if row.days is not None])
    peers = {"the date as announced": np.zeros_like(stated), "median slip": np.full_like(stated, median)}
    ones = np.ones(len(cases))
    found: dict[str, Any] = {
        "series": len(told),
        "forecasts": len(cases),
        "open, not counted": sum(1 for rows in told.values() for row in rows if row.days is None),
        "median slip of the other half, days": float(median),
        "announced date held": share(groups, came <= 0),
    }
    for level in STATED:
        found[f"{level:.0%} holds"] = share(groups, came <= read_at(stated, level))
    found["CRPS, days"] = bootstrap(
        groups, np.stack([crps(stated, came), ones], 1), lambda s: s[:, 0] / s[:, 1]
    )
    for name, peer in peers.items():
        pairs = np.stack([crps(stated, came), crps(peer, came)], 1)
        found[f"CRPS against {name}"] = bootstrap(groups, pairs, lambda sums: sums[:, 0] / sums[:, 1])
        for level in (0.5, 0.85):
            pairs = np.stack([pinball(stated, came, level), pinball(peer, came, level)], 1)
            found[f"pinball {level:.0%} against {name}"] = bootstrap(
                groups, pairs, lambda s: s[:, 0] / s[:, 1]
            )
    return found


def share(groups: Sequence[str], held: NDArray[np.bool_]) -> list[float]:
    return bootstrap(
        groups, np.stack([held.astype(float), np.ones(len(held))], 1), lambda s: s[:, 0] / s[:, 1]
    )


def fit() -> None:
    """Write the shipped priors."""
    items, series = kubernetes(), python()
    words = f"{len(items)} Kubernetes features, 2020 to 2026, by special interest group"
    made = trains.fit_prior(teams=teams(items), version="1", fitted_on=words)
    (PRIORS / "trains.json").write_text(made.to_json())
    words = f"release schedules of {len(series)} Python series, 2009 to 2026"
    (PRIORS / "slips.json").write_text(
        slips.fit_prior(teams=list(series.values()), version="1", fitted_on=words).to_json()
    )


def show(value: Any, indent: str = "  ") -> str:
    if isinstance(value, list) and len(value) == 3 and isinstance(value[0], float):
        return f"{value[0]:.3f} [{value[1]:.3f}, {value[2]:.3f}]"
    if isinstance(value, list):
        lines = (
            ", ".join(
                f"{key} {part:.3f}" if isinstance(part, float) else f"{key} {part}"
                for key, part in row.items()
            )
            for row in value
        )
        return "".join(f"\n{indent}  {line}" for line in lines)
    return str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fit", action="store_true", help="write the shipped priors and stop")
    options = parser.parse_args()
    if options.fit:
        fit()
        return
    first, second = halves(kubernetes())
    early, late = halves(python())
    found: dict[str, dict[str, Any]] = {
        "trains, half 1": judge(second, first),
        "trains, half 2": judge(first, second),
        "slips, half 1": judge_slips(late, early),
        "slips, half 2": judge_slips(early, late),
    }
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, part in found.items():
        print(name)
        for figure, value in part.items():
            print(f"  {figure:42}{show(value)}")


if __name__ == "__main__":
    main()
