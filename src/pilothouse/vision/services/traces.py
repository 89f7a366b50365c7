"""Traces: what delivers a statement, and whether it still does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import named
from pilothouse.vision import contracts, models, queries
from pilothouse.vision.services.blueprints import REF, find


@transaction.atomic
def trace_statement(*, actor: Actor, now: datetime, id: int, key: str, to: str) -> contracts.Statement:
    """Say that an item, or another statement, called `to` delivers or serves a statement of the blueprint.

    Raises `NotFound` for a key that nothing has, `Conflict` for a trace that is there already.
    """
    actor.require(Role.EDITOR)
    row = find(actor, id)
    statement = _statement(row, key)
    subject = queries.subject(actor=actor, blueprint=queries.blueprint(actor=actor, id=id), key=to)
    if subject.ref == f"vision.statement:{statement.pk}":
        raise Invalid("A statement cannot serve itself.", where="to", cure="Name another one.")
    taken = Conflict(
        f"{statement.key} is traced to {subject.key} already.", where="to", cure="Nothing to do."
    )
    if statement.traces.filter(subject=subject.ref).exists():
        raise taken
    trace = models.Trace(
        workspace_id=actor.workspace_id,
        statement=statement,
        subject=subject.ref,
        checked=statement.fingerprint,
        checked_text=statement.text,
        checked_at=now,
        checked_by=actor.name,
    )
    rows.insert(trace, taken)
    _tell(actor, now, "statement.traced", row, statement, [None, subject.key])
    return queries.statement(actor=actor, id=id, key=statement.key)


@transaction.atomic
def untrace_statement(*, actor: Actor, now: datetime, id: int, trace_id: int) -> contracts.Statement:
    """Take a trace away."""
    actor.require(Role.EDITOR)
    row, trace = _traced(actor, id, trace_id)
    subject = named(actor=actor, refs=[trace.subject])[trace.subject]
    statement = trace.statement
    trace.delete()
    name = subject.ref if subject.gone else subject.key
    _tell(actor, now, "statement.untraced", row, statement, [name, None])
    return queries.statement(actor=actor, id=id, key=statement.key)


@transaction.atomic
def confirm_trace(
    *, actor: Actor, now: datetime, id: int, version: int | None, trace_id: int
) -> contracts.Statement:
    """Say that a suspect trace still holds for what the statement says now.

    Raises `Stale` when `version` of the blueprint, in which it was read, is not the present one.
    """
    actor.require(Role.EDITOR)
    row, trace = _traced(actor, id, trace_id)
    if version not in (None, row.version):
        raise versions.stale(row, version or 0, row.version, {})
    statement = trace.statement
    before = trace.checked_text
    trace.checked, trace.checked_text = statement.fingerprint, statement.text
    trace.checked_at, trace.checked_by = now, actor.name
    trace.save(update_fields=["checked", "checked_text", "checked_at", "checked_by"])
    _tell(actor, now, "statement.trace_confirmed", row, statement, [before, statement.text])
    return queries.statement(actor=actor, id=id, key=statement.key)


def _traced(actor: Actor, id: int, trace_id: int) -> tuple[models.Blueprint, models.Trace]:
    actor.require(Role.EDITOR)
    row = find(actor, id)
    trace = rows.find(models.Trace, actor, trace_id, "trace")
    if trace.statement.blueprint_id != id:
        raise queries.no_trace()
    return row, trace


def _tell(
    actor: Actor,
    now: datetime,
    verb: str,
    row: models.Blueprint,
    statement: models.Statement,
    change: list[Any],
) -> None:
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref(REF, row.pk),
        title=f"{row.title}, {statement.key}",
        changes={"trace": change},
    )


def _statement(row: models.Blueprint, key: str) -> models.Statement:
    found = row.statements.filter(key=key.strip()).first()
    if found is None:
        raise queries.no_statement(key)
    return found
