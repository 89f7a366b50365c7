"""What a workspace adds to items of its own: statuses, labels, fields; and what acts on many items did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.roadmap.contracts.words import Colour, FieldKind, Status


@dataclass(frozen=True, slots=True)
class OwnStatus:
    """A status to choose; `means` is what planning takes it for. Without a row of the workspace (`id` None)
    it is one of the five built in. `items` have it."""

    id: int | None
    name: str
    means: Status
    colour: Colour
    items: int = 0
    version: int = 0

    @property
    def value(self) -> str:
        """What names it where a status is given: its own name, or the word of one built in."""
        return self.means if self.id is None else self.name


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and how many items have it."""

    id: int
    name: str
    colour: Colour
    items: int
    version: int


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of the workspace's own. `handle` names it in formulas, `choices` are those of a choice,
    `result` is what a formula gives: number, date, text or truth. `items` have a value."""

    id: int
    name: str
    handle: str
    kind: FieldKind
    choices: tuple[str, ...]
    formula: str
    result: str
    items: int
    version: int


@dataclass(frozen=True, slots=True)
class CustomValue:
    """What an item has in a custom field: `text` as it is shown; `value` a number, a date, a text, or the
    number of a person."""

    field_id: int
    name: str
    kind: FieldKind
    text: str
    value: str | float | date | int | None

    @property
    def cell(self) -> str | float | date | int | None:
        """As a table of a file holds it: numbers and dates as they are, people by name."""
        return self.text if self.kind == "person" else self.value


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What an act on many items did: `changed` of `items`; `undo_batch` takes `batch` back."""

    batch: str
    items: int
    changed: int


@dataclass(frozen=True, slots=True)
class ActUndone:
    """What taking an act back did: `restored` items; what was changed since and so stays, by key and in
    words."""

    batch: str
    restored: int
    kept: tuple[tuple[str, str], ...]
