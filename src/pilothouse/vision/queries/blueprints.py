"""Blueprints and their revisions."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.vision import models
from pilothouse.vision.contracts import Blueprint, ListedBlueprint, ListedRevision, Revision

UNREAD = ""  # in the place of the digest of a text that was read


def blueprints(*, actor: Actor, product_id: int | None = None) -> tuple[ListedBlueprint, ...]:
    """Blueprints of a product, or of all, newest change first."""
    rows = _of(actor).order_by("-changed_at", "-id").defer("text")
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    return tuple(
        ListedBlueprint(
            row.pk,
            row.product_id,
            row.title,
            row.state,
            row.number,
            row.changed_at,
            _newest_handoff(row),
            row.version,
        )
        for row in rows
    )


def blueprint(*, actor: Actor, id: int) -> Blueprint:
    """One blueprint. Raises `NotFound`, alike for one of another workspace."""
    row = _of(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such blueprint.", cure="See the list of the product.")
    return Blueprint(
        row.pk,
        row.product_id,
        row.title,
        row.state,
        row.number,
        row.changed_at,
        _newest_handoff(row),
        row.version,
        row.text,
    )


def reading(*, actor: Actor, id: int, digest: str) -> dict[str, Any] | None:
    """What was kept of the text of a blueprint, if `digest` marks it still."""
    rows = models.TextReading.objects.filter(workspace_id=actor.workspace_id, blueprint_id=id, digest=digest)
    return rows.values_list("content", flat=True).first()


def is_read(*, actor: Actor, id: int, digest: str) -> bool:
    """Whether what is kept of a blueprint's text is marked by `digest`; by `UNREAD` where a job must read."""
    rows = models.TextReading.objects.filter(workspace_id=actor.workspace_id, blueprint_id=id, digest=digest)
    return rows.exists()


def unread() -> tuple[tuple[int, int], ...]:
    """Long texts of all workspaces that a job must read: workspace and blueprint."""
    rows = models.TextReading.objects.filter(digest=UNREAD).order_by("blueprint_id")
    return tuple(rows.values_list("workspace_id", "blueprint_id")[:100])


def find_blueprints(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Blueprints by words of the title."""
    rows = models.Blueprint.objects.filter(workspace_id=actor.workspace_id, title__icontains=text)[:limit]
    return [Found(row.title, row.state.replace("_", " "), Ref("vision.blueprint", row.pk)) for row in rows]


def _newest_handoff(row: models.Blueprint) -> int:
    return getattr(row, "newest_handoff", None) or 0


def _of(actor: Actor) -> QuerySet[models.Blueprint]:
    rows = models.Blueprint.objects.filter(workspace_id=actor.workspace_id)
    return rows.annotate(newest_handoff=Max("handoffs__number"))


def revisions(*, actor: Actor, id: int) -> tuple[ListedRevision, ...]:
    """Every revision without its text, newest first."""
    rows = models.Revision.objects.filter(workspace_id=actor.workspace_id, blueprint_id=id).defer("text")
    return tuple(ListedRevision(row.number, row.title, row.at, row.actor_name, row.why) for row in rows)


def revision(*, actor: Actor, id: int, number: int) -> Revision:
    """One revision. Raises `NotFound`."""
    row = models.Revision.objects.filter(
        workspace_id=actor.workspace_id, blueprint_id=id, number=number
    ).first()
    if row is None:
        raise NotFound(f"There is no revision {number}.", cure="See the history of the blueprint.")
    return Revision(row.number, row.title, row.at, row.actor_name, row.why, row.text)
