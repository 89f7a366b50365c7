"""What a text says by itself: the findings of the rules about words, and its statements.

It depends on the text, its title and the rules alone, so it is made once, when the text is saved, and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding, Fix, Place
from pilothouse.engine.review.run import Reviewer, rules_version
from pilothouse.engine.review.statements import Statement, statements


@dataclass(frozen=True, slots=True)
class TextReading:
    """`digest` says of which text, and by which rules."""

    digest: str
    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "findings": [asdict(row) for row in self.findings],
            "statements": [asdict(row) for row in self.statements],
        }

    @classmethod
    def from_json(cls, digest: str, told: Mapping[str, Any]) -> TextReading:
        return cls(
            digest,
            tuple(_finding(row) for row in told["findings"]),
            tuple(_statement(row) for row in told["statements"]),
        )


@lru_cache(maxsize=1)
def reviewer() -> Reviewer:
    """Every rule, made ready once."""
    return Reviewer()


def digest_of(*, text: str, title: str) -> str:
    """Marks a text with its title and the rules that it is read by."""
    return sha256(f"{rules_version()}\0{title}\0{text}".encode()).hexdigest()


def read_text(*, text: str, title: str) -> TextReading:
    """Read a text by every rule; two to eleven microseconds of the processor a character."""
    return read_document(Document(text, title))


def read_document(document: Document) -> TextReading:
    """The same for a document."""
    digest = digest_of(text=document.text, title=document.path)
    return TextReading(digest, tuple(reviewer().review(document)), tuple(statements(document)))


def _finding(row: Mapping[str, Any]) -> Finding:
    fix = row["fix"] and Fix(**row["fix"])
    return Finding(**{**row, "fix": fix, "also": tuple(Place(**place) for place in row["also"])})


def _statement(row: Mapping[str, Any]) -> Statement:
    return Statement(**{**row, "mentions": tuple(row["mentions"]), "needs": tuple(row["needs"])})
