"""What the connectors say about files and imports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pilothouse.kit.tables.deciding import AUTO, Choice, Reading, Sample
from pilothouse.kit.tables.durations import Week
from pilothouse.kit.tables.nouns import Name, RowEffect, Undone, Word

__all__ = [
    "AUTO",
    "Choice",
    "Column",
    "Columns",
    "ImportRun",
    "ImportState",
    "Kind",
    "Name",
    "Preview",
    "Reading",
    "Report",
    "RowEffect",
    "RowProblem",
    "Sample",
    "Undone",
    "Word",
]

_PARTICULARS = re.compile(r"'[^']*'|\b[A-Za-z][A-Za-z0-9_]*-\d+\b|\d[\d.,:/-]*\d|\d")

ImportState = Literal["checking", "checked", "waiting", "running", "done", "failed", "undoing", "undone"]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something wrong with one row: where, what, and how to fix it. The header is row 1.

    `left_out`: the row does not come in; otherwise the cell is taken as empty, or the row as it is.
    """

    row: int
    column: str
    text: str
    cure: str = ""
    left_out: bool = False

    @property
    def kind(self) -> str:
        """The text without keys, numbers and what stands in quotes: alike for all of one kind."""
        return _PARTICULARS.sub("…", self.text)

    def __str__(self) -> str:
        place = f"row {self.row}" + (f", column '{self.column}'" if self.column else "")
        return f"{place}: {self.text}" + (f" {self.cure}" if self.cure else "")


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything of one kind that is wrong with a file or worth knowing of it: `first` stands for `many`."""

    many: int
    first: RowProblem
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file, how often its header occurs, what it means and holds."""

    header: str
    many: int
    field: str
    sure: bool
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column means. `fields`: header to field; columns that are not named are kept or left out,
    as the noun says.

    `separator` parts the values of one cell into a list; `AUTO` leaves it to the column's values, and empty
    means that lists are repeated columns. `encoding` and `delimiter` are those of the file, found out where
    they are empty. `readings`: what was chosen of how a column is read, by header, and
    under the empty header for the whole file, in the words of `kit.tables.deciding`, as "month-first"; all
    else is decided from the values. A length of work in words counts with the hours of a day and the days of
    a week. `values`: field to the file's word to ours; `people`: a name of
    the file to the number of a person, `new` or `no one`.
    """

    connector: str
    noun: str
    fields: dict[str, str]
    separator: str = ""
    encoding: str = ""
    delimiter: str = ""
    name: str = ""
    readings: dict[str, str] = field(default_factory=dict)
    hours_a_day: float = 8.0
    days_a_week: float = 5.0

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    @property
    def week(self) -> Week:
        return Week(self.hours_a_day, self.days_a_week)


@dataclass(frozen=True, slots=True)
class Preview:
    """One row as it would arrive: its key, and cells under the report's `shown` heads."""

    row: int
    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds, row by row; nothing has been written.

    `missing`: what every row needs and no column holds; then no row was read. `ready` rows would arrive.
    `problem_count` counts rows with a cell that cannot be read, of which `left_out` do not come in, and
    `warning_count` those with a warning; of both the first 200 are listed, and every kind in `kinds`.
    `new`, `changed`, `kept` and `unchanged` count rows; `differences` has the first 200 that change or keep
    something. `lost`: headers that are not taken in. `makes_keys`: no column holds a key.
    `readings` says how columns are read where that had to be decided.
    """

    file: str
    source: str
    noun: str
    mapping: Columns
    columns: tuple[Column, ...]
    rows: int
    ready: int
    counts: dict[str, int]
    problems: tuple[RowProblem, ...]
    problem_count: int
    warnings: tuple[RowProblem, ...]
    warning_count: int
    shown: tuple[str, ...]
    preview: tuple[Preview, ...]
    readings: tuple[Reading, ...] = ()
    missing: tuple[str, ...] = ()
    left_out: int = 0
    kinds: tuple[Kind, ...] = ()
    words: tuple[Word, ...] = ()
    names: tuple[Name, ...] = ()
    new: int = 0
    changed: int = 0
    kept: int = 0
    unchanged: int = 0
    differences: tuple[RowEffect, ...] = ()
    lost: tuple[str, ...] = ()
    makes_keys: bool = False

    @property
    def is_clean(self) -> bool:
        return self.problem_count == 0

    @property
    def with_gaps(self) -> int:
        """Rows that come in without a cell that cannot be read."""
        return self.problem_count - self.left_out

    @property
    def guessed(self) -> tuple[Word, ...]:
        """Values of the file that no one named, and that are taken as a default."""
        return tuple(word for word in self.words if not word.sure)


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import and how it went. While it is `checking`, a job looks at a large file. `kinds`: what is worth
    knowing, by kind; `repairs`: row to header to text that stands in the cell instead; `new_key` and
    `new_name`: of a product that its start will make.
    """

    id: int
    number: int
    source: str
    noun: str
    file_name: str
    size: int
    product_id: int | None
    mapping: Columns
    state: ImportState
    counts: dict[str, int]
    problems: tuple[RowProblem, ...]
    warnings: tuple[str, ...]
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    job_id: int | None
    kinds: tuple[Kind, ...] = ()
    repairs: dict[int, dict[str, str]] = field(default_factory=dict)
    new_key: str = ""
    new_name: str = ""
