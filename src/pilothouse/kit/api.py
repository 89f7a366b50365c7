"""Jobs over REST."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from pilothouse.kit import clock, jobs
from pilothouse.kit.doors import request_actor
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.jobs.starting import State, listed
from pilothouse.kit.rest import Id, PageNumber, read, write

router = Router()


@router.get("/jobs", response=list[JobStatus], **read("list_jobs", "The newest jobs"))
def list_jobs(request: HttpRequest, state: State | None = None, page: PageNumber = 1) -> list[JobStatus]:
    """Jobs of the workspace by fifties, newest first, all or those in one state."""
    return list(listed(actor=request_actor(request), state=state or "", page=page).rows)


@router.get("/jobs/{int:job_id}", response=JobStatus, **read("get_job", "One job"))
def get_job(request: HttpRequest, job_id: Id) -> JobStatus:
    """How far a job is, and its result when it is done."""
    return jobs.status(actor=request_actor(request), id=job_id)


@router.post("/jobs/{int:job_id}/cancel", response=JobStatus, **write("cancel_job", "Ask a job to stop"))
def cancel_job(request: HttpRequest, job_id: Id) -> JobStatus:
    """A waiting job is cancelled, a running one stops at its next step, any other stays as it is."""
    return jobs.cancel(actor=request_actor(request), now=clock.now(), id=job_id)


@router.post(
    "/jobs/{int:job_id}/retry",
    response=JobStatus,
    **write("retry_job", "Start a failed or cancelled job again"),
)
def retry_job(request: HttpRequest, job_id: Id) -> JobStatus:
    """With five new tries."""
    return jobs.retry(actor=request_actor(request), now=clock.now(), id=job_id)
