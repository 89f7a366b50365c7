"""What there is for responses, and what of it they ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.limits import Limits
from pilothouse.engine.risk.response import Response


@dataclass(frozen=True)
class Means:
    """What there is for responses: money (None: as much as they cost), and person-days by skill where these
    are limited."""

    budget: float | None = None
    days: Mapping[str, float] | None = None

    @property
    def skills(self) -> tuple[str, ...]:
        return tuple(sorted(self.days or ()))

    def limits(self, responses: Sequence[Response]) -> Limits:
        """Money first, then the days of each skill. Raises `InvalidProblem`."""
        given, skills = self.days or {}, self.skills
        for amount, where in ((self.budget, "budget"), *((given[name], name) for name in skills)):
            if amount is not None and (isnan(amount) or amount < 0):
                raise InvalidProblem(
                    "That is no amount of 0 or more.", where=where, cure="Give an amount, or leave it out."
                )
        asked = np.zeros((len(responses), 1 + len(skills)))
        for number, row in enumerate(responses):
            asked[number, 0] = row.cost
            for skill, effort in row.work:
                if skill in given:
                    asked[number, 1 + skills.index(skill)] += effort.mean
        there = [inf if self.budget is None else self.budget, *(given[name] for name in skills)]
        return Limits(asked, np.array(there))
