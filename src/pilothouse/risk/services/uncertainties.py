"""Open questions: raised, changed, removed, and let go of when what they are about is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject
from pilothouse.risk import contracts, models, queries
from pilothouse.risk.services.fields import WEIGHED, cleaned
from pilothouse.risk.services.stating import keep_stated

REF = "risk.uncertainty"
_RESTORED: dict[str, tuple[type[Any], str]] = {
    "uncertainty.removed": (models.Uncertainty, "uncertainty.restored"),
    "uncertainty.evidence_removed": (models.Evidence, "uncertainty.evidence_restored"),
    "risk.removed": (models.Risk, "risk.restored"),
    "risk.response_removed": (models.Response, "risk.response_restored"),
}


@transaction.atomic
def raise_uncertainty(
    *, actor: Actor, now: datetime, scope: Ref, values: Mapping[str, Any]
) -> contracts.Uncertainty:
    """Ask an open question about a product, or about a blueprint of it (`about`) or one of its statements
    (`part`, its key).

    `items` are keys of those within the scope whose work depends on the answer. Raises `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    subject(actor=actor, ref=scope)
    given = cleaned(actor, scope, {"question": ""} | dict(values))
    row = models.Uncertainty(workspace_id=actor.workspace_id, scope=str(scope), **given)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="uncertainty.raised",
        ref=REF,
        title=row.question,
        fields=tuple(given),
    )
    return queries.uncertainty(actor=actor, id=row.pk)


@transaction.atomic
def change_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Uncertainty:
    """Change what an uncertainty says. A change of what its worth rests on takes the worth away: it must be
    computed anew. Raises `Stale`, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, id)
    given = cleaned(actor, Ref.parse(row.scope), values, row)
    if any(name in given and getattr(row, name) != given[name] for name in WEIGHED):
        given["worth"] = {}
    rows.change(
        row=row,
        values=given,
        actor=actor,
        now=now,
        version=version,
        verb="uncertainty.changed",
        ref=REF,
        title=row.question,
        untold=("worth",),
    )
    return queries.uncertainty(actor=actor, id=id)


@transaction.atomic
def remove_uncertainty(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a question with its evidence; returns the entry that restores them. Prefer to resolve or accept
    it."""
    actor.require(Role.EDITOR)
    row, batch = find(actor, id), sortable_id(now)
    for piece in row.evidence.all():
        rows.remove(
            row=piece,
            actor=actor,
            now=now,
            version=None,
            verb="uncertainty.evidence_removed",
            ref="risk.evidence",
            title=row.question,
            batch=batch,
        )
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="uncertainty.removed",
        ref=REF,
        title=row.question,
        batch=batch,
    )


@transaction.atomic
def restore(*, actor: Actor, now: datetime, entry_id: int) -> Restored:
    """Bring back the question, the piece of evidence or the risk whose removal is journalled as `entry_id`.

    Raises `Conflict` when it is back already, or what it belonged to is gone; `NotFound`.
    """
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb not in _RESTORED:
        raise NotFound("This cannot be restored.", cure="Enter it again by hand.")
    table, verb = _RESTORED[entry.verb]
    row, found = rows.restore(table=table, actor=actor, now=now, entry=entry, verb=verb)
    if isinstance(row, models.Uncertainty):
        subject(actor=actor, ref=Ref.parse(row.scope))
    elif isinstance(row, models.Risk | models.Response):
        risk_id = row.pk if isinstance(row, models.Risk) else row.risk_id
        keep_stated(actor=actor, now=now, ids=[risk_id])
    return found


@transaction.atomic
def let_go(*, actor: Actor, about: Ref) -> int:
    """What is about something that is being removed is about the scope as a whole from now on; returns how
    many. What people typed stays, so the versions stay too."""
    actor.require(Role.EDITOR)
    mine = models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, about=str(about))
    return mine.update(about="", part="")


def find(actor: Actor, id: int) -> models.Uncertainty:
    return rows.find(models.Uncertainty, actor, id, "uncertainty")
