"""Responses to risks: entered, changed, removed and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.risk import contracts, models, queries
from pilothouse.risk.services.register.risks import find as find_risk
from pilothouse.risk.services.response_fields import cleaned
from pilothouse.risk.services.stating import keep_stated

REF = "risk.response"
CHANGED = "risk.response_changed"


@transaction.atomic
def add_response(
    *, actor: Actor, now: datetime, risk_id: int, values: Mapping[str, Any]
) -> contracts.RiskResponse:
    """Enter something that can be done about a risk: at least its title. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    risk = find_risk(actor, risk_id)
    given = cleaned(actor, {"title": ""} | dict(values), risk)
    row = models.Response(workspace_id=actor.workspace_id, risk=risk, **given)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="risk.response_added",
        ref=REF,
        title=row.title,
        fields=("risk_id", *given),
    )
    keep_stated(actor=actor, now=now, ids=[risk_id])
    return queries.response(actor=actor, id=row.pk)


@transaction.atomic
def change_response(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any], why: str = ""
) -> contracts.RiskResponse:
    """Change what is said of a response, also whether it is chosen. Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    given = cleaned(actor, values, find_risk(actor, row.risk_id), row)
    rows.change(
        row=row,
        values=given,
        actor=actor,
        now=now,
        version=version,
        verb=CHANGED,
        ref=REF,
        title=row.title,
        why=why,
    )
    keep_stated(actor=actor, now=now, ids=[row.risk_id])
    return queries.response(actor=actor, id=id)


@transaction.atomic
def link_response(
    *, actor: Actor, now: datetime, id: int, version: int | None, item: str
) -> contracts.RiskResponse:
    """Say which item its work is in the plan, by reference. Raises `Stale`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    rows.change(
        row=row,
        values={"item": item},
        actor=actor,
        now=now,
        version=version,
        verb="risk.response_planned",
        ref=REF,
        title=row.title,
    )
    return queries.response(actor=actor, id=id)


@transaction.atomic
def remove_response(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Remove a response; returns the entry that restores it."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    risk_id = row.risk_id
    entry = rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="risk.response_removed",
        ref=REF,
        title=row.title,
        batch=batch,
    )
    keep_stated(actor=actor, now=now, ids=[risk_id])
    return entry


def find(actor: Actor, id: int) -> models.Response:
    return rows.find(models.Response, actor, id, "response")
