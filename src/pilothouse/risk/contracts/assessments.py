"""How risks stood at one moment, as it leaves the risk room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

Cause = Literal["plan", "cadence", "asked"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
CAUSE_WORDS: dict[Cause, str] = {"plan": "After a plan", "cadence": "On its day", "asked": "Asked for"}
Move = Literal["new", "grown", "shrunk", "gone"]
MOVES: tuple[Move, ...] = get_args(Move)
Threshold = Literal["chance", "reserve", "exposure", "new_risk", "review"]


@dataclass(frozen=True, slots=True)
class AssessedRisk:
    """An open risk as it stood. `probability` and `delay` are what its owner stated, `left` the probability
    after the responses that were chosen, by title in `taken`.

    `days` is what it cost the p85 in the plan run that was newest, with half of the 95 % interval of that;
    `expected` is probability times delay, which a risk has that no plan has met yet. `money` in minor units.
    Of the things that it touched `open` were not finished.
    """

    risk_id: int
    key: str
    event: str
    owner: str
    probability: float | None
    left: float | None
    delay: float | None
    work: float | None
    cost_cents: int | None
    days: float
    margin: float
    expected: float | None
    money: float | None
    review_on: date | None
    taken: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    open: int = 0

    @property
    def weight(self) -> float:
        """Days that it is worth: what it costs the p85, or what is expected of it before a plan met it."""
        return self.days if self.days else self.expected or 0.0


@dataclass(frozen=True, slots=True)
class AssessedDate:
    """A date as it stood: of the product itself, or of a release of it with the chance of its target date.
    `days` is what all risks together cost its p85."""

    ref: str
    name: str
    p50: date
    p85: date
    p85_without: date | None
    chance: float | None
    days: float


@dataclass(frozen=True, slots=True)
class RiskMove:
    """A risk that is new, grown, shrunk or gone since the assessment before, in days of the p85, and why."""

    risk_id: int
    key: str
    event: str
    what: Move
    before: float | None
    after: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class RiskAlert:
    """A threshold that was passed. `about` refers to what it is about; `is_new`: the assessment before did
    not say so already."""

    kind: Threshold
    about: str
    text: str
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class AssessmentInBrief:
    """An assessment in the history: see `Assessment`. `risks`, `moves` and `alerts` are how many."""

    id: int
    ref: str
    name: str
    cause: Cause
    run: int
    taken_at: datetime
    taken_by: str
    p85: date
    days: float
    money: float | None
    lowest: float | None
    risks: int
    moves: int
    alerts: int

    @property
    def because(self) -> str:
        return CAUSE_WORDS[self.cause]


@dataclass(frozen=True, slots=True)
class Assessment:
    """How the risks of a product stood (of the whole plan with an empty `ref`) when plan run `run` was the
    newest, and what had changed since assessment `before`, taken at `since`; None for the first.

    `outdated`: risks had changed since that run. `kept`: chance that all risks cost no more than the reserve
    of money, None without one. `left_out` counts risks beyond those that are listed.
    """

    brief: AssessmentInBrief
    before: int | None
    since: datetime | None
    outdated: bool
    kept: float | None
    dates: tuple[AssessedDate, ...]
    risks: tuple[AssessedRisk, ...]
    moves: tuple[RiskMove, ...]
    alerts: tuple[RiskAlert, ...]
    left_out: int = 0

    @property
    def releases(self) -> tuple[AssessedDate, ...]:
        return tuple(row for row in self.dates if row.ref.startswith("roadmap.release:"))


@dataclass(frozen=True, slots=True)
class AssessmentRule:
    """How a product is assessed: every so many `weeks`, 0 for only after plans. Alerts: a chance that is less
    than `chance_below`, exposure that grows by more than `grown_days`, a new risk of more than `new_days`,
    reviews that are `overdue`, and for all products together a reserve of money that is kept with less than
    `chance_below`. None alerts of nothing."""

    ref: str
    name: str
    weeks: int
    chance_below: float | None
    grown_days: float | None
    new_days: float | None
    overdue: bool
    reserve_cents: int | None
    version: int
