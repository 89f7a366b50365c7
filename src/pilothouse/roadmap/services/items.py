"""Adding and changing items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.numbering import numbered
from pilothouse.kit.text import one_line
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services import beside, formulas
from pilothouse.roadmap.services.fields import checked, split
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.moving import move_to_product
from pilothouse.roadmap.services.rows import bump, find, ref, titled
from pilothouse.vision import queries as vision
from pilothouse.vision.contracts import Product

_LONGEST_KEY = 40


@transaction.atomic
def add_item(
    *, actor: Actor, now: datetime, product_id: int, title: str, key: str = "", **values: Any
) -> contracts.Item:
    """Add an item and return it. `values` are fields of `EDITABLE`; `parent_key` may stand for `parent_id`;
    `labels`, `people` and `custom` (value by field) are taken, too.

    Raises `Invalid` for a broken rule and `NotFound` for an unknown product, parent, release or owner.
    """
    actor.require(Role.EDITOR)
    product = vision.product(actor=actor, id=product_id)
    values = {"title": title, **values}
    row, changes = insert_item(actor=actor, now=now, product=product, values=values, key=key)
    journal.record(
        actor=actor, now=now, verb="item.added", subject=ref(row), title=titled(row), changes=changes
    )
    return queries.item(actor=actor, key=row.key)


def insert_item(
    *,
    actor: Actor,
    now: datetime,
    product: Product,
    values: Mapping[str, Any],
    key: str = "",
    known: Known | None = None,
) -> tuple[models.Item, dict[str, list[Any]]]:
    """A new item of `product`, stored, with what the journal says of it. Judged by every rule. `known` is
    looked up anew unless it is given."""
    known = known or Known(actor)
    values, besides = split(values)
    values = checked(known=known, now=now, values=values, row=None, product_id=product.id)
    # The rank orders siblings; new ones come last.
    last = models.Item.objects.filter(product_id=product.id).aggregate(last=Max("rank"))["last"]
    values.setdefault("rank", (last or 0.0) + 1.0)
    row = models.Item(
        workspace_id=actor.workspace_id, product_id=product.id, key=key.strip(), opened_at=now, **values
    )
    _stamp(row, now)
    _insert(actor, row, prefix=product.key)
    changes = {
        name: [None, versions.plain(value)] for name, value in values.items() if value not in (None, "", [])
    }
    changes |= beside.store(known, row, besides)
    formulas.refresh(known, [row.pk])
    return row, changes


@transaction.atomic
def change_item(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    values: Mapping[str, Any],
    why: str = "",
    verb: str = "item.changed",
    batch: str = "",
) -> contracts.Item:
    """Change fields of an item, and its labels, people and custom fields. `verb` names the change in the
    journal, `why` says the reason; `undo_batch` takes `batch` back. With another `product_id` it moves
    there first, as `move_to_product` does; a release or parent named as it was does not come along.

    Raises `Stale` when `version` is not the present one, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, key)
    values, target = dict(values), values.get("product_id")
    values.pop("product_id", None)
    if target is not None and target != row.product_id:
        values = {name: value for name, value in values.items() if not _is_left(row, name, value)}
        move_to_product(actor=actor, now=now, ids=[row.pk], product_id=target, version=version, batch=batch)
        row, version = find(actor, key), None
    changes = apply_values(Known(actor), now, row, values, version)
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb=verb,
            subject=ref(row),
            title=titled(row),
            changes=changes,
            why=one_line(why),
            batch=batch or sortable_id(now),
        )
    return queries.item(actor=actor, key=row.key)


def move_item(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    parent_key: str | None,
    rank: float | None = None,
) -> contracts.Item:
    """Make an item part of another, or of none (None), and give it its place among its siblings.

    Raises `Invalid` when the parent's level is too low, or naming the circle that would close.
    """
    values: dict[str, Any] = {"parent_key": parent_key} | ({} if rank is None else {"rank": rank})
    return change_item(actor=actor, now=now, key=key, version=version, values=values, verb="item.moved")


def complete_item(*, actor: Actor, now: datetime, key: str, version: int | None) -> contracts.Item:
    """Mark an item as done at `now`; it leaves the next plan and joins the record of finished ones."""
    values = {"status": "done"}
    return change_item(actor=actor, now=now, key=key, version=version, values=values, verb="item.completed")


def _is_left(row: models.Item, name: str, value: Any) -> bool:
    """Whether a value points to what an item leaves behind when it goes to another product."""
    parent = row.parent.key if row.parent else ""
    stands = {"release_id": row.release_id, "parent_id": row.parent_id, "parent_key": parent}
    return name in stands and value == stands[name]


def apply_values(
    known: Known,
    now: datetime,
    row: models.Item,
    values: Mapping[str, Any],
    version: int | None,
    *,
    refresh: bool = True,
) -> dict[str, list[Any]]:
    """Write `values` to an item, judged by every rule; what changed, as the journal says it. `refresh`:
    formulas are computed anew. Raises `Stale`, `Invalid`, `NotFound`."""
    values, besides = split(values)
    cleaned = checked(known=known, now=now, values=values, row=row, product_id=row.product_id)
    if "status" in cleaned and cleaned["status"] != row.status:
        cleaned |= _status_dates(row, cleaned["status"], now)
    changes = versions.apply(row, cleaned, expected=version)
    told = beside.store(known, row, besides)
    if told and not changes:
        bump(row, None)
    if refresh and (changes or told):
        formulas.refresh(known, [row.pk])
    return changes | told


def _insert(actor: Actor, row: models.Item, *, prefix: str) -> None:
    """Store a new item under its own key, or under the next of the product when it has none."""
    if len(row.key) > _LONGEST_KEY:
        raise Invalid("The key has more than 40 characters.", where="key", cure="Choose a shorter one.")
    if row.key:
        taken = Conflict(f"There is already an item {row.key}.", where="key", cure="Choose another key.")
        rows.insert(row, taken)
        return

    def under(number: int) -> None:
        row.key = f"{prefix}-{number}"
        row.save(force_insert=True)

    numbered(lambda: queries.last_number(actor=actor, prefix=prefix), under)


def _stamp(row: models.Item, now: datetime) -> None:
    if row.status == "in_progress" and row.started_on is None:
        row.started_on = now.date()
    if row.status == "done" and row.resolved_at is None:
        row.resolved_at = now


def _status_dates(row: models.Item, status: str, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if status == "in_progress" and row.started_on is None:
        found["started_on"] = now.date()
    if status in ("done", "cancelled"):
        found["resolved_at"] = now
        if status == "done":
            found["progress"] = 1.0
    elif row.resolved_at is not None:
        found["resolved_at"] = None
    return found
