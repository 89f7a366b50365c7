"""Imports over REST."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import IO, Annotated, cast

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import Json

from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import Columns, ImportRun, Report, Undone
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tasks import begun, looked_at, undone
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.rest import Id, PageNumber, Schema, confirm, read, untooled
from pilothouse.kit.tables.durations import Week
from pilothouse.vision import queries as vision_queries
from pilothouse.vision import services as vision

router = Router()


class ImportNew(Schema):
    """How to read the file, and where its rows go."""

    source: Annotated[
        str, Field(max_length=40, description="Connector: jira or csv; the best fitting when empty")
    ] = ""
    noun: Annotated[
        str,
        Field(
            max_length=40,
            description="What a row is, such as items, people or releases; recognised when empty",
        ),
    ] = ""
    encoding: Annotated[str, Field(max_length=20, description="Such as cp1252; UTF-8 when empty")] = ""
    delimiter: Annotated[
        str, Field(max_length=3, description="comma, semicolon, tab or bar as a sign; found out when empty")
    ] = ""
    readings: Annotated[
        Json[dict[str, str]],
        Field(
            description="How columns are read where the file leaves it open: header, or nothing for the "
            "whole file, to words such as month-first, decimal-comma or hours, as JSON"
        ),
    ] = {}
    hours_a_day: Annotated[float, Field(ge=0.5, le=24, description="Hours of a day of work")] = 8.0
    days_a_week: Annotated[float, Field(ge=0.5, le=7, description="Days of a week of work")] = 5.0
    mapping: Annotated[str, Field(max_length=100, description="A saved mapping's name")] = ""
    fields: Annotated[
        Json[dict[str, str]], Field(description="Header to field, over the mapping or the guess, as JSON")
    ] = {}
    values: Annotated[
        Json[dict[str, dict[str, str]]], Field(description="Field to the file's word to ours, as JSON")
    ] = {}
    people: Annotated[
        Json[dict[str, str]], Field(description="A name of the file to a person, 'new' or 'no one', as JSON")
    ] = {}
    product: Annotated[
        str, Field(max_length=10, description="Key, needed for items; the product is made when it is new")
    ] = ""
    dry_run: Annotated[bool, Field(description="Report on the file and write nothing")] = False
    skip_broken: Annotated[
        bool, Field(description="Take a cell that cannot be read as empty instead of refusing the file")
    ] = True


class UndoIn(Schema):
    """What becomes of what someone edited since: lost with `force`, kept with `keep`."""

    force: bool = False
    keep: bool = False


@router.get("/imports", response=list[ImportRun], **read("list_imports", "Imports, newest first"))
def list_imports(request: HttpRequest, page: PageNumber = 1) -> list[ImportRun]:
    """By fifties."""
    return list(queries.imports_page(actor=request_actor(request), page=page).rows)


@router.get(
    "/imports/{int:number}",
    response=ImportRun,
    **read("get_import", "One import: its state, counts and warnings"),
)
def get_import(request: HttpRequest, number: Id) -> ImportRun:
    """Counts tell what arrived once the state is `done`."""
    return queries.import_run(actor=request_actor(request), number=number)


@router.get(
    "/imports/{int:number}/report",
    response=Report,
    **read("get_import_report", "What the check of an import found, row by row"),
)
def get_report(request: HttpRequest, number: Id) -> Report:
    """Refused with 409 while a job checks the file, and once the import has begun: then it has its counts."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    if run.state != "checked":
        cure = "Ask again once its state is checked." if run.state == "checking" else "See its counts."
        raise Conflict(f"Import {number} is {run.state}.", where=f"import {number}", cure=cure)
    return queries.report(actor=actor, number=number)


@router.post(
    "/imports",
    response={200: Report, 202: ImportRun},
    **untooled("import_file", "Check a CSV export, and bring it in"),
)
def post_import(
    request: HttpRequest,
    form: Form[ImportNew],
    file: Annotated[UploadedFile | None, File(description="A table: CSV (also .gz), XLSX or HTML")] = None,
) -> Status[Report] | Status[ImportRun]:
    """With `dry_run` the answer is the report, nothing is written; for a file above 200 kB (an eighth of it
    when packed) it is an import that a job checks: once its state is `checked`, its report is at
    `/imports/NUMBER/report`, and it may be started in the browser. Otherwise the file is checked, kept, and
    brought in by a job, which checks a large file itself. A cell that cannot be read is empty then, and
    noted; where `skip_broken` is false it refuses the file, with the problems in `extra`."""
    actor = request_actor(request)
    actor.require(Role.EDITOR)
    if file is None:
        cure = "Send it as multipart/form-data, in the part named file."
        raise Invalid("No file was sent.", where="file", cure=cure)
    name = Path(file.name or "file.csv").name
    wanted = {
        "source": form.source,
        "noun_name": form.noun,
        "mapping": form.mapping,
        "encoding": form.encoding,
        "delimiter": form.delimiter,
        "readings": form.readings,
        "week": Week(form.hours_a_day, form.days_a_week),
        "decided_by": services.Decided(form.fields, form.values, form.people),
    }
    stream = cast("IO[bytes]", file)
    with services.arrived(
        actor=actor, stream=stream, name=name, into=partial(_into, actor, form), wanted=wanted
    ) as found:
        report = found.report
        if form.dry_run and report:
            return Status(200, report)
        if report and report.problem_count and not form.skip_broken:
            raise services.broken(report)
        if not form.dry_run and not form.product.strip() and noun(found.columns.noun).in_product:
            raise Invalid("No product was named.", where="product", cure="Send its key; a new one is made.")
        services.keep(actor=actor, file=found.file)
    return Status(202, (_check if form.dry_run else _start)(actor, form, found))


def _into(actor: Actor, form: ImportNew, path: Path, columns: Columns) -> tuple[int | None, str]:
    """The product of the key that was sent, or the key, where it is still to be made."""
    key = form.product.strip().upper()
    known = {each.key: each.id for each in vision_queries.products(actor=actor)}
    return known.get(key), "" if key in known else key


@transaction.atomic
def _check(actor: Actor, form: ImportNew, found: services.Arrived) -> ImportRun:
    """A large file, kept, while a job looks at it."""
    return looked_at(actor, services.note_import(actor=actor, now=clock.now(), found=found), "preview")


@transaction.atomic
def _start(actor: Actor, form: ImportNew, found: services.Arrived) -> ImportRun:
    """A file, kept, while a job brings it in; its product is made now where it is new."""
    now, product_id = clock.now(), None
    if noun(found.columns.noun).in_product:
        key = form.product.strip()
        product_id = vision.ensure_product(actor=actor, now=now, key=key, name=key.upper()).id
    run = services.note_import(actor=actor, now=now, found=found, product_id=product_id)
    return begun(actor, run, product_id=product_id, skip_broken=form.skip_broken)


@router.post(
    "/imports/{int:number}/undo",
    response={200: Undone, 202: ImportRun},
    **confirm("undo_import", "Undo a whole import"),
)
def undo_import(
    request: HttpRequest, number: Id, body: UndoIn | None = None
) -> Status[Undone] | Status[ImportRun]:
    """Refused with 409 when someone edited its rows since, unless `force` or `keep`. An import of more than
    1,000 rows is undone by a job: the answer is the import, whose state is `undone` in the end."""
    wanted = body or UndoIn()
    found = undone(request_actor(request), number, force=wanted.force, keep=wanted.keep)
    return Status(202, found) if isinstance(found, ImportRun) else Status(200, found)
