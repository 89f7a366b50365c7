"""What a file holds, put aside on disk while it is read: keys, and values that are wanted once more.

Both lie in temporary files that go with the process, so that memory does not grow with the rows.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
import sqlite3
import tempfile
from array import array
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any

_CACHE_KB = 8192
_IN_MEMORY = 100_000  # names
_WEIGHT_IN_MEMORY = 4 * 2**20  # characters
_ONCE = 200  # values written together, unless they are large
_LARGE = 2**20


class Keys:
    """Texts or numbers by texts: the first in memory, all on disk once there are more, which takes about 4 µs
    for each question.
    """

    def __init__(self) -> None:
        self._held: dict[str, Any] = {}
        self._weight = 0
        self._file: sqlite3.Connection | None = None

    def add(self, name: str, value: Any) -> Any:
        """Keep a value under a name that has none; answers with the value that it had before, else None."""
        if (before := self.get(name)) is None:
            self.put(name, value)
        return before

    def put(self, name: str, value: Any) -> None:
        """Keep a value, in place of what the name had before."""
        if self._file is not None:
            self._file.execute("INSERT OR REPLACE INTO keys VALUES (?, ?)", (_safe(name), value))
            return
        self._held[name] = value
        self._weight += len(name) + (len(value) if isinstance(value, str) else 0)
        if len(self._held) >= _IN_MEMORY or self._weight > _WEIGHT_IN_MEMORY:
            self._put_aside()

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name."""
        if self._file is None:
            return self._held.get(name, default)
        found = self._file.execute("SELECT value FROM keys WHERE name = ?", (_safe(name),)).fetchone()
        return found[0] if found else default

    def _put_aside(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}"):
            self._file.execute(f"PRAGMA {pragma}")
        self._file.execute("CREATE TABLE keys (name TEXT PRIMARY KEY, value) WITHOUT ROWID")
        held = ((_safe(name), value) for name, value in self._held.items())
        self._file.executemany("INSERT OR REPLACE INTO keys VALUES (?, ?)", held)
        self._held = {}

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None


def _safe(name: str) -> str:
    """SQLite takes no half of a surrogate pair, which a damaged file may hold."""
    return name.encode("utf-8", "backslashreplace").decode()


class Texts:
    """Texts by their places, of which only the ends of each are in memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        """Add a text at the end."""
        raw = text.encode("utf-8", "surrogatepass")
        self._file.write(raw)
        self._ends.append(self._ends[-1] + len(raw))

    def done(self) -> Texts:
        """All are there."""
        self._file.flush()
        return self

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self):
            raise IndexError(f"there is no text {place}")
        begin, end = self._ends[place], self._ends[place + 1]
        return os.pread(self._file.fileno(), end - begin, begin).decode("utf-8", "surrogatepass")


class _Pickler(pickle.Pickler):
    """Writes a dataclass as the values of its fields, in a third of the time that Python's own way takes."""

    def reducer_override(self, value: Any) -> Any:
        kind: Any = type(value)
        values = _values_of(kind)
        return (kind, values(value)) if values else NotImplemented


@cache
def _values_of(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """What reads the fields of a dataclass in the order that makes another one; None of other kinds."""
    if not dataclasses.is_dataclass(kind) or "__post_init__" in vars(kind):
        return None
    names = [field.name for field in dataclasses.fields(kind) if field.init]
    if len(names) < len(dataclasses.fields(kind)) or any(f.kw_only for f in dataclasses.fields(kind)):
        return None
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda value: (read(value),)


class Spool:
    """Values in the order they were added, to go over as often as one likes."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this
        self._waiting: list[Any] = []
        self._weight = 0

    def add(self, value: Any, weight: int = 0) -> None:
        """Add a value; `weight` is about how many characters it holds."""
        self._waiting.append(value)
        self._weight += weight
        if len(self._waiting) >= _ONCE or self._weight > _LARGE:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._file.seek(0, 2)
            _Pickler(self._file, pickle.HIGHEST_PROTOCOL).dump(self._waiting)
        self._waiting, self._weight = [], 0

    def __iter__(self) -> Iterator[Any]:
        self._flush()
        at, end = 0, self._file.seek(0, 2)
        while at < end:
            self._file.seek(at)
            part = pickle.load(self._file)
            at = self._file.tell()
            yield from part
