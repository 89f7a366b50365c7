"""What the connectors say about files and imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pilothouse.kit.tables.nouns import Undone

__all__ = ["Column", "Columns", "ImportRun", "ImportState", "Preview", "Problem", "Report", "Undone"]

ImportState = Literal["checked", "waiting", "running", "done", "failed", "undone"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one row: where, what, and how to fix it. The header is row 1."""

    row: int
    column: str
    text: str
    cure: str = ""

    def __str__(self) -> str:
        place = f"row {self.row}" + (f", column '{self.column}'" if self.column else "")
        return f"{place}: {self.text}" + (f" {self.cure}" if self.cure else "")


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

    `separator` parts the values of one cell into a list; empty when lists are repeated columns.
    `day_first` reads 1/2/2027 as 1 February.
    """

    connector: str
    noun: str
    fields: dict[str, str]
    separator: str = ""
    day_first: bool = True
    encoding: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """One row as it would arrive: its key, and cells under the report's `shown` heads."""

    row: int
    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds, row by row; nothing has been written.

    `ready` rows would arrive. `problem_count` counts broken rows, `warning_count` those with a warning; of
    both the first 200 are listed.
    """

    file: str
    source: str
    noun: str
    mapping: Columns
    columns: tuple[Column, ...]
    rows: int
    ready: int
    counts: dict[str, int]
    problems: tuple[Problem, ...]
    problem_count: int
    warnings: tuple[Problem, ...]
    warning_count: int
    shown: tuple[str, ...]
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
    noun: str
    file_name: str
    size: int
    product_id: int | None
    mapping: Columns
    state: ImportState
    counts: dict[str, int]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    created_by: str
    created_at: datetime
    finished_at: datetime | None
    job_id: int | None
