"""Releases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.roadmap.contracts.forecasts import Forecast


@dataclass(frozen=True, slots=True)
class Release:
    """A release with its forecast from the latest run, and the run before for comparison. `against`: what
    weekly counts of finished items alone say of it, in one sentence.
    """

    id: int
    product_id: int
    product_key: str
    product_name: str
    name: str
    description: str
    target_on: date | None
    released_on: date | None
    items: int
    open_items: int
    version: int
    growing: bool
    forecast: Forecast | None
    moved_days: int | None
    chance_before: float | None
    against: str = ""
