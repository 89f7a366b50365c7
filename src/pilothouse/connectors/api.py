"""Imports over REST."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import ImportRun, Report, Undone
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tasks import import_file
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.rest import PageNumber, confirm, read, untooled
from pilothouse.vision import services as vision

router = Router()


class ImportNew(Schema):
    """How to read the file, and where its rows go."""

    source: Annotated[
        str, Field(max_length=40, description="Connector: jira or csv; the best fitting when empty")
    ] = ""
    noun: Annotated[
        str, Field(max_length=40, description="What a row is: items or people; recognised when empty")
    ] = ""
    encoding: Annotated[str, Field(max_length=20, description="Such as cp1252; UTF-8 when empty")] = ""
    mapping: Annotated[str, Field(max_length=100, description="A saved mapping's name")] = ""
    product: Annotated[
        str, Field(max_length=10, description="Key, needed for items; the product is made when it is new")
    ] = ""
    dry_run: Annotated[bool, Field(description="Report on the file and write nothing")] = False
    skip_broken: Annotated[bool, Field(description="Leave broken rows out instead of refusing")] = False


class UndoIn(Schema):
    """Whether to undo what someone changed since, too."""

    force: bool = False


@router.get("/imports", response=list[ImportRun], **read("list_imports", "Imports, newest first"))
def list_imports(request: HttpRequest, page: PageNumber = 1) -> list[ImportRun]:
    """By fifties."""
    return list(queries.imports_page(actor=request_actor(request), page=page).rows)


@router.get(
    "/imports/{int:number}",
    response=ImportRun,
    **read("get_import", "One import: its state, counts and warnings"),
)
def get_import(request: HttpRequest, number: int) -> ImportRun:
    """Counts tell what arrived once the state is `done`."""
    return queries.import_run(actor=request_actor(request), number=number)


@router.post(
    "/imports",
    response={200: Report, 202: ImportRun},
    **untooled("import_file", "Check a CSV export, and bring it in"),
)
def post_import(
    request: HttpRequest,
    form: Form[ImportNew],
    file: Annotated[UploadedFile | None, File(description="A CSV export, also .gz")] = None,
) -> Status[Report] | Status[ImportRun]:
    """With `dry_run` the answer is the report and nothing is written. Otherwise the file is checked, kept,
    and brought in by a job; a broken row refuses it, with the problems in `extra`, unless `skip_broken`."""
    actor = request_actor(request)
    actor.require(Role.EDITOR)
    if file is None:
        cure = "Send it as multipart/form-data, in the part named file."
        raise Invalid("No file was sent.", where="file", cure=cure)
    # The only upload handler of the house writes to disk, so that a large file never fills the memory.
    path = Path(cast("TemporaryUploadedFile", file).temporary_file_path())
    report = services.check_file(
        actor=actor,
        path=path,
        file_name=Path(file.name or "file.csv").name,
        source=form.source,
        noun_name=form.noun,
        mapping=form.mapping,
        encoding=form.encoding,
    )
    if form.dry_run:
        return Status(200, report)
    if report.problem_count and not form.skip_broken:
        raise services.broken(report)
    if not form.product.strip() and noun(report.noun).in_product:
        raise Invalid("No product was named.", where="product", cure="Send its key; a new one is made.")
    with path.open("rb") as stream:
        digest, size = services.keep_file(actor=actor, stream=stream, name=report.file)
    return Status(202, _start(actor, form, report, digest, size))


@transaction.atomic
def _start(actor: Actor, form: ImportNew, report: Report, digest: str, size: int) -> ImportRun:
    now, product_id = clock.now(), None
    if noun(report.noun).in_product:
        key = form.product.strip()
        product_id = vision.ensure_product(actor=actor, now=now, key=key, name=key.upper()).id
    run = services.register_import(
        actor=actor,
        now=now,
        digest=digest,
        size=size,
        file_name=report.file,
        report=report,
        product_id=product_id,
    )
    started = jobs.start(
        import_file,
        actor=actor,
        now=now,
        subject=Ref("connectors.import", run.id),
        arguments={"number": run.number, "skip_broken": form.skip_broken},
        title=f"Importing {run.file_name}",
    )
    return services.begin_import(actor=actor, number=run.number, product_id=product_id, job_id=started.id)


@router.post(
    "/imports/{int:number}/undo",
    response=Undone,
    **confirm("undo_import", "Undo a whole import"),
)
def undo_import(request: HttpRequest, number: int, body: UndoIn | None = None) -> Undone:
    """Refused with 409 when someone changed its rows since, unless `force`."""
    force = body is not None and body.force
    return services.undo_import(actor=request_actor(request), now=clock.now(), number=number, force=force)
