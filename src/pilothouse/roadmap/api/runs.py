"""Plans over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.rest import Id, Schema, read, write
from pilothouse.roadmap import contracts, queries
from pilothouse.roadmap.api.sent import Key, OfProduct, products_of
from pilothouse.roadmap.contracts import RunKind
from pilothouse.roadmap.tasks import start_planning

router = Router()


class PlanNew(Schema):
    """What to plan. Products that are not named stay where they are published."""

    product_ids: list[Id] = Field(default=[], max_length=500, description="To replan; none for all.")
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 7
    draws: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    keep_to: Id | None = Field(
        default=None, description="Number of the published run; without one the newest."
    )
    anew: bool = Field(default=False, description="Whether items may move that need not.")
    hold: list[Key] = Field(
        default=[], max_length=1_000, description="Keys of items that must not move against that run."
    )
    proposal: Id | None = Field(default=None, description="Number of a proposal of which moves are taken.")
    accept: list[Key] = Field(
        default=[], max_length=20_000, description="Keys of items whose proposed move is taken."
    )
    amends: Id | None = Field(
        default=None,
        description="Number of the newest run: its plan stays, without the moves of the items in `hold`.",
    )
    kind: RunKind = Field(default="plan", description="A proposal changes no date that is shown.")


@router.post("/plans", response={202: JobStatus}, **write("make_plan", "Plan all products, or some"))
def make_plan(request: HttpRequest, body: PlanNew) -> Answer[JobStatus]:
    """Starts in the background; the job tells how far it is and, when done, the number of the run."""
    return Answer(202, start_planning(actor=request_actor(request), now=clock.now(), **body.dict()))


@router.get("/plans/latest", response=contracts.PlanRun, **read("get_latest_plan", "The newest plan run"))
def get_latest_plan(request: HttpRequest, product: OfProduct = None) -> contracts.PlanRun:
    """As a whole, or as seen from one product."""
    actor = request_actor(request)
    found = queries.latest_run(actor=actor, product_id=products_of(actor, product), whole=True)
    return found if found is not None else queries.run(actor=actor, number=0)


@router.get("/plans/{int:number}", response=contracts.PlanRun, **read("get_plan", "One plan run"))
def get_plan(request: HttpRequest, number: Id, product: OfProduct = None) -> contracts.PlanRun:
    """With what spreads its dates, what it rests on, and what it moved against the run it keeps to; as a
    whole, or as seen from one product."""
    actor = request_actor(request)
    return queries.run(actor=actor, number=number, product_id=products_of(actor, product))


@router.get(
    "/plans/{int:number}/moved",
    response=list[contracts.Moved],
    **read("list_moved", "What moved in a plan run"),
)
def list_moved(
    request: HttpRequest, number: Id, against: Id | None = None, product: OfProduct = None
) -> list[contracts.Moved]:
    """Against the run before, or against run `against`; over all products, or of one."""
    actor = request_actor(request)
    own = products_of(actor, product)
    found = queries.run(actor=actor, number=number, product_id=own)
    if against is None:
        other = queries.previous_run(actor=actor, run=found)
    else:
        other = queries.run(actor=actor, number=against, product_id=own)
    return [] if other is None else list(queries.moved(actor=actor, run=found, against=other))
