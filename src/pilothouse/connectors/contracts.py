"""What the connectors say about files and imports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row: where, what, and how to mend it."""

    row: int
    column: str
    text: str
    cure: str = ""

    def __str__(self) -> str:
        place = f"row {self.row}" + (f", column '{self.column}'" if self.column else "")
        return f"{place}: {self.text}" + (f" {self.cure}" if self.cure else "")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column of a file, what it probably means, and what stands in it."""

    header: str
    many: int
    field: str
    sure: bool
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column means. `fields`: header to field; columns that are not named are kept as they are.

    `separator` parts the values of one cell into a list; empty when lists are repeated columns.
    `day_first` reads
    1/2/2027 as 1 February.
    """

    connector: str
    fields: dict[str, str]
    separator: str = ""
    day_first: bool = True
    encoding: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """One row as it would arrive."""

    row: int
    key: str
    title: str
    level: str
    kind: str
    status: str
    parent: str
    estimate: str
    assignee: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds, row by row; nothing has been written."""

    file: str
    source: str
    columns: Columns
    guesses: tuple[ColumnGuess, ...]
    rows: int
    counts: dict[str, int]
    problems: tuple[Problem, ...]
    problem_count: int
    warnings: tuple[Problem, ...]
    preview: tuple[Preview, ...]

    @property
    def is_clean(self) -> bool:
        return self.problem_count == 0


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import and how it went."""

    id: int
    number: int
    source: str
    file_name: str
    size: int
    product_id: int | None
    columns: Columns
    state: str
    counts: dict[str, int]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    job_id: int | None
    batch: str = field(repr=False, default="")
