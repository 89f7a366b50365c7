"""Competitors, and the features of our products by which they are compared: added, changed, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.text import known, line, lines
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import OWN
from pilothouse.market.services.fields import one_of
from pilothouse.market.services.linking import target_of
from pilothouse.market.services.trash import Trash

_PRODUCT, _ITEM = "vision.product", "roadmap.item"
_MOST_PRODUCTS = 100
Values = Mapping[str, Any]

COMPETITORS = Trash(
    models.Competitor,
    "market.competitor",
    "competitor",
    "competitor",
    "See the list of competitors.",
    lambda row: str(row.name),
)
FEATURES = Trash(
    models.Feature, "market.feature", "feature", "feature", "See the matrix.", lambda row: str(row.name)
)
_READ: dict[str, Callable[[Values, str], Any]] = {
    "name": lambda values, field: line(values, field, 200, needed="Give it a name."),
    "website": lambda values, field: line(values, field, 200),
    "notes": lambda values, field: lines(values, field, 20_000),
    "description": lambda values, field: lines(values, field, 5_000),
    "own": lambda values, field: one_of(values, field, OWN),
}
OF_COMPETITOR = ("name", "website", "notes", "against")
OF_FEATURE = ("name", "description", "own", "item")


@transaction.atomic
def add_competitor(*, actor: Actor, now: datetime, name: str, **values: Any) -> contracts.Competitor:
    """Add a competitor; `against` refers to our products it competes with, all where it is empty. Raises
    `Invalid`, `NotFound`, and `Conflict` for a name that is there already."""
    actor.require(Role.EDITOR)
    fields = _competitor_fields(actor, {"name": name, **values})
    row = models.Competitor(workspace_id=actor.workspace_id, **fields)
    _add(COMPETITORS, actor, now, row, fields)
    return queries.competitor(actor=actor, id=row.pk, today=now.date())


@transaction.atomic
def change_competitor(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Values
) -> contracts.Competitor:
    """Change a competitor. Raises `Stale`, `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = COMPETITORS.find(actor, id)
    _change(COMPETITORS, actor, now, row, version, _competitor_fields(actor, values))
    return queries.competitor(actor=actor, id=id, today=now.date())


@transaction.atomic
def remove_competitor(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a competitor into the trash, with its facts and plans; returns the entry that restores it."""
    return COMPETITORS.remove(actor=actor, now=now, id=id, version=version, kept=("website",))


@transaction.atomic
def add_feature(*, actor: Actor, now: datetime, product: str, name: str, **values: Any) -> contracts.Feature:
    """Add a row to the matrix of the product that `product` refers to; `item` refers to the one that is to
    bring it. Raises `Invalid`, `NotFound`, and `Conflict` for a name that the product has already."""
    actor.require(Role.EDITOR)
    of = target_of(actor, product, (_PRODUCT,), "Choose a product of the list.", where="product")
    fields = _feature_fields(actor, {"name": name, **values}) | {"product": of.ref}
    row = models.Feature(workspace_id=actor.workspace_id, **fields)
    _add(FEATURES, actor, now, row, fields)
    return queries.feature(actor=actor, id=row.pk, today=now.date())


@transaction.atomic
def change_feature(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Values
) -> contracts.Feature:
    """Change a feature. With an item it is planned; an item goes once it is not planned any more. Raises
    `Stale`, `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = FEATURES.find(actor, id)
    fields = _feature_fields(actor, values)
    if fields.get("own", row.own) != "planned" and row.item:
        fields["item"] = ""
    _change(FEATURES, actor, now, row, version, fields)
    return queries.feature(actor=actor, id=id, today=now.date())


@transaction.atomic
def remove_feature(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put a feature into the trash, with its facts; returns the entry that restores it."""
    return FEATURES.remove(actor=actor, now=now, id=id, version=version, kept=("own",))


def _competitor_fields(actor: Actor, values: Values) -> dict[str, Any]:
    known(values, OF_COMPETITOR)
    found = {field: _READ[field](values, field) for field in values if field in _READ}
    if "against" in values:
        found["against"] = _products(actor, values["against"] or ())
    return found


def _products(actor: Actor, refs: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(refs))
    if len(wanted) > _MOST_PRODUCTS:
        cure = f"Choose up to {_MOST_PRODUCTS}, or none for all."
        raise Invalid("These are too many products.", where="against", cure=cure)
    cure = "Choose products of the list."
    return [target_of(actor, ref, (_PRODUCT,), cure, where="against").ref for ref in wanted]


def _feature_fields(actor: Actor, values: Values) -> dict[str, Any]:
    known(values, OF_FEATURE)
    found = {field: _READ[field](values, field) for field in values if field in _READ}
    if "item" in values:
        ref = str(values["item"] or "")
        item = target_of(actor, ref, (_ITEM,), "Choose an item of the list.", where="item") if ref else None
        found["item"] = item.ref if item else ""
        if item:
            found["own"] = "planned"
    return found


def _add(trash: Trash, actor: Actor, now: datetime, row: Any, fields: dict[str, Any]) -> None:
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb=f"{trash.verb}.added",
        ref=trash.kind,
        title=trash.title(row),
        fields=tuple(fields),
        taken=_taken(trash, row.name),
    )


def _change(
    trash: Trash, actor: Actor, now: datetime, row: Any, version: int | None, fields: dict[str, Any]
) -> None:
    try:
        with transaction.atomic():
            rows.change(
                row=row,
                values=fields,
                actor=actor,
                now=now,
                version=version,
                verb=f"{trash.verb}.changed",
                ref=trash.kind,
                title=fields.get("name", row.name),
            )
    except IntegrityError:
        raise _taken(trash, fields["name"]) from None


def _taken(trash: Trash, name: str) -> Conflict:
    said = f"There is a {trash.noun} called '{name[:60]}' already."
    return Conflict(said, where="name", cure="Choose another name.")
