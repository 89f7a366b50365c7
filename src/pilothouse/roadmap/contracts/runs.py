"""Stored plans, and what differs between two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.roadmap.contracts.forecasts import Driver, Reason


@dataclass(frozen=True, slots=True)
class KeptMove:
    """An item that starts elsewhere than in the run that was kept to; `days` later, with `others` on it."""

    key: str
    title: str
    before: date
    after: date
    days: float
    others: bool
    text: str


@dataclass(frozen=True, slots=True)
class KeptTo:
    """A plan that keeps to `run`: what it moved all the same, and what a plan made anew would be.

    `held` are the keys of items that were asked to stay. A plan made anew ends `anew_days` working days
    earlier and moves `anew_moves` items; where `anew` it was so much better that it was taken.
    """

    run: int
    moves: tuple[KeptMove, ...]
    kept: int
    held: tuple[str, ...]
    anew: bool
    anew_days: float
    anew_moves: int


@dataclass(frozen=True, slots=True)
class PlanRun:
    """One stored plan, without its items."""

    id: int
    product_id: int
    number: int
    created_at: datetime
    actor_name: str
    as_of: date
    seed: int
    draws: int
    engine_version: str
    inputs_hash: str
    items: int
    p50: date | None
    p85: date | None
    makespan: float
    lower_bound: float
    gap: float
    convergence: float
    drivers: tuple[Driver, ...]
    violations: tuple[str, ...]
    notes: tuple[str, ...]
    stale: bool
    kept: KeptTo | None
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One line of an exported plan: an item with its dates, for the shell and for files."""

    key: str
    title: str
    level: str
    start: date
    p50: date
    p85: date
    deadline: date | None
    chance: float | None
    release_chance: float | None
    criticality: float
    people: tuple[int, ...]
    reason: Reason | None
    assumed: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How one item or release differs between two runs; `days` is the move of p85, None for new and gone."""

    key: str
    title: str
    is_release: bool
    p50_before: date | None
    p50: date | None
    p85_before: date | None
    p85: date | None
    days: int | None
    note: str
