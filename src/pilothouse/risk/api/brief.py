"""The weekly brief of risks, over REST."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import read
from pilothouse.risk import contracts, services
from pilothouse.risk.api.assessments import OfProduct

router = Router()


@router.get(
    "/risks/brief",
    response=contracts.RiskBrief,
    **read("get_risk_brief", "What changed in a week, top risks, responses, alerts, what to decide"),
)
def get_risk_brief(request: HttpRequest, of: Query[OfProduct]) -> contracts.RiskBrief:
    """Of one product, or of all products together; from the newest assessment."""
    return services.risk_brief(actor=request_actor(request), ref=of.scope)
