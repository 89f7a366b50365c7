"""What reaches a member by e-mail, and e-mails that wait or failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from pilothouse.accounts.contracts.watching import Reason

When = Literal["once", "daily", "never"]
WHENS: tuple[When, ...] = get_args(When)
WHEN_WORDS: dict[When, str] = {"once": "At once", "daily": "Daily digest", "never": "Never"}
LetterState = Literal["waiting", "sending", "sent", "failed", "unsure", "dropped"]
LETTER_STATES: tuple[LetterState, ...] = get_args(LetterState)


@dataclass(frozen=True, slots=True)
class MailChoices:
    """When a member is mailed notifications of each reason. The daily digest comes at `hour` o'clock in the
    time zone `zone`, such as Europe/Vienna."""

    mentioned: When = "once"
    alert: When = "once"
    assigned: When = "once"
    owner: When = "daily"
    watching: When = "daily"
    plan: When = "daily"
    zone: str = "UTC"
    hour: int = 8
    version: int = 1

    def when(self, reason: Reason) -> When:
        found: When = getattr(self, reason)
        return found


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail to a member and what became of it: `answer` is what the mail server said last."""

    id: int
    to: str
    subject: str
    state: LetterState
    tries: int
    made_at: datetime
    due_at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class MailStopper:
    """Whose letters the link in a letter ends: a member's, in one workspace."""

    user_id: int
    workspace_id: int
    workspace_slug: str
    workspace_name: str
    email: str
    is_on: bool
