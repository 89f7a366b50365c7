"""Every import, and the form for the next file."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.connectors import queries, registry, services
from pilothouse.connectors.contracts import ImportRun
from pilothouse.connectors.tables.finding import nouns
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number as number_of
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid, PilothouseError

_SAMPLE = Path(__file__).parents[1] / "jira" / "samples" / "sample.csv"


@page()
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, and the form for the next."""
    return _list(request, None)


def _list(request: HttpRequest, error: PilothouseError | None) -> HttpResponse:
    actor = request_actor(request)
    labels = registry.connectors()
    context = {
        "page": queries.imports_page(actor=actor, page=number_of(request, "page", 1)),
        "connectors": [(name, labels[name]) for name in registry.readers()],
        "nouns": [(each.name, each.label) for each in nouns().values()],
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
    wanted = {name: request.POST.get(name, "") for name in ("source", "noun", "encoding")}
    try:
        run = _register(actor, file, file.name, **wanted)
    except PilothouseError as error:
        return _list(request, error)
    return redirect(wurl(actor, "connectors:import", run.number))


def _register(
    actor: Actor, stream: IO[bytes], name: str, *, source: str, noun: str, encoding: str
) -> ImportRun:
    """Keep and check a file; one that cannot be read is not kept."""
    digest, size = services.keep_file(actor=actor, stream=stream, name=name)
    try:
        report = services.check_file(
            actor=actor,
            path=services.kept_path(actor=actor, digest=digest),
            file_name=name,
            source=source,
            noun_name=noun,
            encoding=encoding,
        )
    except PilothouseError:
        services.forget_file(actor=actor, digest=digest)
        raise
    return services.register_import(
        actor=actor,
        now=clock.now(),
        digest=digest,
        size=size,
        file_name=name,
        report=report,
        product_id=None,
    )


@page()
def sample(request: HttpRequest) -> HttpResponseBase:
    """A small Jira export to try the import with."""
    return FileResponse(_SAMPLE.open("rb"), as_attachment=True, filename="jira-sample.csv")
