"""What leaves the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import PlainSerializer

from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref

# A reference leaves the house as its text, `roadmap.item:42`.
RESTORED = "restored:"  # begins the batch of a restoring, before the number of the removal
_LONG = 140  # characters of a text that a list shows
TextRef = Annotated[Ref, PlainSerializer(str, return_type=str)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded change; `changes` maps a field to its value before and after. `actor_id` is the user's
    number, None for the program itself."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    channel: str
    verb: str
    subject: TextRef
    title: str
    changes: dict[str, list[Any]]
    why: str
    batch: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back from the trash, and what it had before that is gone by now."""

    subject: Ref
    title: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManyChanged:
    """One act on many rows: its batch, by which it is undone, how many were meant and how many changed."""

    batch: str
    meant: int
    changed: int


@dataclass(frozen=True, slots=True)
class ManyUndone:
    """How many rows have their old values again, and how many stay as they were changed since."""

    restored: int
    kept: int


class Undo(Protocol):
    """A room's service that takes back the act `batch` on many of its rows. Raises `NotFound`."""

    def __call__(self, *, actor: Actor, now: datetime, batch: str) -> ManyUndone: ...


class Restore(Protocol):
    """A room's service that brings back what entry `entry_id` removed. Raises `Conflict`, `NotFound`."""

    def __call__(self, *, actor: Actor, now: datetime, entry_id: int) -> Restored: ...


@dataclass(frozen=True, slots=True)
class Told:
    """One field of an entry in words; empty stands for nothing. A `long` text is shown by its beginning."""

    label: str
    before: str
    after: str

    @property
    def long(self) -> bool:
        return max(len(self.before), len(self.after)) > _LONG


@dataclass(frozen=True, slots=True)
class Part:
    """How many things of one kind an act did the same to."""

    kind: str
    verb: str
    many: int


@dataclass(frozen=True, slots=True)
class Act:
    """What was done at once: its newest entry, and for more than one what all of them were."""

    entry: Entry
    parts: tuple[Part, ...] = ()

    @property
    def many(self) -> int:
        return sum(part.many for part in self.parts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read of the record; everything when nothing is given. `since` and before `until`."""

    kind: str = ""
    verb: str = ""
    person: str = ""
    batch: str = ""
    since: datetime | None = None
    until: datetime | None = None
    subject: Ref | None = None


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


FaultKind = Literal["changed", "removed", "inserted", "seal"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold: an entry by its number, or for `seal` the seal's number."""

    kind: FaultKind
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the chain of a workspace says of its record. `head` is its end, such as `42:9f86d0…`: noted down
    elsewhere, it shows later that nothing before it was rewritten."""

    workspace_id: int
    entries: int
    seals: int
    waiting: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults
