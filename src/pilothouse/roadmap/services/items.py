"""Adding and changing items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.numbering import numbered
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services.fields import checked
from pilothouse.roadmap.services.rows import find, ref, titled
from pilothouse.vision import queries as vision

_LONGEST_KEY = 40


@transaction.atomic
def add_item(
    *, actor: Actor, now: datetime, product_id: int, title: str, key: str = "", **values: Any
) -> contracts.Item:
    """Add an item and return it. `values` are fields of `EDITABLE`; `parent_key` may stand for `parent_id`.

    Raises `Invalid` for a broken rule and `NotFound` for an unknown product, parent, release or owner.
    """
    actor.require(Role.EDITOR)
    product = vision.product(actor=actor, id=product_id)
    values = checked(actor=actor, now=now, values={"title": title, **values}, row=None, product_id=product_id)
    # The rank orders siblings; new ones come last.
    last = models.Item.objects.filter(product_id=product_id).aggregate(last=Max("rank"))["last"]
    values.setdefault("rank", (last or 0.0) + 1.0)
    row = models.Item(
        workspace_id=actor.workspace_id, product_id=product_id, key=key.strip(), opened_at=now, **values
    )
    _stamp(row, now)
    _insert(actor, row, prefix=product.key)
    changes = {
        name: [None, versions.plain(value)] for name, value in values.items() if value not in (None, "", [])
    }
    journal.record(
        actor=actor, now=now, verb="item.added", subject=ref(row), title=titled(row), changes=changes
    )
    return queries.item(actor=actor, key=row.key)


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
) -> contracts.Item:
    """Change fields of an item. `verb` names the change in the journal.

    Raises `Stale` when `version` is not the present one, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, key)
    changes = _change(actor, now, row, values, version)
    if changes:
        journal.record(
            actor=actor, now=now, verb=verb, subject=ref(row), title=titled(row), changes=changes, why=why
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


def _change(
    actor: Actor, now: datetime, row: models.Item, values: Mapping[str, Any], version: int | None
) -> dict[str, list[Any]]:
    cleaned = checked(actor=actor, now=now, values=values, row=row, product_id=row.product_id)
    if "status" in cleaned and cleaned["status"] != row.status:
        cleaned |= _status_dates(row, cleaned["status"], now)
    return versions.apply(row, cleaned, expected=version)


@transaction.atomic
def bulk_change(*, actor: Actor, now: datetime, ids: Sequence[int], values: Mapping[str, Any]) -> int:
    """The same change on many items, all or nothing; returns how many really changed."""
    actor.require(Role.EDITOR)
    if not ids or len(ids) > 5000:
        raise Invalid("Choose between 1 and 5,000 items.", where="ids", cure="Tick the items to change.")
    batch = sortable_id(now)
    found = list(models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=ids))
    if len(found) != len(set(ids)):
        raise NotFound("One of the items does not exist any more.", cure="Reload the list.")
    entries = []
    for row in found:
        changes = _change(actor, now, row, values, None)
        if changes:
            entries.append(Change("item.changed", ref(row), titled(row), changes))
    journal.record_many(actor=actor, now=now, changes=entries, batch=batch)
    return len(entries)


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
