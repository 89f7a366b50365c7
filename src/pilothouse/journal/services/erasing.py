"""Erasing words of the record for good, where a person asks for it; the chain holds on (`journal.chain`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from pilothouse.journal import chain, models
from pilothouse.journal.services.recording import record
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref

_EMPTY: dict[str, Any] = {"actor_name": "", "title": "", "changes": {}, "why": ""}


@transaction.atomic
def erase(*, actor: Actor, now: datetime, entries: Collection[int], words: Collection[str], why: str) -> int:
    """Empty `words` (`actor_name`, `title`, `changes`, `why`) of entries; returns of how many. For owners.

    What remains of a word is its digest, whose salt goes with it. That something was erased is recorded, what
    it was is not. Raises `Invalid` for other words, and `Conflict` for entries that are not sealed yet.
    """
    actor.require(Role.OWNER)
    if strange := sorted(set(words) - set(_EMPTY)):
        known = ", ".join(_EMPTY)
        raise Invalid(f"'{strange[0][:40]}' is no word of an entry.", where="words", cure=f"Use {known}.")
    own = models.Entry.objects.filter(workspace_id=actor.workspace_id, pk__in=entries)
    values = {row["id"]: row for row in own.values(*chain.FACTS, *chain.WORDS)}
    if models.Unsealed.objects.filter(pk__in=values).exists():
        raise Conflict("Some of these entries are not sealed yet.", cure="Try again in a few seconds.")
    done = sum(
        _in_seal(seal, values, words, now)
        for seal in models.Seal.objects.filter(workspace_id=actor.workspace_id).iterator(chunk_size=50)
    )
    # The record's own manager refuses every change; the database lets those through that an erasure names.
    everything: QuerySet[models.Entry] = QuerySet(models.Entry)
    everything.filter(pk__in=values).update(**{name: _EMPTY[name] for name in words})
    subject = Ref("accounts.workspace", actor.workspace_id)
    changes: dict[str, list[Any]] = {"entries": [None, done], "words": [None, sorted(words)]}
    record(actor=actor, now=now, verb="record.erased", subject=subject, title="", changes=changes, why=why)
    return done


def _in_seal(
    seal: models.Seal, values: dict[int, dict[str, Any]], words: Collection[str], now: datetime
) -> int:
    """Keep what the chain needs of the entries that a seal holds, and drop their salts."""
    salts = bytearray(seal.salts)
    done = 0
    for at, (number, _) in enumerate(chain.unpack(bytes(seal.content))):
        if number in values:
            place = slice(at * chain.SALT, (at + 1) * chain.SALT)
            _keep(values[number], bytes(salts[place]), words, now)
            salts[place] = chain.NO_SALT
            done += 1
    if done:
        models.Seal.objects.filter(pk=seal.pk).update(salts=bytes(salts))
    return done


def _keep(row: dict[str, Any], salt: bytes, words: Collection[str], now: datetime) -> None:
    before = models.Erasure.objects.filter(pk=row["id"]).first()
    kept = chain.Kept(before.digests, before.salts) if before else chain.NOTHING_ERASED
    digests = dict(kept.digests)
    for name in words:
        digests[name] = chain.word_digest(name, row[name], salt, kept).hex()
    salts = {
        name: kept.salts[name] if before else chain.word_salt(name, salt).hex()
        for name in chain.WORDS
        if name not in digests
    }
    more = {"workspace_id": row["workspace_id"], "at": now, "digests": digests, "salts": salts}
    models.Erasure.objects.update_or_create(entry_id=row["id"], defaults=more)
