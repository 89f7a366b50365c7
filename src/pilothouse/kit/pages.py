"""Pages of jobs: progress that survives a reload."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import is_htmx, page, request_actor


@page()
def job(request: HttpRequest, id: int) -> HttpResponse:
    """One job; for htmx the fragment that asks again each second."""
    return _show(request, jobs.status(actor=request_actor(request), id=id))


@page()
def job_list(request: HttpRequest) -> HttpResponse:
    """The newest jobs."""
    found = jobs.recent(actor=request_actor(request), limit=100)
    return render(request, "kit/jobs.html", {"jobs": found})


@page(role=Role.EDITOR, methods=("POST",))
def cancel_job(request: HttpRequest, id: int) -> HttpResponse:
    """Ask a job to stop."""
    return _show(request, jobs.cancel(actor=request_actor(request), now=clock.now(), id=id))


@page(role=Role.EDITOR, methods=("POST",))
def retry_job(request: HttpRequest, id: int) -> HttpResponse:
    """Start a failed job again."""
    return _show(request, jobs.retry(actor=request_actor(request), now=clock.now(), id=id))


def _show(request: HttpRequest, job: jobs.JobStatus) -> HttpResponse:
    if is_htmx(request):
        return render(request, "_job.html", {"job": job})
    if request.method == "POST":
        return redirect(job.url)
    return render(request, "kit/job.html", {"job": job})
