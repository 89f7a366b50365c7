"""How much work an item is: what was entered, else what finished items imply, else an assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pilothouse.engine.forecast.history.effort import Closed, EffortRecord, Implied, effort_record
from pilothouse.engine.schedule.effort import Effort
from pilothouse.roadmap.queries.snapshot import History, OpenItem

FALLBACK = Effort(1.0, 3.0, 8.0)
ASSUMED = "1 to 8 days of work, likely 3, are assumed"


@dataclass(frozen=True)
class Sizes:
    """The record of finished items by product; None where there are too few."""

    records: Mapping[int, EffortRecord | None]

    @classmethod
    def of(cls, histories: tuple[History, ...]) -> Sizes:
        return cls({row.product_id: _record(row) for row in histories})

    def effort(self, item: OpenItem) -> tuple[Effort | None, str]:
        """Person-days that are left; where no estimate was entered, with the sentence that says so."""
        if item.milestone:
            return None, ""
        left = 1.0 - item.progress
        if item.points is not None:
            return _times(Effort(*item.points), left), ""
        record = self.records.get(item.product_id)
        if record is None:
            return _times(FALLBACK, left), f"It has no estimate; {ASSUMED}."
        implied = record.of(item.story_points)
        return _times(implied.effort, left), f"It has no estimate; {told(implied)}."

    def whole(self, product_id: int) -> str:
        """Where the efforts of a product's items without estimates come from."""
        record = self.records.get(product_id)
        return told(record.whole) if record else "one to eight days of work are assumed for each"


def told(implied: Implied) -> str:
    """The sentence about an implied effort."""
    points = "" if implied.points is None else f" of {implied.points:g} story point"
    plural = "s" if implied.points not in (None, 1) else ""
    effort = implied.effort
    return (
        f"the record of {implied.items:,} finished items{points}{plural} implies {effort.low:g} to "
        f"{effort.high:g} days of work for each, likely {effort.likely:g}"
    )


def _record(history: History) -> EffortRecord | None:
    return effort_record(Closed(row.owner_id, row.day, row.story_points) for row in history.closed)


def _times(effort: Effort, left: float) -> Effort:
    return Effort(effort.low * left, effort.likely * left, effort.high * left)
