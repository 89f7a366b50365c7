"""The weekly brief: on a page, as Markdown and as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.accounts import queries as accounts
from pilothouse.kit.doors import page, request_actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.printed import Printed, as_markdown, as_pdf
from pilothouse.kit.products import product_choice
from pilothouse.risk import services
from pilothouse.risk.brief_words import brief_document

_MARKDOWN = "text/markdown; charset=utf-8"


@page()
def brief(request: HttpRequest) -> HttpResponse:
    """Of the product chosen, else of all products together."""
    actor, chosen = request_actor(request), product_choice(request).chosen
    wanted = request.GET.get("format", "")
    try:
        found = services.risk_brief(actor=actor, ref=str(chosen.ref) if chosen else "")
    except NotFound:
        if wanted:
            raise
        return render(request, "risk/brief.html", {"document": None})
    document = brief_document(found, accounts.currency(actor=actor))
    if wanted:
        return _sent(document, wanted, found.taken_at.date().isoformat())
    return render(request, "risk/brief.html", {"document": document, "found": found})


def _sent(document: Printed, wanted: str, day: str) -> HttpResponse:
    """The document as a file."""
    if wanted not in ("md", "pdf"):
        raise Invalid(f"'{wanted[:20]}' is not a format.", where="format", cure="Give md or pdf.")
    data = as_pdf(document) if wanted == "pdf" else as_markdown(document).encode()
    kind = "application/pdf" if wanted == "pdf" else _MARKDOWN
    name = f'attachment; filename="risk-brief-{day}.{wanted}"'
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": name})
