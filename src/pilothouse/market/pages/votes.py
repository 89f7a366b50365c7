"""Votes on behalf of companies, from the page of what they want."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, form_acted
from pilothouse.market import services
from pilothouse.market.feedback_forms import VoteForm


@page(role=Role.EDITOR, methods=("POST",))
def add_vote(request: HttpRequest) -> HttpResponse:
    """A company wants something."""
    actor, form = request_actor(request), VoteForm(request.POST, auto_id="vote_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_vote(actor=actor, now=clock.now(), **form.cleaned_data),
        _back(request, actor),
        "The vote was noted.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_vote(request: HttpRequest, id: int) -> HttpResponse:
    """Take a vote back."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_vote(actor=actor, now=clock.now(), vote_id=id),
        _back(request, actor),
        "The vote was removed.",
    )


def _back(request: HttpRequest, actor: Actor) -> str:
    """The page that the form stands on."""
    back = request.POST.get("back", "")
    return back if back.startswith(f"/w/{actor.workspace_slug}/") else wurl(actor, "market:inbox")
