"""Portals and what members write for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.text import known, line, lines
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import ENTRY_STATUSES
from pilothouse.market.services.fields import one_of
from pilothouse.market.services.keeping import Keeping
from pilothouse.market.services.linking import TARGETS, target_of
from pilothouse.market.services.research import product_of

_MOST_PORTALS = 100

PORTALS = Keeping(
    "market.portal",
    "portal",
    models.Portal,
    "portal",
    "See the list of portals.",
    lambda row: row.title,
)
ENTRIES = Keeping(
    "market.portal_entry",
    "portal_entry",
    models.PortalEntry,
    "entry of a portal",
    "See the page of the portal.",
    lambda row: row.title,
    kept=("status", "is_published"),
)
_READ_PORTAL: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "title": lambda values, field: line(values, field, 200, needed="Give the portal a title."),
    "intro": lambda values, field: lines(values, field, 5_000),
    "takes_posts": lambda values, field: bool(values[field]),
    "takes_votes": lambda values, field: bool(values[field]),
}
_READ_ENTRY: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "title": lambda values, field: line(values, field, 200, needed="Say in a line what it is."),
    "text": lambda values, field: lines(values, field, 5_000),
    "status": lambda values, field: one_of(values, field, ENTRY_STATUSES),
    "is_published": lambda values, field: bool(values[field]),
}


def _portal_fields(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    known(values, (*_READ_PORTAL, "product"))
    found = {field: read(values, field) for field, read in _READ_PORTAL.items() if field in values}
    if "product" in values:
        found["product"] = product_of(actor, values["product"])
    return found


@transaction.atomic
def add_portal(*, actor: Actor, now: datetime, title: str, **values: Any) -> contracts.Portal:
    """Open a portal: from now on whoever has its address sees what is published. Raises `Invalid`,
    `NotFound`."""
    actor.require(Role.EDITOR)
    fields = _portal_fields(actor, {"title": title, **values})
    if models.Portal.objects.filter(workspace_id=actor.workspace_id).count() >= _MOST_PORTALS:
        raise Invalid(f"There are {_MOST_PORTALS} portals already.", where="title", cure="Use one of them.")
    row = models.Portal(workspace_id=actor.workspace_id, made_at=now, **fields)
    PORTALS.add(actor, now, row, fields)
    return queries.portal(actor=actor, id=row.pk)


@transaction.atomic
def change_portal(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Portal:
    """Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = PORTALS.find(actor, id)
    PORTALS.change(actor, now, row, _portal_fields(actor, values), version)
    return queries.portal(actor=actor, id=id)


@transaction.atomic
def revoke_portal(*, actor: Actor, now: datetime, id: int) -> contracts.Portal:
    """Close the address for good: it shows nothing and takes nothing any more. What came in stays. Raises
    `NotFound`."""
    actor.require(Role.EDITOR)
    row = PORTALS.find(actor, id)
    if row.revoked_at is None:
        versions.apply(row, {"revoked_at": now}, expected=None)
        PORTALS.record(actor, now, "revoked", row, {})
    return queries.portal(actor=actor, id=id)


def _entry_fields(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    known(values, (*_READ_ENTRY, "target"))
    found = {field: read(values, field) for field, read in _READ_ENTRY.items() if field in values}
    if "target" in values:
        target = values["target"]
        cure = "Choose an item or a requirement of the list."
        found["target"] = target_of(actor, target, TARGETS, cure).ref if target else ""
    return found


@transaction.atomic
def add_entry(
    *, actor: Actor, now: datetime, portal_id: int, title: str, **values: Any
) -> contracts.PortalEntry:
    """Write an entry. Nobody outside sees it before it is published. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    portal = PORTALS.find(actor, portal_id)
    fields = _entry_fields(actor, {"title": title, **values})
    if portal.entries.filter(removed_at=None).count() >= queries.MOST_ENTRIES:
        cure = "Remove what shipped long ago."
        raise Invalid(f"A portal has at most {queries.MOST_ENTRIES} entries.", where="title", cure=cure)
    row = models.PortalEntry(workspace_id=actor.workspace_id, portal=portal, **fields)
    ENTRIES.add(actor, now, row, fields)
    return queries.portal_entry(actor=actor, id=row.pk)


@transaction.atomic
def change_entry(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.PortalEntry:
    """Raises `Stale`, `Invalid`, `NotFound`, `Conflict` for publishing on a portal that was revoked."""
    actor.require(Role.EDITOR)
    row = ENTRIES.find(actor, id)
    fields = _entry_fields(actor, values)
    if fields.get("is_published") and not row.is_published and row.portal.revoked_at is not None:
        cure = "Write it for one that is open."
        raise Conflict("This portal was revoked.", where="is_published", cure=cure)
    ENTRIES.change(actor, now, row, fields, version)
    return queries.portal_entry(actor=actor, id=id)


@transaction.atomic
def remove_entry(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put an entry with its votes into the trash; returns the record's entry that restores it."""
    return ENTRIES.remove(actor, now, id, version)
