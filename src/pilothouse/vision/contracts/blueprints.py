"""Blueprints and their revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

BLUEPRINT_STATES = ("draft", "in_review", "finalised")


@dataclass(frozen=True, slots=True)
class ListedBlueprint:
    """A blueprint without its text. `number` is that of its newest revision; `newest_handoff` that of the
    last hand-off, or 0."""

    id: int
    product_id: int
    title: str
    state: str
    number: int
    changed_at: datetime
    newest_handoff: int
    version: int

    @property
    def ref(self) -> str:
        return f"vision.blueprint:{self.id}"

    @property
    def finalised(self) -> bool:
        return self.state == "finalised"


@dataclass(frozen=True, slots=True)
class Blueprint(ListedBlueprint):
    """A blueprint with its text, Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class ListedRevision:
    """A blueprint as it once was, without its text."""

    number: int
    title: str
    at: datetime
    actor_name: str
    why: str


@dataclass(frozen=True, slots=True)
class Revision(ListedRevision):
    """A blueprint as it once was."""

    text: str
