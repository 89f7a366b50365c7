"""What the review finds in a blueprint and in the plan, and what keeps one from being finalised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import computed_field

from pilothouse.vision.contracts.traces import Statement

Severity = Literal["error", "warning", "note"]
PLAN = "plan"  # the `path` of a finding that is about no text


@dataclass(frozen=True, slots=True)
class Fix:
    """Replace characters `start` to `end` of the text by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a text, and what stands there."""

    start: int
    end: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect, by the rule `code`, at a place and at those of `also`.

    `start` to `end` are characters of the text, `line` and `column` begin at 1; `path` is `plan` where it is
    about no text. `subject` is what it is about in the plan, such as an item.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    path: str
    line: int
    column: int
    start: int
    end: int
    excerpt: str
    subject: str
    fix: Fix | None
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """What keeps a blueprint from being finalised; nothing does when `reasons` is empty."""

    reasons: tuple[str, ...]
    summary: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def may_finalise(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Findings in a text and about the plan, and the statements that were found in the text.

    `statements` have no traces that are not stored yet; `gate` is that of the text as given. There are a
    thousand findings at most, errors before others; `left_out` counts the rest. While `waiting` a job reads
    the text, which is long: then `findings` are of the plan alone.
    """

    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]
    gate: Gate
    left_out: int = 0
    waiting: bool = False

    def count(self, severity: str) -> int:
        return sum(row.severity == severity for row in self.findings)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the review; `rule` is its name, `about` one line, `manual` Markdown."""

    code: str
    rule: str
    family: str
    scope: str
    severity: Severity
    about: str
    manual: str
