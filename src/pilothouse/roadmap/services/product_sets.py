"""Saving products under a name: portfolios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.text import known as only
from pilothouse.roadmap import models
from pilothouse.roadmap.services.product_set_rows import (
    chosen,
    held,
    hold,
    listed,
    name_of,
    record,
    refuse_taken,
    taken,
)

_MOST = 50  # of a workspace: every plan is read once for each


@transaction.atomic
def add_product_set(*, actor: Actor, now: datetime, name: str, product_ids: Sequence[int]) -> int:
    """Save products as a portfolio; returns its number. Raises `Invalid` for one of nothing, `Conflict` for a
    name that is taken, `NotFound`."""
    actor.require(Role.EDITOR)
    saved = models.ProductSet.objects.filter(workspace_id=actor.workspace_id)
    if saved.count() >= _MOST:
        cure = "Remove one that is needed no more."
        raise Invalid(f"A workspace has at most {_MOST} portfolios.", where="name", cure=cure)
    row = models.ProductSet(workspace_id=actor.workspace_id, name=name_of({"name": name}))
    refuse_taken(row)
    names = chosen(actor, product_ids)
    rows.insert(row, taken(row.name))
    hold(row, names)
    changes: dict[str, list[Any]] = {"name": [None, row.name], "products": [None, listed(names)]}
    record(actor=actor, now=now, row=row, verb="added", changes=changes)
    return row.pk


@transaction.atomic
def change_product_set(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> None:
    """Rename a portfolio, or give it other products (`product_ids`). Raises as `add_product_set` does, and
    `Stale`."""
    actor.require(Role.EDITOR)
    only(values, ("name", "product_ids"))
    row = rows.find(models.ProductSet, actor, id, "portfolio")
    name = name_of(values) if "name" in values else row.name
    refuse_taken(models.ProductSet(pk=row.pk, workspace_id=row.workspace_id, name=name))
    before = held(row)
    after = chosen(actor, values["product_ids"]) if "product_ids" in values else before
    changes: dict[str, list[Any]] = {}
    if name != row.name:
        changes["name"] = [row.name, name]
    if after.keys() != before.keys():
        changes["products"] = [listed(before), listed(after)]
    if not changes:
        if version not in (None, row.version):
            raise versions.stale(row, version or 0, row.version, {})
        return
    versions.claim(row, expected=version)
    row.name = name
    row.save(update_fields=["name"])
    row.members.exclude(product_id__in=after).delete()
    hold(row, {number: after[number] for number in after if number not in before})
    record(actor=actor, now=now, row=row, verb="changed", changes=changes)
