"""The import wizard: choose a file, check what its columns mean, read the report, bring it in, take
it back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.connectors import queries, registry, services
from pilothouse.connectors.contracts import Columns, ImportRun, Report
from pilothouse.connectors.fields import FIELDS
from pilothouse.connectors.tasks import import_file
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number as number_of
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid, PilothouseError
from pilothouse.kit.refs import Ref
from pilothouse.vision import queries as vision
from pilothouse.vision import services as vision_services

_PROBLEMS_SHOWN = 50
_FOUND = {
    "created": "New items",
    "updated": "Items that are there",
    "status backlog": "In the backlog",
    "status ready": "Ready",
    "status in_progress": "In progress",
    "status done": "Done",
    "status cancelled": "Cancelled",
    "parents": "Part of another",
    "links": "Links",
    "sprints": "Sprints",
    "sprint memberships": "Items in sprints",
    "versions": "Versions",
    "fix versions": "Items in versions",
    "affected versions": "Affected versions",
    "people": "People",
    "estimates": "Estimates",
    "comment dates": "Comments",
}
_ARRIVED = {
    "created": "Items made",
    "updated": "Items changed",
    "unchanged": "As they were",
    "rows": "Rows read",
    "broken": "Broken rows left out",
    "links": "Links",
    "dependencies": "Dependencies",
    "sprints": "Sprints",
    "sprint_memberships": "Items in sprints",
    "versions": "Versions",
    "fix_versions": "Items in versions",
    "affects_versions": "Affected versions",
    "people": "People",
    "comment_dates": "Comments",
}
_SAMPLE = Path(__file__).parent / "jira" / "samples" / "sample.csv"


@page()
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, and the form for the next."""
    return _list(request, None)


def _list(request: HttpRequest, error: PilothouseError | None) -> HttpResponse:
    actor = request_actor(request)
    context = {
        "page": queries.imports_page(actor=actor, page=number_of(request, "page", 1)),
        "connectors": registry.connectors().values(),
        "error": error,
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "connectors/imports.html", context, status=422 if error else 200)


@page(role=Role.EDITOR, methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file, guess what its columns mean, and show the report. Nothing is brought in yet."""
    actor = request_actor(request)
    file = request.FILES.get("file")
    if file is None or file.name is None:
        return _list(request, Invalid("No file was chosen.", where="file", cure="Choose a CSV file."))
    encoding = request.POST.get("encoding", "")
    digest = ""
    try:
        digest, size = services.keep_file(actor=actor, stream=file, name=file.name)
        path = services.kept_path(actor=actor, digest=digest)
        source = request.POST.get("source") or services.recognise(
            path=path, file_name=file.name, encoding=encoding
        )
        report = services.check_file(
            actor=actor, path=path, file_name=file.name, source=source, encoding=encoding
        )
    except PilothouseError as error:
        if digest:
            services.forget_file(actor=actor, digest=digest)
        return _list(request, error)
    run = services.register_import(
        actor=actor,
        now=clock.now(),
        digest=digest,
        size=size,
        file_name=file.name,
        report=report,
        product_id=None,
    )
    return redirect(wurl(actor, "connectors:import", run.number))


@page()
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """One import: its columns and report while it waits, its progress, its result."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    may_edit = actor.may(Role.EDITOR)
    report = _report(actor, run) if run.state == "checked" else None
    products, key = vision.products(actor=actor), _key(report) if report else ""
    context = {
        "run": run,
        "report": report,
        "fields": [("", "Keep as it is"), *FIELDS.items()],
        "mappings": queries.mappings(actor=actor, source=run.source),
        "products": products,
        "key": key,
        "chosen": next((each.id for each in products if each.key == key), None),
        "job": jobs.status(actor=actor, id=run.job_id) if run.job_id else None,
        "arrived": _told(run.counts, _ARRIVED) if run.state in ("done", "undone") else (),
        "found": _told(report.counts, _FOUND) if report else (),
        "more_problems": max(0, report.problem_count - _PROBLEMS_SHOWN) if report else 0,
        "may_edit": may_edit,
        "may_undo": may_edit and run.state in ("done", "failed"),
        "may_check_again": may_edit and run.state in ("undone", "failed"),
    }
    return render(request, "connectors/import.html", context)


def _told(counts: dict[str, int], labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, f"{counts[name]:,}") for name, label in labels.items() if counts.get(name)]


def _report(actor: Actor, run: ImportRun) -> Report:
    path = services.kept_path(actor=actor, digest=services.digest_of(actor=actor, number=run.number))
    return services.check_file(
        actor=actor,
        path=path,
        file_name=run.file_name,
        source=run.source,
        columns=run.columns,
        encoding=run.columns.encoding,
    )


def _key(report: Report) -> str:
    first = report.preview[0].key if report.preview else ""
    return first.rpartition("-")[0].upper()[:10]


@page(role=Role.EDITOR, methods=("POST",))
def columns(request: HttpRequest, number: int) -> HttpResponse:
    """Another meaning of the columns, and the report that it gives."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    name = request.POST.get("mapping", "")
    chosen = (
        queries.mapping(actor=actor, source=run.source, name=name) if name else _chosen(request, run.columns)
    )
    path = services.kept_path(actor=actor, digest=services.digest_of(actor=actor, number=number))
    try:
        report = services.check_file(
            actor=actor,
            path=path,
            file_name=run.file_name,
            source=run.source,
            columns=chosen,
            encoding=run.columns.encoding,
        )
    except Invalid as error:
        messages.error(request, str(error))
        return redirect(wurl(actor, "connectors:import", number))
    services.change_columns(actor=actor, number=number, columns=report.columns, report=report)
    if request.POST.get("save_as", "").strip():
        services.save_mapping(
            actor=actor, now=clock.now(), name=request.POST["save_as"], columns=report.columns
        )
        messages.success(request, "The mapping is saved.")
    return redirect(wurl(actor, "connectors:import", number))


def _chosen(request: HttpRequest, before: Columns) -> Columns:
    headers, fields = request.POST.getlist("header"), request.POST.getlist("field")
    meant = {header: field for header, field in zip(headers, fields, strict=False) if field in FIELDS}
    return replace(
        before,
        fields=meant,
        separator=request.POST.get("separator", before.separator)[:3],
        day_first=request.POST.get("dates", "day") == "day",
        name="",
    )


@page(role=Role.EDITOR, methods=("POST",))
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the file in, in the background."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    try:
        _begin(request, actor, run)
    except PilothouseError as error:
        messages.error(request, str(error))
    return redirect(wurl(actor, "connectors:import", number))


@transaction.atomic
def _begin(request: HttpRequest, actor: Actor, run: ImportRun) -> None:
    product = _product(request, actor)
    arguments: dict[str, Any] = {"number": run.number, "skip_broken": "skip_broken" in request.POST}
    started = jobs.start(
        import_file,
        actor=actor,
        now=clock.now(),
        subject=Ref("connectors.import", run.id),
        arguments=arguments,
        title=f"Importing {run.file_name}",
    )
    services.begin_import(actor=actor, number=run.number, product_id=product, job_id=started.id)


def _product(request: HttpRequest, actor: Actor) -> int:
    chosen = request.POST.get("product", "")
    if chosen.isdecimal():
        return vision.product(actor=actor, id=int(chosen)).id
    key = request.POST.get("new_key", "").strip()
    name = request.POST.get("new_name", "").strip() or key
    if not key:
        raise Invalid("No product was chosen.", where="product", cure="Choose one, or name a new one.")
    return vision_services.ensure_product(actor=actor, now=clock.now(), key=key, name=name).id


@page(role=Role.EDITOR, methods=("POST",))
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take the whole import back."""
    actor = request_actor(request)
    try:
        counts = services.undo_import(
            actor=actor, now=clock.now(), number=number, force="force" in request.POST
        )
    except PilothouseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Undone: {counts['removed']:,} items removed.")
    return redirect(wurl(actor, "connectors:import", number))


@page(role=Role.EDITOR, methods=("POST",))
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Check the kept file of an import once more, as another import."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    try:
        report = _report(actor, run)
    except PilothouseError as error:
        messages.error(request, str(error))
        return redirect(wurl(actor, "connectors:import", number))
    fresh = services.register_import(
        actor=actor,
        now=clock.now(),
        digest=services.digest_of(actor=actor, number=number),
        size=run.size,
        file_name=run.file_name,
        report=report,
        product_id=run.product_id,
    )
    return redirect(wurl(actor, "connectors:import", fresh.number))


@page()
def sample(request: HttpRequest) -> HttpResponseBase:
    """A small Jira export to try the import with."""
    return FileResponse(_SAMPLE.open("rb"), as_attachment=True, filename="jira-sample.csv")
