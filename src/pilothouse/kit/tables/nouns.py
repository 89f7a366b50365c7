"""How a room declares a noun that tables hold, and what it is given to read.

A room with an `intake` module lists its nouns there in `NOUNS`; they are found by looking. The reader of
tables knows files, headers and cells; the room knows what a row means and which service takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeVar

from pilothouse.kit.actor import Actor

Kind = Literal["text", "number", "share", "day", "moment", "list"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can mean.

    `synonyms`: headers that usually name it, in small letters without marks; `pattern`: a regular expression
    for those that no list can hold. A `list` is filled by several columns, or by several values in one cell.
    """

    name: str
    label: str
    kind: Kind = "text"
    synonyms: tuple[str, ...] = ()
    required: bool = False
    pattern: str = ""


class Cells(Protocol):
    """One row of a table, read by what its columns mean.

    A cell that cannot be read is told with row and column, and reads as empty.
    """

    @property
    def row(self) -> int:
        """The line in the file at which the row begins; the header is line 1."""

    def text(self, name: str, most: int = 0) -> str:
        """The first value of a field, cut to `most` characters unless 0; empty where there is none."""

    def needed(self, name: str, most: int) -> str:
        """The same, where an empty value or one of more than `most` characters is a fault."""

    def number(self, name: str) -> float | None:
        """A number of 0 or more."""

    def share(self, name: str) -> float | None:
        """A share 0..1 of 80 %, 80 or 0.8."""

    def moment(self, name: str) -> datetime | None: ...

    def day(self, name: str) -> date | None: ...

    def as_day(self, text: str) -> date | None:
        """The date in a part of a cell, by the file's order of day and month; None when it is none."""

    def many(self, name: str, *, keep_empty: bool = False) -> list[str]:
        """Every value of a list."""

    def each(self, name: str) -> Iterator[tuple[str, str]]:
        """(header, cell) of every column of a field that is filled, untouched."""

    def kept(self, *also: str) -> dict[str, list[str]]:
        """Header to cells of the columns that mean nothing here, and of the fields `also`, word for word."""

    def fault(self, name: str, text: str, cure: str = "") -> None:
        """Say that a field makes the row unusable."""

    def warn(self, name: str, text: str, cure: str = "") -> None:
        """Say what a reader should know of a row that is taken all the same."""


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something to know about one row of an import."""

    row: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done with the rows of a file. `counts` has further things, by the names of `arrived`."""

    created: int
    updated: int
    unchanged: int
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[RowNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """How much of an import was undone: rows removed, rows with their old values, people removed."""

    removed: int
    restored: int
    people: int = 0


class Intake(Protocol[T]):
    """One file of a noun while it is looked at and brought in; made anew for each."""

    def wants_first_look(self, fields: Collection[str]) -> bool:
        """Whether every row must be seen by `look` before the first is read, given the fields of the file."""
        return False

    def look(self, cells: Cells) -> None:
        """Learn from a row what others need."""

    def read(self, cells: Cells) -> T | None:
        """The row in the words of the room; None, or a fault told to `cells`, leaves it out."""

    def key(self, value: T) -> str:
        """What a row is known by; it must not stand in the file twice."""

    def count(self, value: T) -> None:
        """Take note of a row that will arrive."""

    def counts(self) -> dict[str, int]:
        """What was noted, by the names of `TableNoun.found`."""

    def preview(self, value: T) -> tuple[str, ...]:
        """Cells under the heads of `TableNoun.shown`."""

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[T],
        progress: Callable[[int], None],
    ) -> Taken:
        """Write the rows. May be repeated: the same rows again change nothing."""


class Undo(Protocol):
    def __call__(self, *, actor: Actor, now: datetime, batch: str, force: bool) -> Undone: ...


@dataclass(frozen=True, slots=True)
class TableNoun:
    """Something that a table can hold a row each of.

    `one` and `many` name it in sentences. `shown` heads a preview. `found` and `arrived` label counts.
    `intake` is called with the actor, if any, and the source (the connector's name). `keeps_rest`: columns
    without a meaning are kept word for word; otherwise they are left out, as of people, whose files may hold
    what is nobody else's business.
    """

    name: str
    label: str
    one: str
    many: str
    fields: tuple[Field, ...]
    shown: tuple[str, ...]
    found: Mapping[str, str]
    arrived: Mapping[str, str]
    intake: Callable[[Actor | None, str], Intake[Any]]
    undo: Undo
    in_product: bool = False
    keeps_rest: bool = False

    def counted(self, number: int) -> str:
        """`1 item` or `2,000 items`."""
        return f"{number:,} {self.one if number == 1 else self.many}"
