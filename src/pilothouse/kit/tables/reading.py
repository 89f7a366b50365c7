"""Files in, row by row, within limits: never loaded whole, whatever they claim to be."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pilothouse.kit.errors import Invalid

LARGEST_FILE = 2**30
LARGEST_FIELD = 2**20
LONGEST_LINE = 4 * 2**20
MOST_COLUMNS = 2000
_SNIFF = 65536
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = ("", "utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `number` is its line in the file; the header is line 1."""

    number: int
    cells: list[str]


class Bounded(io.RawIOBase):
    """Bytes of a stream that end with an error once there are more than `most`."""

    def __init__(self, stream: IO[bytes], most: int, name: str) -> None:
        self.stream, self.left, self.name, self.most = stream, most, name, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            part = self.stream.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise Invalid(
                f"The archive is damaged: {error}.", where=self.name, cure="Export the file anew."
            ) from None
        self.left -= len(part)
        if self.left < 0:
            raise Invalid(
                f"The file holds more than {self.most // 2**20:,} MB.",
                where=self.name,
                cure="Split it into parts.",
            )
        buffer[: len(part)] = part
        return len(part)


@contextmanager
def opened(path: Path, encoding: str = "", name: str = "") -> Iterator[tuple[list[str], Iterator[Row]]]:
    """Header and rows of a CSV file (comma, semicolon or tab; also .gz), read as they are asked for.

    `name` is what people call the file. Raises `Invalid` naming line and cure for a wrong encoding, a field
    above 1 MB, a line above 4 MB, a file above 1 GB when inflated, NUL bytes, no header, or more than 2,000
    columns.
    """
    where, name = name or str(path), name or path.name
    if encoding not in ENCODINGS:
        raise Invalid(
            f"'{encoding}' is not a known encoding.", where=name, cure="Use utf-8, utf-16 or cp1252."
        )
    try:
        raw = path.open("rb")
    except OSError as error:
        raise Invalid(
            f"The file cannot be read: {error.strerror}.", where=where, cure="Check its name."
        ) from None
    with raw:
        stream: IO[bytes] = raw
        if raw.peek(2)[:2] == b"\x1f\x8b":
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
        buffered = io.BufferedReader(Bounded(stream, LARGEST_FILE, name), _SNIFF)
        head = buffered.peek(_SNIFF)
        if not head.strip():
            raise Invalid("The file is empty.", where=name, cure="Export it again.")
        used = encoding or next((found for mark, found in _MARKS if head.startswith(mark)), "utf-8")
        text = io.TextIOWrapper(buffered, encoding=used, newline="")
        yield _records(text, name, path, used)


def _records(text: io.TextIOWrapper, name: str, path: Path, encoding: str) -> tuple[list[str], Iterator[Row]]:
    if csv.field_size_limit() != LARGEST_FIELD:
        csv.field_size_limit(LARGEST_FIELD)
    lines = _lines(text, name, path, encoding)
    first = next(lines, None)
    if first is None:
        raise Invalid("The file is empty.", where=name, cure="Export it again.")
    delimiter = max(",;\t", key=first.count)
    stream = _rows(_chain(first, lines), delimiter, name)
    header = next(stream, None)
    if header is None:
        raise Invalid("The file has no header.", where=name, cure="The first line must name the columns.")
    if len(header.cells) > MOST_COLUMNS:
        raise Invalid(
            f"The header names {len(header.cells):,} columns.",
            where=f"{name}, line 1",
            cure="Export fewer columns.",
        )
    return [cell.strip() for cell in header.cells], stream


def _rows(lines: Iterator[str], delimiter: str, name: str) -> Iterator[Row]:
    """Records that are not empty, each with the line at which it begins."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begin = reader.line_num + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_error(error, name, begin) from None
        if cells:
            yield Row(begin, cells)
        begin = reader.line_num + 1


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _lines(text: io.TextIOWrapper, name: str, path: Path, encoding: str) -> Iterator[str]:
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
    """The exact line and byte, found by a second look at the bytes."""
    line, column = near, 0
    if encoding.startswith("utf-8"):
        with path.open("rb") as raw:
            stream: IO[bytes] = (
                cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
            )
            line = 0
            while part := stream.readline(LONGEST_LINE):
                line += 1
                try:
                    part.decode("utf-8")
                except UnicodeDecodeError as error:
                    column = error.start + 1
                    break
    place = f"{name}, row at line {line}" + (f", byte {column}" if column else "")
    return Invalid(
        f"The text is not {encoding.removesuffix('-sig').upper()}.",
        where=place,
        cure="Save the file as UTF-8, or choose its encoding: --encoding cp1252 in the shell.",
        code="wrong_encoding",
    )
