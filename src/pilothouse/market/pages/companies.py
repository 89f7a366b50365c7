"""Companies: the list, one of them, its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, based_on, form_acted, form_answer, posted_version
from pilothouse.kit.money import typed
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import plural
from pilothouse.market import queries, services
from pilothouse.market.contracts import Company
from pilothouse.market.forms import CompanyForm, ContactForm
from pilothouse.market.pages.shared import added, choice, every, told
from pilothouse.team import queries as team

_EXPORTED = (
    "company", "segment", "plan", "revenue", "currency", "owner", "website", "contacts", "feedback", "notes",
)  # fmt: skip


@page()
def companies(request: HttpRequest) -> HttpResponseBase:
    """Companies, filtered by what the address says."""
    actor = request_actor(request)
    wanted: dict[str, Any] = {name: request.GET.get(name, "").strip() for name in ("text", "segment", "plan")}
    sort = request.GET.get("sort", "name")
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.company_ids(actor=actor, **wanted), safe=False)
    if form := request.GET.get("format"):
        rows = map(_line, every(queries.companies, actor=actor, sort=sort, **wanted))
        return table_response(request, rows=rows, columns=_EXPORTED, name="companies", format=form)
    segments = [(word, word) for word in queries.segments(actor=actor)]
    plans = [(word, word) for word in queries.plans(actor=actor)]
    context = {
        "page": queries.companies(actor=actor, sort=sort, page=number(request, "page", 1), **wanted),
        "text": wanted["text"],
        "choices": [
            choice(request, "segment", "Any segment", segments),
            choice(request, "plan", "Any plan", plans),
        ],
        "filtered": any(wanted.values()),
        "sort": sort,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/companies.html", context)


def _line(row: Company) -> list[object]:
    amount = typed(row.revenue_cents, row.currency)
    own = [row.name, row.segment, row.plan, float(amount) if amount else None, row.currency]
    return [*own, row.owner_name, row.website, row.contacts, row.feedback, row.notes]


@page()
def company(request: HttpRequest, id: int) -> HttpResponse:
    """One company with its contacts and what they said."""
    actor = request_actor(request)
    found = queries.company(actor=actor, id=id)
    context = {
        "company": found,
        "said": queries.feedback_page(actor=actor, narrow=queries.Narrow(company=id), size=20),
        "contacts": queries.contacts(actor=actor, company=id, size=200).rows,
        "contact_form": ContactForm(companies=(), auto_id="contact_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.company", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/company.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_company(request: HttpRequest) -> HttpResponse:
    """Add a company."""
    actor = request_actor(request)
    form = CompanyForm(request.POST or None, owners=team.owners(actor=actor))
    return form_answer(
        request,
        form,
        lambda: services.add_company(actor=actor, now=clock.now(), **form.values()),
        then=lambda row: wurl(actor, "market:company", row.id),
        done=lambda row: f"{row.name} was added.",
        back=("Companies", wurl(actor, "market:companies")),
        heading="Add a company",
        submit="Add the company",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_company(request: HttpRequest, id: int) -> HttpResponse:
    """Change a company; a change based on an older version shows both."""
    actor = request_actor(request)
    found = queries.company(actor=actor, id=id)
    form = CompanyForm(
        request.POST or None, initial=CompanyForm.filled(found), owners=team.owners(actor=actor)
    )
    return form_answer(
        request,
        form,
        lambda: services.change_company(
            actor=actor, now=clock.now(), id=id, version=based_on(form), values=form.values()
        ),
        then=lambda row: wurl(actor, "market:company", row.id),
        done=lambda row: f"{row.name} was changed.",
        back=(found.name, wurl(actor, "market:company", id)),
        heading=f"Edit {found.name}",
        submit="Save",
    )


@page(role=Role.EDITOR, methods=("POST",))
def quick_add(request: HttpRequest) -> HttpResponse:
    """Add a company by its name; the next line adds another."""
    actor = request_actor(request)

    def act() -> tuple[str, str]:
        row = services.add_company(actor=actor, now=clock.now(), name=request.POST.get("title", ""))
        return row.name, wurl(actor, "market:undo-add", row.id)

    return added(request, act, wurl(actor, "market:companies"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_add(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    name = queries.company(actor=actor, id=id).name
    services.remove_company(actor=actor, now=clock.now(), id=id, version=1)
    return told(request, f"{name} is removed again.", wurl(actor, "market:companies"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_act(request: HttpRequest, batch: str) -> HttpResponse:
    """Take back one act on many rows; what was changed again since stays."""
    actor = request_actor(request)
    done = services.undo_act(actor=actor, now=clock.now(), batch=batch)
    kept = f" {plural(done.kept, 'row')} changed since, and kept." if done.kept else ""
    return told(request, f"{plural(done.restored, 'row')} as before.{kept}", wurl(actor, "market:companies"))


@page(role=Role.EDITOR, methods=("POST",))
def remove_company(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a company; the toast restores it."""
    actor = request_actor(request)
    found = queries.company(actor=actor, id=id)
    version = posted_version(request)
    return acted(
        request,
        lambda: services.remove_company(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:companies"),
        f"{found.name} was removed.",
        refused=wurl(actor, "market:company", id),
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_contact(request: HttpRequest, id: int) -> HttpResponse:
    """Add a contact of a company."""
    actor = request_actor(request)
    form = ContactForm(request.POST, companies=(), auto_id="contact_%s")

    def act() -> Any:
        values = form.values() | {"company_id": id}
        return services.add_contact(actor=actor, now=clock.now(), **values)

    url = wurl(actor, "market:company", id)
    return form_acted(request, form, act, url, lambda row: f"{row.called} was added.")
