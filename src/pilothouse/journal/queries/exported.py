"""The record with its chain as lines of JSON, and the check of such lines without any database.

The first line says of which workspace they are. The entries of each seal follow, then the seal itself: its
hash is over the hash before, its number, its moment, and the numbers and digests of those entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pilothouse.journal import chain, models
from pilothouse.journal.contracts import Fault, Verdict
from pilothouse.journal.queries.verifying import MOST_FAULTS, kept_of
from pilothouse.kit.canonical import canonical
from pilothouse.kit.errors import Invalid

VERSION = 1
_NAMES = (*chain.FACTS, *chain.WORDS)


def chain_lines(*, workspace_id: int) -> Iterator[bytes]:
    """Everything that is sealed, oldest first, in constant memory. What still waits is left out."""
    yield _line({"kind": "record", "version": VERSION, "workspace_id": workspace_id})
    for seal in models.Seal.objects.filter(workspace_id=workspace_id).iterator(chunk_size=50):
        yield from _entries(seal)
        told = {"number": seal.number, "at": seal.at, "entries": seal.entries, "hash": seal.hash}
        yield _line({"kind": "seal", **told})


def _entries(seal: models.Seal) -> Iterator[bytes]:
    sealed = list(chain.unpack(bytes(seal.content)))
    ids = [number for number, _ in sealed]
    found = {row["id"]: row for row in models.Entry.objects.filter(pk__in=ids).values(*_NAMES)}
    kept, salts = kept_of(ids), bytes(seal.salts)
    for at, (number, digest) in enumerate(sealed):
        row = found.get(number)
        if row is None:
            yield _line({"kind": "removed", "id": number, "digest": digest.hex()})
            continue
        told: dict[str, Any] = {
            "salt": salts[at * chain.SALT : (at + 1) * chain.SALT].hex(),
            "digest": digest.hex(),
        }
        erased = kept.get(number)
        if erased is not None:
            told |= {"digests": dict(erased.digests), "salts": dict(erased.salts)}
        yield _line({"kind": "entry", **row, **told})


def _line(values: Mapping[str, Any]) -> bytes:
    return canonical(values) + b"\n"


def verify_lines(lines: Iterable[bytes], *, expected: str = "") -> Verdict:
    """Whether exported lines are what was sealed. Raises `Invalid` for what is no such export."""
    check = _Lines()
    faults: list[Fault] = []
    seen = not expected
    for place, line in enumerate(lines, 1):
        faults += check.take(_read(line, place))
        seen = seen or check.head == expected
    if not check.begun:
        raise _no_export(1)
    if check.rows:
        faults.append(Fault("seal", check.number + 1, "Entries at the end have no seal."))
    if not seen:
        faults.append(Fault("seal", 0, "The chain does not go through the head that was noted down."))
    return Verdict(
        check.workspace_id, check.entries, check.number, 0, check.head, tuple(faults[:MOST_FAULTS])
    )


class _Lines:
    """How far the lines of an export were read."""

    def __init__(self) -> None:
        self.begun = False
        self.workspace_id = self.number = self.entries = 0
        self.hash = chain.START
        self.rows: list[tuple[int, bytes]] = []

    @property
    def head(self) -> str:
        return f"{self.number}:{self.hash}" if self.number else ""

    def take(self, row: dict[str, Any]) -> list[Fault]:
        """One line more; what is wrong with it."""
        kind = row.pop("kind", "")
        if kind == "record" and not self.begun and row.get("version") == VERSION:
            self.begun, self.workspace_id = True, int(row["workspace_id"])
            return []
        if not self.begun or kind not in ("entry", "removed", "seal"):
            raise Invalid("This is no export of a record.", cure="Use a file of `pilothouse audit export`.")
        return self._seal(row) if kind == "seal" else self._entry(kind, row)

    def _entry(self, kind: str, row: dict[str, Any]) -> list[Fault]:
        number, digest = int(row["id"]), bytes.fromhex(row["digest"])
        self.rows.append((number, digest))
        self.entries += 1
        if kind == "removed":
            return [Fault("removed", number, f"Entry {number} was removed.")]
        kept = chain.Kept(row.get("digests", {}), row.get("salts", {}))
        values = {name: row[name] for name in _NAMES}
        if chain.digest_of(values, bytes.fromhex(row["salt"]), kept) == digest:
            return []
        return [Fault("changed", number, f"Entry {number} was changed.")]

    def _seal(self, row: dict[str, Any]) -> list[Fault]:
        made = chain.link(
            before=self.hash,
            workspace_id=self.workspace_id,
            number=row["number"],
            at=datetime.fromisoformat(row["at"]),
            content=chain.pack(self.rows),
        )
        follows = made == row["hash"] and row["number"] == self.number + 1
        self.number, self.hash, self.rows = row["number"], row["hash"], []
        if follows:
            return []
        return [Fault("seal", self.number, f"Seal {self.number} does not follow from the one before.")]


def _read(line: bytes, place: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        raise _no_export(place) from None
    if not isinstance(found, dict):
        raise _no_export(place)
    return found


def _no_export(place: int) -> Invalid:
    return Invalid(
        "This is no export of a record.",
        where=f"line {place}",
        cure="Use a file of `pilothouse audit export`.",
    )
