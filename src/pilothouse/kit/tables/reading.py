"""Files in, row by row, within limits: never loaded whole, whatever they claim to be.

CSV with any usual delimiter and encoding (also .gz), cells that were pasted, workbooks (XLSX), HTML tables.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from statistics import median_high
from typing import IO, cast

from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.encodings import ENCODINGS, known_encoding, likely_encodings
from pilothouse.kit.tables.html import largest_table, table_rows
from pilothouse.kit.tables.limits import (
    LARGEST_FIELD,
    LARGEST_FILE,
    LARGEST_ROW,
    LONGEST_LINE,
    MOST_COLUMNS,
    Bounded,
    Row,
    first_of,
    length,
)
from pilothouse.kit.tables.sources import form_of
from pilothouse.kit.tables.xlsx import opened_xlsx

_SNIFF = 65536
# What an archive may inflate to: tables become a tenth or a fiftieth, bombs a thousandth.
_TIMES, _SMALL = 200, 64 * 2**20
_MOST_EMPTY = 2_000_000  # lines without any value in a row; a sheet saved with all its rows has a million
_FIRST = 50  # rows by which the header is known
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
_RULE = re.compile(r"\s*(?::?-{2,}:?\s*)?")  # a cell of the line below the head of a table in Markdown


class Rows(Iterator[Row]):
    """The rows below the header. `notes`: what to know of the file, complete after the last row."""

    def __init__(self, rows: Iterator[Row], notes: list[str]) -> None:
        self.rows, self.notes = rows, notes

    def __next__(self) -> Row:
        return next(self.rows)


@contextmanager
def opened(
    path: Path, encoding: str = "", name: str = "", delimiter: str = ""
) -> Iterator[tuple[list[str], Rows]]:
    """Header and rows of a table, read as they are asked for. Rows without any value are left out.

    `name` is what people call the file. `encoding` and `delimiter` are found out where they are not given.
    Lines above the header, such as a title, are skipped, and what
    follows a second header is not read; both are noted. Raises `Invalid` naming line and cure for a wrong
    encoding (with `extra["encodings"]`, likeliest first), another format, a field above 1 MB, a line or
    row above 4 MB, two million empty lines, a file above 1 GB when inflated, NUL bytes, no header, or more
    than 2,000 columns.
    """
    where, name = name or str(path), name or path.name
    if encoding and encoding not in ENCODINGS:
        raise Invalid(
            f"'{encoding}' is not a known encoding.", where=name, cure=f"Use one of: {', '.join(ENCODINGS)}."
        )
    try:
        with path.open("rb") as raw:
            head = raw.read(_SNIFF)
    except OSError as error:
        raise Invalid(
            f"The file cannot be read: {error.strerror}.", where=where, cure="Check its name."
        ) from None
    if not head.strip():
        raise Invalid("The file is empty.", where=name, cure="Export it again.")
    if delimiter and delimiter not in _DELIMITERS:
        raise Invalid(
            f"'{delimiter[:10]}' is no delimiter.",
            where=name,
            cure="Use a comma, a semicolon, a tab or a bar.",
        )
    notes: list[str] = []
    with _source(path, encoding, name, form_of(path, head, name), notes, delimiter) as rows:
        yield _table(rows, name, notes)


def _source(
    path: Path, encoding: str, name: str, form: str, notes: list[str], delimiter: str
) -> AbstractContextManager[Iterator[Row]]:
    if form == "xlsx":
        return opened_xlsx(path, name, notes)
    if form == "html":
        return nullcontext(_html(path, encoding, name))
    return _opened_text(path, encoding, name, delimiter)


def _table(rows: Iterator[Row], name: str, notes: list[str]) -> tuple[list[str], Rows]:
    """Header and rows: the header is the first row that is about as full as most."""
    first = first_of(rows, _FIRST, length)
    if not first:
        raise Invalid("The file is empty.", where=name, cure="Export it again.")
    filled = [sum(map(bool, map(str.strip, row.cells))) for row in first]
    usual = median_high(filled)
    at = next(place for place, many in enumerate(filled) if 2 * many >= usual)
    header = [cell.strip() for cell in first[at].cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise Invalid(
            f"The header names {len(header):,} columns.",
            where=f"{name}, line {first[at].number}",
            cure="Export fewer columns.",
        )
    if at:
        notes.append(f"The header is in line {first[at].number}; what stands above it is not read.")
    return header, Rows(_until_another(chain(first[at + 1 :], rows), header, notes), notes)


def _until_another(rows: Iterator[Row], header: Sequence[str], notes: list[str]) -> Iterator[Row]:
    """`rows` up to a second header, as of the people below the tasks of a plan."""
    names = {name for name in header if name}
    for row in rows:
        if names.isdisjoint(map(str.strip, row.cells)):
            yield row
            continue
        cells = [cell.strip() for cell in row.cells if cell.strip()]
        if len(names.intersection(cells)) > 1 and len(names.intersection(cells)) * 4 >= len(cells):
            told = ", ".join(cells[:3])
            notes.append(f"A second table begins in line {row.number} ({told} …) and is not read.")
            return
        yield row


@contextmanager
def _opened_text(path: Path, encoding: str, name: str, delimiter: str) -> Iterator[Iterator[Row]]:
    with path.open("rb") as raw:
        buffered = _inflated(raw, name)
        head = buffered.peek(_SNIFF)
        if not head.strip():
            raise Invalid("The file is empty.", where=name, cure="Export it again.")
        used = encoding or _encoding_of(head)
        text = io.TextIOWrapper(buffered, encoding=used, newline="")
        yield _records(text, name, path, used, delimiter)


def _inflated(raw: IO[bytes], name: str) -> io.BufferedReader:
    stream: IO[bytes] = raw
    most = LARGEST_FILE
    if cast("io.BufferedReader", raw).peek(2)[:2] == b"\x1f\x8b":
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
        most = min(most, max(_SMALL, _TIMES * os.fstat(raw.fileno()).st_size))
    return io.BufferedReader(Bounded(stream, most, name), _SNIFF)


def _encoding_of(head: bytes) -> str:
    """By its mark; UTF-16 without one by its empty halves; else UTF-8, which is checked as it is read."""
    marked = next((found for mark, found in _MARKS if head.startswith(mark)), "")
    if marked or b"\x00" not in head[:2000]:
        return marked or "utf-8"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    many = len(head[:2000]) // 2
    if odd > 0.6 * many > 0 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * many > 0 and not odd else "utf-8"


def _html(path: Path, encoding: str, name: str) -> Iterator[Row]:
    """The rows of the largest table, found by a first look at the whole page."""
    yield from table_rows(_parts(path, encoding, name), largest_table(_parts(path, encoding, name)))


def _parts(path: Path, encoding: str, name: str) -> Iterator[str]:
    with path.open("rb") as raw:
        buffered = _inflated(raw, name)
        head = buffered.peek(_SNIFF)
        used = encoding or _encoding_of(head)
        if used == "utf-8" and not encoding:
            used = _named_in(head) or used
        text = io.TextIOWrapper(buffered, encoding=used)
        try:
            while part := text.read(_SNIFF):
                yield part
        except UnicodeError:
            raise _encoding_error(name, path, used, 1) from None


def _named_in(head: bytes) -> str:
    """The encoding that a page names for itself."""
    _, found, rest = head[:4096].lower().partition(b"charset=")
    word = (
        rest.lstrip(b"\"' ")[:20]
        .split(b'"')[0]
        .split(b"'")[0]
        .split(b">")[0]
        .strip(b" ;/")
        .decode("ascii", "ignore")
    )
    return known_encoding(word) if found else ""


def _records(text: io.TextIOWrapper, name: str, path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    if csv.field_size_limit() != LARGEST_FIELD:
        csv.field_size_limit(LARGEST_FIELD)
    row = _Size()
    lines = _lines(text, name, path, encoding, row)
    first = first_of(lines, _FIRST, len)
    begin = 1
    named = first[0].strip().lower() if first else ""
    if named.startswith("sep=") and len(named) == 5:  # Excel's own way to name the delimiter
        return _rows(chain(first[1:], lines), delimiter or named[4], name, row, begin=2)
    return _rows(chain(first, lines), delimiter or _delimiter(first), name, row, begin=begin)


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that parts the first lines most alike into most columns."""
    return max(_DELIMITERS, key=lambda sign: _parted(lines, sign))


def _parted(lines: Sequence[str], sign: str) -> tuple[float, int]:
    """How many lines `sign` parts into as many cells as the most usual number above one, and that number."""
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=sign) if any(cells)]
    except csv.Error:
        widths = [line.count(sign) + 1 for line in lines]
    many = [width for width in widths if width > 1]
    if not many:
        return 0.0, 1
    usual = max(set(many), key=lambda width: (many.count(width), width))
    return len(many) * many.count(usual) / len(widths), usual


class _Size:
    """Characters of the record that is being read."""

    now = 0


def _rows(lines: Iterator[str], delimiter: str, name: str, row: _Size, *, begin: int) -> Iterator[Row]:
    """Records that are not empty, each with the line at which it begins."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    above, at, empty = begin - 1, begin, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_error(error, name, at) from None
        row.now = 0
        if any(cell and not cell.isspace() for cell in cells):
            empty = 0
            if delimiter != "|" or not all(_RULE.fullmatch(cell) for cell in cells):
                yield Row(at, cells)
        elif (empty := empty + 1) > _MOST_EMPTY:
            raise Invalid(
                f"More than {_MOST_EMPTY:,} lines in a row are empty.",
                where=f"{name}, line {at}",
                cure="Delete the empty lines, or export the file anew.",
            )
        at = reader.line_num + above + 1


def _lines(text: io.TextIOWrapper, name: str, path: Path, encoding: str, row: _Size) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        try:
            line = text.readline(LONGEST_LINE)
        except UnicodeError:
            raise _encoding_error(name, path, encoding, number) from None
        if not line:
            return
        if len(line) >= LONGEST_LINE and not line.endswith("\n"):
            raise Invalid(
                f"Line {number} has more than {LONGEST_LINE // 2**20} million characters.",
                where=f"{name}, line {number}",
                cure="A quote is probably missing; export the file again.",
            )
        row.now += len(line)
        if row.now > LARGEST_ROW:
            raise Invalid(
                f"A row has more than {LARGEST_ROW // 2**20} million characters.",
                where=f"{name}, line {number}",
                cure="A quote is probably missing above; export the file again, or export fewer columns.",
            )
        if "\x00" in line:
            raise Invalid(
                "The file holds NUL bytes.", where=f"{name}, line {number}", cure="Export it as CSV text."
            )
        yield line


def _csv_error(error: csv.Error, name: str, line: int) -> Invalid:
    if "field larger" in str(error):
        return Invalid(
            "A field has more than a million characters.",
            where=f"{name}, row at line {line}",
            cure="A quote is probably missing there; fix it or export the file again.",
        )
    return Invalid(
        f"The row cannot be read: {error}.",
        where=f"{name}, row at line {line}",
        cure="Check the quotes in this row.",
    )


def _encoding_error(name: str, path: Path, encoding: str, near: int) -> Invalid:
    """The exact line and byte, and the encodings that the text may have, found by a second look."""
    line, column = _first_wrong(path, name) if encoding.startswith("utf-8") else (near, 0)
    place = f"{name}, row at line {line}" + (f", byte {column}" if column else "")
    with path.open("rb") as raw:
        likely = likely_encodings(_byte_lines(_inflated(raw, name)))
    told = "; ".join(f"{each.encoding} reads “{each.sample[:60]}”" for each in likely[:3])
    first = likely[0].encoding if likely else "cp1252"
    return Invalid(
        f"The text is not {encoding.removesuffix('-sig').upper()}." + (f" As {told}." if told else ""),
        where=place,
        cure="Choose the encoding that reads well, or save it as UTF-8.",
        in_shell=f"Name the encoding that reads well, as --encoding {first}, or save it as UTF-8.",
        over_rest=f"Send the encoding that reads well, such as {first}, or save it as UTF-8.",
        code="wrong_encoding",
        extra={"encodings": [{"encoding": each.encoding, "sample": each.sample} for each in likely]},
    )


def _byte_lines(stream: io.BufferedReader) -> Iterator[bytes]:
    while part := stream.readline(LONGEST_LINE):
        yield part


def _first_wrong(path: Path, name: str) -> tuple[int, int]:
    """Line and byte of the first character that is not UTF-8."""
    with path.open("rb") as raw:
        for number, part in enumerate(_byte_lines(_inflated(raw, name)), 1):
            try:
                part.decode("utf-8")
            except UnicodeDecodeError as error:
                return number, error.start + 1
    return 1, 0
