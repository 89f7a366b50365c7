"""The trash: what was removed in the last 30 days, over all rooms, and bringing it back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Restored
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import is_htmx, number, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, NotFound, PilothouseError, outcome
from pilothouse.kit.text import plural
from pilothouse.site import offering
from pilothouse.site.addresses import address
from pilothouse.site.templatetags.record import lines

KEPT_DAYS = 30
_SIZE = 50


@page()
def trash(request: HttpRequest) -> HttpResponse:
    """Removals of 30 days that can be restored, newest first."""
    actor = request_actor(request)
    found = journal.removals(
        actor=actor,
        verbs=offering.restores(),
        since=clock.now() - timedelta(days=KEPT_DAYS),
        page=number(request, "page", 1),
        size=_SIZE,
    )
    context = {
        "page": found,
        "lines": lines(actor, found.rows, accounts.currency(actor=actor)),
        "days": KEPT_DAYS,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "site/trash.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def restore(request: HttpRequest, entry: int) -> HttpResponse:
    """Take a removal back, from the trash or from a toast."""
    actor = request_actor(request)
    try:
        found = put_back(actor=actor, now=clock.now(), entry_id=entry)
    except (Forbidden, NotFound):
        raise
    except PilothouseError as error:
        refused = f"{error.message} {error.cure}".strip()
        if is_htmx(request):
            return _said(refused, outcome(error).status)
        messages.error(request, refused)
        return redirect(wurl(actor, "trash"))
    if is_htmx(request):
        return _said(_told(found))
    messages.success(request, _told(found))
    return redirect(address(actor, found[0].subject) or wurl(actor, "trash"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_act(request: HttpRequest, batch: str) -> HttpResponse:
    """Take back one change of many rows of any room; what was changed again since stays."""
    actor, services = request_actor(request), offering.undoes()
    nouns = {row.subject.kind for row in journal.batch(actor=actor, batch=batch)}
    undo = next((services[noun] for noun in sorted(nouns) if noun in services), None)
    if undo is None:
        raise NotFound("There was no such act.", cure="See the activity page.")
    done = undo(actor=actor, now=clock.now(), batch=batch)
    kept = f" {plural(done.kept, 'row')} changed since, and kept." if done.kept else ""
    text = f"{plural(done.restored, 'row')} as before.{kept}"
    if is_htmx(request):
        return _said(text)
    messages.success(request, text)
    return redirect(wurl(actor, "activity"))


def _said(text: str, status: int = 200) -> HttpResponse:
    """The answer to what a toast asked for."""
    response = HttpResponse("", status=status)
    response.headers["HX-Trigger"] = json.dumps({"edited": {"text": text}})
    return response


def put_back(*, actor: Actor, now: datetime, entry_id: int) -> tuple[Restored, ...]:
    """Restore what entry `entry_id` removed, with all that was removed at once with it: all or nothing.

    Raises `NotFound` when there is nothing to restore, `Conflict` when something stands in the way.
    """
    actor.require(Role.EDITOR)
    services = offering.restores()
    removal = journal.entry(actor=actor, id=entry_id)
    whole = journal.removed_with(actor=actor, entry=removal, verbs=services)
    if not whole:
        raise NotFound("There is nothing to restore.", cure="It may be back already; see the trash.")
    if len(whole) == 1:  # whose service computes what it can before its own transaction
        return (services[removal.verb](actor=actor, now=now, entry_id=removal.id),)
    with transaction.atomic():
        return tuple(services[row.verb](actor=actor, now=now, entry_id=row.id) for row in whole)


def _told(found: tuple[Restored, ...]) -> str:
    """`Atlas is back, with 3 more. Gone since: owner.`"""
    more = f", with {len(found) - 1} more" if len(found) > 1 else ""
    missing = sorted({word for row in found for word in row.missing})
    without = f" Gone since, so left empty: {', '.join(missing)}." if missing else ""
    return f"{found[0].title} is back{more}.{without}"
