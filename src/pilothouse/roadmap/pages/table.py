"""Items as a table worked in as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import for_script, page, request_actor, wurl
from pilothouse.kit.export import table_response
from pilothouse.kit.products import kept, product_choice
from pilothouse.kit.sheets import Sheet
from pilothouse.kit.views import view_address
from pilothouse.roadmap import queries
from pilothouse.roadmap.pages.narrowing import is_narrowed, narrow_of
from pilothouse.vision import queries as vision

_API = "/api/v1/sheets/items"
_PART = 500


@page()
def table(request: HttpRequest) -> HttpResponse:
    """Every field of every item that the address asks for; the island draws it."""
    actor, choice = request_actor(request), product_choice(request)
    if address := view_address(request, partial(accounts.view_to_open, actor=actor, page="roadmap.table")):
        return redirect(address)
    narrow = narrow_of(request, choice.scope)
    sheet = Sheet(
        name="roadmap.items",
        noun="item",
        key="key",
        columns=queries.sheet_columns(actor=actor, product_id=choice.scope),
        rows=_rows(narrow),
        cells=f"{_API}/cells" + (f"?product={choice.key}" if choice.key else ""),
        undo=f"{_API}/undo",
        export=kept(request, wurl(actor, "roadmap:export-table")),
        page=kept(request, wurl(actor, "roadmap:item", "KEY")),
        may_edit=actor.may(Role.EDITOR),
    )
    context = {
        "sheet": for_script(sheet),
        "is_open": narrow.status == "open",
        "is_any": narrow.status == queries.ANY,
        "narrowed": is_narrowed(replace(narrow, status="open")),
        "may_edit": sheet.may_edit,
    }
    return render(request, "roadmap/table.html", context)


# What heads a column in a file where its label means something else: a milestone of a tracker is a release.
_HEADS = {"milestone": "Is milestone"}


@page(role=Role.VIEWER, methods=("GET", "POST"))
def export(request: HttpRequest) -> HttpResponseBase:
    """The rows `ids` in that order, with the `columns` that are posted, as a file; asked for by hand, the
    table itself."""
    actor = request_actor(request)
    if request.method != "POST":
        return redirect(wurl(actor, "roadmap:table"))
    columns = queries.sheet_columns(actor=actor)
    known = {column.name: at for at, column in enumerate(columns)}
    chosen = [name for name in request.POST.get("columns", "").split(",") if name in known] or list(known)
    ids = [
        int(text) for text in request.POST.get("ids", "").split(",") if text.isdecimal() and len(text) < 10
    ]
    labels = [_HEADS.get(name) or columns[known[name]].label for name in chosen]
    days = {at for at, column in enumerate(columns) if column.kind == "date"}
    keys = _product_keys(actor)
    labels += ["Product key", "Exported"]  # by which an import knows the items again, and what is newer here
    rows = _exported(actor, ids, [known[name] for name in chosen], days, known["product"], keys)
    wanted = request.POST.get("format", "csv")
    return table_response(request, rows=rows, columns=labels, name="items", format=wanted)


def _product_keys(actor: Actor) -> dict[str, str]:
    """Keys of products by what they are called in cells: by them an import knows the items of each again."""
    names = queries.sheet_names(actor=actor).products
    return {names[each.id]: each.key for each in vision.products(actor=actor)}


def _exported(
    actor: Actor, ids: list[int], places: list[int], days: set[int], product: int, keys: Mapping[str, str]
) -> Iterator[list[Any]]:
    now = clock.now()
    for start in range(0, len(ids), _PART):
        for row in queries.sheet_rows_of(actor=actor, ids=ids[start : start + _PART]):
            cells = dict(enumerate(row.cells))
            yield [
                date.fromisoformat(str(cells[at])) if at in days and cells[at] else cells[at] for at in places
            ] + [keys[str(cells[product])], now]


def _rows(narrow: queries.ItemFilter) -> str:
    """The address of the rows, narrowed as the list of items is."""
    asked = {name: getattr(narrow, name) for name in narrow.__slots__ if name != "custom"}
    pairs = [(name, value) for name, value in asked.items() if value]
    query = urlencode([*pairs, *(("custom", f"{number}:{text}") for number, text in narrow.custom)])
    return f"{_API}?{query}" if query else _API
