"""Releases and their dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services import rules
from pilothouse.vision import queries as vision

_EDITABLE = {"name", "description", "target_on", "released_on", "growing"}


@transaction.atomic
def add_release(
    *,
    actor: Actor,
    now: datetime,
    product_id: int,
    name: str,
    target_on: date | None = None,
    description: str = "",
    growing: bool = False,
) -> contracts.Release:
    """Add a release of a product; `growing` says that work for it is still to be found.

    Raises `Invalid` for an empty name or a target in the past, `Conflict`.
    """
    actor.require(Role.EDITOR)
    vision.product(actor=actor, id=product_id)
    name, description = rules.one_line(name), rules.many_lines(description)
    _check(now, {"name": name, "target_on": target_on}, None)
    if models.Release.objects.filter(product_id=product_id, name=name).exists():
        raise _taken(name)
    row = models.Release(
        workspace_id=actor.workspace_id,
        product_id=product_id,
        name=name,
        target_on=target_on,
        description=description,
        growing=growing,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else was quicker
        raise _taken(name) from None
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
    """Change name, description, target_on, released_on or growing."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    values = dict(values)
    for field, cleaned in (("name", rules.one_line), ("description", rules.many_lines)):
        if field in values:
            values[field] = cleaned(str(values[field]))
    _check(now, values, row)
    name = values.get("name", row.name)
    if models.Release.objects.filter(product_id=row.product_id, name=name).exclude(pk=id).exists():
        raise _taken(name)
    try:
        with transaction.atomic():
            changes = versions.apply(row, values, expected=version)
    except IntegrityError:
        raise _taken(name) from None
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


def _taken(name: str) -> Conflict:
    return Conflict(f"There is already a release '{name}'.", where="name", cure="Choose another name.")


def _find(actor: Actor, id: int) -> models.Release:
    row = models.Release.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such release.", cure="Reload the page.")
    return row


def _check(now: datetime, values: Mapping[str, Any], row: models.Release | None) -> None:
    if unknown := sorted(set(values) - _EDITABLE):
        raise Invalid(
            f"'{unknown[0]}' cannot be set.",
            where=unknown[0],
            cure=f"Give one of: {', '.join(sorted(_EDITABLE))}.",
        )
    if "name" in values and not 1 <= len(str(values["name"])) <= 255:
        raise Invalid(
            "The name has none or more than 255 characters.",
            where="name",
            cure="Name the release, such as 3.0.",
        )
    target = values.get("target_on")
    if target is not None and target < now.date() and (row is None or row.target_on != target):
        raise Invalid(
            f"The target {day_text(target)} is before today.",
            where="target_on",
            cure="Choose a day that is to come.",
        )
