"""The whole workspace as a file, from the settings and over REST; and the record with its chain."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from ninja import Router

from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor
from pilothouse.kit.rest import untooled
from pilothouse.site import transfer
from pilothouse.site.transfer.declared import kept_back

router = Router()


@page(methods=("GET", "POST"))
def export(request: HttpRequest) -> HttpResponseBase:
    """What the file holds and what it leaves out; sent by the button. For owners."""
    actor = request_actor(request)
    if request.method == "POST":
        return _file(actor)
    context = {"may_export": actor.may(Role.OWNER), "left_out": sorted(kept_back().values())}
    return render(request, "site/export.html", context)


@router.get("/export", **untooled("export_workspace", "The whole workspace as a ZIP, with its hash"))
def export_workspace(request: HttpRequest) -> HttpResponse:
    return _file(request_actor(request))


@router.get("/audit", **untooled("export_record", "The record with its chain, as lines of JSON"))
def export_record(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    actor.require(Role.OWNER)
    lines = journal.chain_lines(workspace_id=actor.workspace_id)
    return _download(lines, "application/x-ndjson", f"{actor.workspace_slug}-record.ndjson")


def _file(actor: Actor) -> HttpResponse:
    now = clock.now()
    parts = transfer.export(actor=actor, now=now)
    return _download(parts, "application/zip", f"{actor.workspace_slug}-{now:%Y-%m-%d}.zip")


def _download(parts: Iterator[bytes], kind: str, name: str) -> HttpResponse:
    response = StreamingHttpResponse(parts, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]
