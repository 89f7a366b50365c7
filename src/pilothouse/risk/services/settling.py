"""Evidence, and how a question ends: resolved with it, or accepted and gone on with."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import line, lines
from pilothouse.risk import contracts, models, queries
from pilothouse.risk.services.uncertainties import REF, find


@transaction.atomic
def resolve_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, resolution: str
) -> contracts.Uncertainty:
    """Answer the question. Raises `Invalid` without an answer or without any evidence, `Conflict` when it is
    not open."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    _must_be_open(row)
    answer = lines({"resolution": resolution}, "resolution", 10_000, needed="Say what the answer is.")
    if not row.evidence.exists():
        raise Invalid(
            "There is no evidence yet.",
            where="evidence",
            cure="Add what was found out, or accept the uncertainty and say why.",
        )
    return _closed(row, "resolved", answer, actor, now, version)


@transaction.atomic
def accept_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, why: str
) -> contracts.Uncertainty:
    """Go on without an answer, and say why. It blocks no longer and stays on the list."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    _must_be_open(row)
    reason = lines({"why": why}, "why", 10_000, needed="Say why it is right to go on without an answer.")
    return _closed(row, "accepted", reason, actor, now, version)


@transaction.atomic
def reopen_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, why: str
) -> contracts.Uncertainty:
    """Ask again what was resolved or accepted."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    if row.state == "open":
        raise Conflict("This question is open already.", where="state", cure="Answer it.")
    values = {"state": "open", "resolution": "", "resolved_at": None, "resolved_by": ""}
    rows.change(
        row=row,
        values=values,
        actor=actor,
        now=now,
        version=version,
        verb="uncertainty.reopened",
        ref=REF,
        title=row.question,
        why=lines({"why": why}, "why", 10_000),
    )
    return queries.uncertainty(actor=actor, id=id)


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    text: str,
    source: str = "",
    leans: str = "neither",
    found_on: date | None = None,
) -> contracts.Uncertainty:
    """Write down something found out. It is never changed afterwards; add another where it proved wrong."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    if leans not in contracts.LEANS:
        cure = f"Use one of {', '.join(contracts.LEANS)}."
        raise Invalid(f"'{leans[:20]}' is no way to lean.", where="leans", cure=cure)
    made = models.Evidence(
        workspace_id=actor.workspace_id,
        uncertainty=row,
        text=lines({"text": text}, "text", 20_000, needed="Say what was found out."),
        source=line({"source": source}, "source", 500),
        leans=leans,
        found_on=found_on or now.date(),
        added_at=now,
        added_by=actor.name,
    )
    made.save(force_insert=True)
    journal.record(
        actor=actor,
        now=now,
        verb="uncertainty.evidence_added",
        subject=Ref(REF, row.pk),
        title=row.question,
        changes={"evidence": [None, made.text[:500]], "source": [None, made.source], "leans": [None, leans]},
    )
    return queries.uncertainty(actor=actor, id=id)


def _must_be_open(row: models.Uncertainty) -> None:
    if row.state != "open":
        raise Conflict(f"This question is {row.state} already.", where="state", cure="Reopen it first.")


def _closed(
    row: models.Uncertainty, state: str, text: str, actor: Actor, now: datetime, version: int | None
) -> contracts.Uncertainty:
    values = {"state": state, "resolution": text, "resolved_at": now, "resolved_by": actor.name}
    rows.change(
        row=row,
        values=values,
        actor=actor,
        now=now,
        version=version,
        verb=f"uncertainty.{state}",
        ref=REF,
        title=row.question,
        why=text,
    )
    return queries.uncertainty(actor=actor, id=row.pk)
