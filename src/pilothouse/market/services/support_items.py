"""Support problems in the plan: escalated as an item, linked to one, and who was told once it shipped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, make, named
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import HOW_TOLD
from pilothouse.market.services.fields import one_of
from pilothouse.market.services.linking import called, target_of
from pilothouse.market.services.support import REF, find, title_of

_ITEM, _PRODUCT = "roadmap.item", "vision.product"
_UNTOLD: dict[str, Any] = {"told_at": None, "told_by": "", "told_how": ""}
_MOST = 1_000


@transaction.atomic
def escalate(
    *, actor: Actor, now: datetime, id: int, version: int | None, product_id: int
) -> contracts.SupportProblem:
    """Make an item of `product_id` that is to solve the problem, and link it. The item has the title; the
    customer's words stay in the problem, and its page shows them.

    Raises `Stale`, `NotFound`, and `Conflict` where an item is linked already.
    """
    actor.require(Role.EDITOR)
    row = find(actor, id)
    if row.item:
        raise Conflict("The problem has an item already.", where="item", cure="Unlink that item first.")
    versions.claim(row, expected=version)
    whole, text = Ref(_PRODUCT, product_id), f"{title_of(row)}, severity {row.severity}."
    try:
        made = make(actor=actor, now=now, kind=_ITEM, whole=whole, title=row.title, text=text)
    except NotFound as error:
        raise NotFound(error.message, where="product_id", cure="Choose a product of the list.") from None
    return _link(actor, now, row, made, "support_problem.escalated", None)


@transaction.atomic
def link_problem(
    *, actor: Actor, now: datetime, id: int, version: int | None, target: str
) -> contracts.SupportProblem:
    """Say which item is to solve the problem, by reference; a further one takes the place of the first.

    Raises `Invalid`, `NotFound`, `Stale`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, id)
    about = target_of(actor, target, (_ITEM,), "Choose an item of the list.")
    return _link(actor, now, row, about, "support_problem.linked", version)


@transaction.atomic
def unlink_problem(*, actor: Actor, now: datetime, id: int, version: int | None) -> contracts.SupportProblem:
    """Take the link to its item away. Raises `Stale`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    if not row.item:
        raise NotFound("No item is linked.", cure="Reload the page.")
    old = named(actor=actor, refs=(row.item,))[row.item]
    versions.apply(row, {"item": "", **_UNTOLD}, expected=version)
    _record(actor, now, "support_problem.unlinked", row, {"item": [called(old), None]})
    return queries.problem(actor=actor, id=id)


def _link(
    actor: Actor, now: datetime, row: models.SupportProblem, about: Subject, verb: str, version: int | None
) -> contracts.SupportProblem:
    if versions.apply(row, {"item": about.ref, **_UNTOLD}, expected=version):
        _record(actor, now, verb, row, {"item": [None, called(about)]})
    return queries.problem(actor=actor, id=row.pk)


@transaction.atomic
def mark_told(*, actor: Actor, now: datetime, ids: Sequence[int], how: str = "e-mail") -> int:
    """Note that the customers of these problems were told that the item shipped, now and by the actor;
    returns how many were not told before. Raises `Invalid`, `NotFound`, and `Conflict` before it shipped."""
    actor.require(Role.EDITOR)
    word = one_of({"how": how}, "how", HOW_TOLD)
    rows = _rows(actor, ids)
    targets = named(actor=actor, refs=[row.item for row in rows if row.item])
    if not all(row.item and targets[row.item].shipped for row in rows):
        cure = "Inform customers once the item is done and its release is out."
        raise Conflict("This has not shipped yet.", where="ids", cure=cure)
    told = {"told_at": now, "told_by": actor.name, "told_how": word}
    fresh = [row for row in rows if row.told_at is None]
    return _set(actor, now, fresh, told, "support_problem.told")


@transaction.atomic
def mark_not_told(*, actor: Actor, now: datetime, ids: Sequence[int]) -> int:
    """Take back that customers were told; returns how many had been. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    rows = [row for row in _rows(actor, ids) if row.told_at is not None]
    return _set(actor, now, rows, _UNTOLD, "support_problem.not_told")


def _rows(actor: Actor, ids: Sequence[int]) -> list[models.SupportProblem]:
    numbers = sorted(set(ids))
    if not numbers:
        raise Invalid("Nothing was chosen.", where="ids", cure="Choose at least one problem.")
    if len(numbers) > _MOST:
        raise Invalid("These are too many for one act.", where="ids", cure=f"Choose up to {_MOST:,}.")
    own = models.SupportProblem.objects.filter(workspace_id=actor.workspace_id, removed_at=None)
    rows = list(own.filter(pk__in=numbers).select_related("company").order_by("pk"))
    if len(rows) != len(numbers):
        raise NotFound("One of the problems does not exist any more.", cure="Reload the page.")
    return rows


def _set(
    actor: Actor, now: datetime, rows: Sequence[models.SupportProblem], values: dict[str, Any], verb: str
) -> int:
    changes = []
    for row in rows:
        pairs = versions.apply(row, values, expected=None)
        kept = {"told_how": pairs["told_how"]} if "told_how" in pairs else {}
        changes.append(Change(verb, Ref(REF, row.pk), title_of(row), kept))
    journal.record_many(actor=actor, now=now, changes=changes, batch=sortable_id(now))
    return len(changes)


def _record(
    actor: Actor, now: datetime, verb: str, row: models.SupportProblem, changes: dict[str, list[Any]]
) -> None:
    journal.record(
        actor=actor, now=now, verb=verb, subject=Ref(REF, row.pk), title=title_of(row), changes=changes
    )
