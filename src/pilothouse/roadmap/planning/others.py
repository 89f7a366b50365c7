"""What a change of the plan does to the releases that were not asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.problem import Inputs

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.effects import Shift

LEAST_CHANCE = 0.02  # by which the chance of another release changes, from which that is worth a word
LEAST_DAYS = 1.0  # working days, for its 85 % date


@dataclass(frozen=True)
class Other:
    """What a change does to another release."""

    name: str
    product: str
    p85_before: date
    p85_after: date
    chance_before: float | None
    chance_after: float | None

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "product": self.product,
            "p85_before": self.p85_before.isoformat(),
            "p85_after": self.p85_after.isoformat(),
            "chance_before": self.chance_before,
            "chance_after": self.chance_after,
        }


def others(inputs: Inputs, shifts: Sequence[Shift]) -> tuple[Other, ...]:
    """The releases that a change moves noticeably."""
    products = {row.id: row.name for row in inputs.snapshot.products}
    found = []
    for row in shifts:
        node = inputs.nodes[row.group]
        if isinstance(node, ReleaseGroup) and _is_noticeable(row):
            release = inputs.releases[node.release_id]
            days = [inputs.dates.finish(row.group, each.p85) for each in (row.before, row.after)]
            chances = row.chance_before, row.chance_after
            found.append(Other(release.name, products[release.product_id], days[0], days[1], *chances))
    return tuple(found)


def _is_noticeable(row: Shift) -> bool:
    if abs(row.after.p85 - row.before.p85) >= LEAST_DAYS:
        return True
    chances = row.chance_before, row.chance_after
    return None not in chances and abs((chances[1] or 0.0) - (chances[0] or 0.0)) >= LEAST_CHANCE
