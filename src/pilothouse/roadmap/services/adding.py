"""Adding many items at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap.contracts import Added
from pilothouse.roadmap.services.items import insert_item
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.rows import ref, titled
from pilothouse.roadmap.services.staffing import store_needs
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision


@transaction.atomic
def add_items(
    *, actor: Actor, now: datetime, product_id: int, rows: Sequence[Mapping[str, Any]]
) -> tuple[Added, ...]:
    """Add items in the order given, all or nothing. A row has a `title` and other fields of `EDITABLE`, and
    may have `needs`; `parent_key` may name an item of an earlier call.

    Raises `Invalid` for a broken rule and `NotFound` as `add_item` does.
    """
    actor.require(Role.EDITOR)
    product = vision.product(actor=actor, id=product_id)
    skills = {skill.id: skill.name for skill in team.skills(actor=actor)}
    known = Known(actor)
    added, entries = [], []
    for values in rows:
        fields = {name: value for name, value in values.items() if name != "needs"}
        row, changes = insert_item(actor=actor, now=now, product=product, values=fields, known=known)
        if needs := values.get("needs"):
            _, words = store_needs(row, needs, skills)
            changes["needs"] = [None, words]
        added.append(Added(row.pk, row.key))
        entries.append(Change("item.added", ref(row), titled(row), changes))
    journal.record_many(actor=actor, now=now, changes=entries, batch=sortable_id(now))
    return tuple(added)
