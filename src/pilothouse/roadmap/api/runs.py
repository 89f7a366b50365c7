"""Plans over REST."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from pilothouse.kit import clock
from pilothouse.kit.api import JobOut
from pilothouse.kit.doors import request_actor
from pilothouse.roadmap import queries
from pilothouse.roadmap.api.sent import Number, read, write
from pilothouse.roadmap.tasks import start_planning

router = Router()


class PlanNew(Schema):
    """What to plan."""

    product_id: Number
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 7
    draws: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    keep_to: Number | None = Field(
        default=None, description="Number of the run whose dates are kept where nothing forces a move."
    )
    hold: list[Annotated[str, Field(max_length=40)]] = Field(
        default=[], max_length=1_000, description="Keys of items that must not move against that run."
    )


class RunOut(Schema):
    """A stored plan, without its items."""

    id: int
    product_id: int
    number: int
    created_at: datetime
    actor_name: str
    as_of: date
    seed: int
    draws: int
    engine_version: str
    inputs_hash: str
    items: int
    p50: date | None
    p85: date | None
    makespan: float
    lower_bound: float
    gap: float
    convergence: float
    violations: list[str]
    notes: list[str]
    stale: bool


class MovedOut(Schema):
    """How one item or release differs between two runs."""

    key: str
    title: str
    is_release: bool
    p50_before: date | None
    p50: date | None
    p85_before: date | None
    p85: date | None
    days: int | None
    note: str


@router.post("/plans", response={202: JobOut}, **write("make_plan", "Plan a product"))
def make_plan(request: HttpRequest, body: PlanNew) -> Any:
    """Starts in the background; the job tells how far it is and, when done, the number of the run."""
    started = start_planning(actor=request_actor(request), now=clock.now(), **body.dict())
    return Status(202, started)


@router.get("/plans/latest", response=RunOut, **read("get_latest_plan", "The newest plan run"))
def get_latest_plan(request: HttpRequest, product: int | None = None) -> Any:
    """Of one product, or of any."""
    actor = request_actor(request)
    found = queries.latest_run(actor=actor, product_id=product)
    return found if found is not None else queries.run(actor=actor, number=0)


@router.get("/plans/{int:number}", response=RunOut, **read("get_plan", "One plan run"))
def get_plan(request: HttpRequest, number: int) -> Any:
    """Runs never change."""
    return queries.run(actor=request_actor(request), number=number)


@router.get(
    "/plans/{int:number}/moved", response=list[MovedOut], **read("list_moved", "What moved in a plan run")
)
def list_moved(request: HttpRequest, number: int, against: int | None = None) -> Any:
    """Against the run before, or against run `against`."""
    actor = request_actor(request)
    found = queries.run(actor=actor, number=number)
    other = (
        queries.run(actor=actor, number=against)
        if against is not None
        else queries.previous_run(actor=actor, run=found)
    )
    return [] if other is None else list(queries.moved(actor=actor, run=found, against=other))
