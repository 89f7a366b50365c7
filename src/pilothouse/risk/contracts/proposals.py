"""What the system proposes for the register, and which items it says to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from pilothouse.kit.subjects import Subject

ProposalState = Literal["proposed", "entered", "dismissed"]
PROPOSAL_STATES: tuple[ProposalState, ...] = get_args(ProposalState)


@dataclass(frozen=True, slots=True)
class FoundRisk:
    """A roadblock as it was found: `about` says where it stands, and with `kind` which one it is. `delay` is
    low, likely and high in working days; `touches` are references."""

    kind: str
    about: str
    event: str
    evidence: str
    category: str
    owner_id: int | None
    touches: tuple[str, ...]
    delay: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class RiskProposal:
    """A risk that could be entered, and the evidence. `risk_id` is that which it was entered as. Delays are
    working days; nothing says how likely it is."""

    id: int
    kind: str
    event: str
    evidence: str
    category: str
    delay_low: float | None
    delay_likely: float | None
    delay_high: float | None
    touches: tuple[Subject, ...]
    owner_id: int | None
    owner_name: str
    found_on: date
    state: ProposalState
    risk_id: int | None


@dataclass(frozen=True, slots=True)
class FoundReason:
    """By how many points of chance, -1 to 1, a signal makes the slip likelier than it usually is."""

    signal: str
    points: float

    @property
    def signed(self) -> str:
        """In whole points, with its sign."""
        return f"{100 * self.points:+.0f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """An open item and the chance that it slips, with what makes it so, the largest first."""

    ref: str
    chance: float
    reasons: tuple[FoundReason, ...]


@dataclass(frozen=True, slots=True)
class FoundSlips:
    """What the workspace's history says of one way to slip. `known` outcomes of which the share `base` came.
    `skill` with `low` and `high` is how much better than the base rate the past would have been predicted,
    None where too little had ended; only where it is better for certain are `items` named: those that hold
    half of the slips to be expected among the `open` ones."""

    name: str
    text: str
    known: int
    base: float
    open: int
    skill: float | None = None
    low: float | None = None
    high: float | None = None
    items: tuple[FoundSlip, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipItem:
    """An open item to look at."""

    item: Subject
    chance: float
    reasons: tuple[FoundReason, ...]


@dataclass(frozen=True, slots=True)
class SlipQuestion:
    """One way to slip: see `FoundSlips`. `predicted`: better than the base rate for certain."""

    name: str
    text: str
    known: int
    base: float
    open: int
    skill: float | None
    low: float | None
    high: float | None
    predicted: bool
    items: tuple[SlipItem, ...]


@dataclass(frozen=True, slots=True)
class SlipOutlook:
    """Which slips the workspace's own history lets predict, as computed `at`; None before that. `needed`
    outcomes are the least from which anything is fitted."""

    at: datetime | None
    needed: int
    questions: tuple[SlipQuestion, ...]
