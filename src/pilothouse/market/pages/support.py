"""The support queue, one support problem, and service levels."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.forms import acted, based_on, form_answer, posted_version, words
from pilothouse.kit.products import product_choice
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import listed
from pilothouse.market import queries, services
from pilothouse.market.contracts import SEVERITIES, Contact, SupportProblem
from pilothouse.market.editables_support import STATES
from pilothouse.market.pages.shared import added, choice, every, told
from pilothouse.market.support_forms import ItemForm, LevelsForm, ProblemForm
from pilothouse.team import queries as team

_EXPORTED = (
    "key", "problem", "in their words", "severity", "state", "company", "requester email", "assignee",
    "workaround", "reported", "first answer", "solved at", "answer due", "solution due",
)  # fmt: skip
_FILTERS = ("text", "state", "severity", "assignee", "level")
_LEVELS = [("breached", "Service level missed"), ("soon", "Due soon")]
_OFFERED = 500  # contacts in the list of a form
_PRODUCTS = 100  # in the list of those that may get an item


@page()
def support(request: HttpRequest) -> HttpResponseBase:
    """What is not solved, missed service levels first, or what the filters of the address say."""
    actor, now = request_actor(request), clock.now()
    soon = services.due_soon(actor=actor, now=now)
    narrow = _narrow(request, now, soon)
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.problem_ids(actor=actor, narrow=narrow), safe=False)
    if form := request.GET.get("format"):
        mails = queries.contact_mails(actor=actor)
        rows = (_line(row, mails) for row in every(queries.problems, actor=actor, narrow=narrow))
        return table_response(request, rows=rows, columns=_EXPORTED, name="support", format=form)
    people = [("none", "No one"), *team.owners(actor=actor)]
    context = {
        "page": queries.problems(actor=actor, narrow=narrow, page=number(request, "page", 1)),
        "summary": queries.support_summary(actor=actor, now=now, soon=soon),
        "to_tell": len(queries.to_tell(actor=actor)),
        "now": now,
        "soon": soon,
        "text": narrow.text,
        "choices": [
            choice(request, "state", "Not solved", [("any", "Any state"), *STATES]),
            choice(request, "severity", "Any severity", words(SEVERITIES)),
            choice(request, "assignee", "Any assignee", people),
            choice(request, "level", "Any service level", _LEVELS),
        ],
        "company": queries.company(actor=actor, id=narrow.company) if narrow.company else None,
        "filtered": any(request.GET.get(name) for name in _FILTERS),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/support.html", context)


def _narrow(request: HttpRequest, now: Any, soon: Any) -> queries.NarrowSupport:
    company, alone = number(request, "company", 0) or None, request.GET.get("assignee") == "none"
    state = request.GET.get("state", "any" if company else "unsolved") or "unsolved"
    return queries.NarrowSupport(
        text=request.GET.get("text", "").strip(),
        state="" if state == "any" else state,
        severity=request.GET.get("severity", "").strip(),
        assignee="none" if alone else number(request, "assignee", 0) or None,
        company=company,
        level=request.GET.get("level", "").strip(),
        now=now,
        soon=soon,
    )


def _line(row: SupportProblem, mails: dict[int, str]) -> list[object]:
    mail = mails.get(row.contact_id or 0, "")
    own = [row.key, row.title, row.words, row.severity, row.state, row.company_name, mail]
    times = [row.reported_at, row.answered_at, row.solved_at, row.answer_due_at, row.solution_due_at]
    return [*own, row.assignee_name, row.workaround, *times]


@page()
def problem(request: HttpRequest, id: int) -> HttpResponse:
    """One problem: the customer's words, its clocks, who works on it, what was said about it."""
    actor, now = request_actor(request), clock.now()
    found = queries.problem(actor=actor, id=id)
    context = {
        "problem": found,
        "level": queries.service_levels(actor=actor).of(found.severity),
        "now": now,
        "soon": services.due_soon(actor=actor, now=now),
        "products": [
            (row.ref.id, row.title) for row in listed(actor=actor, kind="vision.product", limit=_PRODUCTS)
        ],
        "product": str(product_choice(request).scope or ""),
        "item_form": ItemForm(auto_id="item_%s"),
        "entries": journal.history(actor=actor, subject=Ref("market.support_problem", id), limit=30),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/problem.html", context)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_problem(request: HttpRequest) -> HttpResponse:
    """Note what goes wrong at a customer."""
    actor = request_actor(request)
    contacts = queries.contacts(actor=actor, size=_OFFERED).rows
    form = ProblemForm(
        request.POST or None,
        companies=queries.company_names(actor=actor),
        contacts=[(row.id, _called(row)) for row in contacts],
        people=team.owners(actor=actor),
        initial={"company_id": number(request, "company", 0) or None},
    )
    return form_answer(
        request,
        form,
        lambda: services.add_problem(actor=actor, now=clock.now(), **form.values()),
        then=lambda row: wurl(actor, "market:problem", row.id),
        done=lambda row: "The problem was added.",
        back=("Support", wurl(actor, "market:support")),
        heading="Add a support problem",
        submit="Add the problem",
    )


def _called(row: Contact) -> str:
    return f"{row.called}, {row.company_name}".rstrip(", ")


@page(role=Role.EDITOR, methods=("POST",))
def quick_problem(request: HttpRequest) -> HttpResponse:
    """Note a problem in a line; the next line adds another."""
    actor = request_actor(request)

    def act() -> tuple[str, str]:
        row = services.add_problem(actor=actor, now=clock.now(), title=request.POST.get("title", ""))
        return f"“{row.title[:60]}”", wurl(actor, "market:undo-problem", row.id)

    return added(request, act, wurl(actor, "market:support"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_problem(request: HttpRequest, id: int) -> HttpResponse:
    """Take an addition back."""
    actor = request_actor(request)
    services.remove_problem(actor=actor, now=clock.now(), id=id, version=1)
    return told(request, "The problem is removed again.", wurl(actor, "market:support"))


@page(role=Role.EDITOR, methods=("POST",))
def settle_problem(request: HttpRequest, id: int) -> HttpResponse:
    """Move a problem on: into a state, or answered, or not answered after all."""
    actor, version = request_actor(request), posted_version(request)
    answered = request.POST.get("answered", "")
    values: dict[str, Any] = {"state": request.POST.get("state", "")}
    if answered:
        values = {"answered_at": clock.now() if answered == "yes" else None}
    return acted(
        request,
        lambda: services.change_problem(actor=actor, now=clock.now(), id=id, version=version, values=values),
        wurl(actor, "market:problem", id),
        _settled,
    )


def _settled(row: SupportProblem) -> str:
    return f"“{row.title[:60]}”: {row.state_name.lower()}."


@page(role=Role.EDITOR, methods=("POST",))
def remove_problem(request: HttpRequest, id: int) -> HttpResponse:
    """Put a problem into the trash; the toast restores it."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.remove_problem(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "market:support"),
        "The problem was removed.",
        refused=wurl(actor, "market:problem", id),
        restorable=True,
    )


@page(methods=("GET", "POST"))
def service_levels(request: HttpRequest) -> HttpResponse:
    """How many working hours problems of each severity may wait; editors change it."""
    actor = request_actor(request)
    found = queries.service_levels(actor=actor)
    if not actor.may(Role.EDITOR) and request.method != "POST":
        return render(request, "market/service_levels.html", {"levels": found})
    actor.require(Role.EDITOR)
    form = LevelsForm(request.POST or None, initial=LevelsForm.filled(found))
    return form_answer(
        request,
        form,
        lambda: _change_levels(actor, form),
        then=lambda row: wurl(actor, "market:service-levels"),
        done=lambda row: "The service levels were changed.",
        back=("Support", wurl(actor, "market:support")),
        heading="Service levels",
        submit="Save",
    )


def _change_levels(actor: Actor, form: LevelsForm) -> Any:
    return services.change_levels(
        actor=actor,
        now=clock.now(),
        version=based_on(form),
        levels=list(form.levels()),
        day_begins=form.cleaned_data["day_begins"],
    )
