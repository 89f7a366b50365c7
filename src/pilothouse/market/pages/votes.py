"""Votes on behalf of companies, from the page of what they want."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, form_acted
from pilothouse.market import services
from pilothouse.market.feedback_forms import VoteForm
from pilothouse.market.pages.shared import came_back


@page(role=Role.EDITOR, methods=("POST",))
def add_vote(request: HttpRequest) -> HttpResponse:
    """A company wants something."""
    actor, form = request_actor(request), VoteForm(request.POST, auto_id="vote_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_vote(actor=actor, now=clock.now(), **form.cleaned_data),
        came_back(request, actor, wurl(actor, "market:inbox")),
        "The vote was noted.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_vote(request: HttpRequest, id: int) -> HttpResponse:
    """Take a vote back."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_vote(actor=actor, now=clock.now(), vote_id=id),
        came_back(request, actor, wurl(actor, "market:inbox")),
        "The vote was removed.",
    )
