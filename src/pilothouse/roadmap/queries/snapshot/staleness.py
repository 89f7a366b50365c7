"""Whether what a plan was made from is still so: by the hash of what it read, not by what was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

import orjson
from django.core.cache import cache as shelf

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.queries.snapshot.reading import UNREAD, snapshot
from pilothouse.roadmap.queries.snapshot.values import Snapshot

_KEPT = 24 * 3600  # seconds


def digest(taken: Snapshot) -> str:
    """SHA-256 of everything in a snapshot that can move a date."""
    text = orjson.dumps(taken, default=_compared, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    return hashlib.sha256(text).hexdigest()


def inputs_hash(taken: str, as_of: date) -> str:
    """What a run remembers of its inputs: the digest of what it read, and the day that it was made for."""
    return hashlib.sha256(f"{taken} {as_of.isoformat()}".encode()).hexdigest()


def is_stale(*, actor: Actor, run: models.PlanRun, mark: str | None = None) -> bool:
    """Whether what `run` was made from has changed since. `mark` is the journal's, where it is known.

    Where nothing at all was recorded since nothing is read; else the product's snapshot, at most once for
    each change of the workspace.
    """
    mark = journal.mark(actor=actor, without=UNREAD) if mark is None else mark
    if mark == run.journal_mark:
        return False
    return inputs_hash(_present(actor, run.product_id, mark), run.as_of) != run.inputs_hash


def _present(actor: Actor, product_id: int, mark: str) -> str:
    """The digest of a product as it is at `mark`."""
    key = f"roadmap.snapshot:{actor.workspace_id}:{product_id}:{mark}"
    found: str | None = shelf.get(key)
    if found is None:
        found = digest(snapshot(actor=actor, product_ids=(product_id,)))
        shelf.set(key, found, _KEPT)
    return found


def _compared(value: object) -> Any:
    """The fields of a frozen value that count when it is compared."""
    kind: Any = type(value)
    return _fields(kind)(value)


@cache
def _fields(kind: type[Any]) -> Callable[[object], Any]:
    return attrgetter(*(field.name for field in fields(kind) if field.compare))
