"""The list of items."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import number, page, request_actor
from pilothouse.kit.export import table_response
from pilothouse.kit.paging import Page
from pilothouse.kit.products import ProductChoice, product_choice
from pilothouse.kit.views import view_address
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import ListedItem, ListRow
from pilothouse.roadmap.pages import ordering
from pilothouse.roadmap.pages.filters import filters_of
from pilothouse.roadmap.pages.narrowing import is_narrowed, narrow_of
from pilothouse.roadmap.pages.shared import EXPORT_ROWS, Choice, releases_to_choose, rows_of

_LONG = 1_000  # items of a list that is still ordered by hand
_PRODUCT = ("Product", "product")
_WIDE = ("product", "kind", "start")  # shown where there is room for them
_HEADS = (
    ("Key", "key"),
    ("Title", "title"),
    _PRODUCT,
    ("Kind", "kind"),
    ("Status", "status"),
    ("Priority", "priority"),
    ("Owner", "owner"),
    ("Release", "release"),
    ("Estimate", "estimate"),
    ("Start", "start"),
    ("Finish", "p85"),
    ("Deadline", "deadline"),
    ("Chance", "chance"),
)
_EXPORTED = (
    "key", "title", "product_key", "product_name", "level", "kind", "status_name", "priority", "labels",
    "owner_name", "people_names", "release_name", "parent_key", "low", "likely", "high", "story_points",
    "earliest_start", "deadline", "start", "p50", "p85", "chance", "release_chance",
)  # fmt: skip
# Heads by which an import knows the columns again.
_NAMED = {
    "status_name": "status", "owner_name": "owner", "people_names": "assignees", "release_name": "release"
}  # fmt: skip
_HEADED = tuple(_NAMED.get(name, name) for name in _EXPORTED)


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table: `sort` is what a click on it asks for, `sorted` how it is sorted now; a `wide`
    one is shown only where there is room for it."""

    name: str
    label: str
    sort: str
    sorted: str
    wide: bool


@page()
def items(request: HttpRequest) -> HttpResponseBase:
    """All items, filtered by what the address says."""
    actor = request_actor(request)
    choice = product_choice(request)
    if address := view_address(request, partial(accounts.view_to_open, actor=actor, page="roadmap.items")):
        return redirect(address)
    if (folding := number(request, "fold", 0)) > 0:
        return ordering.fold(request, folding)
    narrow = narrow_of(request, choice.scope)
    sort = request.GET.get("sort") or _usual(actor, narrow)
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.item_ids(actor=actor, narrow=narrow), safe=False)
    if request.GET.get("format"):
        return _export(request, actor, narrow, sort)
    rows, choices = _read(request, actor, choice, narrow, sort)
    context = {
        "page": rows,
        "tree": sort == queries.TREE,
        "orders": _orders(sort),
        "filters": narrow,
        "filtered": is_narrowed(narrow),
        "only_open": narrow.status == "open",
        "choices": choices,
        "seldom_set": sum(bool(each.value) for each in choices if each.seldom),
        "all_set": sum(each.value not in ("", "open") for each in choices) + bool(narrow.text),
        "columns": [_column(*head, sort) for head in _HEADS if head != _PRODUCT or choice.names_each],
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/items.html", context)


def _read(
    request: HttpRequest, actor: Actor, choice: ProductChoice, narrow: queries.ItemFilter, sort: str
) -> tuple[Page[ListRow], list[Choice]]:
    """The rows and what the filters above them offer: read again after each change of the workspace."""
    folded, page = tuple(ordering.folded(request)), number(request, "page", 1)

    def read() -> tuple[Page[ListRow], list[Choice]]:
        releases = releases_to_choose(choice, queries.release_choices(actor=actor, product_id=choice.scope))
        choices = filters_of(actor, narrow, releases)
        return queries.item_rows(actor=actor, narrow=narrow, sort=sort, folded=folded, page=page), choices

    about = (clock.today(), choice.key, narrow, sort, folded, page)
    return journal.unchanged(read, actor=actor, name="roadmap.items", about=about)


def _usual(actor: Actor, narrow: queries.ItemFilter) -> str:
    """What a list opens with: the tree, by priority; a long one by the dates of the plan, as nobody orders
    thousands of items by hand."""
    return "plan" if queries.has_more(actor=actor, narrow=narrow, than=_LONG) else queries.TREE


def _orders(sort: str) -> list[tuple[str, str, bool]]:
    """Ways to order the whole list: word for the address, label, and whether it is the present one."""
    return [
        (word, label, word == sort) for word, label in ((queries.TREE, "Priority"), ("plan", "Plan dates"))
    ]


def _column(label: str, key: str, sort: str) -> Column:
    at, down = bool(key) and sort.removeprefix("-") == key, sort.startswith("-")
    way = ("descending" if down else "ascending") if at else ""
    return Column(key, label, f"-{key}" if at and not down else key, way, key in _WIDE)


def _export(request: HttpRequest, actor: Actor, narrow: queries.ItemFilter, sort: str) -> HttpResponseBase:
    """Every column, and a column for each custom field by its name."""
    fields = queries.custom_fields(actor=actor)

    def page(at: int) -> Page[ListedItem]:
        return queries.items_page(actor=actor, narrow=narrow, sort=sort, page=at, size=EXPORT_ROWS)

    def cells(row: ListedItem) -> list[Any]:
        held = {value.field_id: value.cell for value in row.custom}
        own = (held.get(field.id) for field in fields)
        return [*(getattr(row, name) for name in _EXPORTED), now, *own]

    now = clock.now()  # what is edited here later is newer than the file
    names = [*_HEADED, "exported", *(field.name for field in fields)]
    wanted = request.GET.get("format", "csv")
    return table_response(request, rows=rows_of(page, cells), columns=names, name="items", format=wanted)
