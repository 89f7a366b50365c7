"""The manual of the review's rules."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit.doors import page
from pilothouse.vision import queries


@page()
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule by family."""
    every = queries.rules()
    families = [(name, list(rows)) for name, rows in groupby(every, lambda rule: rule.family)]
    return render(request, "vision/rules.html", {"families": families, "many": len(every)})


@page()
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """The manual of one rule."""
    return render(request, "vision/rule.html", {"rule": queries.rule(code)})
