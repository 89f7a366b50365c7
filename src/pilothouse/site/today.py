"""Today: the first page of a workspace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.journal import queries as journal
from pilothouse.kit.doors import page, request_actor


@page()
def today(request: HttpRequest) -> HttpResponse:
    """What changed last."""
    entries = journal.activity(actor=request_actor(request), size=20).rows
    return render(request, "site/today.html", {"entries": entries})
