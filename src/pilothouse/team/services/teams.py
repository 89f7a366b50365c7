"""Teams that people belong to: added, and given another name."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.refs import Ref
from pilothouse.team import contracts, models
from pilothouse.team.queries.skills import as_team
from pilothouse.team.services import rules


@transaction.atomic
def add_team(*, actor: Actor, now: datetime, name: str) -> contracts.Team:
    """Add a team. Raises `Invalid` for an empty name, `Conflict` when the name is taken."""
    actor.require(Role.EDITOR)
    name = rules.called(name)
    if rules.taken(models.Team, actor, name):
        raise _taken(name)
    try:
        with transaction.atomic():
            row = models.Team.objects.create(workspace_id=actor.workspace_id, name=name)
    except IntegrityError:  # somebody else was quicker
        raise _taken(name) from None
    journal.record(actor=actor, now=now, verb="team.added", subject=team_ref(row.pk), title=name)
    return as_team(row)


@transaction.atomic
def rename_team(*, actor: Actor, now: datetime, id: int, version: int | None, name: str) -> contracts.Team:
    """Give a team another name.

    Raises `Conflict` when it is taken, `Stale` when `version` is not the present one.
    """
    actor.require(Role.EDITOR)
    row, name = rules.find_team(actor, id), rules.called(name)
    if rules.taken(models.Team, actor, name, but=id):
        raise _taken(name)
    try:
        with transaction.atomic():
            rows.change(
                row=row,
                values={"name": name},
                actor=actor,
                now=now,
                version=version,
                verb="team.renamed",
                ref="team.team",
                title=name,
            )
    except IntegrityError:
        raise _taken(name) from None
    return as_team(row)


def team_ref(id: int) -> Ref:
    return Ref("team.team", id)


def _taken(name: str) -> Conflict:
    return Conflict(f"There is already a team '{name}'.", where="name", cure="Choose another name.")
