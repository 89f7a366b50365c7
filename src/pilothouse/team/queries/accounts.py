"""Which of the people the members of the workspace are."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.mailboxes import tidy
from pilothouse.kit.prepared import prepared
from pilothouse.team import models
from pilothouse.team.contracts import MyPerson


def my_person(*, actor: Actor) -> MyPerson | None:
    """Whom the actor is among the people; None for who has not said so. One statement."""
    found = _of_account(actor.workspace_id, actor.user_id or 0)
    return MyPerson(*found[0]) if found else None


@prepared
def _of_account(workspace_id: int, account_id: int) -> QuerySet[models.Person, tuple[int, str]]:
    rows = models.Person.objects.filter(workspace_id=workspace_id, account_id=account_id)
    return rows.values_list("pk", "name")[:1]


def person_by_address(*, actor: Actor, email: str) -> MyPerson | None:
    """The one person with this e-mail address whom no member is yet: to be asked "is this you?"."""
    rows = _of(actor).filter(email__iexact=tidy(email), account=None).values_list("pk", "name")[:2]
    found = list(rows) if email else []
    return MyPerson(*found[0]) if len(found) == 1 else None


def accounts_of(*, actor: Actor, ids: Collection[int] | None = None) -> dict[int, int]:
    """Person -> number of the account; people of `ids`, or all. Those who are no member are left out."""
    rows = _of(actor).filter(account__isnull=False)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    found: dict[int, int] = dict(rows.values_list("pk", "account_id"))
    return found


def _of(actor: Actor) -> QuerySet[models.Person]:
    return models.Person.objects.filter(workspace_id=actor.workspace_id)
