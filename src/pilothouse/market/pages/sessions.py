"""A session of a study with its highlights, and the page of a participant."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, based_on, form_acted, posted_version
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.pages.passages import Passage, marked
from pilothouse.market.research_forms import CiteForm, HighlightForm, ResultsForm


@page()
def session(request: HttpRequest, id: int) -> HttpResponse:
    """One session: its notes, the passages that matter, and what they show."""
    actor = request_actor(request)
    found = queries.session(actor=actor, id=id)
    passages = [
        Passage(row.start, row.end, f"Highlighted: {', '.join(row.tags)}" if row.tags else "Highlighted")
        for row in found.highlights
    ]
    context = {
        "session": found,
        "notes": marked(found.notes, passages),
        "highlight_form": HighlightForm(auto_id="highlight_%s"),
        "cited": [
            (row, CiteForm(initial={"source": f"market.highlight:{row.id}"}, auto_id=f"cite_{row.id}_%s"))
            for row in found.highlights
        ],
        "entries": journal.history(actor=actor, subject=Ref("market.study_session", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/session.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def remove_session(request: HttpRequest, id: int) -> HttpResponse:
    """Put a session into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.session(actor=actor, id=id).study_id
    return acted(
        request,
        lambda: services.remove_session(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:study", of),
        "The session was removed.",
        refused=wurl(actor, "market:session", id),
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_highlight(request: HttpRequest, id: int) -> HttpResponse:
    """Highlight words of the notes."""
    actor, form = request_actor(request), HighlightForm(request.POST, auto_id="highlight_%s")
    return form_acted(
        request,
        form,
        lambda: services.add_highlight(actor=actor, now=clock.now(), session_id=id, **form.values()),
        wurl(actor, "market:session", id),
        "Highlighted.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_highlight(request: HttpRequest, id: int, highlight_id: int) -> HttpResponse:
    """Take a highlight away; the toast restores it."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.remove_highlight(actor=actor, now=clock.now(), highlight_id=highlight_id),
        wurl(actor, "market:session", id),
        "The highlight was removed.",
        restorable=True,
    )


@page()
def participant(request: HttpRequest, id: int) -> HttpResponse:
    """Someone of a study: who, how they fared, and their sessions."""
    actor = request_actor(request)
    found = queries.participant(actor=actor, id=id)
    study = queries.study(actor=actor, id=found.study_id)
    is_test = study.kind == "usability"
    tasks = queries.tasks(actor=actor, study=study.id) if is_test else ()
    results = queries.task_results(actor=actor, study=study.id) if is_test else ()
    context = {
        "participant": found,
        "study": study,
        "results": {row.task_id: row for row in results if row.participant_id == id},
        "form": ResultsForm(tasks=tasks, initial=ResultsForm.filled(found, results), auto_id="result_%s"),
        "sessions": [
            row for row in queries.sessions(actor=actor, study=study.id) if row.participant_id == id
        ],
        "entries": journal.history(actor=actor, subject=Ref("market.study_participant", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/participant.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def record_results(request: HttpRequest, id: int) -> HttpResponse:
    """How a participant fared at each task, and the ten answers."""
    actor = request_actor(request)
    found = queries.participant(actor=actor, id=id)
    form = ResultsForm(
        request.POST, tasks=queries.tasks(actor=actor, study=found.study_id), auto_id="result_%s"
    )
    return form_acted(
        request,
        form,
        lambda: services.record_results(
            actor=actor,
            now=clock.now(),
            id=id,
            version=based_on(form),
            results=form.results(),
            sus=form.sus(),
        ),
        wurl(actor, "market:study", found.study_id),
        "The results were recorded.",
        page=wurl(actor, "market:participant", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_participant(request: HttpRequest, id: int) -> HttpResponse:
    """Put a participant into the trash; the toast restores them."""
    actor, version = request_actor(request), posted_version(request)
    of = queries.participant(actor=actor, id=id).study_id
    return acted(
        request,
        lambda: services.remove_participant(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:study", of),
        "The participant was removed.",
        refused=wurl(actor, "market:participant", id),
        restorable=True,
    )
