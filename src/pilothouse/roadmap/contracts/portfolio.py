"""How products share one workforce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.roadmap.contracts.releases import Release
from pilothouse.roadmap.contracts.runs import RunProduct
from pilothouse.roadmap.contracts.words import Mode


@dataclass(frozen=True, slots=True)
class RankedProduct:
    """A product in the order of products; an inactive one is not planned."""

    id: int
    key: str
    name: str
    weight: float
    active: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """The share of somebody's day, 0 to 1, that a product gets from a day on; None: from the beginning."""

    person_id: int
    product_id: int
    share: float
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class TeamShare:
    """Of a team's people, the share that is kept for a product and the share that it may take at once."""

    team_id: int
    product_id: int
    least: float = 0.0
    most: float = 1.0


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """A product as the page of products lists it: open items, its part of the newest run, and its next
    release that has a target date."""

    product: RankedProduct
    open_items: int
    planned: RunProduct | None
    next_release: Release | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All products in their order, the first counts most, and who works for which.

    Strict: a lower product never delays a higher one. Balanced: the weights decide.
    """

    mode: Mode
    version: int
    products: tuple[RankedProduct, ...]
    allocations: tuple[Allocation, ...]
    team_shares: tuple[TeamShare, ...]

    @property
    def active(self) -> tuple[RankedProduct, ...]:
        """The products that are planned."""
        return tuple(row for row in self.products if row.active)
