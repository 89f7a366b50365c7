"""What several pages of the roadmap need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import is_htmx, number
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.paging import Page
from pilothouse.roadmap import queries
from pilothouse.vision import queries as vision
from pilothouse.vision.contracts import Product

Row = TypeVar("Row")
EXPORT_ROWS = 500


def product_of(request: HttpRequest, actor: Actor) -> Product | None:
    """The product that the address names, else the last one planned, else the first."""
    chosen = number(request, "product", 0)
    if chosen:
        return vision.product(actor=actor, id=chosen)
    run = queries.latest_run(actor=actor)
    found = vision.products(actor=actor)
    return next((each for each in found if run and each.id == run.product_id), found[0] if found else None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter above a list: `label` when nothing is chosen, `value` what is."""

    name: str
    label: str
    options: tuple[tuple[object, str], ...]
    value: str


def choice(name: str, label: str, options: Iterable[tuple[object, str]], value: object) -> Choice:
    return Choice(name, label, tuple(options), str(value or ""))


def all_rows(page: Callable[[int], Page[Row]], columns: Iterable[str]) -> Iterator[list[Any]]:
    """The `columns` of every row of a paged list, for a file."""
    names, at = tuple(columns), 1
    while True:
        part = page(at)
        for row in part.rows:
            yield [getattr(row, name) for name in names]
        if part.next is None:
            return
        at = part.next


def started(request: HttpRequest, job: JobStatus) -> HttpResponse:
    """How far work is that was just begun: in its place on the page, or on its own."""
    if is_htmx(request):
        return render(request, "_job.html", {"job": job})
    return redirect(job.url)
