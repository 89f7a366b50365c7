"""The register as it leaves the risk room."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pilothouse.kit.subjects import Subject

KINDS = ("threat", "opportunity")
STATUSES = ("open", "occurred", "closed")
CATEGORIES = (
    "security", "dependency", "staffing", "vendor", "regulation", "technical_debt", "launch",
    "requirements", "operations", "market", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Risk:
    """What may come, what it would do to all that it `touches`, and who answers for it.

    Probabilities are 0 to 1, without the ends. In time a risk does `delay`, working days (low and high are
    the 10th and 90th percentile), or `work`, times the work of what it touches, which is below 1 for an
    opportunity. In money it does `cost`, minor units of the workspace's currency, which an opportunity gains.
    `question_id` is the open question that it comes from. `unused` says why simulations pass it over, empty
    where they do not.
    """

    id: int
    key: str
    event: str
    cause: str
    effect: str
    kind: str
    category: str
    status: str
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    delay_low: float | None
    delay_likely: float | None
    delay_high: float | None
    work: float | None
    cost_low_cents: int | None
    cost_likely_cents: int | None
    cost_high_cents: int | None
    touches: tuple[Subject, ...]
    owner_id: int | None
    owner_name: str
    triggers: str
    controls: str
    review_on: date | None
    outcome: str
    raised_on: date
    settled_at: datetime | None
    settled_by: str
    question_id: int | None
    unused: str
    version: int

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def is_opportunity(self) -> bool:
        return self.kind == "opportunity"

    @property
    def expected_days(self) -> float | None:
        """Probability times the likely delay; None where either is missing."""
        if self.probability is None or self.delay_likely is None:
            return None
        return self.probability * self.delay_likely


@dataclass(frozen=True, slots=True)
class RiskInBrief:
    """An open risk in a few words, as pages of other things show it; `touches` are references."""

    id: int
    key: str
    event: str
    owner_name: str
    probability: float | None
    delay_likely: float | None
    work: float | None
    review_on: date | None
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """A risk as plans read it: open, with a probability and an impact. `delay` is low, likely and high;
    `touches` are references."""

    id: int
    key: str = field(compare=False)
    event: str = field(compare=False)
    opportunity: bool
    probability: float
    delay: tuple[float, float, float] | None
    work: float | None
    cost: tuple[int, int, int] | None
    touches: tuple[str, ...]
    question_id: int | None

    def left(self, chance: float, impact: float) -> OpenRisk:
        """What a response leaves of it: shares of its probability, and of its days, work and cost."""
        return replace(
            self,
            probability=self.probability * chance,
            delay=None if self.delay is None else _shares(self.delay, impact),
            work=None if self.work is None else 1.0 + (self.work - 1.0) * impact,
            cost=None if self.cost is None else _whole(_shares(self.cost, impact)),
        )


def _shares(days: tuple[float, float, float], share: float) -> tuple[float, float, float]:
    low, likely, high = days
    return low * share, likely * share, high * share


def _whole(amounts: tuple[float, float, float]) -> tuple[int, int, int]:
    low, likely, high = amounts
    return round(low), round(likely), round(high)


@dataclass(frozen=True, slots=True)
class RiskBulkDone:
    """A change of several risks: how many were named, how many it changed, and what it is undone by."""

    batch: str
    risks: int
    changed: int


@dataclass(frozen=True, slots=True)
class RiskUndone:
    """What undoing a change of several risks did: how many are as before, and which stay and why."""

    restored: int
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedRisk:
    """A row of a table of risks. `given` are the fields that the file has a column for."""

    source: str
    row: int
    key: str
    event: str
    owner: str
    values: dict[str, object]
    touches: tuple[str, ...]
    raised_on: date | None
    given: frozenset[str]
