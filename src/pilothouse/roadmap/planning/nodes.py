"""What the engine's items and groups stand for. The engine knows names only, which lead back to these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemNode:
    """An open item without open parts."""

    item_id: int

    @property
    def name(self) -> str:
        return f"{self.item_id}"


@dataclass(frozen=True, slots=True)
class ParentStart:
    """The moment at which a parent's parts may begin."""

    item_id: int

    @property
    def name(self) -> str:
        return f"{self.item_id}s"


@dataclass(frozen=True, slots=True)
class ParentEnd:
    """The moment at which all parts of a parent are done."""

    item_id: int

    @property
    def name(self) -> str:
        return f"{self.item_id}e"


@dataclass(frozen=True, slots=True)
class ParentGroup:
    """The parts of a parent together."""

    item_id: int

    @property
    def name(self) -> str:
        return f"p{self.item_id}"


@dataclass(frozen=True, slots=True)
class ReleaseGroup:
    """The items that a release carries together."""

    release_id: int

    @property
    def name(self) -> str:
        return f"r{self.release_id}"


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """All open items of a product together."""

    product_id: int

    @property
    def name(self) -> str:
        return f"g{self.product_id}"


@dataclass(frozen=True, slots=True)
class SetGroup:
    """All open items of the products of a portfolio together."""

    set_id: int

    @property
    def name(self) -> str:
        return f"s{self.set_id}"


Node = ItemNode | ParentStart | ParentEnd | ParentGroup | ReleaseGroup | ProductGroup | SetGroup
