"""What stated probabilities turned out to be, as it leaves the risk room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

End = Literal["struck", "held", "closed", "replaced", "withdrawn"]
ENDS: tuple[End, ...] = get_args(End)
END_WORDS: dict[str, str] = {
    "": "open",
    "struck": "It struck",
    "held": "Had not struck by its review",
    "closed": "Closed, had not struck",
    "replaced": "Corrected on the same day",
    "withdrawn": "Taken back",
}
UNSCORED = ("replaced", "withdrawn")
LedgerMap = Literal["as stated", "one map", "by person"]
LEDGER_STATES = ("resolved", "open", "all")


@dataclass(frozen=True, slots=True)
class StatedProbability:
    """A probability that `person_name`, the owner of a risk, stated: what responses that were chosen left of
    it. `corrected` is what such a statement turned out to mean, None for one that is resolved. `came` is None
    while nobody knows, and for one that does not count."""

    id: int
    risk_id: int
    key: str
    event: str
    person_id: int | None
    person_name: str
    entered_by: str
    stated: float
    stated_at: datetime
    due_on: date | None
    how: str
    came: bool | None
    ended_on: date | None
    corrected: float | None = None

    @property
    def outcome(self) -> str:
        return END_WORDS[self.how]

    @property
    def brier(self) -> float | None:
        """Its squared error; 0 is best."""
        return None if self.came is None else (self.stated - float(self.came)) ** 2


@dataclass(frozen=True, slots=True)
class Reliability:
    """The record of one person, or of all with None: how many `statements` are resolved, what they stated and
    what came on average, Brier score and log loss as stated, and the log loss that correcting leaves on
    statements that the correction has not seen. `meant`: for probabilities that are often stated, what they
    turn out to mean."""

    person_id: int | None
    name: str
    statements: int
    stated: float
    came: float
    brier: float
    log_loss: float
    corrected: float | None
    meant: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Fifth:
    """Of statements from `low` to below `high`: how many, what they stated and what came on average."""

    low: float
    high: float
    statements: int
    stated: float
    came: float


@dataclass(frozen=True, slots=True)
class RiskLedger:
    """How reliable stated probabilities are. `map` says how they are corrected; nothing is before `least` are
    resolved. `people` are those whose record the caller may see: owners of the workspace all, others their
    own."""

    map: LedgerMap
    least: int
    resolved: int
    open: int
    overall: Reliability | None
    people: tuple[Reliability, ...]
    fifths: tuple[Fifth, ...]
    sees_all: bool
