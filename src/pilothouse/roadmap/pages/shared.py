"""What several pages of the roadmap need."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import number
from pilothouse.kit.errors import Stale
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import (
    Forecast,
)
from pilothouse.vision import queries as vision
from pilothouse.vision.contracts import Product


def product_of(request: HttpRequest, actor: Actor) -> Product | None:
    """The product that the address names, else the last one planned, else the first."""
    chosen = number(request, "product", 0)
    if chosen:
        return vision.product(actor=actor, id=chosen)
    run = queries.latest_run(actor=actor)
    found = vision.products(actor=actor)
    return next((each for each in found if run and each.id == run.product_id), found[0] if found else None)


def choice(name: str, label: str, options: Any, value: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "value": str(value or "")}


def fan(forecast: Forecast, deadline: Any) -> dict[str, Any]:
    """What the fan chart draws."""
    return {
        "quantiles": [
            {"p": p, "date": day.isoformat()}
            for p, day in (
                (0.15, forecast.p15),
                (0.5, forecast.p50),
                (0.85, forecast.p85),
                (0.95, forecast.p95),
            )
        ],
        "histogram": [{"date": day.isoformat(), "share": share} for day, share in forecast.histogram],
        "deadline": deadline.isoformat() if deadline else None,
        "chance": forecast.chance if deadline else None,
        "today": clock.today().isoformat(),
    }


def version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None


EXPORT_ROWS = 500


def form_page(
    request: HttpRequest, form: Form, heading: str, submit: str, back: tuple[str, str], error: Any = None
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "back": back[0],
        "back_url": back[1],
        "error": error,
    }
    status = 412 if isinstance(error, Stale) else 422 if error or form.errors else 200
    return render(request, "roadmap/form.html", context, status=status)
