"""What a member hears of, and was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Reason = Literal["mentioned", "alert", "assigned", "owner", "watching", "plan"]
REASONS: tuple[Reason, ...] = get_args(Reason)  # the strongest first
REASON_WORDS: dict[Reason, str] = {
    "mentioned": "Mentions",
    "alert": "Risk alerts",
    "assigned": "Assigned to me",
    "owner": "Owned by me",
    "watching": "Watched",
    "plan": "Dates that moved",
}
_SPOKEN = {
    "comment.added": "commented",
    "comment.edited": "edited a comment",
    "plan.made": "made a plan",
    "risk.assessed": "assessed risks",
}


@dataclass(frozen=True, slots=True)
class Watching:
    """Whether the caller hears of changes of a thing, and who else does."""

    subject: str
    on: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notification:
    """One line of a member's inbox: who did what to `title`, and why the member is told. `target` refers to
    what it leads to, `many` counts changes that are told at once."""

    id: int
    subject: str
    target: str
    reason: Reason
    verb: str
    title: str
    text: str
    actor_name: str
    many: int
    at: datetime
    done_at: datetime | None

    @property
    def did(self) -> str:
        """What was done, in words: `commented`, `item changed`."""
        return _SPOKEN.get(self.verb, self.verb.replace(".", " ").replace("_", " "))


@dataclass(frozen=True, slots=True)
class Finished:
    """How many notifications were marked done."""

    done: int
