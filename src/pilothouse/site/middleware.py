"""Answers to failure, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.doors import is_htmx
from pilothouse.kit.errors import Forbidden, NotFound, PilothouseError, Unavailable, from_engine
from pilothouse.kit.refusals import HEADER, of_error, refused
from pilothouse.kit.storing import told
from pilothouse.site.errors import answer, wrong_method

Next = Callable[[HttpRequest], HttpResponse]

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def security_headers(get_response: Next) -> Next:
    """Outermost: also files and error pages get the content policy. A page that asked for a nonce with
    `{% style_nonce %}` may make style sheets that carry it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        nonce = getattr(request, "style_nonce", "")
        own = f"style-src 'self' 'nonce-{nonce}'" if nonce else "style-src 'self'"
        response.headers.setdefault("Content-Security-Policy", _POLICY.replace("style-src 'self'", own))
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return middleware


def without_nul(get_response: Next) -> Next:
    """The character NUL in an address or a cookie: no stored text holds it, and PostgreSQL refuses to look
    for it. A path with it leads nowhere; from a query and from cookies it is taken out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            return answer(request, NotFound("There is no page at this address."))
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        if "\\0" in request.META.get("HTTP_COOKIE", ""):  # an octal escape, which cookies may hold
            request.COOKIES = {name: text.replace("\0", "") for name, text in request.COOKIES.items()}
        return get_response(request)

    return middleware


class ErrorPages:
    """Turns the six errors into the page of the form that was refused, a page of their own, a fragment for
    htmx, or a problem document for the API. A form that a script sent is told where to go on to."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return wrong_method(request, response.headers["Allow"])
        if HEADER in request.headers and (onward := response.headers.get("Location")):
            del response.headers["Location"]
            response.headers["X-Location"], response.status_code = onward, 204
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        known = from_engine(error) if isinstance(error, InvalidProblem) else told(error)
        if known is None:
            return None
        return _page_of_form(request, known) or answer(request, known)


def _page_of_form(request: HttpRequest, error: PilothouseError) -> HttpResponse | None:
    """The page with the form that was refused; None where no form of a page was sent."""
    if request.method != "POST" or is_htmx(request) or isinstance(error, Forbidden | Unavailable):
        return None
    view = request.resolver_match.func if request.resolver_match else None
    return refused(request, of_error(error)) if hasattr(view, "page_methods") else None
