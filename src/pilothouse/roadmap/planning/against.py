"""What weekly counts of finished items say against the plan, in one sentence for each product and release.

The plan knows items, people and calendars; the counts know only how many items were finished each week. Both
end with the same items: as many as the plan ends until then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, isfinite
from typing import TYPE_CHECKING

from pilothouse.kit.dates import day_text
from pilothouse.roadmap.planning.computed import ComputedItem, ComputedProduct, ComputedRelease
from pilothouse.roadmap.planning.problem import Inputs

if TYPE_CHECKING:
    from pilothouse.engine.forecast.history.throughput import Outlook

DRAWS = 2_000
SAME_PACE = 0.1  # share by which paces differ from which it is worth a word
_FAR = 520  # weeks: ten years
_LEAST_WEEKS = 0.2


@dataclass(frozen=True)
class _End:
    """A product's or a release's end as planned: the last of `items` open ones."""

    items: int
    p50: date
    p85: date


def against_counts(
    inputs: Inputs,
    items: Iterable[ComputedItem],
    products: Iterable[ComputedProduct],
    releases: Iterable[ComputedRelease],
    seed: int,
) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """The sentence for each product, and for each release. With one seed always the same."""
    known = inputs.structure.items
    ends: dict[int, list[date]] = {}
    last: dict[int, date] = {}
    for row in items:
        item = known[row.item_id]
        ends.setdefault(item.product_id, []).append(row.finish)
        if (carrier := inputs.structure.carrier(item)) is not None:
            last[carrier] = max(row.finish, last.get(carrier, row.finish))
    told: dict[int, str] = {}
    of_releases: dict[int, str] = {}
    rows = list(releases)
    for product in products:
        number = product.product_id
        done = sorted(ends[number])
        own = {
            row.release_id: _End(bisect_right(done, last[row.release_id]), row.dates.p50, row.dates.p85)
            for row in rows
            if inputs.releases[row.release_id].product_id == number
        }
        whole = _End(len(done), product.p50, product.p85)
        counts = _Counts.of(inputs, number, [whole, *own.values()], seed)
        told[number] = counts.against(whole)
        of_releases |= {release: counts.against(end) for release, end in own.items()}
    return told, of_releases


@dataclass(frozen=True)
class _Counts:
    """What weekly counts say of the next items of a product, in weeks from `monday` on."""

    told: Outlook
    monday: date

    @classmethod
    def of(cls, inputs: Inputs, product: int, ends: Sequence[_End], seed: int) -> _Counts:
        from pilothouse.engine.forecast.history.throughput import forecast_throughput
        from pilothouse.engine.forecast.history.weeks import whole_weeks

        first, counts = whole_weeks(inputs.snapshot.history(product).weeks, inputs.clock.start)
        asked = sorted({end.items for end in ends})
        told = forecast_throughput(
            counts, items=asked, weeks=(1,), first_monday=first, seed=seed, draws=DRAWS
        )
        return cls(told, first + timedelta(weeks=len(counts)))

    def against(self, end: _End) -> str:
        """What the plan says and what the counts do."""
        plan = f"The plan says {day_text(end.p50)} to {day_text(end.p85)} (85 %)"
        if self.told.layer == "silent":
            return f"{plan}; the count of finished items alone gives no date: nothing was finished."
        weeks = self.told.weeks
        if self.told.layer == "reference":
            many = "1 week" if weeks == 1 else f"{weeks} weeks"
            return f"{plan}; {many} of finished items are too few to compare it with."
        median, late = (self.told.when(end.items, level) for level in (0.5, 0.85))
        if not isfinite(late) or late > _FAR:
            return f"{plan}; the count of finished items of {weeks} weeks alone has no date in sight."
        days = f"{day_text(self._day(median))} to {day_text(self._day(late))}"
        counted = f"the count of finished items of {weeks} weeks alone says {days}"
        return f"{plan}; {counted}: {self._pace(end, median)}."

    def _pace(self, end: _End, weeks: float) -> str:
        """How much faster than so far the plan goes, by the median dates."""
        planned = max(_LEAST_WEEKS, ((end.p50 - self.monday).days + 1) / 7)
        times = max(_LEAST_WEEKS, weeks) / planned
        if abs(times - 1) < SAME_PACE:
            return "the plan assumes about the pace so far"
        return f"the plan assumes {times:.1f} times the pace so far"

    def _day(self, weeks: float) -> date:
        return self.monday + timedelta(days=ceil(weeks * 7) - 1)
