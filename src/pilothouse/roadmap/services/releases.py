"""Releases and their dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import contracts, models, queries
from pilothouse.vision import queries as vision


@transaction.atomic
def add_release(
    *,
    actor: Actor,
    now: datetime,
    product_id: int,
    name: str,
    target_on: date | None = None,
    description: str = "",
) -> contracts.Release:
    """Add a release of a product. Raises `Invalid` for an empty name or a target in the past, `Conflict`."""
    actor.require(Role.EDITOR)
    vision.product(actor=actor, id=product_id)
    _check(now, {"name": name, "target_on": target_on}, None)
    if models.Release.objects.filter(product_id=product_id, name=name).exists():
        raise Conflict(f"There is already a release '{name}'.", where="name", cure="Choose another name.")
    row = models.Release.objects.create(
        workspace_id=actor.workspace_id,
        product_id=product_id,
        name=name,
        target_on=target_on,
        description=description,
    )
    changes = {"target_on": [None, versions.plain(target_on)]} if target_on else {}
    journal.record(
        actor=actor,
        now=now,
        verb="release.added",
        subject=Ref("roadmap.release", row.pk),
        title=name,
        changes=changes,
    )
    return queries.release(actor=actor, id=row.pk)


@transaction.atomic
def change_release(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Release:
    """Change name, description, target_on or released_on."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    _check(now, values, row)
    name = values.get("name", row.name)
    if models.Release.objects.filter(product_id=row.product_id, name=name).exclude(pk=id).exists():
        raise Conflict(f"There is already a release '{name}'.", where="name", cure="Choose another name.")
    changes = versions.apply(row, dict(values), expected=version)
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb="release.changed",
            subject=Ref("roadmap.release", row.pk),
            title=row.name,
            changes=changes,
        )
    return queries.release(actor=actor, id=id)


@transaction.atomic
def remove_release(*, actor: Actor, now: datetime, id: int, version: int | None) -> None:
    """Remove a release; its items stay, without a release."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if version is not None and version != row.version:
        raise versions.stale(row, version, row.version, {})
    keys = list(row.items.values_list("key", flat=True)[:500])
    journal.record(
        actor=actor,
        now=now,
        verb="release.removed",
        subject=Ref("roadmap.release", row.pk),
        title=row.name,
        changes={"target_on": [versions.plain(row.target_on), None], "held": [keys, None]},
    )
    row.delete()


def _find(actor: Actor, id: int) -> models.Release:
    row = models.Release.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such release.", cure="Reload the page.")
    return row


def _check(now: datetime, values: Mapping[str, Any], row: models.Release | None) -> None:
    unknown = set(values) - {"name", "description", "target_on", "released_on"}
    if unknown:
        raise Invalid(f"'{sorted(unknown)[0]}' cannot be set.", where=sorted(unknown)[0])
    if "name" in values and not str(values["name"]).strip():
        raise Invalid("The name is empty.", where="name", cure="Name the release, such as 3.0.")
    target = values.get("target_on")
    if target is not None and target < now.date() and (row is None or row.target_on != target):
        raise Invalid(
            f"The target {target:%d %b %Y} is before today.",
            where="target_on",
            cure="Choose a day that is to come.",
        )
