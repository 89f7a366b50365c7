"""Hand-offs of blueprints."""

from __future__ import annotations

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.vision import models
from pilothouse.vision.contracts import Acknowledgement, Handoff, ListedHandoff


def handoffs(*, actor: Actor, blueprint_id: int) -> tuple[ListedHandoff, ...]:
    """Hand-offs of a blueprint without their content, newest first."""
    rows = models.Handoff.objects.filter(workspace_id=actor.workspace_id, blueprint_id=blueprint_id)
    return tuple(
        ListedHandoff(
            row.pk,
            row.blueprint_id,
            row.number,
            row.revision_number,
            row.at,
            row.actor_name,
            row.note,
            row.digest,
            _acknowledgements(row),
        )
        for row in rows.defer("content").prefetch_related("acknowledgements")
    )


def handoff(*, actor: Actor, id: int) -> Handoff:
    """One hand-off. Raises `NotFound`."""
    row = _find(actor, pk=id)
    if row is None:
        raise NotFound("There is no such hand-off.", cure="See the list of the blueprint.")
    return _whole(row)


def handoff_numbered(*, actor: Actor, blueprint_id: int, number: int) -> Handoff:
    """The hand-off `number` of a blueprint. Raises `NotFound`."""
    row = _find(actor, blueprint_id=blueprint_id, number=number)
    if row is None:
        raise NotFound(f"There is no hand-off {number} of it.", where="against", cure="See the list.")
    return _whole(row)


def _find(actor: Actor, **which: int) -> models.Handoff | None:
    rows = models.Handoff.objects.filter(workspace_id=actor.workspace_id, **which)
    return rows.prefetch_related("acknowledgements").first()


def _whole(row: models.Handoff) -> Handoff:
    return Handoff(
        row.pk,
        row.blueprint_id,
        row.number,
        row.revision_number,
        row.at,
        row.actor_name,
        row.note,
        row.digest,
        _acknowledgements(row),
        row.content,
    )


def _acknowledgements(row: models.Handoff) -> tuple[Acknowledgement, ...]:
    return tuple(
        Acknowledgement(each.pk, each.team_id, each.team_name, each.at, each.actor_name, each.note)
        for each in row.acknowledgements.all()
    )
