"""What stated probabilities turned out to be, over REST."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router

from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import PageNumber, PageSize, read
from pilothouse.risk import contracts, services

router = Router()


@router.get(
    "/risks/ledger",
    response=contracts.RiskLedger,
    **read("get_risk_ledger", "How reliable stated probabilities are, and how they are corrected"),
)
def get_risk_ledger(request: HttpRequest) -> contracts.RiskLedger:
    """Owners of the workspace see everyone's record, others their own and that of all."""
    return services.risk_ledger(actor=request_actor(request))


@router.get(
    "/risks/ledger/statements",
    response=Page[contracts.StatedProbability],
    **read("list_stated_probabilities", "Probabilities that were stated, and what came"),
)
def list_stated_probabilities(
    request: HttpRequest,
    state: Annotated[Literal["resolved", "open", "all"], Query()] = "all",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[contracts.StatedProbability]:
    """Newest first; open ones stated and corrected."""
    return services.stated_probabilities(actor=request_actor(request), state=state, page=page, size=size)
