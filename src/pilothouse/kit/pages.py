"""Pages of jobs: progress that survives a reload. And the preview of what is being written."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import is_htmx, number, page, request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import MOST_LINES
from pilothouse.kit.jobs.starting import STATES, every, listed
from pilothouse.kit.markdown import written

_COLUMNS = ("id", "job", "state", "step", "error", "by", "tries", "created_at", "started_at", "finished_at")


@page()
def job(request: HttpRequest, id: int) -> HttpResponse:
    """One job; for htmx the fragment that asks again each second."""
    return _show(request, jobs.status(actor=request_actor(request), id=id))


@page()
def job_list(request: HttpRequest) -> HttpResponseBase:
    """Jobs, newest first; the state to show stands in the address."""
    actor = request_actor(request)
    state = request.GET.get("state", "")
    if request.GET.get("format"):
        lines = (
            (
                row.id,
                row.title,
                row.state,
                row.step,
                row.error,
                row.actor_name,
                row.tries,
                row.created_at,
                row.started_at,
                row.finished_at,
            )
            for row in every(actor=actor, state=state)
        )
        return table_response(
            request, rows=lines, columns=_COLUMNS, name="jobs", format=request.GET["format"]
        )
    found = listed(actor=actor, state=state, page=number(request, "page", 1))
    context = {"page": found, "jobs": found.rows, "state": state, "states": STATES}
    return render(request, "kit/jobs.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def cancel_job(request: HttpRequest, id: int) -> HttpResponse:
    """Ask a job to stop."""
    return _show(request, jobs.cancel(actor=request_actor(request), now=clock.now(), id=id))


@page(role=Role.EDITOR, methods=("POST",))
def retry_job(request: HttpRequest, id: int) -> HttpResponse:
    """Start a failed job again."""
    return _show(request, jobs.retry(actor=request_actor(request), now=clock.now(), id=id))


@page(methods=("POST",))
def preview(request: HttpRequest) -> HttpResponse:
    """Markdown that is being written, as it will read."""
    text = request.POST.get("text", "")
    if len(text) > MOST_LINES:
        raise Invalid("The text is too long to be shown.", where="text", cure="Shorten it.")
    return HttpResponse(written(text))


def _show(request: HttpRequest, job: jobs.JobStatus) -> HttpResponse:
    """The page, or for htmx the fragment. A job that is done sends who watches its own page to its result;
    other pages hear the event `job-done` with the number of the job and the address of its result."""
    if not is_htmx(request):
        return (
            redirect(job.url) if request.method == "POST" else render(request, "kit/job.html", {"job": job})
        )
    response = render(request, "_job.html", {"job": job})
    if job.state == "done":
        watched = urlsplit(request.headers.get("HX-Current-URL", "")).path
        if job.result_url and watched == job.url:
            response.headers["HX-Redirect"] = job.result_url
        else:
            told = {"job-done": {"id": job.id, "name": job.name, "url": job.result_url}}
            response.headers["HX-Trigger"] = json.dumps(told)
    return response
