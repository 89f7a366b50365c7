"""How well forecasts of the past held, in figures: a backtest summed up by what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.forecast.history import score
from pilothouse.engine.forecast.history.backtest import ITEMS, PEERS, WEEKS, Backtest, Cases, coverage, loss

Kind = Literal["dates", "counts"]
USUAL = "bootstrap20"  # the usual practice: the last 20 weeks resampled
_CURVE = tuple(round(step / 20, 2) for step in range(1, 20))


@dataclass(frozen=True)
class SizeRecord:
    """What was asked of one size. By level: the share that held, its interval, the usual practice's share.

    Ratios are losses over those of a peer: below 1 is better. `mean_error_pp`: percentage points between
    stated and held, on average; `open_share`: cases that had not ended when the record ends.
    """

    coverage: Mapping[float, float]
    coverage_interval: Mapping[float, tuple[float, float]]
    mean_error_pp: float
    cases: int
    projects: int
    open_share: float
    crps_ratio: Mapping[str, float]
    crps_ratio_interval: tuple[float, float]
    usual_coverage: Mapping[float, float]
    pinball_ratio: float | None


@dataclass(frozen=True)
class KindRecord:
    """Dates or counts: means over their sizes, which weigh the same; None and nothing without a case."""

    sizes: Mapping[int, SizeRecord]
    coverage: Mapping[float, float]
    mean_error_pp: float | None
    crps_ratio: Mapping[str, float]


@dataclass(frozen=True)
class Record:
    """The figures of a backtest with the prior `prior`."""

    dates: KindRecord
    counts: KindRecord
    projects: int
    cases: int
    prior: str

    def to_data(self) -> dict[str, object]:
        """As `pilothouse backtest --json` prints it."""
        return {
            "dates": _kind_data(self.dates, "by_items"),
            "counts": _kind_data(self.counts, "by_weeks"),
            "projects": self.projects,
            "cases": self.cases,
            "prior": self.prior,
        }


@dataclass(frozen=True)
class Reliability:
    """Held chances at the `stated` ones, ours and the usual practice's: a chart's points."""

    stated: tuple[float, ...]
    dates_ours: tuple[float, ...]
    dates_bootstrap20: tuple[float, ...]
    counts_ours: tuple[float, ...]
    counts_bootstrap20: tuple[float, ...]


def summary(found: Backtest, *, seed: int = 0) -> Record:
    """The record of `found`; `seed` is that of the intervals."""
    return Record(
        dates=_kind(found.dates, "dates", ITEMS, seed),
        counts=_kind(found.counts, "counts", WEEKS, seed),
        projects=len(set(found.dates.project.tolist()) | set(found.counts.project.tolist())),
        cases=int(found.dates.size.size + found.counts.size.size),
        prior=found.prior,
    )


def reliability(found: Backtest) -> Reliability:
    """Nineteen levels from 5 to 95 %; nothing held where nothing was asked."""

    def held(cases: Cases, kind: Kind, method: str) -> tuple[float, ...]:
        levels = _CURVE if cases.size.size else ()
        return tuple(_share(cases, kind, method, level) for level in levels)

    return Reliability(
        _CURVE,
        held(found.dates, "dates", "ours"),
        held(found.dates, "dates", USUAL),
        held(found.counts, "counts", "ours"),
        held(found.counts, "counts", USUAL),
    )


def _kind(cases: Cases, kind: Kind, sizes: Sequence[int], seed: int) -> KindRecord:
    rows = {
        size: _size(cases.only(cases.size == size), kind, seed)
        for size in sizes
        if (cases.size == size).any()
    }
    if not rows:
        return KindRecord({}, {}, None, {})
    every = list(rows.values())
    return KindRecord(
        sizes=rows,
        coverage={level: _mean([row.coverage[level] for row in every]) for level in score.STATED},
        mean_error_pp=_mean([row.mean_error_pp for row in every], digits=2),
        crps_ratio={peer: _mean([row.crps_ratio[peer] for row in every]) for peer in PEERS},
    )


def _size(cases: Cases, kind: Kind, seed: int) -> SizeRecord:
    shares = {level: _share(cases, kind, "ours", level) for level in score.STATED}
    ours = loss(cases, kind, "ours")
    ratios = {
        peer: score.ratio_interval(ours, loss(cases, kind, peer), cases.project, seed=seed) for peer in PEERS
    }
    return SizeRecord(
        coverage=shares,
        coverage_interval={level: _interval(cases, kind, level, seed) for level in score.STATED},
        mean_error_pp=_error(shares),
        cases=int(cases.size.size),
        projects=int(np.unique(cases.project).size),
        open_share=round(float(np.isinf(cases.outcome).mean()), 4),
        crps_ratio={peer: round(ratio, 4) for peer, (ratio, _, _) in ratios.items()},
        crps_ratio_interval=(round(ratios[USUAL][1], 4), round(ratios[USUAL][2], 4)),
        usual_coverage={level: _share(cases, kind, USUAL, level) for level in score.STATED},
        pinball_ratio=_pinball_ratio(cases, kind),
    )


def _share(cases: Cases, kind: Kind, method: str, level: float) -> float:
    """Of the statements at `level`, how many held; projects weigh the same."""
    return round(score.balanced(coverage(cases, kind, method, level), cases.project), 4)


def _interval(cases: Cases, kind: Kind, level: float, seed: int) -> tuple[float, float]:
    low, high = score.interval(coverage(cases, kind, "ours", level), cases.project, seed=seed)
    return round(low, 4), round(high, 4)


def _pinball_ratio(cases: Cases, kind: Kind) -> float | None:
    """Loss at the 85 % date, or at the number that 85 % of cases exceed, over the usual practice's."""
    losses = []
    for values in (cases.quantiles["ours"], cases.quantiles[USUAL]):
        if kind == "dates":
            within = np.minimum(values, cases.limit), np.minimum(cases.outcome, cases.limit)
            losses.append(score.balanced(score.pinball(*within, 0.85), cases.project))
        else:
            losses.append(score.balanced(score.pinball(values, cases.outcome + 0.5, 0.15), cases.project))
    return round(losses[0] / losses[1], 4) if losses[1] else None


def _error(shares: Mapping[float, float]) -> float:
    off = [abs(share - level) for level, share in shares.items()]
    return round(100 * float(np.mean(off)), 2)


def _mean(values: Sequence[float], *, digits: int = 4) -> float:
    return round(float(np.mean(values)), digits)


def _kind_data(row: KindRecord, key: str) -> dict[str, object]:
    ratios = {f"crps_ratio_{peer}": ratio for peer, ratio in row.crps_ratio.items()}
    return {
        "coverage": _by_level(row.coverage),
        "mean_error_pp": row.mean_error_pp,
        **(ratios or {f"crps_ratio_{USUAL}": None}),
        key: {str(size): _size_data(part) for size, part in row.sizes.items()},
    }


def _size_data(row: SizeRecord) -> dict[str, object]:
    return {
        "coverage": _by_level(row.coverage),
        "coverage_interval": _by_level(row.coverage_interval),
        "mean_error_pp": row.mean_error_pp,
        "cases": row.cases,
        "projects": row.projects,
        "open_share": row.open_share,
        **{f"crps_ratio_{peer}": ratio for peer, ratio in row.crps_ratio.items()},
        "crps_ratio_interval": row.crps_ratio_interval,
        f"coverage_{USUAL}": _by_level(row.usual_coverage),
        f"pinball_ratio_{USUAL}": row.pinball_ratio,
    }


def _by_level(values: Mapping[float, object]) -> dict[str, object]:
    """Levels as percent: 0.85 is "85"."""
    return {f"{round(level * 100):d}": value for level, value in values.items()}
