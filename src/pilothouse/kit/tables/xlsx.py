"""Workbooks (XLSX), row by row: never inflated whole, and refused beyond the limits."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, cast
from xml.etree import ElementTree as ET

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.aside import Texts
from pilothouse.kit.tables.limits import LARGEST_FIELD, LARGEST_FILE, MOST_COLUMNS, Bounded, Row
from pilothouse.kit.tables.numbers import Exact
from pilothouse.kit.tables.odd import Merged, Odd, column
from pilothouse.kit.tables.plain import Broken

_MOST_STRINGS = 128 * 2**20  # bytes of the strings that cells share
_MOST_PARTS = 10_000
_PLACE = re.compile(r"([A-Z]{1,4})(\d+)")
_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))  # built-in forms of dates
_BUILT_IN_ELAPSED = 46
_QUOTED = re.compile(r'"[^"]*"|\\.')
_IN_FORM = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # what of a form is text, colour or filling
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)  # hours that go on after 24


@dataclass(frozen=True, slots=True)
class _Book:
    archive: zipfile.ZipFile
    name: str
    strings: Texts
    dated: frozenset[int]  # styles whose numbers are dates
    elapsed: frozenset[int]  # styles whose numbers are days that are shown as hours
    begin: datetime
    unsaved: bool  # whoever wrote it left all formulas to be worked out when it is opened


@contextmanager
def opened_xlsx(path: Path, name: str, notes: list[str]) -> Iterator[Iterator[Row]]:
    """The rows of the first sheet with more than a heading, blank ones left out; `notes` names the others.

    Raises `Invalid` for a damaged workbook, one that inflates beyond 1 GB, or too wide a sheet.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > _MOST_PARTS:
                raise Invalid("The workbook has too many parts.", where=name, cure="Save it anew, or as CSV.")
            sheets = _sheets(archive, name)
            book = _book(archive, name)
            chosen = next((part for _, part in sheets if _has_rows(book, part)), sheets[0][1])
            others = [title for title, part in sheets if part != chosen]
            if others:
                title = next(title for title, part in sheets if part == chosen)
                notes.append(f"The sheet '{title}' is read, and not {', '.join(others[:5])}.")
            yield _guarded(_noted(book, chosen, notes), name)
    except (zipfile.BadZipFile, KeyError, ET.ParseError, IndexError, ValueError) as error:
        raise _damaged(name, error) from None


def _guarded(rows: Iterator[Row], name: str) -> Iterator[Row]:
    try:
        yield from rows
    except (zipfile.BadZipFile, KeyError, ET.ParseError, IndexError, ValueError) as error:
        raise _damaged(name, error) from None


def _noted(book: _Book, part: str, notes: list[str]) -> Iterator[Row]:
    """The rows of a sheet with what merged cells hold; after the last, `notes` says what was odd."""
    odd, merged = Odd(), Merged(_Plain(book.archive.open(part), LARGEST_FILE, book.name), book.name)
    above: Row | None = None  # one of the first rows, which may group the columns of the header below it
    first = True
    try:
        for row in _rows(book, part, odd):
            filled = merged.fill(row.number, row.cells)
            if filled is not None:
                odd.note("merged", f"row {row.number}")
            if above is not None and not merged.spans(above.number, row.cells):
                yield above
            elif above is not None:
                odd.note("spans", f"row {above.number}")
            first, above = first and row.number in merged.wide, None
            if first:
                above = row
            else:
                yield row
        if above is not None:
            yield above
    finally:
        notes += [text for text in odd.told() if text not in notes]


def _damaged(name: str, error: Exception) -> Invalid:
    why = "a part of it is missing" if isinstance(error, KeyError) else str(error)
    return Invalid(f"The workbook is damaged: {why}.", where=name, cure="Save it anew, or as CSV.")


def _part(archive: zipfile.ZipFile, part: str, name: str, most: int = LARGEST_FILE) -> Bounded:
    """A part of the workbook, which ends with an error once more than `most` bytes came of it."""
    return _Plain(archive.open(part), most, name, 4 * LARGEST_FIELD)


class _Plain(Bounded):
    """A part of a workbook, which never declares anything of its own: what does is made to harm. So no entity
    is ever made, neither one that grows a billion times nor one that reads another file."""

    _tail = b""

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        many = super().readinto(buffer)
        seen = self._tail + bytes(buffer[:many]).replace(b"\x00", b"")
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            raise Invalid("The workbook declares entities.", where=self.name, cure="Save it anew, or as CSV.")
        self._tail = seen[-8:]
        return many


def _events(stream: Bounded) -> Iterator[tuple[str, ET.Element]]:
    """Beginnings and ends of the elements of a part, as they are read. Whoever has made a row or a string of
    them sets `stream.at_once` to 0: what is larger is refused.
    """
    yield from ET.iterparse(cast("IO[bytes]", stream), ("start", "end"))


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _tree(archive: zipfile.ZipFile, part: str, name: str) -> ET.Element:
    stream = _part(archive, part, name, _MOST_STRINGS // 8)
    stream.most_at_once = _MOST_STRINGS
    return ET.parse(cast("IO[bytes]", stream)).getroot()


def _sheets(archive: zipfile.ZipFile, name: str) -> list[tuple[str, str]]:
    """Title and part of every sheet that is shown, in order."""
    targets = {
        each.get("Id"): (each.get("Target") or "").lstrip("/")
        for each in _tree(archive, "xl/_rels/workbook.xml.rels", name)
    }
    found = []
    for each in _tree(archive, "xl/workbook.xml", name).iter():
        if _tag(each) == "sheet" and each.get("state", "visible") == "visible":
            number = next((value for key, value in each.attrib.items() if key.endswith("}id")), "")
            target = targets.get(number, "")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if "worksheets/" in part:
                found.append((each.get("name", ""), part))
    if not found:
        raise Invalid("The workbook shows no sheet.", where=name, cure="Show the sheet with the table.")
    return found


def _book(archive: zipfile.ZipFile, name: str) -> _Book:
    parts = set(archive.namelist())
    of_1904 = unsaved = False
    for each in _tree(archive, "xl/workbook.xml", name).iter():
        of_1904 |= _tag(each) == "workbookPr" and each.get("date1904") in ("1", "true")
        unsaved |= _tag(each) == "calcPr" and each.get("fullCalcOnLoad") in ("1", "true")
    begin = datetime(1904, 1, 1) if of_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zone
    strings = Texts()
    for text in _strings(archive, name) if "xl/sharedStrings.xml" in parts else ():
        strings.append(text)
    dated, elapsed = _dated_styles(archive, name) if "xl/styles.xml" in parts else (frozenset(), frozenset())
    return _Book(archive, name, strings.done(), dated, elapsed, begin, unsaved)


def _strings(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    root: ET.Element | None = None
    stream = _part(archive, "xl/sharedStrings.xml", name, _MOST_STRINGS)
    for event, each in _events(stream):
        root = each if root is None else root
        if event == "end" and _tag(each) == "si":
            yield _text(each)
            root.clear()
            stream.at_once = 0


def _text(element: ET.Element) -> str:
    """The text of a string, without what stands above it in small."""
    if _tag(element) == "rPh":
        return ""
    own = (element.text or "") if _tag(element) == "t" else ""
    return own + "".join(_text(each) for each in element)


def _dated_styles(archive: zipfile.ZipFile, name: str) -> tuple[frozenset[int], frozenset[int]]:
    """Styles of dates, and those of hours that go on after 24."""
    forms: dict[int, str] = {}
    styles: list[int] = []
    for each in _tree(archive, "xl/styles.xml", name):
        if _tag(each) == "numFmts":
            forms = {int(form.get("numFmtId", 0)): form.get("formatCode", "") for form in each}
        if _tag(each) == "cellXfs":
            styles = [int(style.get("numFmtId", 0)) for style in each]
    elapsed = frozenset(
        place
        for place, form in enumerate(styles)
        if form == _BUILT_IN_ELAPSED or _ELAPSED.search(_QUOTED.sub("", forms.get(form, "")))
    )
    dated = {place for place, form in enumerate(styles) if form in _DATES or _is_date(forms.get(form, ""))}
    return frozenset(dated - elapsed), elapsed


def _is_date(form: str) -> bool:
    bare = _IN_FORM.sub("", form.split(";")[0]).lower()
    return any(sign in bare for sign in "ydhs") or ("m" in bare and "#" not in bare and "0" not in bare)


def _has_rows(book: _Book, part: str) -> bool:
    """Whether a sheet has two rows of two cells, as a table has."""
    wide = 0
    for row in _rows(book, part):
        wide += sum(map(bool, row.cells)) > 1
        if wide > 1 or row.number > 200:
            break
    return wide > 1


def _rows(book: _Book, part: str, odd: Odd | None = None) -> Iterator[Row]:
    """The rows with a value; what is odd about them is noted in `odd`."""
    odd = odd or Odd()
    data: ET.Element | None = None
    number = 0
    many = 0
    stream = _part(book.archive, part, book.name)
    for event, each in _events(stream):
        tag = _tag(each)
        many = 0 if tag == "row" else many + (tag == "c")
        if many > 20 * MOST_COLUMNS:
            raise _too_wide(book, number + 1)
        if event == "start" and tag == "sheetData":
            data = each
        elif event == "end" and tag == "row":
            number = int(each.get("r") or number + 1)
            cells = _cells(book, each, number, odd)
            if any(cells):
                if each.get("hidden") in ("1", "true"):
                    odd.note("hidden", f"row {number}")
                yield Row(number, cells)
            if data is not None:
                data.clear()
            stream.at_once = 0
        elif event == "end" and tag == "sheetData":
            return


def _cells(book: _Book, row: ET.Element, number: int, odd: Odd) -> list[str]:
    """The values of a row; a cell that only has a look counts nothing, however far to the right."""
    found: list[str] = []
    at = -1
    for each in row:
        place = _PLACE.match(each.get("r") or "")
        at = column(place[1]) if place else at + 1
        value = _value(book, each, odd)
        if not value and not isinstance(value, Broken):
            continue
        if at >= MOST_COLUMNS:
            raise _too_wide(book, number)
        found += [""] * (at + 1 - len(found))
        found[at] = value
    return found


def _too_wide(book: _Book, number: int) -> Invalid:
    return Invalid(
        f"A row has more than {MOST_COLUMNS:,} cells.",
        where=f"{book.name}, row {number}",
        cure="Delete what stands beside the table.",
    )


def _value(book: _Book, cell: ET.Element, odd: Odd) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)[:LARGEST_FIELD]
    text = next((each.text or "" for each in cell if _tag(each) == "v"), "")
    if kind == "e":
        odd.note("error", f"{text or 'an error'} in {cell.get('r', 'a cell')}")
        return Broken(text or "an error")
    stored = "0" if book.unsaved else ""  # what stands for no value
    if kind == "n" and text in ("", stored) and any(_tag(each) == "f" for each in cell):
        odd.note("formula", cell.get("r", "a cell"))
        return ""
    if kind == "s":
        return book.strings[int(text)] if text else ""
    if kind == "b":
        return "yes" if text == "1" else "no"
    if kind == "n" and text:
        return _number(book, text, int(cell.get("s") or 0))
    return text


def _number(book: _Book, text: str, style: int) -> str:
    value = float(text)
    if style in book.elapsed:
        return f"{round(value * 24, 6):g}h"
    if style in book.dated and 0 <= value < 2_958_466:
        moment = book.begin + timedelta(seconds=round(value * 86_400))
        return moment.date().isoformat() if value == int(value) else moment.isoformat(sep=" ")
    return Exact(int(value) if value == int(value) and abs(value) < 1e15 else repr(value))
