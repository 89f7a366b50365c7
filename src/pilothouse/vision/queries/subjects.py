"""What products, blueprints and statements are called by rooms that only point to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject
from pilothouse.vision import models
from pilothouse.vision.queries.traces import as_subject

Keys = Collection[str] | None


def named_products(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    rows = models.Product.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    return [Subject(f"vision.product:{row.pk}", row.key, row.name) for row in rows]


def named_blueprints(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    return _as_blueprints(models.Blueprint.objects.filter(workspace_id=actor.workspace_id, pk__in=ids))


def blueprints_inside(*, actor: Actor, whole: Ref, keys: Keys) -> Iterable[Subject]:
    """Blueprints have no key: people choose them by their titles."""
    if whole.kind != "vision.product" or keys is not None:
        return ()
    rows = models.Blueprint.objects.filter(workspace_id=actor.workspace_id, product_id=whole.id)
    return _as_blueprints(rows.order_by("-changed_at", "-id"))


def _as_blueprints(rows: QuerySet[models.Blueprint]) -> list[Subject]:
    return [
        Subject(
            f"vision.blueprint:{row.pk}",
            row.title,
            row.title,
            open=row.state != "finalised",
            within=f"vision.product:{row.product_id}",
        )
        for row in rows.defer("text")
    ]


def named_statements(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    rows = models.Statement.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    return [as_subject(row) for row in rows]


def find_statements(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Statements of all blueprints by key or words of the text."""
    rows = models.Statement.objects.filter(workspace_id=actor.workspace_id)
    found = rows.filter(Q(text__icontains=text) | Q(key__iexact=text)).select_related("blueprint")[:limit]
    return [
        Found(row.text[:100], f"{row.key} · {row.blueprint.title}", Ref("vision.statement", row.pk), row.key)
        for row in found
    ]


def statements_inside(*, actor: Actor, whole: Ref, keys: Keys) -> Iterable[Subject]:
    if whole.kind != "vision.blueprint":
        return ()
    rows = models.Statement.objects.filter(workspace_id=actor.workspace_id, blueprint_id=whole.id)
    return [as_subject(row) for row in (rows if keys is None else rows.filter(key__in=keys))]


def statement_place(*, actor: Actor, id: int) -> tuple[int, str]:
    """The blueprint that a statement stands in, and its key. Raises `NotFound`."""
    row = models.Statement.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such statement.", cure="See the statements of the blueprint.")
    return row.blueprint_id, row.key
