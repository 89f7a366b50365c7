"""What a disk may hold when the power fails: rebuilt from what `journal.c` wrote down.

What was synchronised is there. Of what was written since, any part may be, in sectors of 512 bytes, in any
order; of new names, renames and removals in a folder the first few, as file systems keep those in order.
"""

from __future__ import annotations

import random
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = struct.Struct("=cIQQ")
_SECTOR = 512


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that was done to a file: `end` is how long the journal was with it."""

    kind: str
    path: str
    offset: int
    data: bytes
    end: int


def records(journal: Path) -> Iterator[Record]:
    """What was done, in order; one that the kill cut off is left out."""
    data = journal.read_bytes()
    at = 0
    while at + _HEAD.size <= len(data):
        kind, path, offset, length = _HEAD.unpack_from(data, at)
        begin = at + _HEAD.size
        end = begin + path + length
        if end > len(data):
            return
        yield Record(
            kind.decode(), data[begin : begin + path].decode(), offset, data[begin + path : end], end
        )
        at = end


@dataclass(eq=False)
class _File:
    sure: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)  # None cuts the file there

    def synchronise(self) -> None:
        for offset, data in self.waiting:
            _put(self.sure, offset, data)
        self.waiting.clear()

    def image(self, chance: random.Random, kept: float) -> bytes:
        found = bytearray(self.sure)
        for offset, data in self.waiting:
            if data is None or kept in {0, 1}:
                if chance.random() < kept:
                    _put(found, offset, data)
                continue
            for at in range(0, len(data), _SECTOR):
                if chance.random() < kept:
                    _put(found, offset + at, data[at : at + _SECTOR])
        return bytes(found)


def _put(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if data is not None:
        content[offset : offset + len(data)] = data


class Disk:
    """A folder on a disk, to which records happen one after the other."""

    def __init__(self, folder: Path) -> None:
        self.live: dict[str, _File] = {}
        for path in folder.rglob("*"):
            if path.is_file():
                self.live[str(path)] = _File(bytearray(path.read_bytes()))
        self.sure = dict(self.live)
        self.waiting: dict[str, list[dict[str, _File | None]]] = defaultdict(list)

    def apply(self, row: Record) -> None:
        if row.kind == "S":
            self._synchronise(row.path)
        elif row.kind in {"W", "T"}:
            file = self.live.get(row.path) or self._named(row.path, _File())
            file.waiting.append((row.offset, row.data if row.kind == "W" else None))
        elif row.kind == "C":
            self._named(row.path, _File())
        elif row.kind == "U":
            self._rename(row.path, None)
        elif row.kind == "R":
            self._rename(row.path, row.data.decode())

    def image(self, chance: random.Random, kept: float) -> dict[str, bytes]:
        """Path to content after a cut now: with `kept` 0 only what is sure, with 1 all that was done."""
        names: dict[str, _File | None] = dict(self.sure)
        for steps in self.waiting.values():
            many = round(kept * len(steps)) if kept in {0, 1} else chance.randint(0, len(steps))
            for step in steps[:many]:
                names |= step
        return {path: file.image(chance, kept) for path, file in names.items() if file is not None}

    def _synchronise(self, path: str) -> None:
        if file := self.live.get(path):
            file.synchronise()
            return
        for step in self.waiting.pop(path, []):
            for name, found in step.items():
                if found is None:
                    self.sure.pop(name, None)
                else:
                    self.sure[name] = found

    def _named(self, path: str, file: _File) -> _File:
        self.live[path] = file
        self.waiting[str(Path(path).parent)].append({path: file})
        return file

    def _rename(self, old: str, new: str | None) -> None:
        file = self.live.pop(old, None)
        step: dict[str, _File | None] = {old: None}
        if new is not None and file is not None:
            self.live[new] = file
            step[new] = file
        self.waiting[str(Path(old).parent)].append(step)
