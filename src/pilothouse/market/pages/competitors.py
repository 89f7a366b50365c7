"""The matrix of features and competitors, one competitor, one feature."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, form_acted, form_answer, posted_version
from pilothouse.kit.products import ProductName, product_choice
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.competitor_forms import (
    CompetitorForm,
    FeatureForm,
    FeatureItemForm,
    PlanForm,
    PriceForm,
)
from pilothouse.market.contracts import SHOWN_FACTS, Feature
from pilothouse.market.pages.shared import added, choice, every, told
from pilothouse.market.price_charts import priced

_EXPORTED = (
    "product", "feature", "description", "we have it", "competitor", "answer", "source", "seen on", "seen by",
    "expires",
)  # fmt: skip
_FILTERS = ("text", "shown")


@page()
def competitors(request: HttpRequest) -> HttpResponseBase:
    """Features of one product by competitors, filtered by what the address says."""
    actor, today = request_actor(request), clock.today()
    product = _product(request)
    ref = str(product.ref) if product else ""
    narrow = queries.NarrowFeatures(
        product=ref,
        text=request.GET.get("text", "").strip(),
        shown=request.GET.get("shown", "").strip(),
    )
    if form := request.GET.get("format"):
        found = every(queries.features, actor=actor, narrow=narrow, today=today)
        key = product.key if product else ""
        lines = (line for row in found for line in _lines(row, key))
        return table_response(request, rows=lines, columns=_EXPORTED, name="competitor-facts", format=form)
    context = {
        "page": queries.features(actor=actor, narrow=narrow, today=today, page=number(request, "page", 1)),
        "competitors": queries.competitors(actor=actor, today=today, product=ref),
        "check": queries.many_to_check(actor=actor, today=today),
        "suspect": queries.suspect(actor=actor, today=today),
        "product": product,
        "products": product_choice(request).products,
        "text": narrow.text,
        "choices": [choice(request, "shown", "All features", list(SHOWN_FACTS.items()))],
        "filtered": any(request.GET.get(name) for name in _FILTERS),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/competitors.html", context)


def _product(request: HttpRequest) -> ProductName | None:
    """The product that the address chose, else the first; a matrix is of one product."""
    shown = product_choice(request).shown
    return shown[0] if shown else None


def _lines(row: Feature, product: str) -> Iterator[list[object]]:
    """A line for each competitor; one without where there are none."""
    own = [product, row.name, row.description, row.own_told]
    for fact in row.facts:
        seen = [fact.source, fact.seen_on, fact.seen_by, fact.expires_on]
        yield [*own, fact.competitor_name, fact.answer, *seen]
    if not row.facts:
        yield [*own, "", "", "", None, "", None]


@page()
def competitor(request: HttpRequest, id: int) -> HttpResponse:
    """One competitor: what is known of it, its plans, what they cost."""
    actor, today = request_actor(request), clock.today()
    found = queries.competitor(actor=actor, id=id, today=today)
    settings = queries.competitor_settings(actor=actor)
    context = {
        "competitor": found,
        "facts": queries.facts_of(actor=actor, competitor=id, today=today),
        "plans": [
            (priced(plan, settings, today), PriceForm(auto_id=f"price{plan.id}_%s")) for plan in found.plans
        ],
        "currency": settings.currency,
        "plan_form": PlanForm(auto_id="plan_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.competitor", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/competitor.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_competitor(request: HttpRequest) -> HttpResponse:
    """Add a competitor."""
    actor = request_actor(request)
    products = [(str(row.ref), row.name) for row in product_choice(request).products]
    form = CompetitorForm(request.POST or None, products=products)
    return form_answer(
        request,
        form,
        lambda: services.add_competitor(actor=actor, now=clock.now(), **form.values()),
        then=lambda row: wurl(actor, "market:competitor", row.id),
        done=lambda row: f"{row.name} was added.",
        back=("Competitors", wurl(actor, "market:competitors")),
        heading="Add a competitor",
        submit="Add the competitor",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_competitor(request: HttpRequest, id: int) -> HttpResponse:
    """Put a competitor into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.remove_competitor(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:competitors"),
        "The competitor was removed.",
        refused=wurl(actor, "market:competitor", id),
        restorable=True,
    )


@page()
def feature(request: HttpRequest, id: int) -> HttpResponse:
    """One feature: whether we have it, and what is known of each competitor."""
    actor, today = request_actor(request), clock.today()
    context = {
        "feature": queries.feature(actor=actor, id=id, today=today),
        "item_form": FeatureItemForm(auto_id="feature_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.feature", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/feature.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_feature(request: HttpRequest) -> HttpResponse:
    """Add a feature."""
    actor, product = request_actor(request), _product(request)
    products = [(str(row.ref), row.name) for row in product_choice(request).products]
    form = FeatureForm(
        request.POST or None, products=products, initial={"product": str(product.ref) if product else ""}
    )
    return form_answer(
        request,
        form,
        lambda: services.add_feature(actor=actor, now=clock.now(), **form.values()),
        then=lambda row: wurl(actor, "market:feature", row.id),
        done=lambda row: f"{row.name} was added.",
        back=("Competitors", wurl(actor, "market:competitors")),
        heading="Add a feature",
        submit="Add the feature",
    )


@page(role=Role.EDITOR, methods=("POST",))
def quick_feature(request: HttpRequest) -> HttpResponse:
    """Add a feature to the matrix of a product by its name; the next line adds another."""
    actor, product = request_actor(request), request.POST.get("parent", "")

    def act() -> tuple[str, str]:
        name = request.POST.get("title", "")
        row = services.add_feature(actor=actor, now=clock.now(), product=product, name=name)
        return row.name, wurl(actor, "market:undo-feature", row.id)

    return added(request, act, wurl(actor, "market:competitors"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_feature(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    services.remove_feature(actor=actor, now=clock.now(), id=id, version=1)
    return told(request, "The feature is removed again.", wurl(actor, "market:competitors"))


@page(role=Role.EDITOR, methods=("POST",))
def remove_feature(request: HttpRequest, id: int) -> HttpResponse:
    """Put a feature into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.remove_feature(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:competitors"),
        "The feature was removed.",
        refused=wurl(actor, "market:feature", id),
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def plan_feature(request: HttpRequest, id: int) -> HttpResponse:
    """Say which item brings a feature."""
    actor, form = request_actor(request), FeatureItemForm(request.POST, auto_id="feature_%s")
    version = posted_version(request)
    return form_acted(
        request,
        form,
        lambda: services.change_feature(
            actor=actor, now=clock.now(), id=id, version=version, values=dict(form.cleaned_data)
        ),
        wurl(actor, "market:feature", id),
        "Linked.",
    )
