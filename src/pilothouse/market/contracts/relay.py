"""Findings that were relayed: sent to someone who needs them, seen, answered, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.kit.subjects import Subject

# What can be relayed.
FINDINGS = ("market.feedback", "market.theme", "market.support_problem", "market.fact", "market.insight")
RELAYED_TO = ("team.team", "team.person")
RELAY_STATES = ("open", "mine", "sent", "answered")


@dataclass(frozen=True, slots=True)
class RelayReader:
    """A member to whom a finding was relayed. `done` is the item that came of it."""

    user_id: int
    name: str
    seen_at: datetime | None
    answered_at: datetime | None
    answer: str
    done: Subject | None

    @property
    def state(self) -> str:
        if self.answered_at:
            return "answered"
        return "seen" if self.seen_at else "not seen"


@dataclass(frozen=True, slots=True)
class Relay:
    """A finding, `subject`, that someone sent to a team or a person with a sentence `why`. It is answered
    once one of its readers did, and overdue when no one did until `due_on`."""

    id: int
    subject: Subject
    why: str
    to: str
    sent_by: str
    sent_by_id: int | None
    sent_at: datetime
    due_on: date | None
    is_overdue: bool
    readers: tuple[RelayReader, ...]
    version: int

    @property
    def is_answered(self) -> bool:
        return any(row.answered_at for row in self.readers)

    @property
    def seen(self) -> int:
        """How many of its readers have opened it."""
        return sum(row.seen_at is not None for row in self.readers)
