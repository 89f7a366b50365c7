"""One item: its page, its form, removing it and taking that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.editing import of_row, own
from pilothouse.kit.forms import Sent, acted, based_on, form_page, posted_version
from pilothouse.kit.products import product_choice
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import line
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import EDGES, Item, OwnStatus
from pilothouse.roadmap.forms import ItemForm, item_initial
from pilothouse.roadmap.pages.fan import fan
from pilothouse.roadmap.pages.imported import imported
from pilothouse.roadmap.pages.moving import tell_move
from pilothouse.roadmap.pages.shared import releases_to_choose, to_choose
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision
from pilothouse.vision import services as vision_services
from pilothouse.vision.contracts import Statement

# What the page shows beside title, description, dependencies and needs, in this order.
_FACTS = (
    "status", "priority", "owner", "people", "estimate", "progress", "release", "labels", "deadline",
    "deadline_hard", "earliest_start", "parent", "product", "level", "kind", "value", "cost_of_delay",
    "milestone", "mandatory",
)  # fmt: skip


@page()
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One item with its dates, reasons and history."""
    actor = request_actor(request)
    found = queries.item(actor=actor, key=key)
    run = queries.latest_run(actor=actor, product_id=found.product_id)
    context = {
        "item": found,
        "children": queries.children(actor=actor, item_id=found.id) if found.children else (),
        "facts": [*(of_row(found)[name] for name in _FACTS), *own(actor, "roadmap.item").values()],
        "formulas": [row for row in found.custom if row.kind == "formula"],
        "imported": imported(found),
        "edges": [("Blocked by", found.waits_for), ("Blocks", found.holds_up)],
        "edge_kinds": EDGES.items(),
        "adds_more": "more" in request.GET,
        "planned": found.forecast,
        "fan": fan(found.forecast, found.deadline),
        "why": queries.why(actor=actor, key=key),
        "stale": run is not None and run.stale and found.forecast is not None,
        "entries": journal.history(actor=actor, subject=Ref("roadmap.item", found.id), limit=30),
        "skills": team.skills(actor=actor),
        "asked_by": vision.statements_of(actor=actor, ref=str(Ref("roadmap.item", found.id))),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "roadmap/item.html", context)


@page()
def why(request: HttpRequest, key: str) -> HttpResponse:
    """The panel that answers "why this date?"."""
    actor = request_actor(request)
    return render(request, "roadmap/why.html", {"why": queries.why(actor=actor, key=key)})


def _form(
    request: HttpRequest,
    actor: Actor,
    currency: str,
    initial: Mapping[str, object],
    statuses: Sequence[OwnStatus] | None = None,
) -> ItemForm:
    choice = product_choice(request)
    return ItemForm(
        request.POST or None,
        initial=dict(initial),
        currency=currency,
        releases=releases_to_choose(choice, queries.release_choices(actor=actor)),
        owners=sorted(team.names(actor=actor).items(), key=lambda pair: pair[1]),
        products=to_choose(choice),
        statuses=queries.statuses(actor=actor) if statuses is None else statuses,
        fields=queries.custom_fields(actor=actor),
    )


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_item(request: HttpRequest) -> HttpResponse:
    """Add an item by hand."""
    actor = request_actor(request)
    choice = product_choice(request)
    if not choice.products:
        messages.info(request, "Items belong to a product: add the product first.")
        return redirect(wurl(actor, "vision:products"))
    asked = _asked_by(request, actor)
    start = _start(actor, asked) if asked else {"product": choice.only and choice.only.id}
    form = _form(request, actor, accounts.currency(actor=actor), start)
    error = None
    if request.method == "POST":
        sent = Sent(form, lambda: _added(actor, form, asked))
        if sent.result is not None:
            messages.success(request, f"{sent.result.key} added.")
            return redirect(wurl(actor, "roadmap:item", sent.result.key))
        error = sent.error
    back = ("Items", wurl(actor, "roadmap:items"))
    return form_page(request, form, back=back, heading="New item", submit="Add the item", error=error)


def _asked_by(request: HttpRequest, actor: Actor) -> tuple[int, Statement] | None:
    """The requirement that an item is made from, as the address names it, with the number of its blueprint.
    Raises `NotFound`."""
    number, key = request.GET.get("blueprint", ""), request.GET.get("requirement", "")
    if not number.isdecimal() or len(number) > 9:
        return None
    return int(number), vision.statement(actor=actor, id=int(number), key=key)


def _start(actor: Actor, asked: tuple[int, Statement]) -> dict[str, object]:
    """What the form of an item made from a requirement begins with."""
    about, row = vision.blueprint(actor=actor, id=asked[0]), asked[1]
    text = f"{row.text}\n\nRequirement {row.key} of {about.title}"
    return {"product": about.product_id, "title": row.text[:500], "description": text}


@transaction.atomic
def _added(actor: Actor, form: ItemForm, asked: tuple[int, Statement] | None) -> Item:
    """The item, and the trace to the requirement that it was made from: both or neither."""
    product, now = form.cleaned_data["product"], clock.now()
    made = services.add_item(actor=actor, now=now, product_id=product, **form.values())
    if asked:
        vision_services.trace_statement(actor=actor, now=now, id=asked[0], key=asked[1].key, to=made.key)
    return made


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_item(request: HttpRequest, key: str) -> HttpResponse:
    """Change an item; a change based on an older version shows both."""
    actor = request_actor(request)
    found, currency = queries.item(actor=actor, key=key), accounts.currency(actor=actor)
    statuses = queries.statuses(actor=actor)
    form = _form(request, actor, currency, item_initial(found, currency, statuses), statuses)
    url = wurl(actor, "roadmap:item", key)
    error = None
    if request.method == "POST":
        sent = Sent(form, lambda: _changed(actor, key, form))
        if sent.result is not None:
            _tell(request, actor, found, sent.result)
            return redirect(url)
        error = sent.error
    return form_page(request, form, back=(key, url), heading=f"Edit {key}", submit="Save", error=error)


def _changed(actor: Actor, key: str, form: ItemForm) -> Item:
    version = based_on(form)
    values = form.values() | {"product_id": form.cleaned_data["product"]}
    return services.change_item(
        actor=actor, now=clock.now(), key=key, version=version, values=values, why=form.reason
    )


def _tell(request: HttpRequest, actor: Actor, before: Item, after: Item) -> None:
    if before.product_id == after.product_id:
        messages.success(request, f"{after.key} changed.")
    else:
        tell_move(request, queries.move_of(actor=actor, before=before, after=after))


@page(role=Role.EDITOR, methods=("POST",))
def remove_item(request: HttpRequest, key: str) -> HttpResponse:
    """Remove an item; the toast takes it back."""
    actor = request_actor(request)

    def remove() -> None:
        entry = services.remove_item(
            actor=actor,
            now=clock.now(),
            key=key,
            version=posted_version(request),
            why=line(request.POST, "why", 500),
        )
        undo = wurl(actor, "roadmap:restore-item", entry)
        messages.success(request, f"{key} removed.", extra_tags=f"undo:{undo}")

    back = wurl(actor, "roadmap:item", key)
    return acted(request, remove, wurl(actor, "roadmap:items"), refused=back)


@page(role=Role.EDITOR, methods=("POST",))
def restore_item(request: HttpRequest, entry: int) -> HttpResponse:
    """Take a removal back."""
    actor = request_actor(request)
    found = services.restore_item(actor=actor, now=clock.now(), entry_id=entry)
    messages.success(request, f"{found.key} is back.")
    return redirect(wurl(actor, "roadmap:item", found.key))
