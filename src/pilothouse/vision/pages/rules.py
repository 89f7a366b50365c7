"""The manual of the review's rules."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.engine.review.rule import every_rule
from pilothouse.kit.doors import page
from pilothouse.kit.errors import NotFound


@page()
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule by family."""
    families = [(name, list(rows)) for name, rows in groupby(every_rule(), lambda rule: rule.family)]
    return render(request, "vision/rules.html", {"families": families, "many": len(every_rule())})


@page()
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """The manual of one rule."""
    found = next((row for row in every_rule() if row.code == code), None)
    if found is None:
        raise NotFound(f"There is no rule {code[:20]}.", cure="See the list of rules.")
    return render(request, "vision/rule.html", {"rule": found})
