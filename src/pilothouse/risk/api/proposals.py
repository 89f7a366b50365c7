"""Risks that the system found, over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page, part_of
from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema, made, read, write
from pilothouse.risk import contracts, queries, services

router = Router()


class ProposalsWanted(Schema):
    """Which proposals; those that wait when nothing is given."""

    state: Annotated[contracts.ProposalState, Field(description="proposed, entered or dismissed")] = (
        "proposed"
    )


class ProposalOwner(Schema):
    """Who is to watch it; who is proposed without one."""

    owner_id: Id | None = None


@router.get(
    "/risks/proposals",
    response=Page[contracts.RiskProposal],
    **read("list_risk_proposals", "Risks that were found and can be entered"),
)
def list_risk_proposals(
    request: HttpRequest, wanted: Query[ProposalsWanted], page: PageNumber = 1, size: PageSize = 50
) -> Page[contracts.RiskProposal]:
    """Looked for after each plan, with the evidence for each."""
    rows = queries.proposals(actor=request_actor(request), state=wanted.state)
    return part_of(rows, page, size)


@router.post(
    "/risks/proposals/{int:risk_proposal_id}/enter",
    response={201: contracts.Risk},
    **write("enter_risk_proposal", "Enter a proposed risk into the register"),
)
def enter_risk_proposal(
    request: HttpRequest, response: HttpResponse, risk_proposal_id: Id, body: ProposalOwner
) -> Answer[contracts.Risk]:
    """As it stands, with its evidence as the cause; nothing says how likely it is until someone does."""
    row = services.enter_proposal(
        actor=request_actor(request), now=clock.now(), id=risk_proposal_id, owner_id=body.owner_id
    )
    return made(response, row)


@router.post(
    "/risks/proposals/{int:risk_proposal_id}/dismiss",
    response=contracts.RiskProposal,
    **write("dismiss_risk_proposal", "Dismiss a proposed risk"),
)
def dismiss_risk_proposal(request: HttpRequest, risk_proposal_id: Id) -> contracts.RiskProposal:
    """It is not proposed again."""
    return services.dismiss_proposal(actor=request_actor(request), now=clock.now(), id=risk_proposal_id)


@router.post(
    "/risks/proposals/{int:risk_proposal_id}/propose",
    response=contracts.RiskProposal,
    **write("propose_risk_again", "Take the dismissal of a proposed risk back"),
)
def propose_risk_again(request: HttpRequest, risk_proposal_id: Id) -> contracts.RiskProposal:
    return services.propose_again(actor=request_actor(request), now=clock.now(), id=risk_proposal_id)


@router.get(
    "/risks/slips",
    response=contracts.SlipOutlook,
    **read("get_slip_outlook", "Which slips the history lets predict, and which items to look at"),
)
def get_slip_outlook(request: HttpRequest) -> contracts.SlipOutlook:
    """Chances are fitted on the workspace's own finished items, from 60 known outcomes on; where nothing was
    better than the base rate, no item is named."""
    return queries.slip_outlook(actor=request_actor(request))
