"""A computed plan, ready to store: values for one run, its items and its releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.roadmap.contracts import (
    Driver,
    Implied,
    KeptTo,
    Mode,
    Reason,
    Robust,
    RunKind,
    RunPortfolio,
    Together,
)
from pilothouse.roadmap.planning.load import ComputedLoad, Work
from pilothouse.roadmap.queries import stored
from pilothouse.roadmap.queries.stored import Histogram


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Dates by which 15, 50, 85 and 95 of 100 simulations are done."""

    p15: date
    p50: date
    p85: date
    p95: date

    def columns(self) -> dict[str, Any]:
        return {"p15": self.p15, "p50": self.p50, "p85": self.p85, "p95": self.p95}


@dataclass(frozen=True, slots=True)
class ComputedItem:
    """Dates of an item. `start` and `finish` are the schedule's, with their moments where it has no parts;
    the rest is what the simulations say, all of the same draws.
    """

    item_id: int
    start: date
    finish: date
    start_day: float | None
    finish_day: float | None
    start_p50: date
    dates: Percentiles
    chance: float | None
    release_chance: float | None
    criticality: float
    people: tuple[int, ...]
    reason: Reason
    work: Work = ()
    assumed: str = ""
    implied: Implied | None = None
    drivers: tuple[Driver, ...] = ()
    histogram: Histogram = ()

    def columns(self) -> dict[str, Any]:
        """Values of a row's columns."""
        return self.dates.columns() | {
            "item_id": self.item_id,
            "start": self.start,
            "finish": self.finish,
            "start_day": self.start_day,
            "finish_day": self.finish_day,
            "start_p50": self.start_p50,
            "chance": self.chance,
            "release_chance": self.release_chance,
            "criticality": self.criticality,
            "people": list(self.people),
            "work": [[person, week.isoformat(), days] for person, week, days in self.work],
            "reason": stored.reason_json(self.reason),
            "assumed": self.assumed,
            "implied_low": self.implied.low if self.implied else None,
            "implied_high": self.implied.high if self.implied else None,
            "drivers": stored.drivers_json(self.drivers),
            "histogram": stored.histogram_json(self.histogram),
        }


@dataclass(frozen=True, slots=True)
class ComputedRelease:
    """Dates of all that a release carries together; `chance` is that of its target date, `against` the
    sentence about what weekly counts alone say.
    """

    release_id: int
    dates: Percentiles
    chance: float | None
    drivers: tuple[Driver, ...]
    histogram: Histogram
    against: str = ""

    def columns(self) -> dict[str, Any]:
        """Values of a row's columns."""
        return self.dates.columns() | {
            "release_id": self.release_id,
            "chance": self.chance,
            "against": self.against,
            "drivers": stored.drivers_json(self.drivers),
            "histogram": stored.histogram_json(self.histogram),
        }


@dataclass(frozen=True, slots=True)
class ComputedProduct:
    """A product's part of a plan. `basis` says what its dates rest on, `against` what weekly counts alone
    say.
    """

    product_id: int
    position: int
    weight: float
    replanned: bool
    items: int
    p50: date
    p85: date
    inputs_hash: str
    drivers: tuple[Driver, ...]
    notes: tuple[str, ...]
    basis: tuple[str, ...]
    against: str = ""
    violations: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Values of a row's columns."""
        return {
            "product_id": self.product_id,
            "position": self.position,
            "weight": self.weight,
            "replanned": self.replanned,
            "items": self.items,
            "p50": self.p50,
            "p85": self.p85,
            "inputs_hash": self.inputs_hash,
            "result": {
                "drivers": stored.drivers_json(self.drivers),
                "notes": list(self.notes),
                "basis": list(self.basis),
                "against": self.against,
                "violations": list(self.violations),
            },
        }


@dataclass(frozen=True, slots=True)
class ComputedRun:
    """The plan as a whole. `violations` is what it does not keep, `notes` what holds for all products,
    `ranks` the strict order of products that its places keep.
    """

    kind: RunKind
    mode: Mode
    as_of: date
    seed: int
    draws: int
    engine_version: str
    inputs_hash: str
    journal_mark: str
    items: int
    p50: date
    p85: date
    makespan: float
    lower_bound: float
    gap: float
    convergence: float
    drivers: tuple[Driver, ...]
    violations: tuple[str, ...]
    notes: tuple[str, ...]
    kept: KeptTo | None
    robust: Robust | None
    together: Together | None
    portfolios: tuple[RunPortfolio, ...] = ()
    ranks: Mapping[int, int] | None = None

    def columns(self) -> dict[str, Any]:
        """Values of a row's columns; what nobody searches by is JSON."""
        result = {
            "makespan": self.makespan,
            "lower_bound": self.lower_bound,
            "gap": self.gap,
            "convergence": self.convergence,
            "drivers": stored.drivers_json(self.drivers),
            "violations": list(self.violations),
            "notes": list(self.notes),
            stored.HEAD: stored.head_json(self.together),
        }
        if self.robust is not None:
            result["robust"] = stored.robust_json(self.robust)
        if self.ranks is not None:
            result[stored.RANKS] = stored.ranks_json(self.ranks)
        if self.portfolios:
            result["portfolios"] = stored.portfolios_json(self.portfolios)
        if self.kept is not None:
            result["kept"] = stored.kept_json(self.kept)
        return {
            "kind": self.kind,
            "mode": self.mode,
            "as_of": self.as_of,
            "seed": self.seed,
            "draws": self.draws,
            "engine_version": self.engine_version,
            "inputs_hash": self.inputs_hash,
            "journal_mark": self.journal_mark,
            "items": self.items,
            "p50": self.p50,
            "p85": self.p85,
            "result": result,
            "details": stored.details_json(self.kept, self.together),
        }


@dataclass(frozen=True, slots=True)
class ComputedPlan:
    """One plan run."""

    run: ComputedRun
    products: tuple[ComputedProduct, ...]
    items: tuple[ComputedItem, ...]
    releases: tuple[ComputedRelease, ...]
    loads: tuple[ComputedLoad, ...]
