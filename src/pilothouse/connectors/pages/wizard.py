"""One import: check what the columns mean, read the report, bring it in, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tables.guessing import choices
from pilothouse.connectors.tasks import import_file
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid, PilothouseError
from pilothouse.kit.forms import acted, posted_number
from pilothouse.kit.refs import Ref
from pilothouse.kit.tables.nouns import TableNoun
from pilothouse.vision import queries as vision
from pilothouse.vision import services as vision_services

_PROBLEMS_SHOWN = 50
_ROWS = {"rows": "Rows read", "broken": "Broken rows left out"}


@page()
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """One import: its columns and report while it waits, its progress, its result."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    kind, may_edit = noun(run.noun), actor.may(Role.EDITOR)
    context: dict[str, object] = {
        "run": run,
        "noun": kind,
        "job": jobs.status(actor=actor, id=run.job_id) if run.job_id else None,
        "arrived": _arrived(run, kind),
        "may_edit": may_edit,
        "may_undo": may_edit and run.state in ("done", "failed"),
        "may_check_again": may_edit and run.state in ("undone", "failed"),
    }
    if run.state == "checked":
        context |= _checked(actor, run, kind)
    return render(request, "connectors/import.html", context)


def _checked(actor: Actor, run: ImportRun, kind: TableNoun) -> dict[str, object]:
    """What the page of an import shows that was not started."""
    report = _report(actor, run, run.mapping)
    products, key = vision.products(actor=actor), _key(report)
    return {
        "report": report,
        "ready": kind.counted(report.ready),
        "fields": [("", "Keep as it is" if kind.keeps_rest else "Do not import"), *choices(kind).items()],
        "mappings": queries.mappings(actor=actor, source=run.source, noun=run.noun),
        "products": products,
        "key": key,
        "chosen": next((each.id for each in products if each.key == key), None),
        "found": _labelled(report.counts, kind.found),
        "more_problems": max(0, report.problem_count - _PROBLEMS_SHOWN),
        "more_warnings": max(0, report.warning_count - _PROBLEMS_SHOWN),
    }


def _arrived(run: ImportRun, kind: TableNoun) -> list[tuple[str, str]]:
    return _labelled(run.counts, {**kind.arrived, **_ROWS}) if run.state in ("done", "undone") else []


def _labelled(counts: dict[str, int], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(label, f"{counts[name]:,}") for name, label in labels.items() if counts.get(name)]


def _report(actor: Actor, run: ImportRun, columns: Columns) -> Report:
    digest = services.digest_of(actor=actor, number=run.number)
    return services.check_file(
        actor=actor,
        path=services.kept_path(actor=actor, digest=digest),
        file_name=run.file_name,
        columns=columns,
        encoding=run.mapping.encoding,
    )


def _key(report: Report) -> str:
    """The product's key that the keys of items begin with."""
    first = report.preview[0].key if report.preview else ""
    return first.rpartition("-")[0].upper()[:10]


@page(role=Role.EDITOR, methods=("POST",))
def columns(request: HttpRequest, number: int) -> HttpResponse:
    """Another meaning of the columns, and the report that it gives."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    name = request.POST.get("mapping", "")
    chosen = (
        queries.mapping(actor=actor, source=run.source, noun=run.noun, name=name)
        if name
        else _chosen(request, run.mapping)
    )
    try:
        report = _report(actor, run, chosen)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect(wurl(actor, "connectors:import", number))
    services.change_columns(actor=actor, number=number, report=report)
    if save_as := request.POST.get("save_as", "").strip():
        services.save_mapping(actor=actor, now=clock.now(), name=save_as, columns=report.mapping)
        messages.success(request, "The mapping is saved.")
    return redirect(wurl(actor, "connectors:import", number))


def _chosen(request: HttpRequest, before: Columns) -> Columns:
    headers, fields = request.POST.getlist("header"), request.POST.getlist("field")
    known = choices(noun(before.noun))
    return replace(
        before,
        fields={header: field for header, field in zip(headers, fields, strict=False) if field in known},
        separator=request.POST.get("separator", before.separator)[:3],
        day_first=request.POST.get("dates", "day") == "day",
        name="",
    )


@page(role=Role.EDITOR, methods=("POST",))
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the file in, in the background."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    return acted(request, lambda: _begin(request, actor, run), wurl(actor, "connectors:import", number))


@transaction.atomic
def _begin(request: HttpRequest, actor: Actor, run: ImportRun) -> None:
    product = _product(request, actor) if noun(run.noun).in_product else None
    started = jobs.start(
        import_file,
        actor=actor,
        now=clock.now(),
        subject=Ref("connectors.import", run.id),
        arguments={"number": run.number, "skip_broken": "skip_broken" in request.POST},
        title=f"Importing {run.file_name}",
    )
    services.begin_import(actor=actor, number=run.number, product_id=product, job_id=started.id)


def _product(request: HttpRequest, actor: Actor) -> int | None:
    """The product that was chosen, or made under a new key; None when there is neither."""
    chosen = posted_number(request, "product")
    if chosen is not None:
        return vision.product(actor=actor, id=chosen).id
    key = request.POST.get("new_key", "").strip()
    name = request.POST.get("new_name", "").strip() or key
    if not key:
        return None
    return vision_services.ensure_product(actor=actor, now=clock.now(), key=key, name=name).id


@page(role=Role.EDITOR, methods=("POST",))
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take the whole import back."""
    actor = request_actor(request)

    def act() -> None:
        undone = services.undo_import(
            actor=actor, now=clock.now(), number=number, force="force" in request.POST
        )
        kind = noun(queries.import_run(actor=actor, number=number).noun)
        messages.success(request, f"Undone: {kind.counted(undone.removed)} removed.")

    return acted(request, act, wurl(actor, "connectors:import", number))


@page(role=Role.EDITOR, methods=("POST",))
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Check the kept file of an import once more, as another import."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    try:
        fresh = services.register_import(
            actor=actor,
            now=clock.now(),
            digest=services.digest_of(actor=actor, number=number),
            size=run.size,
            file_name=run.file_name,
            report=_report(actor, run, run.mapping),
            product_id=run.product_id,
        )
    except PilothouseError as error:
        messages.error(request, str(error))
        return redirect(wurl(actor, "connectors:import", number))
    return redirect(wurl(actor, "connectors:import", fresh.number))
