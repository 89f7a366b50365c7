"""What a solver answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ENGINE_VERSION = "1.0"

Status = Literal["optimal", "feasible", "late"]
ReasonKind = Literal[
    "plan_start", "earliest", "predecessor", "person", "pool", "absence", "fixed", "order", "budget",
    "published", "cap",
]  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why an item does not start earlier. `day` is the moment from which the reason no longer holds.

    `subject` is the id of the predecessor, person or pool; `holder` the item that the person is busy with.
    `others` are further things that also hold until within half a day of that moment.
    """

    kind: ReasonKind
    subject: str | None
    day: float | None
    text: str
    holder: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placed:
    """One item in the plan, times in working days. `alternative` is the one chosen, if it has any."""

    item: str
    start: float
    finish: float
    people: tuple[str, ...]
    reason: Reason
    alternative: str | None = None


@dataclass(frozen=True)
class Violation:
    """Something the plan does not keep. Hard ones make it infeasible."""

    kind: str
    subject: str
    text: str
    hard: bool
    days: float = 0.0


@dataclass(frozen=True)
class Limit:
    """How much to try: `passes` schedules, at most `seconds`, on up to `workers` threads.

    Neither given: as many passes as suit the size, however long they take; where something is chosen, ten
    seconds. Seconds alone: search and proof go on for that long. A plan that the clock cut short depends
    on the machine; one that used all its passes does not, whatever the number of workers. Seconds are
    those that the search computes, not those in which others have the machine, up to three times as long
    by the clock; they begin once the machine code is loaded.
    """

    passes: int | None = None
    seconds: float | None = None
    workers: int = 2


@dataclass(frozen=True)
class Score:
    """What a plan is worth, less being better: `total` is the rest weighed by an `Objective`.

    `late`: weighted days after deadlines and fixed starts; `early`: weighted mean finish, in days; `moved`:
    days between starts and those given; `outstayed`: items that outlast their people. `delay_cost`, `cost`,
    `value_lost` (of what is left out) and `over_budget` (of hard and soft ones) are money, `overspent`
    units of consumables.
    """

    total: float
    late: float
    makespan: float
    early: float
    delay_cost: float
    cost: float
    value_lost: float
    moved: float
    outstayed: float
    over_budget: float
    overspent: float


@dataclass(frozen=True)
class Plan:
    """A schedule in the order of the problem's items.

    `lower_bound` is a makespan that no plan can beat, `gap` = makespan / lower_bound - 1. `status` is
    "optimal" when the two meet or when it is proved that no plan has fewer weighted days late, then a shorter
    makespan, "late" when something hard is not kept (a hard deadline, work that outlasts
    the people who can do it), else "feasible"; `violations` holds everything that is not kept. `left_out`
    are the optional items that are not done; `score` is there where choices were made or asked to be weighed.

    Where several products weigh against each other, `weighed` is the mean of their finishes by weight (None
    elsewhere), and `lower_bound` and `gap` are of it rather than of the makespan. In strict order
    `lower_bound` is for the last product, given those above it, and `gap` the largest of any product to its
    own bound, given those above.
    """

    placed: tuple[Placed, ...]
    makespan: float
    lower_bound: float
    gap: float
    status: Status
    violations: tuple[Violation, ...]
    passes: int
    seed: int
    engine_version: str = ENGINE_VERSION
    left_out: tuple[str, ...] = ()
    score: Score | None = None
    weighed: float | None = None
