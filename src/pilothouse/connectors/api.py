"""Imports over REST."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import ImportRun, Report
from pilothouse.connectors.tasks import import_file
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import request_actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.refs import Ref
from pilothouse.vision import services as vision

router = Router()

Page = Annotated[int, Field(ge=1, le=10**6)]
State = Literal["checked", "waiting", "running", "done", "failed", "undone"]


class ProblemOut(Schema):
    """Something wrong with one row, and how to mend it; the header is row 1."""

    row: int
    column: str
    text: str
    cure: str


class ColumnOut(Schema):
    """A column of the file, how often its header stands there, and what it means; no field: kept as it is."""

    header: str
    many: int
    field: str
    sure: bool
    samples: list[str]


class PreviewOut(Schema):
    """A row as it would arrive."""

    row: int
    key: str
    title: str
    level: str
    kind: str
    status: str
    parent: str
    estimate: str
    assignee: str


class ReportOut(Schema):
    """What a file holds. `problem_count` counts broken rows; the first 200 problems are listed."""

    file: str
    source: str
    rows: int
    counts: dict[str, int]
    problem_count: int
    problems: list[ProblemOut]
    columns: list[ColumnOut]
    preview: list[PreviewOut]


class ImportOut(Schema):
    """An import and how it went."""

    number: int
    source: str
    file_name: str
    size: int
    state: State
    product_id: int | None
    job_id: int | None
    counts: dict[str, int]
    problems: list[ProblemOut]
    warnings: list[str]
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class StartedOut(Schema):
    """The import that was begun, and the job that brings it in."""

    number: int
    job: JobStatus


class ImportNew(Schema):
    """How to read the file, and where its items go."""

    source: Annotated[str, Field(max_length=40, description="jira or csv; recognised when empty")] = ""
    encoding: Annotated[str, Field(max_length=20, description="Such as cp1252; UTF-8 when empty")] = ""
    mapping: Annotated[str, Field(max_length=100, description="A saved mapping's name")] = ""
    product: Annotated[str, Field(max_length=10, description="Key; the product is made when it is new")] = ""
    dry_run: Annotated[bool, Field(description="Report on the file and write nothing")] = False
    skip_broken: Annotated[bool, Field(description="Leave broken rows out instead of refusing")] = False


class UndoIn(Schema):
    """Whether to take back what somebody changed since, too."""

    force: bool = False


class UndoneOut(Schema):
    """How much was taken back."""

    removed: int
    restored: int
    people: int


@router.get(
    "/imports",
    response=list[ImportOut],
    operation_id="list_imports",
    summary="Imports, newest first",
    openapi_extra={"x-mcp": "read"},
)
def list_imports(request: HttpRequest, page: Page = 1) -> list[ImportRun]:
    """By fifties."""
    return list(queries.imports_page(actor=request_actor(request), page=page).rows)


@router.get(
    "/imports/{int:number}",
    response=ImportOut,
    operation_id="get_import",
    summary="One import: its state, counts and warnings",
    openapi_extra={"x-mcp": "read"},
)
def get_import(request: HttpRequest, number: int) -> ImportRun:
    """Counts tell what arrived once the state is `done`."""
    return queries.import_run(actor=request_actor(request), number=number)


@router.post(
    "/imports",
    response={200: ReportOut, 202: StartedOut},
    operation_id="import_file",
    summary="Check a CSV export, and bring it in",
    openapi_extra={"x-mcp": "none"},
)
def post_import(
    request: HttpRequest,
    form: Form[ImportNew],
    file: Annotated[UploadedFile | None, File(description="A CSV export, also .gz")] = None,
) -> Status[Any]:
    """With `dry_run` the answer is the report and nothing is written. Otherwise the file is checked, kept,
    and brought in by a job; a broken row refuses it, with the problems in `extra`, unless `skip_broken`."""
    actor = request_actor(request)
    actor.require(Role.EDITOR)
    if file is None:
        cure = "Send it as multipart/form-data, in the part named file."
        raise Invalid("No file was sent.", where="file", cure=cure)
    name = Path(file.name or "file.csv").name
    # The only upload handler of the house writes to disk, so that a large file never fills the memory.
    path = Path(cast("TemporaryUploadedFile", file).temporary_file_path())
    source = form.source or services.recognise(path=path, file_name=name, encoding=form.encoding)
    columns = queries.mapping(actor=actor, source=source, name=form.mapping) if form.mapping else None
    report = services.check_file(
        actor=actor, path=path, file_name=name, source=source, columns=columns, encoding=form.encoding
    )
    if form.dry_run:
        return Status(200, _report(report))
    if report.problem_count and not form.skip_broken:
        raise services.broken(report)
    if not form.product.strip():
        raise Invalid("No product was named.", where="product", cure="Send its key; a new one is made.")
    with path.open("rb") as stream:
        digest, size = services.keep_file(actor=actor, stream=stream, name=name)
    return Status(202, _start(actor, form, report, digest, size))


@transaction.atomic
def _start(actor: Actor, form: ImportNew, report: Report, digest: str, size: int) -> dict[str, Any]:
    now, key = clock.now(), form.product.strip()
    product = vision.ensure_product(actor=actor, now=now, key=key, name=key.upper())
    run = services.register_import(
        actor=actor,
        now=now,
        digest=digest,
        size=size,
        file_name=report.file,
        report=report,
        product_id=product.id,
    )
    started = jobs.start(
        import_file,
        actor=actor,
        now=now,
        subject=Ref("connectors.import", run.id),
        arguments={"number": run.number, "skip_broken": form.skip_broken},
        title=f"Importing {run.file_name}",
    )
    services.begin_import(actor=actor, number=run.number, product_id=product.id, job_id=started.id)
    return {"number": run.number, "job": started}


def _report(report: Report) -> dict[str, Any]:
    return asdict(report) | {"columns": [asdict(guess) for guess in report.guesses]}


@router.post(
    "/imports/{int:number}/undo",
    response=UndoneOut,
    operation_id="undo_import",
    summary="Take a whole import back",
    openapi_extra={"x-mcp": "confirm"},
)
def undo_import(request: HttpRequest, number: int, body: UndoIn | None = None) -> dict[str, int]:
    """Refused with 409 when somebody changed its items since, unless `force`."""
    force = body is not None and body.force
    return services.undo_import(actor=request_actor(request), now=clock.now(), number=number, force=force)
