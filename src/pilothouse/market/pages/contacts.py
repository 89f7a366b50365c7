"""Contacts: the list, one of them, and erasing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, form_answer, posted_version, words
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.contracts import CONSENTS, Contact
from pilothouse.market.forms import ContactForm
from pilothouse.market.pages.shared import choice, every

_EXPORTED = ("contact", "email", "title", "company", "consent", "consent on", "notes")


@page()
def contacts(request: HttpRequest) -> HttpResponseBase:
    """Contacts, filtered by what the address says."""
    actor = request_actor(request)
    wanted: dict[str, Any] = {name: request.GET.get(name, "").strip() for name in ("text", "consent")}
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.contact_ids(actor=actor, **wanted), safe=False)
    if form := request.GET.get("format"):
        rows = map(_line, every(queries.contacts, actor=actor, **wanted))
        return table_response(request, rows=rows, columns=_EXPORTED, name="contacts", format=form)
    context = {
        "page": queries.contacts(actor=actor, page=number(request, "page", 1), **wanted),
        "text": wanted["text"],
        "choices": [choice(request, "consent", "Any consent", words(CONSENTS))],
        "filtered": any(wanted.values()),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/contacts.html", context)


def _line(row: Contact) -> list[object]:
    own = [row.name, row.email, row.title, row.company_name, row.consent]
    return [*own, row.consent_on, row.notes]


@page()
def contact(request: HttpRequest, id: int) -> HttpResponse:
    """One contact."""
    actor = request_actor(request)
    context = {
        "contact": queries.contact(actor=actor, id=id),
        "entries": journal.history(actor=actor, subject=Ref("market.contact", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
        "may_erase": actor.may(Role.OWNER),
    }
    return render(request, "market/contact.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_contact(request: HttpRequest) -> HttpResponse:
    """Add a contact."""
    actor = request_actor(request)
    form = ContactForm(request.POST or None, companies=queries.company_names(actor=actor))
    return form_answer(
        request,
        form,
        lambda: services.add_contact(actor=actor, now=clock.now(), **form.values()),
        then=lambda row: wurl(actor, "market:contact", row.id),
        done=lambda row: f"{row.called} was added.",
        back=("Contacts", wurl(actor, "market:contacts")),
        heading="Add a contact",
        submit="Add the contact",
    )


@page(role=Role.OWNER, methods=("POST",))
def erase_contact(request: HttpRequest, id: int) -> HttpResponse:
    """Erase somebody for good."""
    actor = request_actor(request)
    version = posted_version(request)
    return acted(
        request,
        lambda: services.erase_contact(
            actor=actor, now=clock.now(), id=id, version=version, why=request.POST.get("why", "")[:1000]
        ),
        wurl(actor, "market:contact", id),
        "The contact was erased.",
    )
