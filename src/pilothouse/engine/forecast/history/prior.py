"""What is known before a project has a history: fitted on many projects, kept in one small file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.calibrate import Map
from pilothouse.engine.forecast.history.counts import Drift, Grid


@dataclass(frozen=True)
class Prior:
    """Parameters of the throughput forecast. `dates` and `counts`: maps by items wanted and weeks ahead.

    `season`: factor by ISO week of the year. `rate`: mean and sd of the log of items a week over projects.
    `fitted_on` says in words what the file was made from.
    """

    version: str
    fitted_on: str
    drift: Drift
    grid: Grid
    season: Mapping[int, float] = field(default_factory=dict)
    dates: Mapping[float, Map] = field(default_factory=dict)
    counts: Mapping[float, Map] = field(default_factory=dict)
    rate: tuple[float, float] = (1.0, 1.0)

    def to_json(self) -> str:
        points = self.grid.points
        axes = [sorted(set(points[:, column].tolist())) for column in range(3)]
        told = {
            "version": self.version,
            "fitted_on": self.fitted_on,
            "drift": self.drift._asdict(),
            "grid": {
                "gain": axes[0],
                "persistence": axes[1],
                "dispersion": axes[2],
                "weights": [round(float(weight), 5) for weight in self.grid.weights],
                "forget": self.grid.forget,
                "temper": self.grid.temper,
                "memory": self.grid.memory,
            },
            "season": {str(week): factor for week, factor in self.season.items()},
            "dates": {f"{size:g}": [round(m.mu, 3), round(m.sigma, 3)] for size, m in self.dates.items()},
            "counts": {f"{size:g}": [round(m.mu, 3), round(m.sigma, 3)] for size, m in self.counts.items()},
            "rate": [round(value, 3) for value in self.rate],
        }
        return json.dumps(told, indent=1) + "\n"


def grid_of(gain: list[float], persistence: list[float], dispersion: list[float], **how: Any) -> Grid:
    """Every combination, all weighing the same unless `weights` says otherwise."""
    points = np.array([(a, k, d) for a in gain for k in persistence for d in dispersion])
    weights = np.array(how.get("weights") or np.ones(len(points)), dtype=np.float64)
    return Grid(points, weights / weights.sum(), how["forget"], how["temper"], how["memory"])


def read_prior(text: str) -> Prior:
    """A prior from its file. Raises `InvalidProblem` naming what is missing or wrong."""
    try:
        told = json.loads(text)
        found = Prior(
            version=str(told["version"]),
            fitted_on=str(told["fitted_on"]),
            drift=Drift(**{key: float(value) for key, value in told["drift"].items()}),
            grid=grid_of(**told["grid"]),
            season={int(week): float(factor) for week, factor in told["season"].items()},
            dates={float(size): Map(*pair) for size, pair in told["dates"].items()},
            counts={float(size): Map(*pair) for size, pair in told["counts"].items()},
            rate=(float(told["rate"][0]), float(told["rate"][1])),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InvalidProblem(
            f"This is not a file of priors ({type(error).__name__}: {error}).",
            where="priors",
            cure="Make one with `pilothouse backtest FILE.csv --refit priors.json`.",
        ) from error
    if found.grid.weights.size != len(found.grid.points) or not (found.grid.weights > 0).all():
        raise InvalidProblem(
            "The grid has a weight too many, too few, or not above zero.",
            where="priors",
            cure="Fit the priors again with `pilothouse backtest --refit`.",
        )
    return found


@cache
def default_prior() -> Prior:
    """The prior that is shipped."""
    return read_prior(
        (files("pilothouse.engine.forecast.history") / "priors" / "throughput.json").read_text()
    )
