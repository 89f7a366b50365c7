"""What responses are chosen for: a date, money, or the chance of a date."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal, get_args

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import Problem

Objective = Literal["p85", "cost", "chance"]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
LEVEL = 0.85


@dataclass(frozen=True)
class Aim:
    """`objective`: the p85 of an end, what delay, work and responses cost on average, or the chance to be
    done `by` a plan day. The end is that of `group`, or of the whole plan."""

    objective: Objective = "p85"
    group: str | None = None
    by: float | None = None

    def date(self, problem: Problem) -> float | None:
        """The day that it is to be done by. Raises `InvalidProblem` for an aim that `problem` has not."""
        if self.objective not in OBJECTIVES:
            raise InvalidProblem(
                f"'{self.objective}' is no objective.",
                where="objective",
                cure=f"Use one of {', '.join(OBJECTIVES)}.",
            )
        groups = {group.id: group for group in problem.groups}
        if self.group is not None and (self.group not in groups or not groups[self.group].members):
            raise InvalidProblem(
                f"There is no release '{self.group}' with items.",
                where="release",
                cure="Name one of the plan.",
            )
        deadline = None if self.group is None else groups[self.group].deadline
        by = deadline if self.by is None else self.by
        if self.objective == "chance" and by is None:
            raise InvalidProblem(
                "There is no date whose chance could be raised.",
                where="by",
                cure="Give the date, or name a release that has a deadline.",
            )
        if by is not None and not isfinite(by):
            raise InvalidProblem("The date is no day of the plan.", where="by", cure="Give a date.")
        return by
