"""Themes: the list with what was proposed, one of them, and what people decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, form_acted, posted_ids, posted_version
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import plural
from pilothouse.market import queries, services
from pilothouse.market.contracts import Theme
from pilothouse.market.editables_themes import KIND_WORDS
from pilothouse.market.pages.shared import added, choice, every, told
from pilothouse.market.tasks import start_looking
from pilothouse.market.theme_forms import MergeForm

_EXPORTED = (
    "theme", "kind", "feedback", "companies", "revenue a year", "trend", "a week", "pinned", "in their words",
)  # fmt: skip
_WEEKS = 12  # that the page of a theme lists


@page()
def themes(request: HttpRequest) -> HttpResponseBase:
    """Open themes of a kind, and what was proposed."""
    actor = request_actor(request)
    kind, text = request.GET.get("kind", "") or "theme", request.GET.get("text", "").strip()
    sort = request.GET.get("sort", "feedback")
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.theme_ids(actor=actor, text=text, kind=kind), safe=False)
    if form := request.GET.get("format"):
        rows = map(_line, every(queries.themes, actor=actor, text=text, sort=sort))
        return table_response(request, rows=rows, columns=_EXPORTED, name="themes", format=form)
    watched = queries.watched(actor=actor)
    kinds = [(name, f"{words}s" if name == "loose" else words) for name, words in KIND_WORDS.items()][1:]
    context = {
        "page": queries.themes(actor=actor, text=text, kind=kind, sort=sort, page=number(request, "page", 1)),
        "summary": queries.summary(actor=actor),
        "proposals": queries.proposals(actor=actor),
        "watched": watched,
        "false_alarms": services.false_alarms(watched),
        "fewest": services.FEWEST,
        "text": text,
        "choices": [choice(request, "kind", "Themes", kinds)],
        "filtered": bool(text) or kind != "theme",
        "kind": kind,
        "sort": sort,
        "job": _job(actor),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/themes.html", context)


def _line(row: Theme) -> list[object]:
    revenue = " + ".join(map(str, row.revenue))
    own = [row.name, KIND_WORDS[row.kind], row.feedback, row.companies, revenue]
    trend = [row.trend.words, row.trend.recent] if row.trend else ["", None]
    return [*own, *trend, "yes" if row.is_pinned else "", row.quotes[0].text if row.quotes else ""]


def _job(actor: Actor) -> JobStatus | None:
    """A look through all feedback that is going on, or failed last."""
    mine = [row for row in jobs.recent(actor=actor, limit=20) if row.name == "market.themes"]
    return mine[0] if mine and mine[0].state in ("waiting", "running", "failed") else None


@page()
def theme(request: HttpRequest, id: int) -> HttpResponse:
    """One theme: who is behind it, in which words, and where it came from."""
    actor = request_actor(request)
    found = queries.theme(actor=actor, id=id)
    weekly = found.trend.weekly[-_WEEKS:] if found.trend else ()
    context = {
        "theme": found,
        "weekly": list(enumerate(reversed(weekly), 1)),
        "said": queries.feedback_page(actor=actor, narrow=queries.Narrow(theme=id), size=20),
        "merge_form": MergeForm(auto_id="merge_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.theme", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/theme.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def find_themes(request: HttpRequest) -> HttpResponse:
    """Look through all feedback in the background."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: start_looking(actor=actor, now=clock.now()),
        wurl(actor, "market:themes"),
    )


@page(role=Role.EDITOR, methods=("POST",))
def quick_theme(request: HttpRequest) -> HttpResponse:
    """Add a theme by its name; the next line adds another."""
    actor = request_actor(request)

    def act() -> tuple[str, str]:
        row = services.add_theme(actor=actor, now=clock.now(), name=request.POST.get("title", ""))
        return f"“{row.name}”", wurl(actor, "market:undo-theme", row.id)

    return added(request, act, wurl(actor, "market:themes"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_theme(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    row = services.retire_theme(actor=actor, now=clock.now(), id=id, version=1)
    return told(request, f"“{row.name}” is retired again.", wurl(actor, "market:themes"))


@page(role=Role.EDITOR, methods=("POST",))
def accept_proposals(request: HttpRequest) -> HttpResponse:
    """Do what was proposed; the toast takes it back."""
    actor, url = request_actor(request), wurl(request_actor(request), "market:themes")

    def act() -> None:
        done = services.accept_proposals(actor=actor, now=clock.now(), ids=posted_ids(request))
        undo = f"undo:{wurl(actor, 'market:undo-accepted', done.batch)}" if done.accepted else ""
        messages.success(request, f"{plural(done.accepted, 'proposal')} accepted.", extra_tags=undo)

    return acted(request, act, url)


@page(role=Role.EDITOR, methods=("POST",))
def refuse_proposals(request: HttpRequest) -> HttpResponse:
    """Leave things as they are."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.refuse_proposals(actor=actor, now=clock.now(), ids=posted_ids(request)),
        wurl(actor, "market:themes"),
        lambda many: f"{plural(many, 'proposal')} refused. The same is not proposed again.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def undo_accepted(request: HttpRequest, batch: str) -> HttpResponse:
    """Take accepted proposals back; what was changed since stays."""
    actor = request_actor(request)
    done = services.undo_accepted(actor=actor, now=clock.now(), batch=batch)
    kept = f" {plural(done.kept, 'theme')} changed since, and kept." if done.kept else ""
    text = f"{plural(done.restored, 'proposal')} taken back.{kept}"
    return told(request, text, wurl(actor, "market:themes"))


@page(role=Role.EDITOR, methods=("POST",))
def merge_theme(request: HttpRequest, id: int) -> HttpResponse:
    """Merge a theme into another."""
    actor, form, version = (
        request_actor(request),
        MergeForm(request.POST, auto_id="merge_%s"),
        posted_version(request),
    )
    return form_acted(
        request,
        form,
        lambda: services.merge_theme(
            actor=actor, now=clock.now(), id=id, version=version, **form.cleaned_data
        ),
        lambda row: wurl(actor, "market:theme", row.id),
        lambda row: f"Merged into “{row.name}”. Take it apart again on this page.",
        page=wurl(actor, "market:theme", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def retire_theme(request: HttpRequest, id: int) -> HttpResponse:
    """End a theme; its page opens it again."""
    return _settled(request, id, services.retire_theme, "was retired. Its feedback has no theme now.")


@page(role=Role.EDITOR, methods=("POST",))
def reopen_theme(request: HttpRequest, id: int) -> HttpResponse:
    """Open a merged or retired theme with the feedback it had."""
    return _settled(request, id, services.reopen_theme, "is open again, with the feedback it had.")


def _settled(request: HttpRequest, id: int, act: Callable[..., Theme], done: str) -> HttpResponse:
    actor, version = request_actor(request), posted_version(request)

    def settled() -> Any:
        return act(actor=actor, now=clock.now(), id=id, version=version)

    return acted(request, settled, wurl(actor, "market:theme", id), lambda row: f"“{row.name}” {done}")
