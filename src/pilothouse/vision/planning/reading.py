"""What a text says by itself: the findings of the rules about words, and its statements.

It depends on the text, its title and the rules alone, so it is made once, when the text is saved, and kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding, Fix, Place
from pilothouse.engine.review.run import Reviewer, rules_version
from pilothouse.engine.review.statements import Statement, statements

LONG = 200_000  # characters: a longer text is read by a job, as it takes more than a second
MOST_FINDINGS = 1_000  # that are kept and shown: no one reads more at once


@dataclass(frozen=True, slots=True)
class TextReading:
    """`digest` says of which text, and by which rules; `left_out` counts findings beyond the most."""

    digest: str
    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]
    left_out: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "findings": [asdict(row) for row in self.findings],
            "statements": [asdict(row) for row in self.statements],
            "left_out": self.left_out,
        }

    @classmethod
    def from_json(cls, digest: str, told: Mapping[str, Any]) -> TextReading:
        return cls(
            digest,
            tuple(_finding(row) for row in told["findings"]),
            tuple(_statement(row) for row in told["statements"]),
            told.get("left_out", 0),
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
    found = reviewer().review(document)
    kept = gravest(found)
    return TextReading(digest, tuple(kept), tuple(statements(document)), len(found) - len(kept))


def gravest(found: Sequence[Finding]) -> list[Finding]:
    """The first thousand in their order, those without which a text may be finalised last."""
    if len(found) <= MOST_FINDINGS:
        return list(found)
    by_weight = sorted(range(len(found)), key=lambda at: (found[at].severity != "error", at))
    return [found[at] for at in sorted(by_weight[:MOST_FINDINGS])]


def _finding(row: Mapping[str, Any]) -> Finding:
    fix = row["fix"] and Fix(**row["fix"])
    return Finding(**{**row, "fix": fix, "also": tuple(Place(**place) for place in row["also"])})


def _statement(row: Mapping[str, Any]) -> Statement:
    return Statement(**{**row, "mentions": tuple(row["mentions"]), "needs": tuple(row["needs"])})
