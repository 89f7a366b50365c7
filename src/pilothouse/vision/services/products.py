"""Products: added, changed, removed when nothing uses them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known, line, lines, minor
from pilothouse.risk import queries as risk
from pilothouse.vision import models, queries
from pilothouse.vision.contracts import Product
from pilothouse.vision.services import strategy

EDITABLE = ("name", "statement", "description", "budget_cents")
MOST = {"name": 200, "statement": 2_000, "description": 100_000}
_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}")


@transaction.atomic
def add_product(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    name: str,
    statement: str = "",
    description: str = "",
    budget_cents: int | None = None,
    batch: str = "",
) -> Product:
    """Add a product; without a `key` it gets one from its name.

    Raises `Invalid` for a key that is none or an empty name, `Conflict` for a taken key.
    """
    actor.require(Role.EDITOR)
    values = _cleaned(
        {"name": name, "statement": statement, "description": description, "budget_cents": budget_cents}
    )
    key = _key(key) if key.strip() else _spare_key(actor, values["name"])
    if models.Product.objects.filter(workspace_id=actor.workspace_id, key=key).exists():
        raise _taken(key)
    try:
        with transaction.atomic():
            row = models.Product.objects.create(workspace_id=actor.workspace_id, key=key, **values)
    except IntegrityError:  # somebody else was quicker
        raise _taken(key) from None
    changes = {field: [None, value] for field, value in (("key", key), *values.items()) if value}
    journal.record(
        actor=actor,
        now=now,
        verb="product.added",
        subject=_ref(row.pk),
        title=row.name,
        changes=changes,
        batch=batch,
    )
    return queries.as_product(row)


@transaction.atomic
def change_product(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    version: int | None,
    values: Mapping[str, Any],
    why: str = "",
) -> Product:
    """Change name, statement, description or budget_cents. The key stays: items are called by it.

    Raises `Stale` when `version` is not the present one, `Invalid` for a broken rule, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    changes = versions.apply(row, _cleaned(values), expected=version)
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb="product.changed",
            subject=_ref(id),
            title=row.name,
            changes=changes,
            why=why,
        )
    return queries.as_product(row)


@transaction.atomic
def remove_product(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a product that nothing uses, with its objectives and personas, each told of by itself; returns
    the entry that restores them.

    Raises `Conflict` while the roadmap has items or releases of it, or it has blueprints or uncertainties.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    versions.claim(row, expected=version)
    changes = {field: [getattr(row, field), None] for field in ("key", *EDITABLE) if getattr(row, field)}
    batch = sortable_id(now)
    asked = risk.raised_in(actor=actor, scope=_ref(id))
    try:
        with transaction.atomic():
            for objective in row.objectives.all():
                strategy.remove_objective(actor=actor, now=now, id=objective.pk, version=None, batch=batch)
            for persona in row.personas.all():
                strategy.remove_persona(actor=actor, now=now, id=persona.pk, version=None, batch=batch)
            row.delete()
            if asked:
                raise _used(row, asked)
    except ProtectedError as error:
        raise _used(row, len(error.protected_objects) + asked) from None
    return journal.record(
        actor=actor,
        now=now,
        verb="product.removed",
        subject=_ref(id),
        title=row.name,
        changes=changes,
        batch=batch,
    )


def ensure_product(*, actor: Actor, now: datetime, key: str, name: str, batch: str = "") -> Product:
    """The product called `key`, added under `batch` when it is not there. Never renames one."""
    actor.require(Role.EDITOR)
    row = models.Product.objects.filter(workspace_id=actor.workspace_id, key=_key(key)).first()
    if row is not None:
        return queries.as_product(row)
    return add_product(actor=actor, now=now, key=key, name=name, batch=batch)


def _find(actor: Actor, id: int) -> models.Product:
    row = models.Product.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise queries.no_product()
    return row


def _key(text: str) -> str:
    key = text.strip().upper()
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"'{text.strip()[:20]}' is not a key.",
            where="key",
            cure="Use 2 to 10 letters and digits, a letter first, such as ATL.",
        )
    return key


def _spare_key(actor: Actor, name: str) -> str:
    """A key that no product has: the first letters of a name (`COM`, `COM2`), the initials of three words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = re.findall(r"[A-Z][A-Z0-9]*", plain)
    start = "".join(word[0] for word in words)[:5] if len(words) > 2 else "".join(words)[:3]
    start = start if len(start) > 1 else "PRODUCT"
    taken = set(
        models.Product.objects.filter(workspace_id=actor.workspace_id, key__startswith=start).values_list(
            "key", flat=True
        )
    )
    return next(key for number in count(1) if (key := f"{start}{number if number > 1 else ''}") not in taken)


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` as they are stored: a name and a statement of one line, a description of many."""
    known(values, EDITABLE)
    found: dict[str, Any] = {}
    if "name" in values:
        found["name"] = line(values, "name", MOST["name"], needed="Name the product.")
    if "statement" in values:
        found["statement"] = line(values, "statement", MOST["statement"])
    if "description" in values:
        found["description"] = lines(values, "description", MOST["description"])
    if "budget_cents" in values:
        found["budget_cents"] = minor(values, "budget_cents")
    return found


def _ref(id: int) -> Ref:
    return Ref("vision.product", id)


def _used(row: models.Product, many: int) -> Conflict:
    return Conflict(
        f"{row.name} is still used, in {many} place{'' if many == 1 else 's'}.",
        where=row.key,
        cure="Remove its items, releases, plans, blueprints and uncertainties first, or keep it.",
    )


def _taken(key: str) -> Conflict:
    return Conflict(f"There is already a product {key}.", where="key", cure="Choose another key.")
