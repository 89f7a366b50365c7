"""The way of a blueprint: draft, in review, finalised when nothing blocks, and back with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.text import lines
from pilothouse.vision import contracts, models, planning, queries
from pilothouse.vision.services.blueprints import REF, find
from pilothouse.vision.services.reviewing import keep_reading

_NEXT = {"draft": ("in_review",), "in_review": ("draft", "finalised"), "finalised": ("draft",)}
_VERBS = {"draft": "sent_back", "in_review": "sent_into_review", "finalised": "finalised"}


def set_blueprint_state(
    *, actor: Actor, now: datetime, id: int, version: int | None, state: str, why: str = ""
) -> contracts.Blueprint:
    """Send a draft into review, finalise it when nothing blocks, or go back to draft and say why.

    Raises `Conflict` with what blocks, `Invalid` for an unknown state or a reopening without reason.
    """
    actor.require(Role.EDITOR)
    row = find(actor, id)
    if state == row.state:
        return queries.blueprint(actor=actor, id=id)
    _must_lead_to(row, state)
    why = lines({"why": why}, "why", 10_000)
    if row.state == "finalised" and not why:
        cure = "Teams work from it: say why it changes."
        raise Invalid("Reopening needs a reason.", where="why", cure=cure)
    if state != "finalised":
        return _set(actor, now, row, version, state, why)
    # Before the transaction, which keeps others from writing. Questions are asked once more in it.
    keep_reading(actor=actor, id=id)
    told, version = planning.reviewed(actor=actor, id=id), row.version if version is None else version
    _must_be_clear(row, told.gate)
    with transaction.atomic():
        _must_be_clear(row, planning.gate_now(actor=actor, id=id, told=told))
        return _set(actor, now, row, version, state, why)


@transaction.atomic
def _set(
    actor: Actor, now: datetime, row: models.Blueprint, version: int | None, state: str, why: str
) -> contracts.Blueprint:
    rows.change(
        row=row,
        values={"state": state, "changed_at": now},
        actor=actor,
        now=now,
        version=version,
        verb=f"blueprint.{'reopened' if row.state == 'finalised' else _VERBS[state]}",
        ref=REF,
        title=row.title,
        why=why,
        untold=("changed_at",),
    )
    return queries.blueprint(actor=actor, id=row.pk)


def _must_lead_to(row: models.Blueprint, state: str) -> None:
    if state not in contracts.BLUEPRINT_STATES:
        cure = f"Use one of {', '.join(contracts.BLUEPRINT_STATES)}."
        raise Invalid(f"'{state[:20]}' is no state of a blueprint.", where="state", cure=cure)
    if state not in _NEXT[row.state]:
        cure = "Send it into review first." if state == "finalised" else "Reopen it as a draft first."
        raise Conflict(
            f"A blueprint goes from {_said(row.state)} to {_said(_NEXT[row.state][0])}.", cure=cure
        )


def _must_be_clear(row: models.Blueprint, gate: contracts.Gate) -> None:
    if not gate.may_finalise:
        reasons = {"reasons": list(gate.reasons)}
        raise Conflict(gate.summary, where=row.title, cure=" ".join(gate.reasons), extra=reasons)


def _said(state: str) -> str:
    return state.replace("_", " ")
