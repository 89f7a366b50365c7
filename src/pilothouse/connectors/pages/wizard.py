"""One import: its steps while it waits, its progress, its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import ImportRun, Report, RowProblem
from pilothouse.connectors.pages import showing
from pilothouse.connectors.tables.finding import noun, nouns
from pilothouse.connectors.tables.guessing import choices
from pilothouse.connectors.tasks import looked_at
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.products import product_choice
from pilothouse.kit.tables.encodings import ENCODINGS
from pilothouse.kit.tables.nouns import TableNoun
from pilothouse.team import queries as team

_ROWS = {"rows": "Rows read", "broken": "Rows left out", "unread": "Rows with an empty cell instead"}
_NAMES = {
    "columns": "Columns",
    "values": "Values",
    "people": "Who is who",
    "preview": "Preview",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the wizard: `open` when it can be gone to, `asks` how many answers it still wants."""

    name: str
    label: str
    current: bool
    open: bool
    asks: int


def steps(report: Report, current: str) -> tuple[Step, ...]:
    """The steps that a file needs, in order; only the columns while none holds what every row needs."""
    asks = {
        "columns": len(report.missing) + sum(reading.is_ambiguous for reading in report.readings),
        "values": len(report.guessed),
        "people": 0,
        "preview": 0,
    }
    needed = {"columns": True, "values": bool(report.words), "people": bool(report.names), "preview": True}
    return tuple(
        Step(name, label, name == current, name == "columns" or not report.missing, asks[name])
        for name, label in _NAMES.items()
        if needed[name]
    )


def after(report: Report, step: str) -> str:
    """The step that follows `step`."""
    names = [each.name for each in steps(report, step)]
    return names[min(names.index(step) + 1, len(names) - 1)] if step in names else "preview"


def before(report: Report, step: str) -> str:
    """The step before `step`."""
    names = [each.name for each in steps(report, step)]
    return names[max(names.index(step) - 1, 0)] if step in names else "columns"


@page()
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """One import: its steps while it waits, its progress, its result."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    kind, may_edit = noun(run.noun), actor.may(Role.EDITOR)
    job = jobs.status(actor=actor, id=run.job_id) if run.job_id else None
    busy = job is not None and not job.is_over
    context: dict[str, object] = {
        "run": run,
        "noun": kind,
        "job": job,
        "busy": busy,
        "shows_job": job is not None and run.state != "undone" and (run.state, job.state) != ("done", "done"),
        "arrived": _arrived(run, kind),
        "may_edit": may_edit,
        "may_undo": may_edit and not busy and run.state in ("done", "failed", "undoing"),
        "may_check_again": may_edit and run.state in ("undone", "failed"),
        "notes": sum(each.many for each in run.kinds),
    }
    if run.state == "checked":
        context |= _checked(request, run, kind)
    return render(request, "connectors/import.html", context)


def _checked(request: HttpRequest, run: ImportRun, kind: TableNoun) -> dict[str, object]:
    """What the page of an import shows that was not started: one of its steps."""
    actor = request_actor(request)
    report = queries.report(actor=actor, number=run.number)
    wanted = request.GET.get("step", "columns")
    found = steps(report, wanted)
    step = next((each.name for each in found if each.current and each.open), "columns")
    return {
        "report": report,
        "steps": steps(report, step),
        "step": step,
        "step_template": f"connectors/_step_{step}.html",
        "back": "" if step == "columns" else before(report, step),
        **_SHOWN[step](request, run, kind, report),
    }


def _columns(request: HttpRequest, run: ImportRun, kind: TableNoun, report: Report) -> dict[str, object]:
    actor = request_actor(request)
    return {
        "fields": [("", "Keep as it is" if kind.keeps_rest else "Do not import"), *choices(kind).items()],
        "mappings": queries.mappings(actor=actor, source=run.source, noun=run.noun),
        "products": product_choice(request).products,
        "nouns": [(each.name, each.label) for each in nouns().values()],
        "encodings": ENCODINGS,
        "delimiters": [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")],
        "questions": [reading for reading in report.readings if reading.is_ambiguous],
        "told": [reading for reading in report.readings if not reading.is_ambiguous],
    }


def _values(request: HttpRequest, run: ImportRun, kind: TableNoun, report: Report) -> dict[str, object]:
    return {"groups": showing.word_groups(request_actor(request), run, kind, report)}


def _people(request: HttpRequest, run: ImportRun, kind: TableNoun, report: Report) -> dict[str, object]:
    people = team.owners(actor=request_actor(request))
    return {
        "names": showing.names(report, people),
        "people": [(str(number), name) for number, name in people],
    }


def _preview(request: HttpRequest, run: ImportRun, kind: TableNoun, report: Report) -> dict[str, object]:
    product = next((each for each in product_choice(request).products if each.id == run.product_id), None)
    kept = [column.header for column in report.columns if not column.field] if kind.keeps_rest else []
    return {
        "ready": kind.counted(report.ready),
        "product": product,
        "found": _labelled(report.counts, kind.found),
        "kept_headers": kept,
        "problems": showing.repairable(run, report),
        "kinds": showing.beside_problems(report),
        "nothing_else": "Nothing beyond these cells." if report.problems else "Every cell can be read.",
        "more_problems": max(0, report.problem_count - showing.PROBLEMS),
        "notes": sum(each.many for each in report.kinds),
        "labels": {each.name: each.label for each in kind.fields},
        "guessed": showing.guessed(kind, report),
        "missing_product": kind.in_product and product is None and not run.new_key,
    }


_SHOWN = {"columns": _columns, "values": _values, "people": _people, "preview": _preview}


def _arrived(run: ImportRun, kind: TableNoun) -> list[tuple[str, str]]:
    return _labelled(run.counts, {**kind.arrived, **_ROWS}) if run.state in ("done", "undone") else []


def _labelled(counts: dict[str, int], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(label, f"{counts[name]:,}") for name, label in labels.items() if counts.get(name)]


@page()
def notes(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything worth knowing of an import, row by row, as a table."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    name = f"import-{number}-notes.csv"
    if run.state == "checked" and not services.has_many_rows(queries.report(actor=actor, number=number)):
        found: list[RowProblem] = []
        services.recheck(
            actor=actor, run=run, columns=run.mapping, product_id=run.product_id, sink=found.append
        )
        return _csv(services.problems_csv(found), name)
    return FileResponse(
        services.notes_path(actor=actor, number=number).open("rb"),
        as_attachment=True,
        filename=name,
        content_type="text/csv; charset=utf-8",
    )


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(role=Role.EDITOR, methods=("POST",))
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Check the kept file of an import once more, as another import."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    try:
        fresh = _again(actor, run)
    except PilothouseError as error:
        messages.error(request, str(error))
        return redirect(wurl(actor, "connectors:import", number))
    return redirect(wurl(actor, "connectors:import", fresh.number))


@transaction.atomic
def _again(actor: Actor, run: ImportRun) -> ImportRun:
    digest = services.digest_of(actor=actor, number=run.number)
    large = services.is_large(services.kept_path(actor=actor, digest=digest))
    columns, product = run.mapping, run.product_id
    fresh = services.register_import(
        actor=actor,
        now=clock.now(),
        digest=digest,
        size=run.size,
        file_name=run.file_name,
        report=None if large else services.recheck(actor=actor, run=run, columns=columns, product_id=product),
        columns=columns,
        product_id=product,
    )
    return looked_at(actor, fresh, "columns") if large else fresh
