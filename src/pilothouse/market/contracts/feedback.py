"""What people said, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from pilothouse.kit.subjects import Subject
from pilothouse.kit.text import many_lines, one_line
from pilothouse.market.contracts.companies import Amount

# Who said it, or where.
CHANNELS = ("customer", "sales", "support", "engineering", "design", "review", "survey", "research")
KINDS = ("bug", "request", "question", "praise", "other")
STATES = ("new", "reviewed", "dismissed")
IMPORTANCE = {1: "nice to have", 2: "important", 3: "critical"}
_HEADLINE = 140


def said_key(text: str, company: str, on: date | None) -> str:
    """What a piece without a key of its own is known by: its words, who said them, and the day."""
    told = "\n".join((many_lines(text), one_line(company).lower(), on.isoformat() if on else ""))
    return sha256(told.encode()).hexdigest()[:32]


def headline(text: str) -> str:
    """The first line, cut where a row ends."""
    line = next((row.strip() for row in text.splitlines() if row.strip()), "")
    return line if len(line) <= _HEADLINE else f"{line[: _HEADLINE - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class FeedbackLink:
    """What a piece of feedback asks for, or against. `passage` are the words of it that say so, empty for all
    of it, and `start` and `end` where they stand in the text."""

    id: int
    target: Subject
    importance: int
    passage: str
    start: int | None
    end: int | None
    added_at: datetime
    added_by: str
    is_against: bool = False

    @property
    def importance_name(self) -> str:
        return IMPORTANCE[self.importance]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said, word for word, on a day. `channel` says who or where; `kind` is empty until it is
    decided; `links` are what it asks for.

    `theme_by`: who put it into its theme, or into none: engine, person, or empty until it was read;
    `theme_weight` (0 to 1) how clearly it belongs there, and `theme_model` which version of the model said
    so.
    """

    id: int
    text: str
    channel: str
    author: str
    company_id: int | None
    company_name: str
    contact_id: int | None
    contact_name: str
    received_on: date
    link: str
    language: str
    kind: str
    state: str
    theme_id: int | None
    theme_name: str
    theme_kind: str
    theme_by: str
    theme_weight: float | None
    theme_model: str
    links: tuple[FeedbackLink, ...]
    version: int

    @property
    def headline(self) -> str:
        return headline(self.text)

    @property
    def said_by(self) -> str:
        """The contact, else the author, else nothing."""
        return self.contact_name or self.author


@dataclass(frozen=True, slots=True)
class Vote:
    """A company wants something, as somebody noted on its behalf."""

    id: int
    company_id: int | None
    company_name: str
    importance: int
    note: str
    added_at: datetime
    added_by: str

    @property
    def importance_name(self) -> str:
        return IMPORTANCE[self.importance]


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence behind something: the piece of feedback and its link."""

    feedback: Feedback
    link: FeedbackLink


@dataclass(frozen=True, slots=True)
class Behind:
    """Who asks for something: what was said, votes, and each company once, with what those pay a year, in
    each currency. `unnamed`: pieces of feedback without a company. `more`: sentences that are not listed.
    `against`: what was said against it, by `opposed` companies, which count nowhere else unless they also ask
    for it."""

    heard: tuple[Heard, ...]
    votes: tuple[Vote, ...]
    companies: int
    revenue: tuple[Amount, ...]
    unnamed: int
    more: int
    against: tuple[Heard, ...] = ()
    opposed: int = 0


@dataclass(frozen=True, slots=True)
class ImportedFeedback:
    """A row of a table of feedback; `company` is its name, `email` the address of a contact who is here."""

    source: str
    row: int
    external_id: str
    text: str
    channel: str = ""
    author: str = ""
    email: str = ""
    company: str = ""
    received_on: date | None = None
    link: str = ""
    language: str = ""
    kind: str = ""
