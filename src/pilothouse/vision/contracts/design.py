"""Design reviews: checklists gone through with people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import computed_field

ANSWERS = ("open", "passed", "finding", "not_applicable")


@dataclass(frozen=True, slots=True)
class Check:
    """One question of a design review. A finding blocks until `settled` says how it was settled."""

    id: int
    part: str
    question: str
    answer: str
    note: str
    settled: str
    version: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def blocks(self) -> bool:
        return self.answer == "finding" and not self.settled


@dataclass(frozen=True, slots=True)
class DesignReview:
    """A checklist gone through with people, on revision `revision_number` of a blueprint."""

    id: int
    blueprint_id: int
    title: str
    held_on: date
    reviewers: str
    closed_at: datetime | None
    closed_by: str
    revision_number: int
    checks: tuple[Check, ...]
    version: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def unanswered(self) -> int:
        return sum(check.answer == "open" for check in self.checks)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def blocking(self) -> int:
        return sum(check.blocks for check in self.checks)
