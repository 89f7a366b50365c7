"""Ways in: portals with their entries, keys of programs, mailboxes."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from pilothouse.journal import queries as journal
from pilothouse.kit import clock, mail
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import Sent, acted, form_acted, posted_version
from pilothouse.kit.products import product_choice
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import listed
from pilothouse.market import queries, services
from pilothouse.market.contracts import MailTaken
from pilothouse.market.portal_forms import EntryForm, KeyForm, MailboxForm, PortalForm


@never_cache
@page()
def ways_in(request: HttpRequest) -> HttpResponse:
    """Portals, keys of programs and mailboxes; what was made a moment ago shows its secret once."""
    return _ways_in(request)


def _ways_in(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    actor, only = request_actor(request), product_choice(request).only
    context: dict[str, Any] = {
        "portals": queries.portals(actor=actor),
        "keys": queries.intake_keys(actor=actor),
        "waiting": queries.posts_waiting(actor=actor),
        "site": request.build_absolute_uri("/").rstrip("/"),
        "portal_form": PortalForm(
            products=_products(request),
            auto_id="portal_%s",
            initial={"product": str(only.ref) if only else ""},
        ),
        "key_form": KeyForm(auto_id="key_%s"),
        "mailbox_form": MailboxForm(auto_id="mailbox_%s"),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/ways_in.html", context | more, status=status)


def _products(request: HttpRequest) -> list[tuple[str, str]]:
    rows = listed(actor=request_actor(request), kind="vision.product", limit=200)
    return [(str(row.ref), row.title) for row in rows]


@page(role=Role.EDITOR, methods=("POST",))
def add_portal(request: HttpRequest) -> HttpResponse:
    """Open a portal."""
    actor = request_actor(request)
    form = PortalForm(request.POST, products=_products(request), auto_id="portal_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_portal(actor=actor, now=clock.now(), **form.cleaned_data),
        lambda row: wurl(actor, "market:portal", row.id),
        "The portal is open. Write what it shows.",
        page=wurl(actor, "market:ways-in"),
    )


@page()
def portal(request: HttpRequest, id: int) -> HttpResponse:
    """A portal with its entries, published or not, and who voted."""
    actor = request_actor(request)
    found = queries.portal(actor=actor, id=id)
    context = {
        "portal": found,
        "address": request.build_absolute_uri(found.path),
        "entries": queries.portal_entries(actor=actor, portal=id),
        "sends_mail": mail.server() is not None,
        "entry_form": EntryForm(auto_id="entry_%s"),
        "history": journal.history(actor=actor, subject=Ref("market.portal", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/portal.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def revoke_portal(request: HttpRequest, id: int) -> HttpResponse:
    """Close the address of a portal for good."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.revoke_portal(actor=actor, now=clock.now(), id=id),
        wurl(actor, "market:portal", id),
        "The address shows nothing any more.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_entry(request: HttpRequest, id: int) -> HttpResponse:
    """Write an entry of a portal."""
    actor, form = request_actor(request), EntryForm(request.POST, auto_id="entry_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_entry(actor=actor, now=clock.now(), portal_id=id, **form.cleaned_data),
        wurl(actor, "market:portal", id),
        lambda row: "The entry is published." if row.is_published else "The entry was added.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_entry(request: HttpRequest, id: int) -> HttpResponse:
    """Put an entry into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.portal_of_entry(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_entry(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:portal", of),
        "The entry was removed.",
        restorable=True,
    )


@never_cache
@page(role=Role.EDITOR, methods=("POST",))
def add_key(request: HttpRequest) -> HttpResponse:
    """Make a key of a program; its secret is shown in the answer, once."""
    actor, form = request_actor(request), KeyForm(request.POST, auto_id="key_%s")
    sent = Sent(form, lambda: services.add_intake_key(actor=actor, now=clock.now(), **form.cleaned_data))
    if sent.is_done:
        return _ways_in(request, made=sent.result)
    return _ways_in(request, status=sent.status, key_form=form, error=sent.error)


@page(role=Role.EDITOR, methods=("POST",))
def revoke_key(request: HttpRequest, id: int) -> HttpResponse:
    """End a key for good."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.revoke_intake_key(actor=actor, now=clock.now(), id=id),
        wurl(actor, "market:ways-in"),
        lambda row: f"The key of {row.name} was revoked.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def bring_mailbox(request: HttpRequest) -> HttpResponse:
    """Bring in a mailbox, and say what became of its messages."""
    actor, form = request_actor(request), MailboxForm(request.POST, request.FILES, auto_id="mailbox_%s")

    def act() -> MailTaken:
        file = form.cleaned_data["file"]
        stream = cast("BinaryIO", file)
        return services.take_uploaded(actor=actor, now=clock.now(), stream=stream, size=file.size)

    sent = Sent(form, act)
    if not sent.is_done or sent.result is None:
        return _ways_in(request, status=sent.status, mailbox_form=form, error=sent.error)
    if sent.result.unread:
        return _ways_in(request, taken=sent.result)
    messages.success(request, mailbox_words(sent.result))
    return redirect(wurl(actor, "market:posts"))


def mailbox_words(taken: MailTaken) -> str:
    """What a mailbox brought, in a sentence."""
    return f"Waiting now: {taken.waiting}; here already: {taken.known}; set aside as spam: {taken.spam}."
