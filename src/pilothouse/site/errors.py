"""How failures look: a page, a toast, or a problem document."""

from __future__ import annotations

import json

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit.errors import Forbidden, NotFound, PilothouseError, outcome, problem_document


def answer(request: HttpRequest, error: PilothouseError) -> HttpResponse:
    """`error` in the form that the caller reads."""
    if request.path.startswith("/api/"):
        return problem(error)
    row = outcome(error)
    if getattr(request, "htmx", False):
        toast = {"toast": {"kind": "error", "text": str(error)}}
        return HttpResponse(status=row.status, headers={"HX-Trigger": json.dumps(toast), "HX-Reswap": "none"})
    # Without a CSRF token, which differs each time: a page that is yours to see and one that is not there
    # must not be told apart by anything but the address.
    context = {"error": error, "title": row.title, "status": row.status, "csrf_token": ""}
    return render(request, _template(row.status), context, status=row.status)


def _template(status: int) -> str:
    return f"errors/{status if status in {400, 403, 404, 429, 500} else 400}.html"


def problem(error: PilothouseError) -> HttpResponse:
    """RFC 9457 document with the status of the error's class."""
    status = outcome(error).status
    return HttpResponse(
        orjson.dumps(problem_document(error), default=str),
        status=status,
        content_type="application/problem+json",
        headers={"WWW-Authenticate": "Bearer"} if status == 401 else {},
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(
        request, NotFound("There is nothing at this address.", cure="Check it, or start from Today.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(
        request, Forbidden("This form was opened too long ago.", cure="Reload the page and send again.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    error = PilothouseError("Something went wrong on our side; nothing was changed.", cure="Try again.")
    if request.path.startswith("/api/"):
        return problem(error)
    return render(request, "errors/500.html", {"error": error, "title": "Something went wrong"}, status=500)
