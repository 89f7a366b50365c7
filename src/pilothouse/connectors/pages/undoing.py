"""Undoing an import: what was edited since is shown first, and lost or kept as chosen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.connectors import queries, services
from pilothouse.connectors.contracts import ImportRun
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tasks import undone
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted

_SHOWN = 100


@page(role=Role.EDITOR, methods=("GET", "POST"))
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """What was edited since the import, and undoing it: with these, or without."""
    actor = request_actor(request)
    run = queries.import_run(actor=actor, number=number)
    kind = noun(run.noun)
    if request.method == "GET":
        edited = services.edited_since(actor=actor, number=number)
        context = {
            "run": run,
            "noun": kind,
            "edited": edited[:_SHOWN],
            "more": max(0, len(edited) - _SHOWN),
            "many": kind.counted(len(edited)),
            "made": kind.counted(run.counts.get("created", 0)),
            "changed": run.counts.get("updated", 0),
            "long": services.undo_is_long(run),
        }
        return render(request, "connectors/undo.html", context)
    choice = request.POST.get("edited", "refuse")

    def act() -> None:
        found = undone(actor, number, force=choice == "lose", keep=choice == "keep")
        if not isinstance(found, ImportRun):
            kept = f" {kind.counted(found.kept)} edited since kept." if found.kept else ""
            messages.success(request, f"Undone: {kind.counted(found.removed)} removed.{kept}")

    return acted(
        request,
        act,
        wurl(actor, "connectors:import", number),
        refused=wurl(actor, "connectors:undo", number),
    )
