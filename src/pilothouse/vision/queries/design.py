"""Design reviews of blueprints."""

from __future__ import annotations

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.vision import models
from pilothouse.vision.contracts import Check, DesignReview


def design_reviews(*, actor: Actor, blueprint_id: int) -> tuple[DesignReview, ...]:
    """Design reviews of a blueprint, newest first."""
    rows = models.DesignReview.objects.filter(workspace_id=actor.workspace_id, blueprint_id=blueprint_id)
    return tuple(_reviews(rows))


def design_review(*, actor: Actor, id: int) -> DesignReview:
    """One design review. Raises `NotFound`."""
    rows = models.DesignReview.objects.filter(workspace_id=actor.workspace_id, pk=id)
    found = _reviews(rows)
    if not found:
        raise NotFound("There is no such design review.", cure="It may have been removed; see the list.")
    return found[0]


def _reviews(rows: QuerySet[models.DesignReview]) -> list[DesignReview]:
    return [
        DesignReview(
            row.pk,
            row.blueprint_id,
            row.title,
            row.held_on,
            row.reviewers,
            row.closed_at,
            row.closed_by,
            row.revision_number,
            tuple(
                Check(each.pk, each.part, each.question, each.answer, each.note, each.settled, each.version)
                for each in row.checks.all()
            ),
            row.version,
        )
        for row in rows.prefetch_related("checks")
    ]


def review_of_check(*, actor: Actor, id: int) -> int:
    """The design review that a check belongs to. Raises `NotFound`."""
    row = models.Check.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such question.", cure="It may have been removed; see the list.")
    return row.review_id
