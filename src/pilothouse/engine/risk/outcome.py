"""What comes of a set of responses, and what an aim makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.raw import Sets, sets_of
from pilothouse.engine.risk.aim import LEVEL, Aim
from pilothouse.engine.risk.found import SAME
from pilothouse.engine.risk.lanes import Floats
from pilothouse.engine.risk.measures import mean_of, moved_at, quantile
from pilothouse.engine.risk.replay import Singles
from pilothouse.engine.schedule.problem import Problem

_WEEK = 5.0  # working days that a cost of delay counts for


@dataclass(frozen=True)
class Outcome:
    """`ends` `(sets, draws)` of the sets of a `Measure`; `costs` `(draws,)` of work, without what the
    responses cost, which is `spent`."""

    ends: Singles = field(repr=False)
    costs: Floats = field(repr=False)
    spent: float


@dataclass(frozen=True)
class Measure:
    """An aim in a problem: whose ends are watched, the whole plan first and the aim's own at `place`, and
    what each day of them costs."""

    aim: Aim
    by: float | None
    sets: Sets
    place: int
    weights: Floats

    @classmethod
    def of(cls, aim: Aim, problem: Problem) -> Measure:
        """Raises `InvalidProblem` for an aim that this problem has not."""
        by = aim.date(problem)
        members: dict[str, NDArray[np.int64]] = {"": np.arange(len(problem.items))}
        weights = [0.0]
        number = {item.id: row for row, item in enumerate(problem.items)}
        if aim.group is not None:
            own = {group.id: group.members for group in problem.groups}[aim.group]
            members[f"group {aim.group}"] = np.array([number[name] for name in own])
            weights.append(0.0)
        for row, item in enumerate(problem.items):
            if item.delay_cost:
                members[f"item {item.id}"] = np.array([row])
                weights.append(item.delay_cost / _WEEK)
        sets = sets_of(members, [0] * len(problem.items))
        return cls(aim, by, sets, 0 if aim.group is None else 1, np.array(weights))

    def worth(self, found: Outcome) -> float:
        """Less is better: days, money, or minus a chance."""
        ends = found.ends[self.place]
        if self.aim.objective == "p85":
            return quantile(ends, LEVEL)
        if self.aim.objective == "cost":
            return float(self.money(found).mean())
        return -self.chance(found)

    def chance(self, found: Outcome) -> float:
        assert self.by is not None
        return float((found.ends[self.place] <= self.by + SAME).mean())

    def money(self, found: Outcome) -> Floats:
        """Of each future: work, delay and responses."""
        money: Floats = found.costs + self.weights @ found.ends + found.spent
        return money

    def gain(self, before: Outcome, after: Outcome) -> tuple[float, float]:
        """By how much `after` is better, in the same futures, and the standard error of that."""
        ends, others = before.ends[self.place], after.ends[self.place]
        if self.aim.objective == "p85":
            return moved_at(ends, others, LEVEL)
        if self.aim.objective == "cost":
            saved = self.money(before) - self.money(after)
        else:
            assert self.by is not None
            saved = (others <= self.by + SAME).astype(float) - (ends <= self.by + SAME)
        return mean_of(saved, saved.shape[0])
