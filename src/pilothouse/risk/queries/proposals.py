"""What the system proposes for the register, and which items to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, cast

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, named
from pilothouse.risk import models
from pilothouse.risk.contracts import (
    FoundReason,
    ProposalState,
    RiskProposal,
    SlipItem,
    SlipOutlook,
    SlipQuestion,
)
from pilothouse.risk.queries.register import held_in
from pilothouse.team import queries as team

NEEDED = 60  # known outcomes from which chances are fitted


def proposals(
    *, actor: Actor, scopes: Collection[Ref] | None = None, state: ProposalState = "proposed"
) -> tuple[RiskProposal, ...]:
    """Of some products, or all; what touches nothing is of every product. A fixed number of statements."""
    rows = _made(actor, _of(actor).filter(state=state))
    if scopes is None:
        return rows
    return tuple(row for row in rows if not row.touches or held_in(row.touches, scopes))


def proposal(*, actor: Actor, id: int) -> RiskProposal:
    """Raises `NotFound`."""
    found = _made(actor, _of(actor).filter(pk=id))
    if not found:
        raise NotFound("There is no such proposal.", cure="It may no longer be found; see the list.")
    return found[0]


def named_proposals(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    rows = _of(actor).filter(pk__in=ids).values_list("pk", "event")
    return [Subject(f"risk.proposal:{pk}", event[:60], event) for pk, event in rows]


def slip_outlook(*, actor: Actor, scopes: Collection[Ref] | None = None) -> SlipOutlook:
    """What the history of the workspace says; `scopes` narrows the items to look at to some products."""
    row = models.SlipOutlook.objects.filter(workspace_id=actor.workspace_id).first()
    if row is None:
        return SlipOutlook(None, NEEDED, ())
    stored = row.result.get("questions", ())
    refs = {each["ref"] for question in stored for each in question["items"]}
    known = named(actor=actor, refs=refs)
    return SlipOutlook(row.at, NEEDED, tuple(_question(each, known, scopes) for each in stored))


def _question(stored: Any, known: Any, scopes: Collection[Ref] | None) -> SlipQuestion:
    items = [
        SlipItem(
            known[each["ref"]], each["chance"], tuple(FoundReason(*reason) for reason in each["reasons"])
        )
        for each in stored["items"]
        if each["ref"] in known and not known[each["ref"]].gone
    ]
    return SlipQuestion(
        name=stored["name"],
        text=stored["text"],
        known=stored["known"],
        base=stored["base"],
        open=stored["open"],
        skill=stored["skill"],
        low=stored["low"],
        high=stored["high"],
        predicted=stored["low"] is not None and stored["low"] > 0,
        items=tuple(row for row in items if scopes is None or held_in([row.item], scopes)),
    )


def _of(actor: Actor) -> QuerySet[models.Proposal]:
    return models.Proposal.objects.filter(workspace_id=actor.workspace_id)


def _made(actor: Actor, rows: Iterable[models.Proposal]) -> tuple[RiskProposal, ...]:
    listed = list(rows)
    refs = {ref for row in listed for ref in row.values["touches"]}
    known, people = named(actor=actor, refs=refs), team.names(actor=actor) if listed else {}
    found = []
    for row in listed:
        low, likely, high = row.values["delay"] or (None, None, None)
        owner = row.values["owner_id"]
        found.append(
            RiskProposal(
                id=row.pk,
                kind=row.kind,
                event=row.event,
                evidence=row.evidence,
                category=row.values["category"],
                delay_low=low,
                delay_likely=likely,
                delay_high=high,
                touches=tuple(known[ref] for ref in row.values["touches"] if ref in known),
                owner_id=owner if owner in people else None,
                owner_name=people.get(owner, ""),
                found_on=row.found_at.date(),
                state=cast(ProposalState, row.state),
                risk_id=row.risk_id,
            )
        )
    return tuple(found)
