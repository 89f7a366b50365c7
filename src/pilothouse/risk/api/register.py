"""The register over REST."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Status

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import Id, IfMatch, Minor, Schema, confirm, given, gone, made, read, tagged, write
from pilothouse.kit.subjects import subject
from pilothouse.risk import contracts, queries, services
from pilothouse.risk.queries import RiskFilter

router = Router()
ONE = "/risks/{int:risk_id}"
Kind = Literal["threat", "opportunity"]
RiskStatus = Literal["open", "occurred", "closed"]
Category = Literal[
    "security", "dependency", "staffing", "vendor", "regulation", "technical_debt", "launch", "requirements",
    "operations", "market", "other",
]  # fmt: skip
Event = Annotated[str, Field(min_length=1, max_length=300, description="What may happen, in one line")]
Prose = Annotated[str, Field(max_length=20_000)]
Probability = Annotated[
    float, Field(ge=0, le=1, allow_inf_nan=False, description="0 to 1; what is certain is no risk")
]
Days = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False, description="Working days")]
TimesWork = Annotated[
    float,
    Field(ge=0.01, le=100, allow_inf_nan=False, description="Times the work; below 1 of an opportunity"),
]
Touches = Annotated[
    list[Annotated[str, Field(max_length=300)]],
    Field(
        max_length=200,
        description="Keys of items, keys or names of products, names of releases, or references such as "
        "roadmap.release:3",
    ),
]
_NEVER_NULL = (
    "event", "cause", "effect", "kind", "category", "status", "touches", "triggers", "controls", "outcome",
)  # fmt: skip


class RiskNew(Schema):
    """A threat or an opportunity. In time it does a delay, in days, or `work`, times the work; low and high
    are the 10th and 90th percentile."""

    event: Event
    owner_id: Id
    cause: Prose = ""
    effect: Prose = ""
    kind: Kind = "threat"
    category: Category = "other"
    status: RiskStatus = "open"
    probability: Probability | None = None
    probability_low: Probability | None = None
    probability_high: Probability | None = None
    delay_low: Days | None = None
    delay_likely: Days | None = None
    delay_high: Days | None = None
    work: TimesWork | None = None
    cost_low_cents: Minor | None = None
    cost_likely_cents: Minor | None = None
    cost_high_cents: Minor | None = None
    touches: Touches = []
    triggers: Prose = ""
    controls: Prose = ""
    review_on: date | None = None
    outcome: Prose = ""


class RiskChange(Schema):
    """What to change; what is left out stays. `why` is kept in the history."""

    event: Event | None = None
    owner_id: Id | None = None
    cause: Prose | None = None
    effect: Prose | None = None
    kind: Kind | None = None
    category: Category | None = None
    status: RiskStatus | None = None
    probability: Probability | None = None
    probability_low: Probability | None = None
    probability_high: Probability | None = None
    delay_low: Days | None = None
    delay_likely: Days | None = None
    delay_high: Days | None = None
    work: TimesWork | None = None
    cost_low_cents: Minor | None = None
    cost_likely_cents: Minor | None = None
    cost_high_cents: Minor | None = None
    touches: Touches | None = None
    triggers: Prose | None = None
    controls: Prose | None = None
    review_on: date | None = None
    outcome: Prose | None = None
    why: Annotated[str, Field(max_length=10_000)] = ""


class RisksChange(Schema):
    """The same change of several risks, all or nothing."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=5_000)]
    owner_id: Id | None = None
    category: Category | None = None
    status: RiskStatus | None = None
    probability: Probability | None = None
    review_on: date | None = None
    why: Annotated[str, Field(max_length=10_000)] = ""


class RiskAct(Schema):
    """What a change of several risks answered."""

    batch: Annotated[str, Field(min_length=1, max_length=40)]


def _about(request: HttpRequest, id: int, version: int | None) -> dict[str, Any]:
    return {"actor": request_actor(request), "now": clock.now(), "id": id, "version": version}


@router.get(
    "/risks",
    response=list[contracts.Risk],
    **read("list_risks", "The register, what is expected to delay most at the top"),
)
def list_risks(
    request: HttpRequest,
    scope: Annotated[str, Query(max_length=60, description="A product, such as vision.product:3")] = "",
    touches: Annotated[str, Query(max_length=60, description="Such as roadmap.item:12")] = "",
    status: Annotated[RiskStatus | None, Query()] = None,
    category: Annotated[Category | None, Query()] = None,
) -> list[contracts.Risk]:
    """Of one product with `scope`; with `touches` those that touch a thing itself."""
    actor = request_actor(request)
    for ref in filter(None, (scope, touches)):
        subject(actor=actor, ref=Ref.parse(ref))
    narrow = RiskFilter(
        scopes=(Ref.parse(scope),) if scope else None,
        status=status or "",
        category=category or "",
        touches=touches,
    )
    return list(queries.risks(actor=actor, narrow=narrow))


@router.post("/risks", response={201: contracts.Risk}, **write("add_risk", "Enter a risk"))
def add_risk(request: HttpRequest, response: HttpResponse, new: RiskNew) -> Status[contracts.Risk]:
    actor = request_actor(request)
    return made(response, services.add_risk(actor=actor, now=clock.now(), values=new.dict()))


@router.post(
    "/risks/bulk",
    response=contracts.RiskBulkDone,
    **write("change_risks", "The same change of several risks"),
)
def change_risks(request: HttpRequest, change: RisksChange) -> contracts.RiskBulkDone:
    """It is taken back by its `batch`."""
    values = given(change, "category", "status", "owner_id", "probability")
    ids, why = values.pop("ids"), values.pop("why", "")
    return services.bulk_change_risks(
        actor=request_actor(request), now=clock.now(), ids=ids, values=values, why=why
    )


@router.post(
    "/risks/undo", response=contracts.RiskUndone, **write("undo_risks", "Take back a change of several risks")
)
def undo_risks(request: HttpRequest, body: RiskAct) -> contracts.RiskUndone:
    """What was changed again since stays, and is named."""
    return services.undo_risks(actor=request_actor(request), now=clock.now(), batch=body.batch)


@router.get(ONE, response=contracts.Risk, **read("get_risk", "One risk"))
def get_risk(request: HttpRequest, response: HttpResponse, risk_id: Id) -> contracts.Risk:
    return tagged(response, queries.risk(actor=request_actor(request), id=risk_id))


@router.patch(ONE, response=contracts.Risk, **write("change_risk", "Change, settle or reopen a risk"))
def change_risk(
    request: HttpRequest, response: HttpResponse, risk_id: Id, change: RiskChange, if_match: IfMatch
) -> contracts.Risk:
    values = given(change, *_NEVER_NULL, "why", "owner_id")
    why = values.pop("why", "")
    return tagged(
        response, services.change_risk(**_about(request, risk_id, if_match), values=values, why=why)
    )


@router.delete(ONE, response={204: None}, **confirm("remove_risk", "Remove a risk"))
def remove_risk(request: HttpRequest, risk_id: Id, if_match: IfMatch) -> Status[None]:
    services.remove_risk(**_about(request, risk_id, if_match))
    return gone()


@router.post(
    "/uncertainties/{int:uncertainty_id}/risk",
    response={201: contracts.Risk},
    **write("add_risk_from_question", "Enter an open question as a risk"),
)
def add_risk_from_question(
    request: HttpRequest, response: HttpResponse, uncertainty_id: Id
) -> Status[contracts.Risk]:
    """Its bad answer is the event; its owner, or else the caller's own person, is the owner."""
    actor = request_actor(request)
    return made(response, services.add_from_question(actor=actor, now=clock.now(), id=uncertainty_id))
