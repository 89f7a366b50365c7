"""Whether what a plan was made from is still so: by the hash of what it read, not by what was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from threading import Lock

from django.core.cache import cache as shelf
from django.db import connection

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.queries.snapshot.digests import digests_of, known_of
from pilothouse.roadmap.queries.snapshot.reading import UNREAD, snapshot
from pilothouse.roadmap.queries.snapshot.untouched import Kept, fresh, tied_text, unmoved, untouched
from pilothouse.roadmap.queries.snapshot.values import Snapshot

_KEPT = 24 * 3600  # seconds
_READING = Lock()


def inputs_hash(taken: str, as_of: date) -> str:
    """What a run remembers of its inputs: the digest of what it read, and the day that it was made for."""
    return hashlib.sha256(f"{taken} {as_of.isoformat()}".encode()).hexdigest()


def run_hashes(taken: Snapshot, as_of: date) -> tuple[str, dict[int, str]]:
    """What a run remembers of its inputs: as a whole, and for each product of what can move its dates."""
    whole, parts = _digests(taken)
    return inputs_hash(whole, as_of), {number: inputs_hash(part, as_of) for number, part in parts.items()}


def _digests(taken: Snapshot) -> tuple[str, dict[int, str]]:
    """Of everything, and of what can move each product."""
    return digests_of(replace(taken, items=()), known_of(taken.items))


def is_stale(
    *,
    actor: Actor,
    run: models.PlanRun,
    parts: Sequence[models.RunProduct] = (),
    mark: str | None = None,
) -> bool:
    """Whether what `run`, or any of these `parts` of it, was made from has changed since. `mark` is the
    journal's, where it is known.

    Where nothing at all was recorded since nothing is read; else everything is, at most once for each change
    of the workspace.
    """
    mark = journal.mark(actor=actor, without=UNREAD) if mark is None else mark
    if mark == run.journal_mark:
        return False
    whole, now = _present(actor, mark)
    if not parts:
        return inputs_hash(whole, run.as_of) != run.inputs_hash
    return any(inputs_hash(now.get(part.product_id, ""), run.as_of) != part.inputs_hash for part in parts)


def _present(actor: Actor, mark: str) -> tuple[str, dict[int, str]]:
    """The digests of everything as it is at `mark`: as a whole, and of what can move each product."""
    key = f"roadmap.snapshot:{actor.workspace_id}:{mark}"
    found: tuple[str, dict[int, str]] | None = shelf.get(key)
    if found is not None:
        return found
    if connection.in_atomic_block:  # where others may wait for us, we wait for nobody
        return _read(actor, key)
    with _READING:  # who asks meanwhile gets the same rather than reading it too
        found = shelf.get(key)
        return _read(actor, key) if found is None else found


def _read(actor: Actor, key: str) -> tuple[str, dict[int, str]]:
    entries = journal.newest(actor=actor, without=UNREAD)
    own = f"roadmap.snapshot.items:{actor.workspace_id}"
    kept: Kept | None = shelf.get(own)
    changed = fresh(kept, entries)
    if kept is None or changed is None or not unmoved(actor, kept, changed):
        known = untouched(actor, kept, changed) if kept is not None and changed is not None else {}
        taken = snapshot(actor=actor, known=known, mark=journal.mark_of(entries))
        known |= known_of(taken.items)
        found = digests_of(replace(taken, items=()), known)
        kept = Kept((), known, tied_text(taken.links, taken.since), found)
    shelf.set(key, kept.found, _KEPT)
    shelf.set(own, kept._replace(entries=tuple(row.entry_id for row in entries)), _KEPT)
    return kept.found
