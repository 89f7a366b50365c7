"""Every import, and the form for the next file."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import IO

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.connectors import queries, registry, services
from pilothouse.connectors.contracts import Columns, ImportRun
from pilothouse.connectors.tables.finding import noun as noun_of
from pilothouse.connectors.tables.finding import nouns
from pilothouse.connectors.tasks import looked_at
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number as number_of
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import Invalid, PilothouseError
from pilothouse.kit.products import product_choice
from pilothouse.kit.tables.encodings import ENCODINGS
from pilothouse.vision import queries as vision

_PASTED = "Pasted cells"
_SAMPLE = Path(__file__).parents[1] / "jira" / "samples" / "sample.csv"
_ODD = Path(__file__).parents[1] / "tables" / "samples" / "odd-sheet.csv"


@page()
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, and the form for the next."""
    return _list(request, None)


def _list(request: HttpRequest, error: PilothouseError | None) -> HttpResponse:
    actor = request_actor(request)
    labels = registry.connectors()
    found = queries.imports_page(actor=actor, page=number_of(request, "page", 1))
    names = {each.id: each.name for each in product_choice(request).products}
    context = {
        "page": found,
        "named": [
            (run, names.get(run.product_id or 0, run.new_name), labels.get(run.source, run.source), noun)
            for run in found.rows
            if (noun := noun_of(run.noun).label)
        ],
        "connectors": [(name, labels[name]) for name in registry.readers()],
        "nouns": [(each.name, each.label) for each in nouns().values()],
        "error": error,
        "likely": error.extra.get("encodings", ()) if error else (),
        "encodings": ENCODINGS,
        "pasted": request.POST.get("pasted", _example(request)),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "connectors/imports.html", context, status=422 if error else 200)


def _example(request: HttpRequest) -> str:
    """The cells of a sheet with odd headers, where it is asked for."""
    return _ODD.read_text(encoding="utf-8") if "example" in request.GET else ""


@page(role=Role.EDITOR, methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file, or the cells that were pasted, guess what the columns mean, and open the first step.
    Nothing is brought in yet.
    """
    actor = request_actor(request)
    stream, name = _sent(request)
    if stream is None:
        cure = "Choose a file, or paste cells with their header."
        return _list(request, Invalid("No file was chosen.", cure=cure))
    names = {"source": "source", "noun_name": "noun", "encoding": "encoding"}
    wanted = {name: request.POST.get(field, "") for name, field in names.items()}
    try:
        run = _register(actor, stream, name, chosen=product_choice(request).id, **wanted)
    except PilothouseError as error:
        return _list(request, error)
    return redirect(wurl(actor, "connectors:import", run.number))


def _sent(request: HttpRequest) -> tuple[IO[bytes] | None, str]:
    """The file that was sent and its name, or the cells that were pasted."""
    file = request.FILES.get("file")
    if file is not None and file.name:
        return file, file.name
    pasted = request.POST.get("pasted", "").strip("\r\n")
    return (io.BytesIO(pasted.encode()), _PASTED) if pasted.strip() else (None, "")


def _register(actor: Actor, stream: IO[bytes], name: str, *, chosen: int | None, **wanted: str) -> ImportRun:
    """Check a file and keep it; one that cannot be read is not kept."""

    def into(path: Path, columns: Columns) -> tuple[int | None, str]:
        if not noun_of(columns.noun).in_product:
            return None, ""
        first = services.first_key(actor=actor, path=path, file_name=name, columns=columns)
        return _product(actor, first, name, chosen)

    with services.arrived(
        actor=actor, stream=stream, name=name, into=into, wanted=wanted, needed=False
    ) as found:
        services.keep(actor=actor, file=found.file)
    with transaction.atomic():
        run = services.note_import(actor=actor, now=clock.now(), found=found)
        return run if found.report else looked_at(actor, run, "columns")


def _product(actor: Actor, first: str, file_name: str, chosen: int | None) -> tuple[int | None, str]:
    """Where rows most likely go: the product that their keys name, that of the page, the only one, or a new
    one with the key that comes with it.
    """
    known = {each.key: each.id for each in vision.products(actor=actor)}
    key = re.sub(r"[^A-Z0-9]", "", first.rpartition("-")[0].upper())[:10]
    if key in known:
        return known[key], ""
    if chosen is not None or (known and not key):
        return chosen or next(iter(known.values())), ""
    if len(key) > 1 and key[0].isalpha():
        return None, key
    letters = re.sub(r"[^A-Z]", "", Path(file_name).stem.upper())[:4]
    return None, letters if len(letters) > 1 else "APP"


@page()
def sample(request: HttpRequest) -> HttpResponseBase:
    """A small Jira export to try the import with."""
    return FileResponse(_SAMPLE.open("rb"), as_attachment=True, filename="jira-sample.csv")
