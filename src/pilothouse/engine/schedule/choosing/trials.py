"""A choice of one part as it is planned, within budgets as far as putting off helps."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.engine.schedule.answer import as_placed
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.choosing.part import Part
from pilothouse.engine.schedule.choosing.putting_off import PutOff, put_off, to_put_off
from pilothouse.engine.schedule.finishing import as_open
from pilothouse.engine.schedule.objective import Objective, score
from pilothouse.engine.schedule.plan import Limit, Placed, Plan
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.settling import settle
from pilothouse.engine.schedule.stopwatch import Stopwatch
from pilothouse.engine.schedule.ways import Choice

_PUT_OFF = 40


@dataclass(frozen=True)
class Tried:
    """A choice as it was planned; less `worth` is better."""

    choice: Choice
    placed: tuple[Placed, ...]
    found: Found
    worth: float
    delayed: PutOff


class Trials:
    """Plans choices and says what they are worth; `passes` is how many schedules that took."""

    def __init__(self, part: Part, objective: Objective, seed: int, watch: Stopwatch) -> None:
        self.part, self.objective, self.seed, self.watch = part, objective, seed, watch
        self.passes = 0

    def within_budgets(self, choice: Choice, limit: Limit) -> Tried:
        """Plan, then put off what breaks a budget of some days until after them, while that helps."""
        settled = settle(self.part.problem, choice)
        tried = self._tried(settled, choice, limit, {})
        delayed: dict[str, tuple[float, str]] = {}
        for _ in range(_PUT_OFF):
            found = to_put_off(settled, tried.placed, delayed)
            if found is None:
                break
            name, day, budget = found
            delayed[name] = (day, budget)
            fresh = self._tried(put_off(settled, delayed), choice, limit, dict(delayed))
            if fresh.worth < tried.worth:
                tried = fresh
        return tried

    def _tried(self, settled: Problem, choice: Choice, limit: Limit, delayed: PutOff) -> Tried:
        answer = self.part.planned(settled, seed=self.seed, limit=limit, watch=self.watch)
        self.passes += answer.passes
        placed = as_placed(settled, answer.found)
        end = max((row.finish for row in placed), default=0.0)
        plan = Plan(placed, end, 0.0, 0.0, "feasible", (), 0, self.seed)
        whole = as_open(self.part.problem, choice, plan)
        worth = score(self.part.problem, whole, objective=self.objective, left=self.part.left).total
        return Tried(choice, placed, answer.found, worth, delayed)
