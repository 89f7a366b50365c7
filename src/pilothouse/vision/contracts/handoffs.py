"""Hand-offs, and what differs between two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A team's answer to a hand-off; `at` is None until it came."""

    id: int
    team_id: int | None
    team_name: str
    at: datetime | None
    actor_name: str
    note: str


@dataclass(frozen=True, slots=True)
class ListedHandoff:
    """A hand-off without what was handed over; `digest` is the SHA-256 of that."""

    id: int
    blueprint_id: int
    number: int
    revision_number: int
    at: datetime
    actor_name: str
    note: str
    digest: str
    acknowledgements: tuple[Acknowledgement, ...]

    @property
    def waiting(self) -> int:
        return sum(row.at is None for row in self.acknowledgements)


@dataclass(frozen=True, slots=True)
class Handoff(ListedHandoff):
    """What was handed over, as it was: `content` is the JSON that was stored."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedStatement:
    """A statement of two hand-offs; `before` or `after` is empty where only one has it."""

    key: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two hand-offs. `lines`: the text as (sign, line), sign being '+', '-', blank,
    or '@' where lines are left out; `dates`: what, then the day before and after (p85), empty where there was
    none."""

    statements: tuple[ChangedStatement, ...]
    answers: tuple[str, ...]
    dates: tuple[tuple[str, str, str], ...]
    lines: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.statements or self.answers or self.dates or self.lines)
