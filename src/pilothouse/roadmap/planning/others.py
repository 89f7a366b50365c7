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
    from pilothouse.engine.forecast.futures.forecast import Quantiles

LEAST_CHANCE = 0.02  # by which the chance of another release changes, from which that is worth a word
LEAST_DAYS = 1.0  # working days, for its 85 % date


@dataclass(frozen=True)
class Other:
    """What a change does to another release, from the numbers that are shown on. `p85_alone`: its 85 % date
    where everything is replanned without the change, and that moves it too.
    """

    name: str
    product: str
    p85_before: date
    p85_after: date
    chance_before: float | None
    chance_after: float | None
    p85_alone: date | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "product": self.product,
            "p85_before": self.p85_before.isoformat(),
            "p85_after": self.p85_after.isoformat(),
            "chance_before": self.chance_before,
            "chance_after": self.chance_after,
            "p85_alone": self.p85_alone.isoformat() if self.p85_alone is not None else None,
        }


def others(inputs: Inputs, shifts: Sequence[Shift]) -> tuple[Other, ...]:
    """The releases that a change moves noticeably, and not only because everything is replanned for it."""
    products = {row.id: row.name for row in inputs.snapshot.products}
    found = []
    for row in shifts:
        node = inputs.nodes[row.group]
        if not isinstance(node, ReleaseGroup) or not _is_noticeable(*_shown(row), *_changed(row)):
            continue
        if row.alone is None:
            alone = None
        elif not _is_noticeable(row.alone, row.chance_alone, *_changed(row)):
            continue
        else:
            moves = _is_noticeable(*_shown(row), row.alone, row.chance_alone)
            alone = inputs.dates.finish(row.group, row.alone.p85) if moves else None
        release = inputs.releases[node.release_id]
        before, after = (inputs.dates.finish(row.group, each.p85) for each in (row.before, row.after))
        chances = row.chance_before, row.chance_after
        product = products[release.product_id]
        found.append(Other(release.name, product, before, after, *chances, p85_alone=alone))
    return tuple(found)


def _shown(row: Shift) -> tuple[Quantiles, float | None]:
    return row.before, row.chance_before


def _changed(row: Shift) -> tuple[Quantiles, float | None]:
    return row.after, row.chance_after


def _is_noticeable(
    before: Quantiles, chance_before: float | None, after: Quantiles, chance_after: float | None
) -> bool:
    if abs(after.p85 - before.p85) >= LEAST_DAYS:
        return True
    if chance_before is None or chance_after is None:
        return False
    return abs(chance_after - chance_before) >= LEAST_CHANCE
