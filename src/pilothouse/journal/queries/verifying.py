"""Whether the record is what was sealed: each link of a workspace's chain anew, and each entry in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from pilothouse.journal import chain, models
from pilothouse.journal.contracts import Fault, Verdict

MOST_FAULTS = 100


def sealed_workspaces() -> tuple[int, ...]:
    """Numbers of the workspaces that have a record."""
    found: set[int] = set()
    for table in (models.Entry, models.Seal, models.Unsealed):
        found |= set(table.objects.order_by().values_list("workspace_id", flat=True).distinct())
    return tuple(sorted(found))


def verify(*, workspace_id: int, expected: str = "", newest: int = 0) -> Verdict:
    """Read the whole record of a workspace once, in constant memory but for its numbers, and name the first
    hundred faults. `expected` is the head of an earlier verdict, which must be a link of the chain still.

    With `newest` only so many seals at the end are read; what was inserted is not looked for then.
    """
    check = _Check(workspace_id, newest)
    faults = []
    for fault in check.faults(expected):
        faults.append(fault)
        if len(faults) == MOST_FAULTS:
            break
    waiting = models.Unsealed.objects.filter(workspace_id=workspace_id).count()
    return Verdict(workspace_id, check.entries, check.number, waiting, check.head, tuple(faults))


def waiting_for_seal() -> int:
    """How many entries wait for their seal, of all workspaces."""
    return models.Unsealed.objects.count()


class _Check:
    """One reading of a chain: how far it came."""

    def __init__(self, workspace_id: int, newest: int) -> None:
        self.workspace_id = workspace_id
        self.seals = models.Seal.objects.filter(workspace_id=workspace_id)
        self.number = self.entries = 0
        self.hash = chain.START
        before = list(self.seals.order_by("-number")[newest : newest + 1]) if newest else []
        self.whole = not before
        for seal in before:
            self.number, self.hash = seal.number, seal.hash
        self.ids: set[int] = set()

    @property
    def head(self) -> str:
        return f"{self.number}:{self.hash}" if self.number else ""

    def faults(self, expected: str) -> Iterator[Fault]:
        seen = not expected
        for seal in self.seals.filter(number__gt=self.number).iterator(chunk_size=50):
            yield from self._seal(seal)
            yield from self._entries(seal)
            seen = seen or self.head == expected
        if not seen:
            number = expected.partition(":")[0]
            at = int(number) if number.isdecimal() else 0
            yield Fault("seal", at, "The chain does not go through the head that was noted down.")
        if self.whole:
            yield from self._others()

    def _seal(self, seal: models.Seal) -> Iterator[Fault]:
        if seal.number != self.number + 1:
            yield Fault("seal", self.number + 1, f"Seal {self.number + 1} was removed.")
        made = chain.link(
            before=self.hash,
            workspace_id=self.workspace_id,
            number=seal.number,
            at=seal.at,
            content=bytes(seal.content),
        )
        if made != seal.hash:
            yield Fault("seal", seal.number, f"Seal {seal.number} does not follow from the one before.")
        self.number, self.hash = seal.number, seal.hash

    def _entries(self, seal: models.Seal) -> Iterator[Fault]:
        """The entries that a seal holds, as they are now."""
        sealed = list(chain.unpack(bytes(seal.content)))
        ids = [number for number, _ in sealed]
        rows = models.Entry.objects.filter(pk__in=ids).order_by()
        found = {row["id"]: row for row in rows.values(*chain.FACTS, *chain.WORDS)}
        kept = kept_of(ids)
        salts = bytes(seal.salts)
        for at, (number, digest) in enumerate(sealed):
            salt = salts[at * chain.SALT : (at + 1) * chain.SALT]
            yield from _entry(number, digest, found.get(number), salt, kept.get(number, chain.NOTHING_ERASED))
        self.entries += len(sealed)
        self.ids.update(ids)

    def _others(self) -> Iterator[Fault]:
        """Entries that nobody recorded, and those that vanished before they were sealed."""
        own = models.Entry.objects.filter(workspace_id=self.workspace_id).order_by("id")
        unknown = [
            number
            for number in own.values_list("id", flat=True).iterator(chunk_size=5000)
            if number not in self.ids
        ]
        unknown = [number for part in _parts(unknown) for number in _not_waiting(part)]
        # Sealed since the seals were read, when others write meanwhile.
        later = self.seals.filter(number__gt=self.number)
        fresh = (
            {number for seal in later for number, _ in chain.unpack(bytes(seal.content))}
            if unknown
            else set()
        )
        for number in unknown:
            if number not in fresh:
                yield Fault("inserted", number, f"Entry {number} was inserted beside the program.")
        there = Exists(models.Entry.objects.filter(pk=OuterRef("pk"), workspace_id=self.workspace_id))
        lost = models.Unsealed.objects.filter(~there, workspace_id=self.workspace_id).order_by("pk")
        for number in lost.values_list("pk", flat=True)[:MOST_FAULTS]:
            yield Fault("removed", number, f"Entry {number} was removed before it was sealed.")


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(numbers), chain.BLOCK):
        yield numbers[at : at + chain.BLOCK]


def _not_waiting(numbers: list[int]) -> list[int]:
    waiting = set(models.Unsealed.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    return [number for number in numbers if number not in waiting]


def kept_of(ids: list[int]) -> dict[int, chain.Kept]:
    """What is left of those entries whose words were erased."""
    rows = models.Erasure.objects.filter(pk__in=ids)
    return {row.pk: chain.Kept(row.digests, row.salts) for row in rows}


def _entry(
    number: int, digest: bytes, row: dict[str, Any] | None, salt: bytes, kept: chain.Kept
) -> Iterator[Fault]:
    if row is None:
        yield Fault("removed", number, f"Entry {number} was removed.")
    elif chain.digest_of(row, salt, kept) != digest:
        yield Fault("changed", number, f"Entry {number} was changed.")
