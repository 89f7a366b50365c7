"""What answers are worth, as a room above computed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.refs import Ref
from pilothouse.risk import models
from pilothouse.risk.contracts import Worth


@transaction.atomic
def record_worth(*, actor: Actor, now: datetime, worth: Mapping[int, Worth]) -> int:
    """Store what answers are worth, by number of the uncertainty; returns how many. Nothing that people typed
    changes, so the versions stay."""
    actor.require(Role.EDITOR)
    told = models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, pk__in=list(worth))
    for row in told:
        row.worth = asdict(worth[row.pk]) | {"at": now.isoformat()}
        row.save(update_fields=["worth"])
    return len(told)


@transaction.atomic
def outdate_worth(*, actor: Actor, scope: Ref) -> int:
    """Mark what answers are worth within `scope` as stale: a newer plan is there. Returns how many."""
    actor.require(Role.EDITOR)
    rows = models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, scope=str(scope))
    outdated = [row for row in rows.exclude(worth={}) if not row.worth.get("stale")]
    for row in outdated:
        row.worth = row.worth | {"stale": True}
        row.save(update_fields=["worth"])
    return len(outdated)
