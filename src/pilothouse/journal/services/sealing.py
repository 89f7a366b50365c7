"""Sealing the record: entries that were committed become links of their workspace's chain.

Those who write add to what waits, and wait for nobody; whoever seals takes what it finds committed, in
blocks. So an entry of a long transaction is sealed after later ones, and no writer holds the chain's end.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, Min, OuterRef

from pilothouse.journal import chain, models


def seal(*, now: datetime, blocks: int) -> int:
    """Seal what waits, in at most so many blocks of 1,000; returns how many entries. Others may do the same
    at once: one of them succeeds with each block.

    Digests are made outside the transaction: only storing them holds SQLite's lock, some milliseconds.
    """
    done = 0
    for workspace_id in _waiting_workspaces():
        while blocks and (many := _seal_block(workspace_id, now)):
            done += many
            blocks -= 1
            if many < chain.BLOCK:  # all that waited when it was read
                break
    return done


def _waiting_workspaces() -> Iterator[int]:
    """Which workspaces have entries that wait, from one to the next without reading those in between."""
    found: int | None = 0
    while found is not None:
        later = models.Unsealed.objects.filter(workspace_id__gt=found)
        found = later.aggregate(next=Min("workspace_id"))["next"]
        if found is not None:
            yield found


def _seal_block(workspace_id: int, now: datetime) -> int:
    """One block of a workspace; 0 when nothing of it can be sealed, or somebody else was quicker."""
    there = Exists(models.Entry.objects.filter(pk=OuterRef("pk"), workspace_id=workspace_id))
    waiting = models.Unsealed.objects.filter(there, workspace_id=workspace_id).order_by("entry_id")
    rows = models.Entry.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)[: chain.BLOCK]))
    values = list(rows.order_by("id").values(*chain.FACTS, *chain.WORDS))
    if not values:
        return 0
    salts = [os.urandom(chain.SALT) for _ in values]
    content = chain.pack(
        (row["id"], chain.digest_of(row, salt)) for row, salt in zip(values, salts, strict=True)
    )
    ids = [row["id"] for row in values]
    try:
        with transaction.atomic():
            taken, _ = models.Unsealed.objects.filter(pk__in=ids).delete()
            if taken != len(ids):
                raise _TakenError
            _add(workspace_id, now, len(ids), content, b"".join(salts))
    except (IntegrityError, _TakenError):
        return 0
    return len(ids)


class _TakenError(Exception):
    """Another sealed some of these entries meanwhile."""


def _add(workspace_id: int, now: datetime, entries: int, content: bytes, salts: bytes) -> None:
    own = models.Seal.objects.filter(workspace_id=workspace_id)
    last = own.order_by("-number").values_list("number", "hash").first() or (0, chain.START)
    number = last[0] + 1
    models.Seal.objects.create(
        workspace_id=workspace_id,
        number=number,
        at=now,
        entries=entries,
        content=content,
        salts=salts,
        hash=chain.link(before=last[1], workspace_id=workspace_id, number=number, at=now, content=content),
    )
