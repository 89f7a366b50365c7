"""Jobs over REST."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from pilothouse.kit import clock, jobs
from pilothouse.kit.doors import request_actor
from pilothouse.kit.jobs.starting import listed

router = Router()

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Page = Annotated[int, Field(ge=1, le=10**6)]


class JobOut(Schema):
    """Long work and how far it is."""

    id: int
    name: str
    title: str
    state: State
    step: str
    done: int
    of: int
    tries: int
    subject: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: dict[str, Any]
    problem: dict[str, Any]
    url: str


@router.get(
    "/jobs",
    response=list[JobOut],
    operation_id="list_jobs",
    summary="The newest jobs",
    openapi_extra={"x-mcp": "read"},
)
def list_jobs(request: HttpRequest, state: State | None = None, page: Page = 1) -> Any:
    """Jobs of the workspace by fifties, newest first, all or those in one state."""
    return list(listed(actor=request_actor(request), state=state or "", page=page).rows)


@router.get(
    "/jobs/{int:job_id}",
    response=JobOut,
    operation_id="get_job",
    summary="One job",
    openapi_extra={"x-mcp": "read"},
)
def get_job(request: HttpRequest, job_id: int) -> Any:
    """How far a job is, and its result when it is done."""
    return jobs.status(actor=request_actor(request), id=job_id)


@router.post(
    "/jobs/{int:job_id}/cancel",
    response=JobOut,
    operation_id="cancel_job",
    summary="Ask a job to stop",
    openapi_extra={"x-mcp": "write"},
)
def cancel_job(request: HttpRequest, job_id: int) -> Any:
    """A waiting job is cancelled, a running one stops at its next step, any other stays as it is."""
    return jobs.cancel(actor=request_actor(request), now=clock.now(), id=job_id)


@router.post(
    "/jobs/{int:job_id}/retry",
    response=JobOut,
    operation_id="retry_job",
    summary="Start a failed or cancelled job again",
    openapi_extra={"x-mcp": "write"},
)
def retry_job(request: HttpRequest, job_id: int) -> Any:
    """With five new tries."""
    return jobs.retry(actor=request_actor(request), now=clock.now(), id=job_id)
