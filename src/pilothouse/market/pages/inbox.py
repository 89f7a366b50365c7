"""The inbox: what people said, newest first, and one piece with what it asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, form_acted, form_answer, posted_version, words
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.contracts import CHANNELS, KINDS, STATES, Feedback, headline
from pilothouse.market.feedback_forms import FeedbackForm, LinkForm
from pilothouse.market.pages.passages import asked_in, marked
from pilothouse.market.pages.shared import added, choice, every, told
from pilothouse.market.research_forms import CiteForm

_EXPORTED = (
    "feedback", "channel", "author", "company", "received on", "link", "language", "kind",
    "state", "asks for", "theme",
)  # fmt: skip
_FILTERS = ("text", "state", "channel", "kind", "linked", "theme")
_OFFERED = 300  # themes in the list of a filter
_LINKED = [("no", "Asks for nothing yet"), ("yes", "Asks for something")]


@page()
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Feedback that is new, or what the filters of the address say."""
    actor = request_actor(request)
    narrow = _narrow(request)
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.feedback_ids(actor=actor, narrow=narrow), safe=False)
    if form := request.GET.get("format"):
        rows = map(_line, every(queries.feedback_page, actor=actor, narrow=narrow))
        return table_response(request, rows=rows, columns=_EXPORTED, name="feedback", format=form)
    themes = [(number_of, name) for number_of, name in queries.theme_names(actor=actor)]
    states = [("any", "Any state"), *words(STATES)[1:]]
    context = {
        "page": queries.feedback_page(actor=actor, narrow=narrow, page=number(request, "page", 1)),
        "text": narrow.text,
        "choices": [
            choice(request, "state", "New", states),
            choice(request, "channel", "From anywhere", words(CHANNELS)),
            choice(request, "kind", "Any kind", [*words(KINDS), ("none", "No kind yet")]),
            choice(request, "linked", "Linked or not", _LINKED),
            choice(request, "theme", "Any theme", [("none", "No theme"), *themes[:_OFFERED]]),
        ],
        "theme": queries.theme(actor=actor, id=narrow.theme) if isinstance(narrow.theme, int) else None,
        "company": queries.company(actor=actor, id=narrow.company) if narrow.company else None,
        "posts_waiting": queries.posts_waiting(actor=actor),
        "filtered": any(request.GET.get(name) for name in _FILTERS),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/inbox.html", context)


def _narrow(request: HttpRequest) -> queries.Narrow:
    get = {name: request.GET.get(name, "").strip() for name in ("text", "channel", "kind", "linked")}
    company, alone = number(request, "company", 0) or None, request.GET.get("theme") == "none"
    theme = None if alone else number(request, "theme", 0) or None
    state = request.GET.get("state", "any" if company or theme else "new") or "new"
    return queries.Narrow(
        text=get["text"],
        channel=get["channel"],
        kind=get["kind"],
        linked=get["linked"],
        state="" if state == "any" else state,
        company=company,
        theme="none" if alone else theme,
    )


def _line(row: Feedback) -> list[object]:
    asked = [link.target.key for link in row.links if not link.is_against]
    own = [row.text, row.channel, row.said_by, row.company_name, row.received_on]
    return [*own, row.link, row.language, row.kind, row.state, asked, row.theme_name]


@page()
def feedback(request: HttpRequest, id: int) -> HttpResponse:
    """One piece: its words, what they ask for, where they came from."""
    actor = request_actor(request)
    found = queries.feedback(actor=actor, id=id)
    context = {
        "feedback": found,
        "said": marked(found.text, asked_in(found)),
        "alike": queries.alike(actor=actor, id=id),
        "next": queries.next_new(actor=actor, after=found),
        "waiting": queries.waiting(actor=actor),
        "link_form": LinkForm(auto_id="link_%s"),
        "cite_form": CiteForm(initial={"source": f"market.feedback:{id}"}, auto_id="cite_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.feedback", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/feedback.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_feedback(request: HttpRequest) -> HttpResponse:
    """Note what someone said."""
    actor = request_actor(request)
    company = number(request, "company", 0)
    form = FeedbackForm(
        request.POST or None,
        companies=queries.company_names(actor=actor),
        initial={"received_on": clock.today(), "company_id": company or None},
    )
    return form_answer(
        request,
        form,
        lambda: services.add_feedback(actor=actor, now=clock.now(), **form.values()),
        then=lambda row: wurl(actor, "market:feedback", row.id),
        done=lambda row: "The feedback was added.",
        back=("Inbox", wurl(actor, "market:inbox")),
        heading="Add feedback",
        submit="Add the feedback",
    )


@page(role=Role.EDITOR, methods=("POST",))
def quick_feedback(request: HttpRequest) -> HttpResponse:
    """Note a sentence; the next line adds another."""
    actor = request_actor(request)

    def act() -> tuple[str, str]:
        row = services.add_feedback(actor=actor, now=clock.now(), text=request.POST.get("title", ""))
        return f"“{headline(row.text)[:60]}”", wurl(actor, "market:undo-feedback", row.id)

    return added(request, act, wurl(actor, "market:inbox"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_feedback(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    services.remove_feedback(actor=actor, now=clock.now(), id=id, version=1)
    return told(request, "The feedback is removed again.", wurl(actor, "market:inbox"))


@page(role=Role.EDITOR, methods=("POST",))
def settle_feedback(request: HttpRequest, id: int) -> HttpResponse:
    """Mark a piece as reviewed, dismissed or new, and go on to the next that is new."""
    actor, version = request_actor(request), posted_version(request)
    found = queries.feedback(actor=actor, id=id)

    def act() -> Any:
        values = {"state": request.POST.get("state", "")}
        return services.change_feedback(actor=actor, now=clock.now(), id=id, version=version, values=values)

    following = queries.next_new(actor=actor, after=found)
    url = wurl(actor, "market:feedback", following) if following else wurl(actor, "market:inbox")
    return acted(
        request,
        act,
        url,
        lambda row: f"“{found.headline[:60]}” is {row.state}.",
        refused=wurl(actor, "market:feedback", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_feedback(request: HttpRequest, id: int) -> HttpResponse:
    """Put a piece into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.remove_feedback(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:inbox"),
        "The feedback was removed.",
        refused=wurl(actor, "market:feedback", id),
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def link_feedback(request: HttpRequest, id: int) -> HttpResponse:
    """Say what a piece asks for."""
    actor, form = request_actor(request), LinkForm(request.POST, auto_id="link_%s")
    return form_acted(
        request,
        form,
        lambda: services.link_feedback(actor=actor, now=clock.now(), id=id, **form.cleaned_data),
        wurl(actor, "market:feedback", id),
        "Linked.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def unlink_feedback(request: HttpRequest, id: int, link_id: int) -> HttpResponse:
    """Take a link away."""
    actor = request_actor(request)
    url = wurl(actor, "market:feedback", id)
    return acted(
        request,
        lambda: services.unlink_feedback(actor=actor, now=clock.now(), link_id=link_id),
        url,
        "The link was removed.",
    )
