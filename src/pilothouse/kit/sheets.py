"""Tables worked in as in a spreadsheet: what a room tells the table island, and what comes back.

Cells are given as they are shown and come back as they were typed: texts both ways, read by the room's own
service. So an edit, a paste and a file from a spreadsheet are the same act.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Literal

CellKind = Literal["line", "number", "date", "choice", "tick", "many", "share"]
Cell = str | int | float | bool | tuple[str, ...] | None
MOST_ROWS = 2_000  # of one act, so that it stays one transaction of seconds


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: `choices` are what a cell may hold (any of them where it may hold `many`; suggestions only
    where it is `free`), `width` is in pixels, and `also` are other heads that a spreadsheet may have for it.

    A column that is not `shown` waits among those to choose. Rows can be grouped by it where it `groups`.
    A `share` is 0 to 1 and shown in percent. `link`: its cells lead to the page of the row.
    """

    name: str
    label: str
    kind: CellKind
    width: int = 120
    shown: bool = True
    editable: bool = False
    groups: bool = False
    choices: tuple[str, ...] = ()
    free: bool = False
    also: tuple[str, ...] = ()
    link: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its columns and where its rows, changes and files are asked for.

    `key` is the column that names a row, `page` the address of a row's page with `KEY` in its place, `noun`
    what a row is (`item`). `view` is the look that the saved view has, as the query string of an address.
    """

    name: str
    noun: str
    key: str
    columns: tuple[SheetColumn, ...]
    rows: str
    cells: str
    undo: str
    export: str
    page: str
    may_edit: bool
    view: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its cells in the order of the columns; dates are in ISO form."""

    id: int
    version: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A part of the rows of a table of `total`; `next` is where the following part begins."""

    total: int
    next: int | None
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A cell as it was typed. `was` is what stood there when it was read, None where that does not matter."""

    column: str
    text: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class RowEdit:
    """Cells of one row: that with number `id`, else that with `key`, else a new one."""

    cells: tuple[CellEdit, ...]
    id: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """What becomes of a cell, as texts. `refused` says why it stays as it is; it is `stale` when somebody
    else changed it since it was read: `old` is theirs then, `new` mine."""

    column: str
    old: str
    new: str
    refused: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """What becomes of a row: the cells that change or are refused. `refused` says why nothing of it is taken.
    After the act `row` is the row as it is now."""

    id: int | None
    key: str
    title: str
    is_new: bool
    cells: tuple[CellChange, ...]
    refused: str = ""
    row: SheetRow | None = None


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What an act did, or would do when it is not `applied`. `seal` stands for exactly this outcome; `batch`
    takes it back."""

    rows: tuple[RowChange, ...]
    seal: str
    applied: bool = False
    batch: str = ""


@dataclass(frozen=True, slots=True)
class SheetUndone:
    """What taking an act back left: the rows as they are now, the numbers of those that are `gone`, and what
    was `kept` because it was changed again since."""

    rows: tuple[SheetRow, ...]
    gone: tuple[int, ...] = ()
    kept: tuple[str, ...] = ()


def cell_text(cell: Cell, kind: str) -> str:
    """A cell as it is typed and copied: `3`, `2.5`, `40 %`, `yes`, words after commas, a date in ISO form.
    The table island writes the same (`cells.cases.json` holds both to it)."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, tuple):
        return ", ".join(cell)
    if isinstance(cell, str):
        return cell
    if kind == "share":
        return f"{_plain(floor(cell * 1000 + 0.5) / 10)} %"
    return _plain(cell)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)
