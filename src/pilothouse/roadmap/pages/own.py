"""Settings of items: statuses, labels and custom fields of the workspace's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, based_on, form_acted, form_answer, posted_ids
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import CustomField, Label, OwnStatus
from pilothouse.roadmap.own_forms import CustomFieldForm, LabelForm, MergeForm, StatusForm
from pilothouse.roadmap.pages.shared import changed, removed


@dataclass(frozen=True, slots=True)
class Row:
    """A line of such a list. `upper` and `lower` are the orders with it moved by one, `hint` is how
    formulas call it."""

    id: int | None
    name: str
    cells: tuple[str, ...]
    items: int
    version: int
    colour: str = ""
    question: str = ""
    upper: tuple[int, ...] = ()
    lower: tuple[int, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one of the three pages shows, and the names of its addresses. `starts`: its rows are built in and
    can be made the workspace's own."""

    heading: str
    text: str
    heads: tuple[str, ...]
    one: str
    rows: tuple[Row, ...]
    addresses: str
    merges: bool = False
    starts: bool = False


def _shown(request: HttpRequest, listing: Listing, form: Any) -> HttpResponse:
    actor = request_actor(request)
    names = {
        verb: f"roadmap:{verb}-{listing.addresses}" for verb in ("add", "edit", "remove", "order", "merge")
    }
    context = {"listing": listing, "form": form, "may_edit": actor.may(Role.EDITOR), "address": names}
    return render(request, "roadmap/own.html", context)


def _orders(numbers: Sequence[int | None], at: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers with the one at `at` moved up, and down; empty where it cannot be."""
    found = [number for number in numbers if number is not None]
    if len(found) < len(numbers):
        return (), ()
    return _swapped(found, at - 1), _swapped(found, at)


def _swapped(numbers: list[int], at: int) -> tuple[int, ...]:
    if not 0 <= at < len(numbers) - 1:
        return ()
    return (*numbers[:at], numbers[at + 1], numbers[at], *numbers[at + 2 :])


def _items(many: int) -> str:
    return f"{many:,} {'item' if many == 1 else 'items'}"


# Statuses


@page()
def statuses(request: HttpRequest) -> HttpResponse:
    """The statuses of the workspace, each with its meaning."""
    rows = queries.statuses(actor=request_actor(request), counted=True)
    numbers = [row.id for row in rows]
    listing = Listing(
        heading="Statuses",
        text="Name the steps of your work. Each means one of the five that plans know, so that dates, "
        "progress and forecasts follow. An item without a status of its own shows the first of its meaning.",
        heads=("Means",),
        one="status",
        rows=tuple(_status_row(row, *_orders(numbers, at)) for at, row in enumerate(rows)),
        addresses="status",
        starts=rows[0].id is None,
    )
    return _shown(request, listing, StatusForm(auto_id="new_%s"))


def _status_row(row: OwnStatus, upper: tuple[int, ...], lower: tuple[int, ...]) -> Row:
    question = (
        f"Remove the status {row.name}? {_items(row.items)} will show the first other status that means "
        f"{row.means.replace('_', ' ')}."
    )
    means = (row.means.replace("_", " "),)
    return Row(row.id, row.name, means, row.items, row.version, row.colour, question, upper, lower)


@page(role=Role.EDITOR, methods=("POST",))
def add_status(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), StatusForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_status(actor=actor, now=clock.now(), **form.values()),
        wurl(actor, "roadmap:statuses"),
        lambda made: f"{made.name} added.",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_status(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    found, url = queries.status(actor=actor, id=id), wurl(actor, "roadmap:statuses")
    initial = {name: getattr(found, name) for name in ("name", "means", "colour", "version")}
    form = StatusForm(request.POST or None, initial=initial)
    return changed(request, form, services.change_status, id, name=found.name, back=("Statuses", url))


@page(role=Role.EDITOR, methods=("POST",))
def remove_status(request: HttpRequest, id: int) -> HttpResponse:
    url = wurl(request_actor(request), "roadmap:statuses")
    return removed(request, services.remove_status, id, url, "The status was removed.")


@page(role=Role.EDITOR, methods=("POST",))
def order_statuses(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.order_statuses(actor=actor, now=clock.now(), ids=posted_ids(request)),
        wurl(actor, "roadmap:statuses"),
    )


@page(role=Role.EDITOR, methods=("POST",))
def start_statuses(request: HttpRequest) -> HttpResponse:
    """Make the five built in the workspace's own, to rename them."""
    actor = request_actor(request)
    return acted(request, lambda: services.start_statuses(actor=actor), wurl(actor, "roadmap:statuses"))


# Labels


@page()
def labels(request: HttpRequest) -> HttpResponse:
    """The labels of the workspace."""
    rows = queries.labels(actor=request_actor(request))
    listing = Listing(
        heading="Labels",
        text="Labels are made by giving them to items. Here they are renamed, coloured, merged and removed.",
        heads=(),
        one="label",
        rows=tuple(
            Row(
                row.id,
                row.name,
                (),
                row.items,
                row.version,
                row.colour,
                f"Remove the label {row.name} from {_items(row.items)}?",
            )
            for row in rows
        ),
        addresses="label",
        merges=len(rows) > 1,
    )
    return _shown(request, listing, LabelForm(auto_id="new_%s"))


@page(role=Role.EDITOR, methods=("POST",))
def add_label(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), LabelForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_label(actor=actor, now=clock.now(), **form.values()),
        wurl(actor, "roadmap:labels"),
        lambda made: f"{made.name} added.",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_label(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    found, url = queries.label(actor=actor, id=id), wurl(actor, "roadmap:labels")
    initial = {name: getattr(found, name) for name in ("name", "colour", "version")}
    form = LabelForm(request.POST or None, initial=initial)
    return changed(request, form, services.change_label, id, name=found.name, back=("Labels", url))


@page(role=Role.EDITOR, methods=("GET", "POST"))
def merge_label(request: HttpRequest, id: int) -> HttpResponse:
    """Give the items of one label another."""
    actor = request_actor(request)
    found, url = queries.label(actor=actor, id=id), wurl(actor, "roadmap:labels")
    others: list[Label] = [row for row in queries.labels(actor=actor) if row.id != id]
    form = MergeForm(request.POST or None, initial={"version": found.version}, others=others)

    def merge() -> Label:
        sent = form.cleaned_data
        return services.merge_label(
            actor=actor, now=clock.now(), id=id, version=based_on(form), into_id=sent["into_id"]
        )

    return form_answer(
        request,
        form,
        merge,
        then=lambda row: url,
        done=lambda row: f"{found.name} merged into {row.name}.",
        back=("Labels", url),
        heading=f"Merge {found.name}",
        submit="Merge",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_label(request: HttpRequest, id: int) -> HttpResponse:
    url = wurl(request_actor(request), "roadmap:labels")
    return removed(request, services.remove_label, id, url, "The label was removed.")


# Custom fields


@page()
def custom_fields(request: HttpRequest) -> HttpResponse:
    """The fields that the workspace added to items."""
    rows = queries.custom_fields(actor=request_actor(request), counted=True)
    numbers = [row.id for row in rows]
    listing = Listing(
        heading="Custom fields",
        text="Fields of your own on every item: they filter, sort, export and import, and formulas compute "
        "them from other fields.",
        heads=("Kind", "Choices or formula"),
        one="custom field",
        rows=tuple(_field_row(row, *_orders(numbers, at)) for at, row in enumerate(rows)),
        addresses="custom-field",
    )
    return _shown(request, listing, CustomFieldForm(auto_id="new_%s"))


def _field_row(row: CustomField, upper: tuple[int, ...], lower: tuple[int, ...]) -> Row:
    question = f"Remove the custom field {row.name} and what {_items(row.items)} have in it?"
    cells = (row.kind, row.formula or ", ".join(row.choices))
    return Row(row.id, row.name, cells, row.items, row.version, "", question, upper, lower, row.handle)


@page(role=Role.EDITOR, methods=("POST",))
def add_custom_field(request: HttpRequest) -> HttpResponse:
    actor, form = request_actor(request), CustomFieldForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.add_custom_field(actor=actor, now=clock.now(), **form.values()),
        wurl(actor, "roadmap:custom-fields"),
        lambda made: f"{made.name} added.",
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_custom_field(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    found, url = queries.custom_field(actor=actor, id=id), wurl(actor, "roadmap:custom-fields")
    initial = {
        "name": found.name,
        "choices": "\n".join(found.choices),
        "formula": found.formula,
        "version": found.version,
    }
    form = CustomFieldForm(request.POST or None, initial=initial, there=found)
    return changed(
        request, form, services.change_custom_field, id, name=found.name, back=("Custom fields", url)
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_custom_field(request: HttpRequest, id: int) -> HttpResponse:
    url = wurl(request_actor(request), "roadmap:custom-fields")
    return removed(request, services.remove_custom_field, id, url, "The custom field was removed.")


@page(role=Role.EDITOR, methods=("POST",))
def order_custom_fields(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.order_custom_fields(actor=actor, now=clock.now(), ids=posted_ids(request)),
        wurl(actor, "roadmap:custom-fields"),
    )


# Acts
