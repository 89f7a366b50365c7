"""What is said of responses: which to take, what each is worth, and what the plan is like with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.risk.aim import Objective
from pilothouse.engine.schedule.plan import Placed, Plan
from pilothouse.engine.schedule.problem import Problem

Why = Literal["chosen", "accepted", "budget", "days", "no gain", "unsure", "worse"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One response. `gain`: by how much the aim is worse without it where it is chosen, and better with it
    where it is not: days, money or chance, with its standard error. `cost` in money, `days` of people.

    `why`: it is chosen; its risk is accepted; the budget, or the days of `short` (a skill), does not suffice
    beside what is chosen; it gains nothing, too little to be told from chance, or makes the aim worse.
    """

    response: str
    title: str
    kind: str
    risks: tuple[str, ...]
    cost: float
    days: float
    gain: float
    error: float
    why: Why
    short: str | None = None

    @property
    def chosen(self) -> bool:
        return self.why == "chosen"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The end of the whole plan in working days; of the aim's end its p85 `aimed` and the `chance` to keep
    its date (None without one); and what work, delay and responses cost on average."""

    mean: float
    p50: float
    p85: float
    aimed: float
    chance: float | None
    money: float


@dataclass(frozen=True, slots=True)
class Advice:
    """The best set of responses that was found, and what it gains: `gain` in the plan that is kept, with its
    standard error, from futures that neither search nor choice has seen; `by_eye` is what the largest risks
    first would gain there. `exact`: all sets were judged, `tried` of them.

    `before`, `after` and `replanned`: the plan as it is, with the responses in it, and planned anew with
    them, which is `plan`, one of `problem`; `work` are the items in it that the responses brought. `risks`
    are what is left of them.
    """

    objective: Objective
    group: str | None
    by: float | None
    chosen: tuple[str, ...]
    spent: float
    budget: float | None
    gain: float
    error: float
    by_eye: float
    responses: tuple[Weighed, ...]
    before: Outlook
    after: Outlook
    replanned: Outlook
    risks: tuple[Event, ...]
    problem: Problem
    plan: Plan
    work: tuple[Placed, ...]
    tried: int
    exact: bool
    draws: int
    seed: int
