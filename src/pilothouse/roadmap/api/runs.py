"""Plans over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja import Status as Answer

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.rest import Id, read, write
from pilothouse.roadmap import contracts, queries
from pilothouse.roadmap.api.sent import Key
from pilothouse.roadmap.tasks import start_planning

router = Router()


class PlanNew(Schema):
    """What to plan."""

    product_id: Id
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 7
    draws: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    keep_to: Id | None = Field(
        default=None, description="Number of the run whose dates are kept where nothing forces a move."
    )
    hold: list[Key] = Field(
        default=[], max_length=1_000, description="Keys of items that must not move against that run."
    )


@router.post("/plans", response={202: JobStatus}, **write("make_plan", "Plan a product"))
def make_plan(request: HttpRequest, body: PlanNew) -> Answer[JobStatus]:
    """Starts in the background; the job tells how far it is and, when done, the number of the run."""
    return Answer(202, start_planning(actor=request_actor(request), now=clock.now(), **body.dict()))


@router.get("/plans/latest", response=contracts.PlanRun, **read("get_latest_plan", "The newest plan run"))
def get_latest_plan(request: HttpRequest, product: int | None = None) -> contracts.PlanRun:
    """Of one product, or of any."""
    actor = request_actor(request)
    found = queries.latest_run(actor=actor, product_id=product)
    return found if found is not None else queries.run(actor=actor, number=0)


@router.get("/plans/{int:number}", response=contracts.PlanRun, **read("get_plan", "One plan run"))
def get_plan(request: HttpRequest, number: int) -> contracts.PlanRun:
    """With what spreads its dates, what it rests on, and what it moved against the run it keeps to."""
    return queries.run(actor=request_actor(request), number=number)


@router.get(
    "/plans/{int:number}/moved",
    response=list[contracts.Moved],
    **read("list_moved", "What moved in a plan run"),
)
def list_moved(request: HttpRequest, number: int, against: int | None = None) -> list[contracts.Moved]:
    """Against the run before, or against run `against`."""
    actor = request_actor(request)
    found = queries.run(actor=actor, number=number)
    if against is None:
        other = queries.previous_run(actor=actor, run=found)
    else:
        other = queries.run(actor=actor, number=against)
    return [] if other is None else list(queries.moved(actor=actor, run=found, against=other))
