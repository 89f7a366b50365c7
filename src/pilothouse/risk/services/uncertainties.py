"""Open questions: raised, changed, removed, and let go of when what they are about is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject
from pilothouse.risk import contracts, models, queries
from pilothouse.risk.services.fields import WEIGHED, cleaned

REF = "risk.uncertainty"


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
def remove_uncertainty(*, actor: Actor, now: datetime, id: int, version: int | None) -> None:
    """Remove a question with its evidence, which the journal keeps. Prefer to resolve or accept it."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    for piece in row.evidence.all():
        rows.remove(
            row=piece,
            actor=actor,
            now=now,
            version=None,
            verb="uncertainty.evidence_removed",
            ref="risk.evidence",
            title=row.question,
        )
    rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="uncertainty.removed",
        ref=REF,
        title=row.question,
    )


@transaction.atomic
def let_go(*, actor: Actor, about: Ref) -> int:
    """What is about something that is being removed is about the scope as a whole from now on; returns how
    many. What people typed stays, so the versions stay too."""
    actor.require(Role.EDITOR)
    mine = models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, about=str(about))
    return mine.update(about="", part="")


def find(actor: Actor, id: int) -> models.Uncertainty:
    return rows.find(models.Uncertainty, actor, id, "uncertainty")
