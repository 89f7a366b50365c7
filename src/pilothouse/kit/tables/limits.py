"""How much of a file is read at most, and the rows that come of it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TypeVar

from pilothouse.kit.errors import Invalid

LARGEST_FILE = 2**30
LARGEST_FIELD = 2**20
LONGEST_VALUE = 300  # characters of a cell that is one value: a number, date, duration, predecessor or level
LONGEST_LINE = 4 * 2**20
LARGEST_ROW = 4 * 2**20
MOST_COLUMNS = 2000
MOST_ROWS = 250_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `number` is its line in the file, or its row in the sheet; the first is 1."""

    number: int
    cells: list[str]


def first_of(rows: Iterator[T], many: int, size: Callable[[T], int]) -> list[T]:
    """The first `many` of `rows`, or fewer where they are long: their sizes come to about a million."""
    found: list[T] = []
    total = 0
    while len(found) < many and total < LARGEST_FIELD and (row := next(rows, None)) is not None:
        found.append(row)
        total += size(row)
    return found


def length(row: Row) -> int:
    """Characters of a row."""
    return sum(map(len, row.cells))


class Bounded(io.RawIOBase):
    """Bytes of a stream that end with an error once there are more than `most`, or more than `most_at_once`
    since `at_once` was last set to 0 by whoever made something of them.
    """

    def __init__(self, stream: IO[bytes], most: int, name: str, most_at_once: int = LARGEST_FILE) -> None:
        self.stream, self.left, self.name, self.most = stream, most, name, most
        self.at_once, self.most_at_once = 0, most_at_once

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
        self.at_once += len(part)
        if self.at_once > self.most_at_once:
            raise Invalid("A cell is too large.", where=self.name, cure="Delete what it holds.")
        if self.left < 0:
            raise Invalid(
                f"The file holds more than {self.most // 2**20:,} MB.",
                where=self.name,
                cure="Split it into parts.",
            )
        buffer[: len(part)] = part
        return len(part)
