"""The weekly brief of a product's risks, as it leaves the risk room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.risk.contracts.assessments import AssessedRisk, RiskAlert, RiskMove


@dataclass(frozen=True, slots=True)
class BriefDate:
    """A date now and a week before, with the chance of its target date."""

    ref: str
    name: str
    p85: date
    p85_before: date | None
    chance: float | None
    chance_before: float | None
    days: float


@dataclass(frozen=True, slots=True)
class BriefResponse:
    """A response that was chosen and is not done; `work` says where its work stands."""

    id: int
    title: str
    risk_id: int
    risk: str
    cost_cents: int
    days: float
    work: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to decide, and what it is about, by reference."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class RiskBrief:
    """How the risks of a product stand (of all products with an empty `ref`), and what changed since an
    assessment about a week earlier, taken at `since`; None where there is none."""

    ref: str
    name: str
    taken_at: datetime
    since: datetime | None
    run: int
    p85: date
    days: float
    days_before: float | None
    money: float | None
    open: int
    dates: tuple[BriefDate, ...]
    moves: tuple[RiskMove, ...]
    top: tuple[AssessedRisk, ...]
    responses: tuple[BriefResponse, ...]
    alerts: tuple[RiskAlert, ...]
    decisions: tuple[Decision, ...]
