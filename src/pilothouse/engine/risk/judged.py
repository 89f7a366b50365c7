"""Sets judged by one function, each of them once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pilothouse.engine.risk.limits import NOTHING, Chosen, Limits


@dataclass
class Judged:
    """`worth(set)`, less being better, of sets of `count` things within `limits`; `first`: the order in which
    one would take them by eye. `seen` has every set that was judged."""

    count: int
    worth: Callable[[Chosen], float]
    limits: Limits
    first: Sequence[int]
    seed: int = 0
    progress: Callable[[int], None] | None = None
    seen: dict[Chosen, float] = field(default_factory=dict)
    singles: dict[int, float] = field(default_factory=dict)  # gains of each alone, of those that fit

    def ranked(self, most: int) -> list[Chosen]:
        """The best sets that were met."""
        return sorted(self.seen, key=self.order)[:most]

    def by_eye(self) -> Chosen:
        """Each in the given order that still fits: what is done without looking at what it gains."""
        chosen = NOTHING
        for number in self.first:
            if self.limits.fits(chosen | {number}):
                chosen |= {number}
        return chosen

    def of(self, chosen: Chosen) -> float:
        if chosen not in self.seen:
            self.seen[chosen] = self.worth(chosen)
            if self.progress is not None:
                self.progress(len(self.seen))
        return self.seen[chosen]

    def order(self, chosen: Chosen) -> tuple[float, float, int, list[int]]:
        spent = float(self.limits.asked[sorted(chosen), 0].sum())
        return round(self.seen[chosen], 6), spent, len(chosen), sorted(chosen)

    def is_better(self, chosen: Chosen, than: Chosen) -> bool:
        self.of(chosen), self.of(than)
        return self.order(chosen) < self.order(than)

    def met(self, chosen: Chosen) -> tuple[float, float, int, list[int]]:
        self.of(chosen)
        return self.order(chosen)
