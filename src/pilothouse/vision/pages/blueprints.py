"""A blueprint: written, reviewed, traced, finalised."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.run import PLAN
from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.errors import Forbidden, Invalid, PilothouseError, Stale, outcome
from pilothouse.kit.refs import Ref
from pilothouse.team import queries as team
from pilothouse.vision import forms, papers, planning, queries, services
from pilothouse.vision.contracts import Blueprint, Reviewed, Statement
from pilothouse.vision.pages.sent import acted, form_page, posted_version, sent

_OUTLINE = Path(__file__).parent.parent / "outline.md"


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_blueprint(request: HttpRequest, id: int) -> HttpResponse:
    """A blueprint of product `id`: from a document, from typed text, or from an outline."""
    actor = request_actor(request)
    product = queries.product(actor=actor, id=id)
    form = forms.BlueprintForm(request.POST or None, request.FILES or None)
    back = (product.name, wurl(actor, "vision:product", id))
    error = None
    if request.method == "POST":
        made, error = sent(form, lambda: _made(actor, id, form))
        if made is not None:
            messages.success(request, f"{made.title} was added.")
            return redirect(wurl(actor, "vision:blueprint", made.id))
    return form_page(
        request,
        form,
        back=back,
        heading="New blueprint",
        submit="Add the blueprint",
        error=error,
        upload=True,
    )


def _made(actor: Actor, product_id: int, form: forms.BlueprintForm) -> Blueprint:
    given = form.cleaned_data
    title, text = given["title"].strip(), given["text"].strip()
    if given["file"] is not None:
        file = given["file"]
        return services.import_blueprint(
            actor=actor,
            now=clock.now(),
            product_id=product_id,
            name=file.name,
            data=_bytes(file),
            title=title,
        )
    if not text:
        title = title or "Blueprint"
        text = _OUTLINE.read_text(encoding="utf-8").replace("{title}", title)
    elif not title:
        first = text.splitlines()[0].lstrip("# ").strip()
        title = first[:300] or "Blueprint"
    return services.add_blueprint(actor=actor, now=clock.now(), product_id=product_id, title=title, text=text)


def _bytes(file: Any) -> bytes:
    """All of an upload, one byte more than the most at the most: what is too large is refused, not read."""
    data: bytes = file.read(papers.LARGEST + 1)
    return data


@page(methods=("GET", "POST"))
def blueprint(request: HttpRequest, id: int) -> HttpResponse:
    """The editor: text with findings, uncertainties beside it, the gate on top. Saved by POST."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    if request.method != "POST":
        return _editor(request, actor, about)
    actor.require(Role.EDITOR)
    text = request.POST.get("text", "")
    try:
        services.change_blueprint(
            actor=actor,
            now=clock.now(),
            id=id,
            version=posted_version(request),
            title=request.POST.get("title", about.title),
            text=text,
            why=request.POST.get("why", "")[:1000],
        )
    except Forbidden:
        raise
    except PilothouseError as error:
        return _editor(request, actor, about, text=text, error=error)
    return redirect(wurl(actor, "vision:blueprint", id))


def _editor(
    request: HttpRequest,
    actor: Actor,
    about: Blueprint,
    *,
    text: str | None = None,
    error: PilothouseError | None = None,
) -> HttpResponse:
    product = queries.product(actor=actor, id=about.product_id)
    facts = queries.plan_facts(actor=actor, product_id=product.id)
    told = planning.reviewed(actor=actor, id=about.id, text=text, facts=facts)
    asked = queries.asked(actor=actor, product=product, about=about, facts=facts)
    tracked = {row.part_key for row in asked if row.part and row.about and row.about.ref == about.ref}
    may_edit = actor.may(Role.EDITOR)
    config = _review_rows(actor, told) | {
        "review_url": wurl(actor, "vision:review-text", about.id),
        "ask_url": f"{wurl(actor, 'risk:new-uncertainty', product.ref)}?about={about.ref}",
        "read_only": about.finalised or not may_edit,
    }
    context = {
        "blueprint": about,
        "product": product,
        "text": about.text if text is None else text,
        "tab": "text",
        "told": told,
        "gate": told.gate,
        "config": config,
        "open": [row for row in asked if row.is_open],
        "settled": [row for row in asked if not row.is_open],
        "suspects": sum(row.suspect for row in told.statements),
        "questions": [row for row in told.statements if row.kind == "question" and row.key not in tracked],
        "error": error,
        "conflict": diff_lines(about.text, text or "") if isinstance(error, Stale) else (),
        "formats": papers.FORMATS,
        "may_edit": may_edit,
        "writable": may_edit and not about.finalised,
    }
    return render(request, "vision/blueprint.html", context, status=outcome(error).status if error else 200)


@page(methods=("GET", "POST"))
def review_text(request: HttpRequest, id: int) -> HttpResponse:
    """Findings as JSON: of a text that is being typed, by POST, or of the stored one. Nothing is stored."""
    actor = request_actor(request)
    if request.method != "POST":
        return JsonResponse(_review_rows(actor, planning.reviewed(actor=actor, id=id)))
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if len(text) > services.MOST_TEXT:
        raise Invalid("The text is too long to be checked.", where="text", cure="Split it.")
    return JsonResponse(_review_rows(actor, planning.reviewed(actor=actor, id=id, text=text)))


def _review_rows(actor: Actor, told: Reviewed) -> dict[str, Any]:
    return {
        "findings": [_finding_row(actor, row) for row in told.findings],
        "statements": [_statement_row(row) for row in told.statements],
        "gate": {"may_finalise": told.gate.may_finalise, "summary": told.gate.summary},
    }


def _finding_row(actor: Actor, row: Finding) -> dict[str, Any]:
    fix = row.fix
    return {
        "code": row.code,
        "rule": row.rule,
        "severity": row.severity,
        "message": row.message,
        "start": row.start,
        "end": row.end,
        "line": row.line,
        "column": row.column,
        "excerpt": row.excerpt,
        "fix": None if fix is None else {"start": fix.start, "end": fix.end, "text": fix.text},
        "subject": row.subject or ("the plan" if row.path == PLAN else ""),
        "manual_url": wurl(actor, "vision:rule", row.code),
    }


def _statement_row(row: Statement) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind,
        "text": row.text[:300],
        "start": row.start,
        "end": row.end,
        "line": row.line,
        "items": [each.subject.key for each in row.traces],
        "suspect": row.suspect,
    }


@page(role=Role.EDITOR, methods=("POST",))
def set_state(request: HttpRequest, id: int) -> HttpResponse:
    """Send into review, finalise, or reopen."""
    actor = request_actor(request)
    state = request.POST.get("state", "")
    done = {"draft": "It is a draft again.", "in_review": "It is in review.", "finalised": "It is finalised."}
    return acted(
        request,
        lambda: services.set_blueprint_state(
            actor=actor,
            now=clock.now(),
            id=id,
            version=posted_version(request),
            state=state,
            why=request.POST.get("why", ""),
        ),
        wurl(actor, "vision:blueprint", id),
        done.get(state, ""),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_blueprint(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    back = wurl(actor, "vision:product", about.product_id)
    return acted(
        request,
        lambda: services.remove_blueprint(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        back,
        f"{about.title} was removed; the journal keeps its text.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def write_keys(request: HttpRequest, id: int) -> HttpResponse:
    """Write the keys of all statements into the text."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.write_keys(actor=actor, now=clock.now(), id=id, version=posted_version(request)),
        wurl(actor, "vision:trace", id),
        "Each statement now carries its key in the text.",
    )


@page()
def download(request: HttpRequest, id: int) -> HttpResponse:
    """The text as a document of the kind that the address names."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    form = request.GET.get("format", "md")
    data = papers.write_paper(text=about.text, title=about.title, form=form)
    return papers.download(data=data, title=about.title, form=form)


@page()
def trace(request: HttpRequest, id: int) -> HttpResponse:
    """Statements and what delivers them; suspect ones first to be looked at."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    facts = queries.plan_facts(actor=actor, product_id=about.product_id)
    rows = queries.statements(actor=actor, id=id, facts=facts, removed=True)
    kind = request.GET.get("kind", "")
    suspect = bool(request.GET.get("suspect"))
    shown = [row for row in rows if (not kind or row.kind == kind) and (not suspect or row.suspect)]
    context = {
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "rows": shown,
        "kinds": list(dict.fromkeys(row.kind for row in rows)),
        "kind": kind,
        "suspect": suspect,
        "suspects": sum(row.suspect for row in rows),
        "untraced": sum(not row.traces and row.kind in ("requirement", "story", "feature") for row in rows),
        "subjects": [row for row in facts.subjects.values() if row.open],
        "tab": "trace",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/trace.html", context)


@page()
def statement(request: HttpRequest, id: int) -> HttpResponse:
    """To where a statement stands, for links that only know its number."""
    actor = request_actor(request)
    blueprint_id, key = queries.statement_place(actor=actor, id=id)
    return redirect(f"{wurl(actor, 'vision:trace', blueprint_id)}#{key}")


@page(role=Role.EDITOR, methods=("POST",))
def add_trace(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    key = request.POST.get("key", "")
    return acted(
        request,
        lambda: services.trace_statement(
            actor=actor, now=clock.now(), id=id, key=key, to=request.POST.get("to", "")
        ),
        f"{wurl(actor, 'vision:trace', id)}#{key}",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_trace(request: HttpRequest, id: int, trace_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.untrace_statement(actor=actor, now=clock.now(), id=id, trace_id=trace_id),
        wurl(actor, "vision:trace", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def confirm_trace(request: HttpRequest, id: int, trace_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.confirm_trace(actor=actor, now=clock.now(), id=id, trace_id=trace_id),
        wurl(actor, "vision:trace", id),
    )


@page()
def history(request: HttpRequest, id: int) -> HttpResponse:
    """Every revision, one of them beside the one before, and what else happened."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    chosen = number(request, "revision", about.number)
    now = queries.revision(actor=actor, id=id, number=chosen)
    before = queries.revision(actor=actor, id=id, number=chosen - 1) if chosen > 1 else None
    context = {
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "revisions": queries.revisions(actor=actor, id=id),
        "chosen": now,
        "before": before,
        "lines": diff_lines(before.text if before else "", now.text),
        "entries": journal.history(actor=actor, subject=Ref("vision.blueprint", id), limit=50),
        "tab": "history",
        "writable": actor.may(Role.EDITOR) and not about.finalised,
    }
    return render(request, "vision/history.html", context)


def diff_lines(before: str, after: str) -> Sequence[tuple[str, str]]:
    """Lines that differ, with two around them: sign (+, - or blank) and line."""
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm=""))[2:]
    return [("@", "…") if line[:2] == "@@" else (line[:1].strip(), line[1:]) for line in lines]


@page(role=Role.EDITOR, methods=("POST",))
def restore_revision(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    wanted = request.POST.get("number", "")
    if not wanted.isdecimal() or len(wanted) > 9:
        raise Invalid("Which revision was not said.", where="number", cure="Use the button of the page.")
    return acted(
        request,
        lambda: services.restore_revision(
            actor=actor, now=clock.now(), id=id, version=posted_version(request), number=int(wanted)
        ),
        wurl(actor, "vision:blueprint", id),
        f"The text is that of revision {wanted} again.",
    )


@page()
def handoffs(request: HttpRequest, id: int) -> HttpResponse:
    """Hand-offs of a blueprint, and the form for the next."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    context = {
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "rows": queries.handoffs(actor=actor, blueprint_id=id),
        "teams": team.teams(actor=actor),
        "gate": planning.reviewed(actor=actor, id=id).gate,
        "tab": "handoffs",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/handoffs.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def hand_over(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    teams = [int(text) for text in request.POST.getlist("teams") if text.isdecimal() and len(text) < 10]
    return acted(
        request,
        lambda: services.hand_over(
            actor=actor, now=clock.now(), blueprint_id=id, team_ids=teams, note=request.POST.get("note", "")
        ),
        wurl(actor, "vision:handoffs", id),
        "Handed over.",
    )


@page()
def handoff(request: HttpRequest, id: int) -> HttpResponse:
    """One hand-off as it was, and what differs from an earlier one."""
    actor = request_actor(request)
    row = queries.handoff(actor=actor, id=id)
    about = queries.blueprint(actor=actor, id=row.blueprint_id)
    if request.GET.get("format") == "json":
        response = HttpResponse(
            json.dumps(row.content, indent=1, ensure_ascii=False), content_type="application/json"
        )
        name = papers.file_name(f"{about.title}-{row.number}", "json")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    others = [
        each for each in queries.handoffs(actor=actor, blueprint_id=about.id) if each.number < row.number
    ]
    against = next(
        (each for each in others if each.number == number(request, "against", row.number - 1)), None
    )
    context = {
        "row": row,
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "others": others,
        "against": against,
        "difference": planning.difference(against.content, row.content) if against else None,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/handoff.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def acknowledge(request: HttpRequest, id: int, acknowledgement_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.acknowledge_handoff(
            actor=actor,
            now=clock.now(),
            id=id,
            acknowledgement_id=acknowledgement_id,
            note=request.POST.get("note", ""),
        ),
        wurl(actor, "vision:handoff", id),
        "Acknowledged.",
    )
