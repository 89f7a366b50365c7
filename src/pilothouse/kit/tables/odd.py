"""What of a sheet is not as a table has it, and how it is read."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator

from pilothouse.kit.errors import Invalid

_PART = 2**16
_MOST = 100_000
_LONGEST = 400  # bytes that a merged range is written in
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,4})(\d{1,8}):([A-Z]{1,4})(\d{1,8})")
_TOLD = {
    "formula": "Formulas without a stored value read as empty ({}). Open the workbook in a spreadsheet "
    "program, save it, and bring that in.",
    "error": "Errors such as #N/A read as empty ({}).",
    "hidden": "Hidden rows are read too ({}).",
    "spans": "What spans the columns below it is not read ({}).",
    "merged": "The value of merged cells counts for each of their rows ({}).",
}


class Odd:
    """Odd places of a sheet: the first of each kind, and how many there are."""

    def __init__(self) -> None:
        self.first: dict[str, str] = {}
        self.many: dict[str, int] = defaultdict(int)

    def note(self, kind: str, place: str) -> None:
        self.first.setdefault(kind, place)
        self.many[kind] += 1

    def told(self) -> Iterator[str]:
        """A sentence for each kind."""
        for kind, text in _TOLD.items():
            if more := self.many[kind]:
                place = self.first[kind]
                yield text.format(place if more == 1 else f"{place} and {more - 1:,} more")


class Merged:
    """Cells that are one over several rows: what stands in the first row counts for all of them."""

    def __init__(self, stream: io.RawIOBase, name: str) -> None:
        """Read where they are from a sheet, which names them after its last row. Raises `Invalid` for too
        many.
        """
        self.begins: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.held: dict[int, tuple[str, int]] = {}
        self.wide: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for left, first, right, last in _ranges(stream):
            if last > first:
                self.begins[first].append((column(left), last))
            elif left != right:
                self.wide[first].append((column(left), column(right)))
            if len(self.begins) + len(self.wide) > _MOST:
                cure = "Part the merged cells, or save it as CSV."
                raise Invalid(f"More than {_MOST:,} cells are merged.", where=name, cure=cure)

    def spans(self, number: int, below: list[str]) -> bool:
        """Whether row `number` has a cell over several columns that all have a name in the row below it."""
        wide = self.wide.get(number, ())
        return any(right < len(below) and all(map(_names, below[left : right + 1])) for left, right in wide)

    def fill(self, number: int, cells: list[str]) -> int | None:
        """Give row `number` what merged cells above it hold; answers with the first column that got any."""
        filled = None
        for at, (value, last) in list(self.held.items()):
            if number > last:
                del self.held[at]
            elif value and not (at < len(cells) and cells[at]):
                cells += [""] * (at + 1 - len(cells))
                cells[at] = value
                filled = at if filled is None else filled
        for at, last in self.begins.pop(number, ()):
            self.held[at] = (cells[at] if at < len(cells) else "", last)
        return filled


def _names(cell: str) -> bool:
    return cell != "" and not cell[0].isdigit()


def column(letters: str) -> int:
    """Which column A, Z or AA is, from 0."""
    at = 0
    for each in letters:
        at = at * 26 + ord(each) - 64
    return at - 1


def _ranges(stream: io.RawIOBase) -> Iterator[tuple[str, int, str, int]]:
    """First column and row, last column and row of each merged range; the sheet is not parsed for it."""
    rest = b""
    while part := stream.read(_PART):
        end = 0
        for found in _MERGED.finditer(text := rest + part):
            yield found[1].decode(), int(found[2]), found[3].decode(), int(found[4])
            end = found.end()
        rest = text[max(end, len(text) - _LONGEST) :]
