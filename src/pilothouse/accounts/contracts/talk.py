"""What people say about things: comments of any subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pilothouse.kit.paging import Page
from pilothouse.kit.subjects import Subject


@dataclass(frozen=True, slots=True)
class Quote:
    """The comment that another one answers: who said it, and how it begins."""

    id: int
    author_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What someone said about `subject`, a reference such as `roadmap.item:42`, in Markdown.

    `author_id` is the user's number, None for one who has no account here or wrote it in a tracker, which
    `source` names then. `mentions` are the names after an `@` that stand for members.
    """

    id: int
    subject: str
    author_id: int | None
    author_name: str
    body: str
    quoted: Quote | None
    mentions: tuple[str, ...]
    written_at: datetime
    edited_at: datetime | None
    source: str
    version: int


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A comment as a tracker has it; `subject` is a reference of ours, `external_id` is unique within it."""

    subject: str
    author_name: str
    written_at: datetime
    body: str
    source: str
    external_id: str


@dataclass(frozen=True, slots=True)
class ImportedComments:
    """What came of handing over imported comments."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class Talk:
    """All that is said about one thing, as its page shows it; the newest page of comments, oldest first."""

    subject: Subject
    comments: Page[Comment]
    may_write: bool
    may_remove: bool
