"""Products that are looked at together."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.kit.products import SET
from pilothouse.roadmap.contracts.portfolio import RankedProduct
from pilothouse.roadmap.contracts.runs import RunPortfolio


@dataclass(frozen=True, slots=True)
class ProductSet:
    """A saved portfolio: products that are looked at together, in the order of all products.

    `planned` is what the newest run says of them together; None where it holds none of them, or was made
    before they were put together.
    """

    id: int
    name: str
    products: tuple[RankedProduct, ...]
    version: int
    planned: RunPortfolio | None = None

    @property
    def key(self) -> str:
        """How addresses name it."""
        return f"{SET}{self.id}"
