"""Risks that were found: kept, entered with one click, or dismissed for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.risk import models, queries
from pilothouse.risk.contracts import FoundRisk, FoundSlips, Risk, RiskProposal
from pilothouse.risk.services.register.risks import add_risk

REF = "risk.proposal"


@transaction.atomic
def keep_proposals(*, actor: Actor, now: datetime, found: Sequence[FoundRisk]) -> int:
    """What was found now is proposed; what is not found any more is not. What was entered or dismissed stays
    so. Returns how many are proposed."""
    actor.require(Role.EDITOR)
    known = {row.key: row for row in models.Proposal.objects.filter(workspace_id=actor.workspace_id)}
    keys = set()
    for place, each in enumerate(found):
        key = f"{each.kind} {each.about}"[:120]
        keys.add(key)
        values: dict[str, Any] = {
            "kind": each.kind,
            "event": each.event[:300],
            "evidence": each.evidence[:1000],
            "place": place,
            "values": {
                "category": each.category,
                "owner_id": each.owner_id,
                "touches": list(each.touches),
                "delay": None if each.delay is None else list(each.delay),
            },
        }
        row = known.get(key)
        if row is None:
            models.Proposal.objects.create(workspace_id=actor.workspace_id, key=key, found_at=now, **values)
        elif row.state == "proposed" or (row.state == "entered" and row.risk_id is None):
            models.Proposal.objects.filter(pk=row.pk).update(state="proposed", **values)
    gone = [row.pk for key, row in known.items() if key not in keys and row.state == "proposed"]
    models.Proposal.objects.filter(pk__in=gone).delete()
    return models.Proposal.objects.filter(workspace_id=actor.workspace_id, state="proposed").count()


@transaction.atomic
def keep_slip_outlook(*, actor: Actor, now: datetime, found: Sequence[FoundSlips]) -> None:
    """Store what the history says, in place of what it said before."""
    actor.require(Role.EDITOR)
    rows = [asdict(each) for each in found]
    for row in rows:
        for item in row["items"]:
            item["reasons"] = [[each["signal"], each["points"]] for each in item["reasons"]]
    models.SlipOutlook.objects.update_or_create(
        workspace_id=actor.workspace_id, defaults={"at": now, "result": {"questions": rows}}
    )


@transaction.atomic
def enter_proposal(*, actor: Actor, now: datetime, id: int, owner_id: int | None = None) -> Risk:
    """Enter it into the register, as it stands; its owner is `owner_id`, or else who was proposed.

    Raises `Invalid` without an owner, `Conflict` where it was entered or dismissed, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = _waiting(actor, id)
    owner = owner_id or row.owner_id
    if owner is None:
        raise Invalid(
            "Nobody is known to watch this risk.", where="owner_id", cure="Choose an owner, then enter it."
        )
    values: dict[str, Any] = {
        "event": row.event,
        "cause": row.evidence,
        "category": row.category,
        "delay_low": row.delay_low,
        "delay_likely": row.delay_likely,
        "delay_high": row.delay_high,
        "touches": [each.ref for each in row.touches if not each.gone],
        "owner_id": owner,
    }
    found = add_risk(actor=actor, now=now, values=values)
    models.Proposal.objects.filter(pk=id).update(state="entered", risk_id=found.id)
    return found


@transaction.atomic
def dismiss_proposal(*, actor: Actor, now: datetime, id: int) -> RiskProposal:
    """It is not proposed again. Raises `Conflict` where it was entered or dismissed, `NotFound`."""
    actor.require(Role.EDITOR)
    row = _waiting(actor, id)
    return _turned(actor, now, row, "dismissed", "risk.proposal_dismissed")


@transaction.atomic
def propose_again(*, actor: Actor, now: datetime, id: int) -> RiskProposal:
    """Take a dismissal back. Raises `Conflict` where it was not dismissed, `NotFound`."""
    actor.require(Role.EDITOR)
    row = queries.proposal(actor=actor, id=id)
    if row.state != "dismissed":
        raise Conflict("It was not dismissed.", cure="See the list of proposals.")
    return _turned(actor, now, row, "proposed", "risk.proposed_again")


def _turned(actor: Actor, now: datetime, row: RiskProposal, state: str, verb: str) -> RiskProposal:
    models.Proposal.objects.filter(pk=row.id).update(state=state)
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref(REF, row.id),
        title=row.event,
        changes={"state": [row.state, state]},
    )
    return queries.proposal(actor=actor, id=row.id)


def _waiting(actor: Actor, id: int) -> RiskProposal:
    row = queries.proposal(actor=actor, id=id)
    if row.state != "proposed":
        raise Conflict(f"It was {row.state} already.", cure="See the list of proposals.")
    return row
