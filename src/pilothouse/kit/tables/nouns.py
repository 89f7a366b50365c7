"""How a room declares a noun that tables hold, and what it is given to read.

A room with an `intake` module lists its nouns there in `NOUNS`; they are found by looking. The reader of
tables knows files, headers and cells; the room knows what a row means and which service takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeVar

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict

Kind = Literal["text", "number", "share", "days", "seconds", "day", "moment", "list"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can mean.

    `synonyms`: headers that usually name it, in small letters without marks; `pattern`: a regular expression
    for those that no list can hold. A `list` is filled by several columns, or by several values in one cell,
    which any of `parts` may part. `days` and `seconds` are lengths of work; a bare number is one of those.
    `answer`: what its cells say is asked about: the values by `Intake.words`, the people by `Intake.names`.
    """

    name: str
    label: str
    kind: Kind = "text"
    synonyms: tuple[str, ...] = ()
    required: bool = False
    pattern: str = ""
    parts: str = ";|\n"
    answer: Literal["", "value", "person"] = ""


NEW = "new"
NO_ONE = "no one"


@dataclass(frozen=True, slots=True)
class Answers:
    """What someone decided about a file beside the meaning of its columns.

    `values`: field to the file's word to ours. `people`: a name of the file to the number of a person, `NEW`
    or `NO_ONE`. `product_id`: where the rows go, None when it is still to be made.
    """

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A value of the file, how many rows have it, and what it is taken as.

    `sure`: chosen by someone, or known; otherwise `meaning` is a default.
    """

    field: str
    text: str
    many: int
    meaning: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Name:
    """Someone whom the file names, in how many rows, and who it is.

    `person`: the number of a person, `NEW` or `NO_ONE`; `by`: what they were known by (e-mail, name, account,
    chosen), empty for a new one.
    """

    text: str
    many: int
    person: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Differs:
    """A field that a row changes: its label, and the values before and after in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowEffect:
    """What a row would do to what is here. `kept`: fields that stay, because they were edited here."""

    key: str
    title: str
    fresh: bool
    changes: tuple[Differs, ...] = ()
    kept: tuple[Differs, ...] = ()


class Cells(Protocol):
    """One row of a table, read by what its columns mean.

    A cell that cannot be read is told with row and column, and reads as empty: the row comes all the same.
    Only what `refuse` tells leaves the row out.
    """

    @property
    def row(self) -> int:
        """The line in the file at which the row begins; the header is line 1."""

    @property
    def unread(self) -> Collection[str]:
        """Fields of which a cell could not be read."""

    def text(self, name: str, most: int = 0) -> str:
        """The first value of a field, cut to `most` characters unless 0; empty where there is none."""

    def needed(self, name: str, most: int) -> str:
        """The same, where an empty value or one of more than `most` characters leaves the row out."""

    def number(self, name: str) -> float | None:
        """A number of 0 or more."""

    def days(self, name: str) -> float | None:
        """Days of work, 0 or more, of a number or of words such as `1w 2d 4h`."""

    def share(self, name: str) -> float | None:
        """A share 0..1 of 80 %, 80 or 0.8."""

    def tick(self, name: str) -> bool:
        """Yes or no; an empty cell is no."""

    def moment(self, name: str) -> datetime | None: ...

    def day(self, name: str) -> date | None: ...

    def as_day(self, text: str) -> date | None:
        """The date in a part of a cell, by the file's order of day and month; None when it is none."""

    def as_moment(self, text: str) -> datetime | None:
        """The moment in a part of a cell; None when it is none."""

    def prose(self, name: str) -> str:
        """A text with its markup as Markdown."""

    def as_prose(self, text: str) -> str:
        """A part of a cell with its markup as Markdown."""

    def many(self, name: str, *, keep_empty: bool = False) -> list[str]:
        """Every value of a list."""

    def each(self, name: str) -> Iterator[tuple[str, str]]:
        """(header, cell) of every column of a field that is filled, untouched."""

    def kept(self, *also: str) -> dict[str, list[str]]:
        """Header to cells of the columns that mean nothing here, and of the fields `also`, word for word."""

    def has(self, name: str) -> bool:
        """Whether the file has a column for a field."""

    def fault(self, name: str, text: str, cure: str = "") -> None:
        """Say that a cell cannot be read; it is taken as empty."""

    def refuse(self, name: str, text: str, cure: str = "") -> None:
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
    """How much of an import was undone: rows removed, rows with their old values, people removed, and rows
    that stay because they were edited since.
    """

    removed: int
    restored: int
    people: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class EditedSince:
    """A row of an import that someone changed after it: what of it, who and when."""

    title: str
    what: str
    by: str
    at: datetime


class Intake(Protocol[T]):
    """One file of a noun while it is looked at and brought in; made anew for each."""

    def wants_first_look(self, fields: Collection[str]) -> bool:
        """Whether every row must be seen by `look` before the first is read, given the fields of the file."""
        return False

    def look(self, cells: Cells) -> None:
        """Learn from a row what others need."""

    def read(self, cells: Cells) -> T | None:
        """The row in the words of the room; None, or what `cells` was told to refuse, leaves it out."""

    def key(self, value: T) -> str:
        """What a row is known by; it must not stand in the file twice."""

    def count(self, value: T) -> None:
        """Take note of a row that will arrive."""

    def counts(self) -> dict[str, int]:
        """What was noted, by the names of `TableNoun.found`."""

    def preview(self, value: T) -> tuple[str, ...]:
        """Cells under the heads of `TableNoun.shown`."""

    def words(self) -> tuple[Word, ...]:
        """Every value that was counted in fields whose values are asked about, most frequent first."""
        return ()

    def choices(self, field: str) -> tuple[tuple[str, str], ...]:
        """(value, label) of what a word of `field` may be taken as."""
        return ()

    def names(self) -> tuple[Name, ...]:
        """Everyone whom the counted rows name, most frequent first."""
        return ()

    def compare(self, values: Sequence[T]) -> tuple[RowEffect, ...]:
        """What each of `values` would do to what is here; writes nothing. At most a thousand at once."""
        return ()

    def loose_ends(self) -> tuple[RowNote, ...]:
        """What the counted rows name that is neither in the file nor here."""
        return ()

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


Told = Callable[[str, int, int], None]


def untold(text: str, done: int, of: int) -> None:
    """What nobody watches: `text` is done, `done` parts `of` so many."""


class Undo(Protocol):
    def __call__(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        force: bool = False,
        keep: bool = False,
        step: Told = untold,
    ) -> Undone:
        """Undo an import. What was edited since is lost with `force` and stays with `keep`; with neither it
        is a `Conflict`.

        Many rows go in parts, each a transaction of its own, and after each `step` tells how far it is; it
        may be repeated when it was broken off.
        """


def changed_since(titles: Sequence[str], batch: str, *, one: str, many: str) -> Conflict:
    """What an undo says that was told neither to keep nor to lose the rows of these `titles`."""
    rows = f"1 {one} was" if len(titles) == 1 else f"{len(titles):,} {many} were"
    return Conflict(
        f"{rows} changed after the import: {', '.join(titles[:5])}.",
        where=f"import {batch}",
        cure="Choose whether these are kept or lost.",
        in_shell="Undo it and keep these with --keep, or lose these with --force.",
        over_rest="Send keep to keep these, or force to lose these.",
        code="changed_since",
    )


class Edits(Protocol):
    def __call__(self, *, actor: Actor, batch: str) -> tuple[EditedSince, ...]:
        """What of an import was edited since, newest first, one entry for each row."""


@dataclass(frozen=True, slots=True)
class TableNoun:
    """Something that a table can hold a row each of.

    `one` and `many` name it in sentences. `shown` heads a preview. `found` and `arrived` label counts.
    `intake` is called with the actor, if any, the source (the connector's name) and `Answers`. `keeps_rest`:
    columns without a meaning are kept word for word; otherwise they are left out, as of people, whose files
    may hold what is nobody else's business. `computed`: headers of our own exports, in small letters, whose
    values are worked out here and never taken in. `makes_keys`: rows without a key get one. `rest`: headers,
    in small letters, of columns without a meaning that hold numbers or days, as custom fields do; they are
    read as their columns write them, and handed over in one form.
    """

    name: str
    label: str
    one: str
    many: str
    fields: tuple[Field, ...]
    shown: tuple[str, ...]
    found: Mapping[str, str]
    arrived: Mapping[str, str]
    intake: Callable[[Actor | None, str, Answers], Intake[Any]]
    undo: Undo
    edits: Edits
    in_product: bool = False
    keeps_rest: bool = False
    computed: frozenset[str] = frozenset()
    makes_keys: bool = False
    rest: Callable[[Actor], Mapping[str, Kind]] = lambda actor: {}

    def counted(self, number: int) -> str:
        """`1 item` or `2,000 items`."""
        return f"{number:,} {self.one if number == 1 else self.many}"
