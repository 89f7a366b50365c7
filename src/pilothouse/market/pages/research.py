"""Studies: the list and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, form_acted, form_answer, posted_version
from pilothouse.kit.products import product_choice
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import listed
from pilothouse.market import queries, services
from pilothouse.market.contracts import Study
from pilothouse.market.editables_research import KINDS, STATUSES
from pilothouse.market.pages.shared import added, choice, every, told
from pilothouse.market.pages.surveys import survey_context
from pilothouse.market.research_forms import CiteForm, ParticipantForm, SessionForm, StudyForm
from pilothouse.team import queries as team

_EXPORTED = (
    "study", "kind", "status", "question", "plan", "whom to ask", "product", "owner", "starts", "ends",
    "people wanted", "participants", "sessions", "answers", "insights",
)  # fmt: skip


def products_of(request: HttpRequest) -> tuple[str, ...] | None:
    """References of the products that the page shows; None for all."""
    refs = product_choice(request).refs
    return None if refs is None else tuple(map(str, refs))


@page()
def studies(request: HttpRequest) -> HttpResponseBase:
    """Studies, filtered by what the address says."""
    actor = request_actor(request)
    wanted = {name: request.GET.get(name, "").strip() for name in ("text", "kind", "status")}
    narrow = queries.NarrowStudies(
        **wanted, owner=number(request, "owner", 0) or None, products=products_of(request)
    )
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.study_ids(actor=actor, narrow=narrow), safe=False)
    if form := request.GET.get("format"):
        rows = map(_line, every(queries.studies, actor=actor, narrow=narrow))
        return table_response(request, rows=rows, columns=_EXPORTED, name="studies", format=form)
    context = {
        "page": queries.studies(actor=actor, narrow=narrow, page=number(request, "page", 1)),
        "text": narrow.text,
        "choices": [
            choice(request, "kind", "Any kind", KINDS),
            choice(request, "status", "Any status", STATUSES),
            choice(request, "owner", "Any owner", team.owners(actor=actor)),
        ],
        "filtered": any((*wanted.values(), narrow.owner)),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/studies.html", context)


def _line(row: Study) -> list[object]:
    plan = [row.title, row.kind, row.status, row.question, row.method, row.audience]
    who = [row.product.title if row.product else "", row.owner_name, row.starts_on, row.ends_on]
    return [*plan, *who, row.sample, row.participants, row.sessions, row.responses, row.insights]


@page()
def study(request: HttpRequest, id: int) -> HttpResponse:
    """One study: its plan, who takes part, what was noted, what it shows."""
    actor = request_actor(request)
    found = queries.study(actor=actor, id=id)
    people = queries.participants(actor=actor, study=id)
    context: dict[str, Any] = {
        "study": found,
        "shows": services.sample_shows(found.sample) if found.sample else None,
        "participants": people,
        "sessions": queries.sessions(actor=actor, study=id) if found.has_sessions else (),
        "tags": queries.tags_in_use(actor=actor, study=id) if found.has_sessions else (),
        "insights": queries.insights(actor=actor, narrow=queries.NarrowInsights(study=id), size=50).rows,
        "participant_form": ParticipantForm(auto_id="participant_%s"),
        "session_form": SessionForm(
            participants=people, auto_id="session_%s", initial={"held_on": clock.today()}
        ),
        "cite_form": CiteForm(auto_id="cite_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.study", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    if found.kind == "survey":
        context |= survey_context(request, actor, id, people)
    if found.kind == "usability":
        results = services.usability_results(actor=actor, study_id=id)
        context["results"] = results
        scores = {row.participant_id: row.score for row in results.scores}
        context["scores"] = [(row, scores.get(row.id)) for row in people]
    return render(request, "market/study.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_study(request: HttpRequest) -> HttpResponse:
    """Plan a study."""
    actor = request_actor(request)
    only = product_choice(request).only
    form = StudyForm(
        request.POST or None,
        owners=team.owners(actor=actor),
        products=[(str(row.ref), row.title) for row in listed(actor=actor, kind="vision.product", limit=200)],
        initial={"product": str(only.ref) if only else ""},
    )
    return form_answer(
        request,
        form,
        lambda: services.add_study(actor=actor, now=clock.now(), **form.values()),
        then=lambda row: wurl(actor, "market:study", row.id),
        done=lambda row: "The study was added.",
        back=("Research", wurl(actor, "market:studies")),
        heading="Plan a study",
        submit="Add the study",
    )


@page(role=Role.EDITOR, methods=("POST",))
def quick_study(request: HttpRequest) -> HttpResponse:
    """Plan a study by its title; the next line adds another."""
    actor = request_actor(request)

    def act() -> tuple[str, str]:
        only = product_choice(request).only
        row = services.add_study(
            actor=actor,
            now=clock.now(),
            title=request.POST.get("title", ""),
            product=str(only.ref) if only else "",
        )
        return f"“{row.title[:60]}”", wurl(actor, "market:undo-study", row.id)

    return added(request, act, wurl(actor, "market:studies"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_study(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    services.remove_study(actor=actor, now=clock.now(), id=id, version=1)
    return told(request, "The study is removed again.", wurl(actor, "market:studies"))


@page(role=Role.EDITOR, methods=("POST",))
def remove_study(request: HttpRequest, id: int) -> HttpResponse:
    """Put a study into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.remove_study(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:studies"),
        "The study was removed.",
        refused=wurl(actor, "market:study", id),
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_participant(request: HttpRequest, id: int) -> HttpResponse:
    """Add someone to a study."""
    actor, form = request_actor(request), ParticipantForm(request.POST, auto_id="participant_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_participant(actor=actor, now=clock.now(), study_id=id, **form.cleaned_data),
        wurl(actor, "market:study", id),
        lambda row: f"{row.called} was added.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_session(request: HttpRequest, id: int) -> HttpResponse:
    """Note a session, and go on to its page."""
    actor = request_actor(request)
    people = queries.participants(actor=actor, study=id)
    form = SessionForm(request.POST, participants=people, auto_id="session_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_session(actor=actor, now=clock.now(), study_id=id, **form.cleaned_data),
        lambda row: wurl(actor, "market:session", row.id),
        "The session was added.",
        page=wurl(actor, "market:study", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_task(request: HttpRequest, id: int) -> HttpResponse:
    """Add a task to a usability test."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.add_task(
            actor=actor, now=clock.now(), study_id=id, title=request.POST.get("title", "")
        ),
        wurl(actor, "market:study", id),
        "The task was added.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_task(request: HttpRequest, id: int) -> HttpResponse:
    """Put a task into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.study_of_task(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_task(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:study", of),
        "The task was removed.",
        restorable=True,
    )
