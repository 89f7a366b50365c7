"""Verbs of vision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.vision import models, queries
from pilothouse.vision.contracts import Product

_KEY = re.compile(r"^[A-Z][A-Z0-9]{1,9}$")


@transaction.atomic
def add_product(
    *, actor: Actor, now: datetime, key: str, name: str, statement: str = "", description: str = "", batch: str = ""
) -> Product:
    """Add a product. Raises `Invalid` for a bad key or empty name, `Conflict` when the key is taken."""
    actor.require(Role.EDITOR)
    key = key.strip().upper()
    _check({"key": key, "name": name})
    if models.Product.objects.filter(workspace_id=actor.workspace_id, key=key).exists():
        raise Conflict(f"There is already a product {key}.", where="key", cure="Choose another key.")
    row = models.Product.objects.create(
        workspace_id=actor.workspace_id, key=key, name=name.strip(), statement=statement, description=description
    )
    journal.record(
        actor=actor, now=now, verb="product.added", subject=Ref("vision.product", row.pk), title=row.name, batch=batch
    )
    return queries.as_product(row)


@transaction.atomic
def change_product(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> Product:
    """Change name, statement or description. The key stays: items are called by it."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    unknown = set(values) - {"name", "statement", "description"}
    if unknown:
        raise Invalid(f"'{sorted(unknown)[0]}' cannot be changed.", where=sorted(unknown)[0])
    _check(values)
    changes = versions.apply(row, dict(values), expected=version)
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb="product.changed",
            subject=Ref("vision.product", row.pk),
            title=row.name,
            changes=changes,
        )
    return queries.as_product(row)


@transaction.atomic
def remove_product(*, actor: Actor, now: datetime, id: int, version: int | None) -> None:
    """Remove a product that nothing uses. Raises `Conflict` while it has items or releases."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if version is not None and version != row.version:
        raise versions.stale(row, version, row.version, {})
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        raise Conflict(
            f"{row.name} still has items or releases.", where=row.key, cure="Remove or move them first."
        ) from None
    journal.record(
        actor=actor, now=now, verb="product.removed", subject=Ref("vision.product", id), title=row.name
    )


def ensure_product(*, actor: Actor, now: datetime, key: str, name: str, batch: str = "") -> Product:
    """The product called `key`, made when it is not there."""
    row = models.Product.objects.filter(workspace_id=actor.workspace_id, key=key.strip().upper()).first()
    if row is not None:
        return queries.as_product(row)
    return add_product(actor=actor, now=now, key=key, name=name, batch=batch)


def _find(actor: Actor, id: int) -> models.Product:
    row = models.Product.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such product.", cure="See the list of products.")
    return row


def _check(values: Mapping[str, Any]) -> None:
    if "key" in values and not _KEY.match(values["key"]):
        raise Invalid(
            f"'{values['key'][:20]}' is not a key.", where="key", cure="Use 2 to 10 capital letters and digits, such as ATL."
        )
    if "name" in values and not str(values["name"]).strip():
        raise Invalid("The name is empty.", where="name", cure="Name the product.")
    if len(str(values.get("name", ""))) > 200:
        raise Invalid("The name has more than 200 characters.", where="name", cure="Shorten it.")
