"""What is asked of `pilothouse respond`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from pilothouse.engine.risk.aim import OBJECTIVES, Aim, Objective
from pilothouse.engine.risk.means import Means
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.plan.costs import moment_of
from pilothouse.workbench.plan.reading import Work


@dataclass(frozen=True)
class Wanted:
    """Options of `pilothouse respond`: see the command."""

    budget: float | None
    objective: str
    release: str | None
    by: str | None
    days: tuple[str, ...]
    seed: int
    passes: int | None
    drift: float

    def aimed_at(self) -> Objective:
        found = next((name for name in OBJECTIVES if name == self.objective), None)
        if found is None:
            raise Invalid(
                f"'{self.objective[:40]}' is no objective.",
                where="--objective",
                cure=f"Use one of {', '.join(OBJECTIVES)}.",
            )
        return found

    def aim(self, work: Work) -> Aim:
        by = None if self.by is None else moment_of(work, self.by)[1]
        return Aim(self.aimed_at(), self.release, by)

    def means(self) -> Means:
        return Means(self.budget, _days(self.days))


def _days(words: Sequence[str]) -> dict[str, float]:
    """`Go=5`: person-days by skill."""
    found = {}
    for word in words:
        skill, _, number = word.rpartition("=")
        try:
            amount = float(number)
        except ValueError:
            amount = -1.0
        if not skill or not isfinite(amount) or amount < 0:
            raise Invalid(
                f"'{word[:40]}' is not a number of days of a skill.",
                where="--days",
                cure="Write --days Go=5.",
            )
        found[skill] = amount
    return found
