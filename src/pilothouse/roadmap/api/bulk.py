"""Many items at once, and taking an act back."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router

from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, Schema, confirm, given, write
from pilothouse.roadmap import contracts, services
from pilothouse.roadmap.api.items import NEVER_NULL, ItemFields, ItemNarrow
from pilothouse.roadmap.api.sent import LabelNames, PersonIds, Why

router = Router()


class BulkValues(ItemFields):
    """What every item gets; what is left out stays, null empties a field. Title and description are of one
    item alone."""

    product_id: Id | None = None
    add_labels: LabelNames | None = None
    remove_labels: LabelNames | None = None
    add_people: PersonIds | None = None
    remove_people: PersonIds | None = None


class Bulk(Schema):
    """The items, by number, or all that `narrow` lets through; what they get, and why."""

    ids: Annotated[list[Id], Field(max_length=30_000)] = []
    narrow: ItemNarrow | None = None
    values: BulkValues
    why: Why = ""


_NEVER_NULL = (*NEVER_NULL, "add_labels", "remove_labels", "add_people", "remove_people")


@router.post("/items/bulk", response=contracts.BulkDone, **confirm("bulk_change_items", "Change many items"))
def bulk_change_items(request: HttpRequest, body: Bulk) -> contracts.BulkDone:
    """All or nothing, as one act: `undo_batch` takes it back."""
    actor = request_actor(request)
    return services.bulk_change(
        actor=actor,
        now=clock.now(),
        ids=body.ids,
        narrow=body.narrow.filter(actor) if body.narrow else None,
        values=given(body.values, *_NEVER_NULL),
        why=body.why,
    )


class Act(Schema):
    """An act, by what `bulk_change_items` answered or the record has as `batch`."""

    batch: Annotated[str, Field(min_length=1, max_length=40)]


@router.post("/items/undo", response=contracts.ActUndone, **write("undo_act", "Undo an act on items"))
def undo_act(request: HttpRequest, body: Act) -> contracts.ActUndone:
    """What still is as the act left it gets its old value; what was changed since stays and is listed."""
    return services.undo_batch(actor=request_actor(request), now=clock.now(), batch=body.batch)
