"""What people decide of themes: names, pins, kinds, merging and taking apart. Nothing here loses feedback."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known, line
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import THEME_KINDS
from pilothouse.market.services.fields import one_of
from pilothouse.market.services.theme_rows import REF, close, find, find_open, reopen

EDITABLE = ("name", "is_pinned", "kind")
RETIRED = "theme.retired"


@transaction.atomic
def add_theme(*, actor: Actor, now: datetime, name: str) -> contracts.Theme:
    """A theme that somebody made. It is pinned, so that no look through feedback proposes to end it."""
    actor.require(Role.EDITOR)
    row = models.Theme(
        workspace_id=actor.workspace_id,
        name=_name({"name": name}),
        is_pinned=True,
        is_renamed=True,
        made_by="person",
        made_at=now,
    )
    rows.insert(row, Conflict("This theme is there already.", cure="See the list of themes."))
    record(actor=actor, now=now, verb="theme.added", row=row, changes={"name": [None, row.name]})
    return queries.theme(actor=actor, id=row.pk)


@transaction.atomic
def change_theme(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Theme:
    """Rename a theme, pin it or say of what kind it is. A name that somebody gave stays. Raises `Stale`,
    `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    known(values, EDITABLE)
    found: dict[str, Any] = {}
    if "name" in values:
        found |= {"name": _name(values), "is_renamed": True}
    if "is_pinned" in values:
        found["is_pinned"] = bool(values["is_pinned"])
    if "kind" in values:
        found["kind"] = one_of(values, "kind", THEME_KINDS)
    if changes := versions.apply(row, found, expected=version):
        record(actor=actor, now=now, verb="theme.changed", row=row, changes=changes)
    return queries.theme(actor=actor, id=id)


@transaction.atomic
def merge_theme(*, actor: Actor, now: datetime, id: int, version: int | None, into: int) -> contracts.Theme:
    """Merge a theme into another, which gets its feedback; `reopen_theme` takes them apart again.

    Raises `Invalid` for a theme into itself, `Conflict` where one of the two is closed, `Stale`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    if into == id:
        raise Invalid("A theme cannot be merged into itself.", where="into", cure="Choose another theme.")
    row, target = find_open(actor, id), find_open(actor, into, "into")
    merge_rows(actor=actor, now=now, row=row, target=target, version=version)
    return queries.theme(actor=actor, id=into)


def merge_rows(
    *,
    actor: Actor,
    now: datetime,
    row: models.Theme,
    target: models.Theme,
    version: int | None = None,
    batch: str = "",
) -> None:
    """Close `row` into `target`, and tell of it."""
    changes = versions.apply(row, {"state": "merged", "merged_into_id": target.pk}, expected=version)
    changes["moved"] = [None, close(actor, row, target)]
    record(actor=actor, now=now, verb="theme.merged", row=row, changes=changes, batch=batch)


@transaction.atomic
def retire_theme(*, actor: Actor, now: datetime, id: int, version: int | None) -> contracts.Theme:
    """End a theme; its feedback has none then, and comes back by `reopen_theme`. Raises `Conflict` where it
    is closed, `Stale`, `NotFound`."""
    actor.require(Role.EDITOR)
    retire_row(actor=actor, now=now, row=find_open(actor, id), version=version)
    return queries.theme(actor=actor, id=id)


def retire_row(
    *, actor: Actor, now: datetime, row: models.Theme, version: int | None = None, batch: str = ""
) -> None:
    """End `row`, and tell of it."""
    changes = versions.apply(row, {"state": "retired"}, expected=version)
    changes["moved"] = [None, close(actor, row, None)]
    record(actor=actor, now=now, verb=RETIRED, row=row, changes=changes, batch=batch)


@transaction.atomic
def reopen_theme(*, actor: Actor, now: datetime, id: int, version: int | None) -> contracts.Theme:
    """Take a merged theme apart again, or open a retired one, with the feedback it had. Raises `Conflict`
    for an open one, `Stale`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    if row.state == "open":
        raise Conflict(f"The theme “{row.name}” is open.", cure="Only merged and retired themes open again.")
    reopen_row(actor=actor, now=now, row=row, version=version)
    return queries.theme(actor=actor, id=id)


def reopen_row(
    *, actor: Actor, now: datetime, row: models.Theme, version: int | None = None, batch: str = ""
) -> None:
    """Open `row` again, and tell of it."""
    moved = reopen(actor, row)
    changes = versions.apply(row, {"state": "open", "merged_into_id": None}, expected=version)
    changes["moved"] = [None, moved]
    record(actor=actor, now=now, verb="theme.reopened", row=row, changes=changes, batch=batch)


def record(
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    row: models.Theme,
    changes: Mapping[str, list[Any]],
    batch: str = "",
) -> None:
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref(REF, row.pk),
        title=row.name,
        changes=dict(changes),
        batch=batch,
    )


def _name(values: Mapping[str, Any]) -> str:
    return line(values, "name", 120, needed="Give the theme a name.")
