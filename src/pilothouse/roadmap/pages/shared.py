"""What several pages of the roadmap need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.kit import clock
from pilothouse.kit.doors import is_htmx, request_actor
from pilothouse.kit.forms import acted, based_on, form_answer, posted_version
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.paging import Page
from pilothouse.kit.products import ProductChoice
from pilothouse.roadmap.contracts import ReleaseChoice
from pilothouse.roadmap.forms import ProductSetForm
from pilothouse.roadmap.own_forms import CustomFieldForm, LabelForm, StatusForm

Row = TypeVar("Row")
NamedForm = LabelForm | StatusForm | CustomFieldForm | ProductSetForm
EXPORT_ROWS = 500


def to_choose(found: ProductChoice) -> list[tuple[object, str]]:
    """The products that a form offers, those chosen first: none is guessed where several could be meant."""
    first: list[tuple[object, str]] = [] if found.only else [("", "Choose a product")]
    rest = [row for row in found.products if row not in found.shown]
    return first + [(row.id, row.name) for row in (*found.shown, *rest)]


def releases_to_choose(found: ProductChoice, releases: Iterable[ReleaseChoice]) -> list[tuple[object, str]]:
    """Releases for a list to choose from, each with its product where it could be of several."""
    named = {row.id: row.name for row in found.products} if found.names_each else {}
    return [
        (row.id, f"{row.name} ({named[row.product_id]})" if row.product_id in named else row.name)
        for row in releases
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter above a list: `label` when nothing is chosen, `value` what is; `title` names it. A `seldom`
    one is folded away."""

    name: str
    label: str
    options: tuple[tuple[object, str], ...]
    value: str
    title: str = ""
    seldom: bool = False


def filter_of(
    name: str,
    label: str,
    options: Iterable[tuple[object, str]],
    value: object,
    *,
    title: str = "",
    seldom: bool = False,
) -> Choice:
    return Choice(name, label, tuple(options), str(value or ""), title or label, seldom)


def all_rows(page: Callable[[int], Page[Row]], columns: Iterable[str]) -> Iterator[list[Any]]:
    """The `columns` of every row of a paged list, for a file."""
    names = tuple(columns)
    return rows_of(page, lambda row: [getattr(row, name) for name in names])


def rows_of(page: Callable[[int], Page[Row]], cells: Callable[[Row], list[Any]]) -> Iterator[list[Any]]:
    """The `cells` of every row of a paged list, for a file."""
    at = 1
    while True:
        part = page(at)
        for row in part.rows:
            yield cells(row)
        if part.next is None:
            return
        at = part.next


def changed(
    request: HttpRequest,
    form: NamedForm,
    change: Callable[..., object],
    id: int,
    *,
    name: str,
    back: tuple[str, str],
) -> HttpResponse:
    """The page of a form that changes what is called `name` by a service, from the version that it was filled
    with; it leads `back` to the list, by its words and address."""
    actor = request_actor(request)
    return form_answer(
        request,
        form,
        lambda: change(actor=actor, now=clock.now(), id=id, version=based_on(form), values=form.values()),
        then=lambda _: back[1],
        done=lambda _: f"{form.cleaned_data['name']} changed.",
        back=back,
        heading=f"Edit {name}",
        submit="Save",
    )


def removed(
    request: HttpRequest, remove: Callable[..., int], id: int, url: str, text: str, *, refused: str = ""
) -> HttpResponse:
    """Remove by a service what a row or a page shows, in the version that was seen there, and offer to
    restore it. `text` says so; `refused` as `acted` takes it."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: remove(actor=actor, now=clock.now(), id=id, version=posted_version(request)),
        url,
        text,
        restorable=True,
        refused=refused,
    )


def started(request: HttpRequest, job: JobStatus) -> HttpResponse:
    """How far work is that was just begun: in its place on the page, or on its own."""
    if is_htmx(request):
        return render(request, "_job.html", {"job": job})
    return redirect(job.url)
