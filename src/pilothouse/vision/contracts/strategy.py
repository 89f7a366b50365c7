"""Objectives with key results, and personas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import computed_field


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A figure from `baseline` to `target`; `progress` is how much of the way is gone, 0..1 and beyond."""

    id: int
    objective_id: int
    title: str
    metric: str
    unit: str
    source: str
    baseline: float | None
    target: float | None
    current: float | None
    version: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def progress(self) -> float | None:
        if self.baseline is None or self.target is None or self.current is None:
            return None
        way = self.target - self.baseline
        return (self.current - self.baseline) / way if way else None


@dataclass(frozen=True, slots=True)
class Objective:
    """What the product is to achieve, with its key results."""

    id: int
    product_id: int
    title: str
    description: str
    owner_id: int | None
    owner_name: str
    due_on: date | None
    key_results: tuple[KeyResult, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone for whom the product is made; `goals` and `pains` are Markdown."""

    id: int
    product_id: int
    name: str
    description: str
    goals: str
    pains: str
    version: int
