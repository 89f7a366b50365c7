"""Releases and their dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import ManyChanged, ManyUndone
from pilothouse.journal.services import many, rows
from pilothouse.journal.services.many import ManyOf
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known, line, lines
from pilothouse.roadmap import contracts, models, queries
from pilothouse.vision import queries as vision

_EDITABLE = ("name", "description", "target_on", "released_on", "growing")


@transaction.atomic
def add_release(
    *,
    actor: Actor,
    now: datetime,
    product_id: int,
    name: str,
    target_on: date | None = None,
    released_on: date | None = None,
    description: str = "",
    growing: bool = False,
) -> contracts.Release:
    """Add a release of a product; `growing` says that work for it is still to be found.

    Raises `Invalid` for an empty name or a target in the past, `Conflict`.
    """
    actor.require(Role.EDITOR)
    vision.product(actor=actor, id=product_id)
    given = {"name": name, "target_on": target_on, "released_on": released_on}
    values = _checked(now, given | {"description": description, "growing": growing}, None)
    row = models.Release(workspace_id=actor.workspace_id, product_id=product_id, **values)
    if _others(row).exists():
        raise _taken(row)
    rows.insert(row, _taken(row))
    changes = {"target_on": [None, versions.plain(target_on)]} if target_on else {}
    journal.record(
        actor=actor,
        now=now,
        verb="release.added",
        subject=Ref("roadmap.release", row.pk),
        title=row.name,
        changes=changes,
    )
    return queries.release(actor=actor, id=row.pk)


@transaction.atomic
def change_release(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any], why: str = ""
) -> contracts.Release:
    """Change name, description, target_on, released_on or growing."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Release, actor, id, "release")
    values = _checked(now, values, row)
    wanted = models.Release(pk=row.pk, product_id=row.product_id, name=values.get("name", row.name))
    if _others(wanted).exists():
        raise _taken(wanted)
    try:
        with transaction.atomic():
            changes = versions.apply(row, values, expected=version)
    except IntegrityError:
        raise _taken(wanted) from None
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb="release.changed",
            subject=Ref("roadmap.release", row.pk),
            title=row.name,
            changes=changes,
            why=why,
        )
    return queries.release(actor=actor, id=id)


@transaction.atomic
def remove_release(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Remove a release; its items stay, without a release. Returns the entry that restores it."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Release, actor, id, "release")
    named = models.ItemRelease.objects.filter(release=row)
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="release.removed",
        ref="roadmap.release",
        title=row.name,
        batch=batch,
        more={
            "held": list(row.items.values_list("key", flat=True)[:500]),
            "carried": list(row.items.values_list("pk", flat=True)),
            "named_by": [list(pair) for pair in named.values_list("item_id", "relation")],
        },
    )


_ALIKE = ManyOf(
    models.Release,
    "roadmap.release",
    "release.changed",
    ("target_on", "released_on", "growing"),
    lambda actor, now, values, row: _checked(now, values, row),
    lambda row: str(row.name),
    as_it_was=True,
)


def change_releases(
    *, actor: Actor, now: datetime, ids: Sequence[int], values: Mapping[str, Any], why: str = ""
) -> ManyChanged:
    """Store the same target, day of release or growth in all of `ids`, all or nothing. Raises `Invalid`,
    which names the release, `NotFound`."""
    return many.change_many(of=_ALIKE, actor=actor, now=now, ids=ids, values=values, why=why)


def undo_release_act(*, actor: Actor, now: datetime, batch: str) -> ManyUndone:
    """Give releases that were changed as `batch` their old values, unless they were changed again since.
    Raises `NotFound` when there was no such act."""
    return many.undo_many(kinds={_ALIKE.kind: _ALIKE}, actor=actor, now=now, batch=batch)


def _others(row: models.Release) -> QuerySet[models.Release]:
    """Other releases of the product with the same name."""
    return models.Release.objects.filter(product_id=row.product_id, name=row.name).exclude(pk=row.pk)


def _taken(row: models.Release) -> Conflict:
    return Conflict(f"There is already a release '{row.name}'.", where="name", cure="Choose another name.")


def _checked(now: datetime, values: Mapping[str, Any], row: models.Release | None) -> dict[str, Any]:
    """`values` with clean texts, judged by every rule."""
    known(values, _EDITABLE)
    found = dict(values)
    if "name" in found:
        found["name"] = line(found, "name", 255, needed="Name the release, such as 3.0.")
    if "description" in found:
        found["description"] = lines(found, "description")
    target = found.get("target_on")
    if target is not None and target < now.date() and (row is None or row.target_on != target):
        raise Invalid(
            f"The target {day_text(target)} is before today.",
            where="target_on",
            cure="Choose a day that is to come.",
        )
    return found
