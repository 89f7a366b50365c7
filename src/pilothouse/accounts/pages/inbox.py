"""The inbox: what a member was told, and the switch that says of what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries, services
from pilothouse.accounts.contracts import REASON_WORDS
from pilothouse.kit import clock
from pilothouse.kit.doors import is_htmx, number, page, request_actor, wurl
from pilothouse.kit.refs import Ref


@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """Notifications, newest first: those that wait, or those that are done."""
    actor = request_actor(request)
    reason, done = request.GET.get("reason", ""), request.GET.get("done") == "1"
    found = queries.inbox(actor=actor, reason=reason, done=done, page=number(request, "page", 1))
    waiting = queries.waiting_by_reason(actor=actor)
    context = {
        "page": found,
        "rows": [(row, REASON_WORDS[row.reason]) for row in found.rows],
        "reason": reason,
        "done": done,
        "reasons": [(key, words, waiting.get(key, 0)) for key, words in REASON_WORDS.items()],
        "waiting": sum(waiting.values()),
    }
    return render(request, "accounts/inbox.html", context)


@page(methods=("POST",))
def finish(request: HttpRequest, id: int) -> HttpResponse:
    """Mark one done, or let it wait again; htmx takes its line away."""
    actor = request_actor(request)
    done = request.POST.get("done", "1") == "1"
    services.finish_notification(actor=actor, now=clock.now(), id=id, done=done)
    if is_htmx(request):
        return HttpResponse("")
    return redirect(wurl(actor, "accounts:inbox"))


@page(methods=("POST",))
def finish_all(request: HttpRequest) -> HttpResponse:
    """Mark all that wait done, or those of one reason."""
    actor = request_actor(request)
    done = services.finish_notifications(
        actor=actor, now=clock.now(), reason=request.POST.get("reason", "")
    ).done
    messages.success(request, f"{done} notification{'' if done == 1 else 's'} done.")
    return redirect(wurl(actor, "accounts:inbox"))


@page(methods=("POST",))
def watch(request: HttpRequest, subject: str) -> HttpResponse:
    """The switch on the page of a thing."""
    actor, about = request_actor(request), Ref.parse(subject)
    on = request.POST.get("on") == "1"
    found = services.watch(actor=actor, now=clock.now(), about=about, on=on)
    if is_htmx(request):
        context: dict[str, Any] = {"card": found}
        return render(request, "accounts/talk/_watch.html", context)
    return redirect(wurl(actor, "ref", about.kind, about.id))
