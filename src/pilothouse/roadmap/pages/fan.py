"""What the chart of one forecast draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.kit import clock
from pilothouse.kit.doors import for_script
from pilothouse.roadmap.contracts import Forecast


@dataclass(frozen=True, slots=True)
class Quantile:
    """By the end of `day` the share `p` of the simulations is done."""

    p: float
    day: date


@dataclass(frozen=True, slots=True)
class Bin:
    """The share of the simulations that end on `day`."""

    day: date
    share: float


@dataclass(frozen=True, slots=True)
class Fan:
    """A forecast by day, earliest first. `chance`: of the `deadline`, as the run stored it."""

    quantiles: tuple[Quantile, ...]
    histogram: tuple[Bin, ...]
    deadline: date | None
    chance: float | None
    today: date


def fan(forecast: Forecast | None, deadline: date | None) -> Any:
    """A `Fan` as the page hands it to its script; None where there is nothing to draw."""
    if forecast is None or not forecast.histogram:
        return None
    days = ((0.15, forecast.p15), (0.5, forecast.p50), (0.85, forecast.p85), (0.95, forecast.p95))
    return for_script(
        Fan(
            quantiles=tuple(Quantile(p, day) for p, day in days),
            histogram=tuple(Bin(day, share) for day, share in forecast.histogram),
            deadline=deadline,
            chance=forecast.chance if deadline else None,
            today=clock.today(),
        )
    )
