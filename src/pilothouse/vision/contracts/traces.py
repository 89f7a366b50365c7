"""Statements and what they are traced to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import computed_field

from pilothouse.kit.subjects import Subject

# Kinds of statement, in the order in which a blueprint usually has them; the engine's own.
KINDS = (
    "goal", "non_goal", "persona", "feature", "requirement", "story", "criterion", "assumption", "constraint",
    "interface", "dependency", "metric", "risk", "question",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trace:
    """`subject` delivers a statement; suspect once the statement says something else than `checked_text`."""

    id: int
    subject: Subject
    suspect: bool
    checked_text: str
    checked_at: datetime
    checked_by: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A goal, requirement, story and so on. `start` to `end` are characters of the blueprint's text; id 0 is
    not stored yet."""

    id: int
    key: str
    kind: str
    text: str
    part: str
    line: int
    start: int
    end: int
    parent_key: str
    mentions: tuple[str, ...]
    removed: bool
    traces: tuple[Trace, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def suspect(self) -> bool:
        return any(trace.suspect for trace in self.traces)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A statement of a blueprint that something is traced to, as the page of that shows it."""

    blueprint_id: int
    blueprint_title: str
    key: str
    text: str
    suspect: bool
