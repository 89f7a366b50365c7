"""The same change of several risks, as one act that can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound, PilothouseError
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.risk import models
from pilothouse.risk.contracts import RiskBulkDone, RiskUndone
from pilothouse.risk.services.register.fields import EDITABLE, cleaned
from pilothouse.risk.services.register.risks import CHANGED, REF, settling
from pilothouse.risk.services.register.touching import Touching
from pilothouse.risk.services.stating import keep_stated

UNDONE = "risk.change_undone"
_MOST = 5_000
_ALONE = ("event",)


@transaction.atomic
def bulk_change_risks(
    *, actor: Actor, now: datetime, ids: Sequence[int], values: Mapping[str, Any], why: str = ""
) -> RiskBulkDone:
    """The same change of the risks `ids`, all or nothing. Raises `Invalid`, naming the risk that refuses it,
    and `NotFound`."""
    actor.require(Role.EDITOR)
    numbers = sorted(set(ids))
    if alone := [name for name in _ALONE if name in values]:
        raise Invalid(f"The {alone[0]} is of one risk alone.", where=alone[0], cure="Change it there.")
    if not numbers or not values:
        raise Invalid("Nothing to change was chosen.", where="ids", cure="Tick the risks to change.")
    if len(numbers) > _MOST:
        raise Invalid(f"{len(numbers):,} risks are too many.", where="ids", cure=f"Choose up to {_MOST:,}.")
    found = models.Risk.objects.filter(workspace_id=actor.workspace_id).in_bulk(numbers)
    if len(found) != len(numbers):
        raise NotFound("One of the risks does not exist any more.", cure="Reload the list.")
    touching, batch = Touching(actor), sortable_id(now)
    told = [
        change
        for number in numbers
        if (change := _changed(actor, now, found[number], values, touching)) is not None
    ]
    journal.record_many(actor=actor, now=now, changes=told, batch=batch, why=why)
    keep_stated(actor=actor, now=now, ids=numbers)
    return RiskBulkDone(batch, len(numbers), len(told))


def _changed(
    actor: Actor, now: datetime, row: models.Risk, values: Mapping[str, Any], touching: Touching
) -> Change | None:
    try:
        given = cleaned(actor, values, row, touching)
    except Invalid as error:
        raise Invalid(
            f"R-{row.number}: {error.message}", where=error.where, cure=error.cure, code=error.code
        ) from None
    return written(row, given | settling(actor=actor, now=now, given=given, row=row), CHANGED)


def written(row: models.Risk, values: Mapping[str, Any], verb: str) -> Change | None:
    """Write `values` and say what changed; None for nothing."""
    changes = versions.apply(row, dict(values), expected=None)
    told = {name: pair for name, pair in changes.items() if name in EDITABLE}
    return Change(verb, Ref(REF, row.pk), row.event, told) if changes else None


@transaction.atomic
def undo_risks(*, actor: Actor, now: datetime, batch: str) -> RiskUndone:
    """Take back a change of several risks; what was changed again since stays, and is named. Raises
    `NotFound`, and `Conflict` for an import, which is undone on its own page."""
    actor.require(Role.EDITOR)
    entries = [row for row in recorded.batch(actor=actor, batch=batch) if row.subject.kind == REF]
    if not entries:
        raise NotFound("There was no such act.", cure="See the activity page.")
    if any(row.verb.startswith("risk.imported") for row in entries):
        raise Conflict("That was an import.", where="batch", cure="Undo it on the page of the import.")
    found = models.Risk.objects.filter(workspace_id=actor.workspace_id).in_bulk(
        {entry.subject.id for entry in entries}
    )
    told: list[Change] = []
    kept: list[str] = []
    for entry in entries:
        row = found.get(entry.subject.id)
        change = as_before(actor=actor, now=now, row=row, entry=entry, kept=kept) if row is not None else None
        if row is None:
            kept.append(f"{entry.title}: it was removed since.")
        elif change is not None:
            told.append(change)
    journal.record_many(actor=actor, now=now, changes=told, batch=sortable_id(now))
    keep_stated(actor=actor, now=now, ids=found)
    return RiskUndone(len(told), tuple(kept))


def as_before(
    *, actor: Actor, now: datetime, row: models.Risk, entry: Entry, kept: list[str]
) -> Change | None:
    """Give a risk the values that it had before `entry`, but for those that were changed since."""
    values: dict[str, Any] = {}
    for name, (before, after) in entry.changes.items():
        if versions.plain(getattr(row, name, None)) == after:
            values[name] = row._meta.get_field(name).to_python(before)  # type: ignore[union-attr]
        else:
            kept.append(
                f"R-{row.number}: the {name.removesuffix('_id').replace('_', ' ')} was changed since."
            )
    try:
        with transaction.atomic():
            return written(row, values | settling(actor=actor, now=now, given=values, row=row), UNDONE)
    except PilothouseError as error:
        kept.append(f"R-{row.number}: {error.message}")
        return None
