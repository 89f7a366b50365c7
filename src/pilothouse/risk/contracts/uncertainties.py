"""Questions as they leave the risk room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject

STATES = ("open", "resolved", "accepted")
LEANS = ("good", "bad", "neither")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something found out; `leans` to a good answer, to a bad one, or to neither. `source` says where
    from."""

    id: int
    text: str
    source: str
    leans: str
    found_on: date
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class Worth:
    """What an answer is worth, as computed from a plan.

    Amounts are minor units of the workspace's currency where `priced`, else working days. `value` is what
    knowing is worth at most, `test` what finding out takes, `gain` the difference; `loss_wrong` what a bad
    answer costs when found out late, `loss_instead` what acting in time costs, both with all that waits.
    `chance_right` and `chance_wrong`: probability that `target` makes its date with a good and a bad answer.
    `run` is the plan run that was newest then, 0 for none; `stale` once a newer plan was made.
    """

    priced: bool = False
    value: float = 0.0
    test: float = 0.0
    gain: float = 0.0
    act: str = ""
    loss_wrong: float = 0.0
    loss_instead: float | None = None
    delay_wrong: float = 0.0
    delay_instead: float | None = None
    chance_right: float | None = None
    chance_wrong: float | None = None
    target: str = ""
    basis: str = ""
    draws: int = 0
    run: int = 0
    stale: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """An open question, or one that was resolved (answered) or accepted (gone on with without an answer).

    It stands in the list of `scope`, a product; `about` is the blueprint that it blocks, None for the whole
    scope, and `part` a statement of that. `subjects` wait for the answer. Days are working days, money minor
    units of the workspace's currency, `chance` that of a bad answer. `worth` is None before it was computed.
    """

    id: int
    scope: Subject
    about: Subject | None
    part: Subject | None
    question: str
    detail: str
    owner_id: int | None
    owner_name: str
    due_on: date | None
    blocking: bool
    state: str
    subjects: tuple[Subject, ...]
    chance: float | None
    wrong: str
    wrong_days: float
    wrong_cents: int
    instead: str
    instead_days: float | None
    instead_cents: int | None
    test: str
    test_days: float
    test_cents: int
    resolution: str
    resolved_at: datetime | None
    resolved_by: str
    worth: Worth | None
    evidence: tuple[Evidence, ...]
    version: int

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def gain(self) -> float | None:
        """What asking gains at most, as `worth` says; None before it was computed."""
        return self.worth.gain if self.worth else None

    @property
    def part_key(self) -> str:
        return self.part.key if self.part else ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open uncertainty of `scope` in a few words, as lists elsewhere show it."""

    id: int
    scope: Ref
    question: str
    owner_name: str
    due_on: date | None
    blocking: bool
