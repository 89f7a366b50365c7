"""A form that is refused stands where it was: its page anew, with what was typed, and why beside the field.

A browser gets that page, with the status of the error, whether the form was sent by it or by the script
`web/app/forms.ts`, which then puts the one form in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

from pilothouse.kit.errors import PilothouseError, outcome
from pilothouse.kit.placing import placed

# Sent by the script with every form that does not leave its page.
HEADER = "X-Form"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Sentences by what they are about, empty for the form as a whole, and the status to answer with."""

    wrong: dict[str, str]
    status: int

    @property
    def text(self) -> str:
        return " ".join(self.wrong.values())


def of_error(error: PilothouseError) -> Refusal:
    return Refusal({error.where: f"{error.message} {error.cure}".strip()}, outcome(error).status)


def of_form(form: Form, error: PilothouseError | None, status: int) -> Refusal:
    """What is wrong with the fields of a form that was read, and what a service said of it besides."""
    wrong = {
        name if name != "__all__" else "": " ".join(str(text) for text in texts)
        for name, texts in form.errors.items()
    }
    return Refusal(wrong | (of_error(error).wrong if error else {}), status)


def refused(request: HttpRequest, refusal: Refusal, *others: str) -> HttpResponse | None:
    """The page that the form of `request` stands on, or else the first of `others`, with that form as it was
    sent.

    None when none is a page that can be seen. What has no form any more is told in a toast.
    """
    for address in dict.fromkeys((_came_from(request), *others)):
        drawn = _drawn(request, address)
        if drawn is None:
            continue
        sent = dict(request.POST.lists())
        html = placed(
            drawn.content.decode(), action=request.path, here=address, sent=sent, wrong=refusal.wrong
        )
        if html is None:
            messages.error(request, refusal.text)
            drawn = _drawn(request, address) or drawn
            html = drawn.content.decode()
        drawn.content = html.encode()
        drawn.status_code = refusal.status
        return drawn
    return None


def _came_from(request: HttpRequest) -> str:
    """The page that a form was sent from, when it is one of this workspace; without a host."""
    parts = urlsplit(request.headers.get("Referer", ""))
    space = "/".join(request.path.split("/")[:3]) + "/"
    is_ours = parts.netloc == request.get_host() and parts.path.startswith(space)
    return parts._replace(scheme="", netloc="", fragment="").geturl() if is_ours else ""


def _drawn(request: HttpRequest, address: str) -> HttpResponse | None:
    """The page at `address` as who sent `request` would see it, when there is one and it can be seen."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path) if address else None
    except Resolver404:
        return None
    if match is None or "GET" not in getattr(match.func, "page_methods", ()):
        return None
    match.kwargs.pop("workspace", None)
    view = cast(Callable[..., HttpResponseBase], match.func)
    try:
        answer = view(_asked(request, parts.path, parts.query, match), *match.args, **match.kwargs)
    except PilothouseError:
        return None
    if not isinstance(answer, HttpResponse) or answer.status_code != 200:
        return None
    return answer if "html" in answer.headers.get("Content-Type", "") else None


def _asked(request: HttpRequest, path: str, query: str, match: Any) -> HttpRequest:
    """The request for a page within the one that sent a form."""
    asked = copy(request)
    asked.method, asked.path, asked.path_info, asked.resolver_match = "GET", path, path, match
    asked.META = {**request.META, "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    asked.GET, asked.POST = QueryDict(query), QueryDict()
    asked.__dict__ |= {"_files": MultiValueDict(), "htmx": False}
    for name in ("product_choice", "headers"):  # kept on the request by who asked first
        asked.__dict__.pop(name, None)
    return asked
