"""What leaves the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import PlainSerializer

from pilothouse.kit.refs import Ref

# A reference leaves the house as its text, `roadmap.item:42`.
TextRef = Annotated[Ref, PlainSerializer(str, return_type=str)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded change; `changes` maps a field to its value before and after."""

    id: int
    at: datetime
    actor_name: str
    channel: str
    verb: str
    subject: TextRef
    title: str
    changes: dict[str, list[Any]]
    why: str
    batch: str

    @property
    def pairs(self) -> tuple[tuple[str, list[Any]], ...]:
        """`changes` for templates, where `changes.items` would be the field called `items`."""
        return tuple(self.changes.items())


@dataclass(frozen=True, slots=True)
class Change:
    """One object's part in a change of many objects at once."""

    verb: str
    subject: Ref
    title: str
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What recent entries were about, what was done, and by whom."""

    kinds: tuple[str, ...]
    verbs: tuple[str, ...]
    people: tuple[str, ...]
