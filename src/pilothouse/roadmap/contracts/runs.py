"""Stored plans, and what differs between two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pilothouse.kit.products import Products
from pilothouse.roadmap.contracts.forecasts import Driver, Reason
from pilothouse.roadmap.contracts.words import Mode, RunKind

_NOTICED = 0.5  # working days: less is not worth a word


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
    product: str = ""

    @property
    def why(self) -> str:
        """Why it is where it is now: a sentence without its subject."""
        return f"{self.text}; other people do it" if self.others else self.text


@dataclass(frozen=True, slots=True)
class Gain:
    """What the items that were replanned would gain were all others planned anew with them: so many working
    days earlier on average and at their end, for so many `moves` of both.
    """

    days: float
    end_days: float
    moves: int

    @property
    def is_worth_a_word(self) -> bool:
        return max(self.days, self.end_days) >= _NOTICED


@dataclass(frozen=True, slots=True)
class Passed:
    """What moved past an item that stays: a sentence about what is `gone` from ahead of it, and one about
    what has `come` there; "" for none."""

    gone: str
    come: str


@dataclass(frozen=True, slots=True)
class KeptTo:
    """A plan that keeps to `run`: what it moved all the same, and what a plan made anew would be.

    `kept` items are where they were, `stays` those of each product, by its key. `held` are the keys of
    items that were asked to stay, `accepted` those of moves that were agreed to, of which `missed` could
    not be made: from where they were to go to where they are, and the rule. A plan made anew ends
    `anew_days` working days earlier and moves `anew_moves` items; where `anew` it was so much better that
    it was taken. Where some products were replanned around the others, `gain` is what moving these would
    bring. `passed`, by the key of an item that stays, is there with the moves.
    """

    run: int
    moves: tuple[KeptMove, ...]
    kept: int
    held: tuple[str, ...]
    anew: bool
    anew_days: float
    anew_moves: int
    accepted: tuple[str, ...] = ()
    missed: tuple[KeptMove, ...] = ()
    stays: Mapping[str, int] = field(default_factory=dict)
    passed: Mapping[str, Passed] = field(default_factory=dict)
    gain: Gain | None = None


@dataclass(frozen=True, slots=True)
class RunProduct:
    """A product's part of a run. Where it was not `replanned` its items stayed as published. `against`: what
    weekly counts of finished items alone say of its end, in one sentence.
    """

    product_id: int
    key: str
    name: str
    position: int
    weight: float
    replanned: bool
    items: int
    p50: date | None
    p85: date | None
    against: str = ""


@dataclass(frozen=True, slots=True)
class Robust:
    """Of `tried` plans the one with the least simulated p85 was taken: shares by which it is below that of
    the first and below their mean, on simulations that did not choose.
    """

    tried: int
    gain_first: float
    gain_mean: float


@dataclass(frozen=True, slots=True)
class TargetPair:
    """Chance that two releases both make their target dates; `apart` is what it would be if neither knew of
    the other.
    """

    first_id: int
    first: str
    second_id: int
    second: str
    chance: float
    apart: float


@dataclass(frozen=True, slots=True)
class Slip:
    """When the work of `late` takes as long as in the worst 15 of 100 simulations, it ends `own_days` later
    than otherwise, and `moved` ends `days` later, give or take `error`, in working days. Products or
    releases.
    """

    late: str
    moved: str
    own_days: float
    days: float
    error: float


@dataclass(frozen=True, slots=True)
class Together:
    """What holds together: chance that all releases make their targets, None without one, that two of them
    do, and whose slip moves whose end. `left_out`: products whose dates come from weekly counts, which say
    nothing of several together.
    """

    all_held: float | None
    pairs: tuple[TargetPair, ...]
    release_slips: tuple[Slip, ...]
    product_slips: tuple[Slip, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPortfolio:
    """What the simulations of a run say of several products together: when all their `items` are done, and
    `all_held`, the chance that all their target dates hold; None without a target date, and where one of a
    product in `left_out` comes from weekly counts, which say nothing of several dates together.
    """

    name: str
    product_ids: tuple[int, ...]
    items: int
    p50: date
    p85: date
    all_held: float | None
    drivers: tuple[Driver, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRun:
    """One stored plan, without its items. It holds all of `products`, in their order.

    With `product_id` items, dates, drivers, notes and basis are those of that product's part, and `stale`
    says whether anything that can move its dates has changed; None for the whole. With `product_ids` they are
    those of these products together, dates and drivers only where the run holds them as a portfolio. A list
    of runs leaves out `together` and the moves of `kept`. `thinned_on`: the dates of its items are gone.
    """

    id: int
    product_id: int | None
    number: int
    kind: RunKind
    mode: Mode
    products: tuple[RunProduct, ...]
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
    robust: Robust | None = None
    together: Together | None = None
    product_ids: tuple[int, ...] = ()
    portfolios: tuple[RunPortfolio, ...] = ()
    thinned_on: date | None = None

    @property
    def scope(self) -> Products:
        """What it is seen from: one product, several, or None for the whole."""
        return self.product_id if self.product_id is not None else self.product_ids or None

    @property
    def portfolio(self) -> RunPortfolio | None:
        """What it says together of the products that it is seen from; None where it was made before they were
        put together."""
        return self.together_of(self.product_ids)

    def together_of(self, product_ids: Collection[int]) -> RunPortfolio | None:
        """What it says of these products together, of which it holds some."""
        held = {row.product_id for row in self.products}.intersection(product_ids)
        return next((row for row in self.portfolios if held and held == set(row.product_ids)), None)


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One line of an exported plan: an item with its dates, for the shell and for files."""

    key: str
    title: str
    product: str
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
    """How one item or release differs between two runs; `days` is the move of p85, None for new and gone.

    `why` is the main cause, a sentence without its subject, of a parent or release that of what moved inside;
    empty where the newer run does not keep to the other.
    """

    key: str
    title: str
    is_release: bool
    p50_before: date | None
    p50: date | None
    p85_before: date | None
    p85: date | None
    days: int | None
    note: str
    product: str = ""  # its key
    why: str = ""
