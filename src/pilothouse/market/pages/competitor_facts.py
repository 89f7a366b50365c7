"""One fact with its history and what rests on it, and the facts that are to be checked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.errors import Invalid
from pilothouse.kit.forms import acted, based_on, form_acted, posted_ids
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject as named_subject
from pilothouse.kit.text import plural
from pilothouse.market import queries, services
from pilothouse.market.competitor_cards import resting_card
from pilothouse.market.competitor_forms import FactForm, RestingForm, RestsOnForm
from pilothouse.market.contracts import Fact
from pilothouse.market.pages.shared import came_back, told


@page()
def fact(request: HttpRequest, id: int) -> HttpResponse:
    """What is known of a feature at a competitor, what it was before, and what rests on it."""
    actor, today = request_actor(request), clock.today()
    found = queries.fact(actor=actor, id=id, today=today)
    about = Ref("market.fact", found.row) if found.row else None
    context = {
        "fact": found,
        "ref": about,
        "form": FactForm(initial=_filled(found), auto_id="fact_%s"),
        "resting_form": RestingForm(auto_id="resting_%s"),
        "resting": queries.resting(actor=actor, today=today, fact_id=id),
        "earlier": queries.earlier_facts(actor=actor, id=id),
        "entries": journal.history(actor=actor, subject=about, limit=30) if about else (),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/fact.html", context)


def _filled(found: Fact) -> dict[str, object]:
    known = found.answer != "unknown"
    return {
        "version": found.version,
        "answer": found.answer,
        "source": found.source,
        "never": known and found.expires_on is None,
    }


@page(role=Role.EDITOR, methods=("POST",))
def record_fact(request: HttpRequest, id: int) -> HttpResponse:
    """Record what was seen; what was known before becomes its history."""
    actor, form = request_actor(request), FactForm(request.POST, auto_id="fact_%s")
    return form_acted(
        request,
        form,
        lambda: services.record_fact(
            actor=actor, now=clock.now(), id=id, version=based_on(form), values=form.values()
        ),
        wurl(actor, "market:fact", id),
        _recorded,
    )


def _recorded(row: Fact) -> str:
    rests = f" {plural(row.resting, 'thing')} on it to be looked at." if row.resting else ""
    return f"{row.title}: {row.answer}.{rests}"


@page(role=Role.EDITOR, methods=("POST",))
def undo_fact(request: HttpRequest, batch: str) -> HttpResponse:
    """Take back what was recorded in one act."""
    actor = request_actor(request)
    row = services.undo_fact(actor=actor, now=clock.now(), batch=batch)
    return told(request, f"{row.title}: {row.answer} as before.", wurl(actor, "market:competitors"))


@page()
def facts_to_check(request: HttpRequest) -> HttpResponse:
    """Facts that have expired or will soon, those first on which something rests."""
    actor, today = request_actor(request), clock.today()
    context = {
        "page": queries.facts_to_check(actor=actor, today=today, page=number(request, "page", 1)),
        "changed": queries.resting_on_changed(actor=actor, today=today),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/facts_to_check.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def renew_facts(request: HttpRequest) -> HttpResponse:
    """These were checked today, and are still so."""
    actor, ids = request_actor(request), posted_ids(request, most=19)
    return acted(
        request,
        lambda: services.renew_facts(actor=actor, now=clock.now(), ids=ids),
        came_back(request, actor, wurl(actor, "market:facts-to-check")),
        lambda done: f"Checked today, still so: {plural(done.renewed, 'fact')}.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def rest_on_fact(request: HttpRequest, id: int) -> HttpResponse:
    """Something rests on the fact of this page."""
    actor, form = request_actor(request), RestingForm(request.POST, auto_id="resting_%s")
    return form_acted(
        request,
        form,
        lambda: services.rest_on_fact(actor=actor, now=clock.now(), id=id, **form.cleaned_data),
        wurl(actor, "market:fact", id),
        "Linked.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def rest_here(request: HttpRequest) -> HttpResponse:
    """The thing of a page rests on a fact that was chosen there."""
    actor, form = request_actor(request), RestsOnForm(request.POST, auto_id="rests_%s")

    def act() -> object:
        values = dict(form.cleaned_data)
        try:
            about = Ref.parse(values.pop("fact"))
        except Invalid:
            about = None
        if about is None or about.kind != "market.fact":
            raise Invalid("No fact of this name was chosen.", where="fact", cure="Choose one of the list.")
        id = queries.fact_key(actor=actor, id=about.id)
        return services.rest_on_fact(actor=actor, now=clock.now(), id=id, **values)

    back = came_back(request, actor, wurl(actor, "market:competitors"))
    return form_acted(request, form, act, back, "Linked.")


@page()
def facts_behind(request: HttpRequest, subject: str) -> HttpResponse:
    """The part of an item's page that lists the facts on which it rests."""
    actor, about = request_actor(request), Ref.parse(subject)
    named_subject(actor=actor, ref=about)
    card = resting_card(actor=actor, today=clock.today(), about=about)
    return render(request, "market/_rests_on.html", {"card": card})


@page(role=Role.EDITOR, methods=("POST",))
def settle_resting(request: HttpRequest, id: int) -> HttpResponse:
    """Someone looked at what rests on a fact that changed, and it holds."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.settle_resting(actor=actor, now=clock.now(), resting_id=id),
        came_back(request, actor, wurl(actor, "market:facts-to-check")),
        "Noted as looked at.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def unrest_on_fact(request: HttpRequest, id: int) -> HttpResponse:
    """It does not rest on the fact any more."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.unrest_on_fact(actor=actor, now=clock.now(), resting_id=id),
        came_back(request, actor, wurl(actor, "market:competitors")),
        "The link was removed.",
    )
