"""What the pages of vision share: a form handed to a service, and the page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Forbidden, NotFound, PilothouseError, outcome
from pilothouse.team import queries as team

Made = TypeVar("Made")


def sent(form: Form, act: Callable[[], Made]) -> tuple[Made | None, PilothouseError | None]:
    """What `act` made of a form that can be read; a failure stands at its field, else it is returned."""
    if not form.is_valid():
        return None, None
    try:
        return act(), None
    except Forbidden:
        raise
    except PilothouseError as error:
        field = error.where if error.where in form.fields else error.where.replace("_cents", "_money")
        if field in form.fields:
            form.add_error(field, f"{error.message} {error.cure}".strip())
            return None, None
        return None, error


def form_page(
    request: HttpRequest,
    form: Form,
    *,
    back: tuple[str, str],
    heading: str,
    submit: str,
    error: PilothouseError | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of one form; `back` is the words and the address of where it came from."""
    context: dict[str, Any] = {"form": form, "heading": heading, "submit": submit, "error": error}
    context |= {"back": back[0], "back_url": back[1]} | more
    status = outcome(error).status if error else 422 if form.errors else 200
    return render(request, "kit/form.html", context, status=status)


def acted(request: HttpRequest, act: Callable[[], Any], url: str, done: str = "") -> HttpResponse:
    """Do it, say so or say why not, and go to `url`."""
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except PilothouseError as error:
        messages.error(request, f"{error.message} {error.cure}".strip())
    else:
        if done:
            messages.success(request, done)
    return redirect(url)


def posted_version(request: HttpRequest) -> int | None:
    """The version that a button was drawn for."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def currency(actor: Actor) -> str:
    """The workspace's currency."""
    return accounts.workspace_of(actor=actor).currency


def owners(actor: Actor) -> list[tuple[int, str]]:
    """Everybody, to choose an owner from."""
    return sorted(team.names(actor=actor).items(), key=lambda row: row[1].lower())
