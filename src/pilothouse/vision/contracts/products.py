"""Products."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A product. `key` begins the keys of its items; `statement` says for whom and against which problem.

    `description` is Markdown. `budget_cents` is in minor units of the workspace's currency.
    """

    id: int
    key: str
    name: str
    statement: str
    description: str
    budget_cents: int | None
    version: int

    @property
    def ref(self) -> str:
        return f"vision.product:{self.id}"
