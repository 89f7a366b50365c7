"""Members say whom they are among the people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Scope
from pilothouse.kit.errors import Conflict, Forbidden
from pilothouse.kit.refs import Ref
from pilothouse.team import contracts, models, queries
from pilothouse.team.services import rules


@transaction.atomic
def join_person(*, actor: Actor, now: datetime, person_id: int | None) -> contracts.WhoIAm:
    """Say that the actor is this person, or none of them. For every member, about oneself alone.

    Raises `Conflict` when another member is that person, `NotFound`, `Forbidden` for a program.
    """
    if actor.user_id is None or actor.scope < Scope.WRITE:
        raise Forbidden("Only a member says who they are.", cure="Log in, or use a token that may write.")
    mine = models.Person.objects.filter(workspace_id=actor.workspace_id, account_id=actor.user_id)
    for row in mine.exclude(pk=person_id or 0):
        _set(actor, now, row, None)
    if person_id is not None:
        row = rules.find_person(actor, person_id)
        if row.account_id not in (None, actor.user_id):
            raise Conflict(f"{row.name} is another member.", where="person_id", cure="Ask who said so.")
        if row.account_id is None:
            _set(actor, now, row, actor.user_id)
    return contracts.WhoIAm(queries.my_person(actor=actor))


def _set(actor: Actor, now: datetime, row: models.Person, user_id: int | None) -> None:
    row.account_id = user_id
    row.save(update_fields=["account"])
    change = [None, actor.name] if user_id else [actor.name, None]
    journal.record(
        actor=actor,
        now=now,
        verb="person.changed",
        subject=Ref("team.person", row.pk),
        title=row.name,
        changes={"member": change},
    )
