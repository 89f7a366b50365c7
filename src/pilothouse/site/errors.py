"""How failures look: a page, a toast, or a problem document."""

from __future__ import annotations

import json
import sys

import orjson
from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PilothouseError,
    Slow,
    TooLarge,
    UnknownHost,
    WrongMethod,
    outcome,
    problem_document,
    waiting,
)
from pilothouse.kit.storing import told
from pilothouse.site.bodies import CutShort


def answer(request: HttpRequest, error: PilothouseError) -> HttpResponse:
    """`error` in the form that the caller reads."""
    if request.path.startswith("/api/"):
        return problem(error)
    row = outcome(error)
    if getattr(request, "htmx", False):
        toast = {"toast": {"kind": "error", "text": str(error)}}
        headers = {"HX-Trigger": json.dumps(toast), "HX-Reswap": "none"} | waiting(error)
        return HttpResponse(status=row.status, headers=headers)
    # Without a CSRF token, which differs each time: a page that is yours to see and one that is not there
    # must not be told apart by anything but the address.
    context = {"error": error, "title": row.title, "status": row.status, "csrf_token": ""}
    response = render(request, _template(row.status), context, status=row.status)
    for name, value in _headers(error).items():
        response[name] = value
    return response


def _template(status: int) -> str:
    return f"errors/{status if status in {400, 403, 404, 429, 500} else 400}.html"


def problem(error: PilothouseError) -> HttpResponse:
    """RFC 9457 document with the status of the error's class."""
    status = outcome(error).status
    return HttpResponse(
        orjson.dumps(problem_document(error), default=str),
        status=status,
        content_type="application/problem+json",
        headers=_headers(error),
    )


def _headers(error: PilothouseError) -> dict[str, str]:
    """What a status wants beside the answer: how to log in, or after how many seconds to try again."""
    found = {"WWW-Authenticate": "Bearer"} if outcome(error).status == 401 else {}
    return found | waiting(error)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(
        request, NotFound("There is nothing at this address.", cure="Check it, or start from Today.")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses before any view: too large a body, a host that is not ours, a broken form."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, too_large())
    if isinstance(exception, CutShort):
        return answer(request, slow())
    if isinstance(exception, DisallowedHost):
        cure = "Use the address of the server, or add this name to PILOTHOUSE_HOSTS."
        error = UnknownHost("This server is not known by that name.", cure=cure)
        if request.path.startswith("/api/"):
            return problem(error)
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")
    return answer(request, Invalid("The request could not be read.", cure="Reload the page and send again."))


def too_large() -> TooLarge:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
    cure = "Send it in parts, or as a file where the operation takes one."
    return TooLarge(f"A request holds at most {most} MB.", cure=cure)


def slow() -> Slow:
    cure = "Send it again; over a slow line, in parts."
    return Slow("The request did not arrive whole; nothing was changed.", cure=cure)


def wrong_method(request: HttpRequest, allow: str) -> HttpResponse:
    """What is asked of an address that answers other methods, which `allow` names."""
    told = f"This address answers {allow}." if allow else "This address does not answer that."
    cure = "See the reference of the API." if request.path.startswith("/api/") else "Open the page itself."
    response = answer(request, WrongMethod(told, cure=cure))
    response.headers["Allow"] = allow
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(
        request, Forbidden("This form was opened too long ago.", cure="Reload the page and send again.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever no view and no middleware made an answer of; the disk and the database are told by name."""
    if known := told(sys.exception()):
        return answer(request, known)
    error = PilothouseError("Something went wrong on our side; nothing was changed.", cure="Try again.")
    if request.path.startswith("/api/"):
        return problem(error)
    return render(request, "errors/500.html", {"error": error, "title": "Something went wrong"}, status=500)
