"""What a review says: where, what, why it costs, and how to fix it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Fix:
    """Replace characters `start` to `end` of the document by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of the document, and what stands there."""

    start: int
    end: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect. `start` and `end` are characters of the document; `line` and `column` begin at 1. `also`
    are the other places of the same sentence that the same is true of.

    `subject` is an item, a person or a requirement where the finding is about the plan rather than the words.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    path: str
    start: int
    end: int
    line: int
    column: int
    excerpt: str
    fix: Fix | None = None
    subject: str = ""
    also: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that it names, in order."""
        return (Place(self.start, self.end, self.excerpt), *self.also)

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.end else self.path
