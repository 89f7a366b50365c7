"""Removing a team, whose people stay without one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.team import models
from pilothouse.team.services import rules
from pilothouse.team.services.teams import team_ref


@transaction.atomic
def remove_team(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a team; its people stay, without a team. Returns the entry that restores it.

    Raises `Conflict` while an item belongs to it, `Stale` when `version` is not the present one.
    """
    actor.require(Role.EDITOR)
    row = rules.find_team(actor, id)
    versions.claim(row, expected=version)
    people = list(models.Person.objects.filter(team=row).values_list("pk", "name"))
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise rules.still_used(row.name, error, "Give those items another team first.") from None
    changes: dict[str, list[Any]] = {"name": [row.name, None]}
    if people:
        changes |= {
            "people": [[name for _, name in people], None],
            "members": [[id for id, _ in people], None],
        }
    return journal.record(
        actor=actor, now=now, verb="team.removed", subject=team_ref(id), title=row.name, changes=changes
    )
