"""Insights: the list, one of them, its evidence and what it is about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, form_acted, posted_number, posted_version
from pilothouse.kit.products import product_choice
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject as named_subject
from pilothouse.market import queries, services
from pilothouse.market.contracts import Insight
from pilothouse.market.pages.research import products_of
from pilothouse.market.pages.shared import added, choice, every, told
from pilothouse.market.research_forms import CiteForm, EvidenceForm, InsightLinkForm
from pilothouse.team import queries as team

_EXPORTED = (
    "insight", "strength", "people", "ways", "people against", "product", "study", "owner", "about", "notes",
)  # fmt: skip
_LINKED = [("yes", "About something"), ("no", "About nothing yet")]


@page()
def insights(request: HttpRequest) -> HttpResponseBase:
    """Insights, filtered by what the address says."""
    actor = request_actor(request)
    narrow = queries.NarrowInsights(
        text=request.GET.get("text", "").strip(),
        study=number(request, "study", 0) or None,
        owner=number(request, "owner", 0) or None,
        products=products_of(request),
        linked=request.GET.get("linked", "").strip(),
    )
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.insight_ids(actor=actor, narrow=narrow), safe=False)
    if form := request.GET.get("format"):
        rows = map(_line, every(queries.insights, actor=actor, narrow=narrow))
        return table_response(request, rows=rows, columns=_EXPORTED, name="insights", format=form)
    context = {
        "page": queries.insights(actor=actor, narrow=narrow, page=number(request, "page", 1)),
        "text": narrow.text,
        "choices": [
            choice(request, "study", "Any study", queries.study_names(actor=actor)),
            choice(request, "owner", "Any owner", team.owners(actor=actor)),
            choice(request, "linked", "About anything", _LINKED),
        ],
        "filtered": any((narrow.text, narrow.study, narrow.owner, narrow.linked)),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/insights.html", context)


def _line(row: Insight) -> list[object]:
    about = ", ".join(link.target.key for link in row.links)
    who = [row.product.title if row.product else "", row.study_title, row.owner_name]
    return [row.title, row.strength_name, row.people, row.methods, row.against, *who, about, row.notes]


@page()
def insight(request: HttpRequest, id: int) -> HttpResponse:
    """One insight: what speaks for it and against it, and what it is about."""
    actor = request_actor(request)
    context = {
        "insight": queries.insight(actor=actor, id=id),
        "evidence_form": EvidenceForm(auto_id="evidence_%s"),
        "link_form": InsightLinkForm(auto_id="link_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.insight", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/insight.html", context)


@page()
def insights_about(request: HttpRequest, about: str) -> HttpResponse:
    """What is known about an item or a blueprint: a part of its page, which asks for it once it is there."""
    actor, ref = request_actor(request), Ref.parse(about)
    named_subject(actor=actor, ref=ref)
    rows = queries.insights_about(actor=actor, about=ref)
    return render(request, "market/_insights_about.html", {"rows": rows})


@page(role=Role.EDITOR, methods=("POST",))
def quick_insight(request: HttpRequest) -> HttpResponse:
    """State an insight in a line, of the study that the form names; the next line adds another."""
    actor = request_actor(request)

    def act() -> tuple[str, str]:
        only = product_choice(request).only
        row = services.add_insight(
            actor=actor,
            now=clock.now(),
            title=request.POST.get("title", ""),
            study_id=posted_number(request, "study_id"),
            product=str(only.ref) if only else "",
        )
        return f"“{row.title[:60]}”", wurl(actor, "market:undo-insight", row.id)

    return added(request, act, wurl(actor, "market:insights"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_insight(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    services.remove_insight(actor=actor, now=clock.now(), id=id, version=1)
    return told(request, "The insight is removed again.", wurl(actor, "market:insights"))


@page(role=Role.EDITOR, methods=("POST",))
def remove_insight(request: HttpRequest, id: int) -> HttpResponse:
    """Put an insight into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.remove_insight(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:insights"),
        "The insight was removed.",
        refused=wurl(actor, "market:insight", id),
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def cite(request: HttpRequest) -> HttpResponse:
    """Make something evidence of an insight, and go on to that."""
    actor, form = request_actor(request), CiteForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.cite(actor=actor, now=clock.now(), **form.cleaned_data),
        lambda row: wurl(actor, "market:insight", row.id),
        "The evidence was added.",
        page=wurl(actor, "market:insights"),
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_evidence(request: HttpRequest, id: int) -> HttpResponse:
    """Say what speaks for an insight, or against it."""
    actor, form = request_actor(request), EvidenceForm(request.POST, auto_id="evidence_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_evidence(actor=actor, now=clock.now(), insight_id=id, **form.cleaned_data),
        wurl(actor, "market:insight", id),
        "The evidence was added.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_evidence(request: HttpRequest, id: int, evidence_id: int) -> HttpResponse:
    """Take a piece of evidence away."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_evidence(actor=actor, now=clock.now(), evidence_id=evidence_id),
        wurl(actor, "market:insight", id),
        "The evidence was removed.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def link_insight(request: HttpRequest, id: int) -> HttpResponse:
    """Say what an insight is about."""
    actor, form = request_actor(request), InsightLinkForm(request.POST, auto_id="link_%s")
    return form_acted(
        request,
        form,
        lambda: services.link_insight(actor=actor, now=clock.now(), insight_id=id, **form.cleaned_data),
        wurl(actor, "market:insight", id),
        "Linked.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def unlink_insight(request: HttpRequest, id: int, link_id: int) -> HttpResponse:
    """Take a link away."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.unlink_insight(actor=actor, now=clock.now(), link_id=link_id),
        wurl(actor, "market:insight", id),
        "The link was removed.",
    )
