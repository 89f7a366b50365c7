"""Objectives with their key results, and personas."""

from __future__ import annotations

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.team import queries as team
from pilothouse.vision import models
from pilothouse.vision.contracts import KeyResult, Objective, Persona


def objectives(*, actor: Actor, product_id: int) -> tuple[Objective, ...]:
    """Objectives of a product, oldest first."""
    return _objectives(
        actor, models.Objective.objects.filter(workspace_id=actor.workspace_id, product_id=product_id)
    )


def objective(*, actor: Actor, id: int) -> Objective:
    """One objective. Raises `NotFound`."""
    found = _objectives(actor, models.Objective.objects.filter(workspace_id=actor.workspace_id, pk=id))
    if not found:
        raise NotFound("There is no such objective.", cure="It may have been removed; see the list.")
    return found[0]


def _objectives(actor: Actor, rows: QuerySet[models.Objective]) -> tuple[Objective, ...]:
    names = team.names(actor=actor)
    return tuple(
        Objective(
            row.pk,
            row.product_id,
            row.title,
            row.description,
            row.owner_id,
            names.get(row.owner_id, "") if row.owner_id else "",
            row.due_on,
            tuple(as_key_result(each) for each in row.key_results.all()),
            row.version,
        )
        for row in rows.prefetch_related("key_results")
    )


def key_result(*, actor: Actor, id: int) -> KeyResult:
    """One key result. Raises `NotFound`."""
    row = models.KeyResult.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such key result.", cure="It may have been removed; see the list.")
    return as_key_result(row)


def as_key_result(row: models.KeyResult) -> KeyResult:
    return KeyResult(
        row.pk,
        row.objective_id,
        row.title,
        row.metric,
        row.unit,
        row.source,
        row.baseline,
        row.target,
        row.current,
        row.version,
    )


def personas(*, actor: Actor, product_id: int) -> tuple[Persona, ...]:
    """Personas of a product, oldest first."""
    rows = models.Persona.objects.filter(workspace_id=actor.workspace_id, product_id=product_id)
    return tuple(as_persona(row) for row in rows)


def persona(*, actor: Actor, id: int) -> Persona:
    """One persona. Raises `NotFound`."""
    row = models.Persona.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise NotFound("There is no such persona.", cure="It may have been removed; see the list.")
    return as_persona(row)


def as_persona(row: models.Persona) -> Persona:
    return Persona(row.pk, row.product_id, row.name, row.description, row.goals, row.pains, row.version)
