"""Teams that people belong to."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from pilothouse.journal import services as journal
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
    journal.record(actor=actor, now=now, verb="team.added", subject=_ref(row.pk), title=name)
    return as_team(row)


@transaction.atomic
def rename_team(*, actor: Actor, now: datetime, id: int, name: str) -> contracts.Team:
    """Give a team another name. Raises `Conflict` when it is taken."""
    actor.require(Role.EDITOR)
    row = rules.find_team(actor, id)
    name, before = rules.called(name), row.name
    if name == before:
        return as_team(row)
    if rules.taken(models.Team, actor, name, but=id):
        raise _taken(name)
    row.name = name
    try:
        with transaction.atomic():
            row.save(update_fields=["name"])
    except IntegrityError:
        raise _taken(name) from None
    changes = {"name": [before, name]}
    journal.record(actor=actor, now=now, verb="team.renamed", subject=_ref(id), title=name, changes=changes)
    return as_team(row)


@transaction.atomic
def remove_team(*, actor: Actor, now: datetime, id: int) -> None:
    """Remove a team; its people stay, without a team. Raises `Conflict` while an item belongs to it."""
    actor.require(Role.EDITOR)
    row = rules.find_team(actor, id)
    people = list(models.Person.objects.filter(team=row).values_list("name", flat=True))
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise rules.still_used(row.name, error, "Give those items another team first.") from None
    changes = {"people": [people, None]} if people else {}
    journal.record(
        actor=actor, now=now, verb="team.removed", subject=_ref(id), title=row.name, changes=changes
    )


def _ref(id: int) -> Ref:
    return Ref("team.team", id)


def _taken(name: str) -> Conflict:
    return Conflict(f"There is already a team '{name}'.", where="name", cure="Choose another name.")
