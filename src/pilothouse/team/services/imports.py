"""People whom a tracker names, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.mailboxes import is_mailbox, tidy
from pilothouse.kit.text import one_line
from pilothouse.team import contracts, models, queries
from pilothouse.team.services.people import person_ref

_WRITTEN_AT_ONCE = 300


@transaction.atomic
def import_people(
    *, actor: Actor, now: datetime, batch: str, people: Iterable[contracts.ImportedPerson]
) -> dict[str, int]:
    """Make everybody of `people` a team member, known again by (source, external id).

    Returns external id to number. May be repeated: who is here already stays as entered by hand. An
    address that is none is left out. Everybody new is journalled under `batch`.
    """
    actor.require(Role.EDITOR)
    found: dict[str, int] = {}
    fresh: dict[tuple[str, str], models.Person] = {}
    known: dict[str, dict[str, int]] = {}
    for person in people:
        if person.source not in known:
            known[person.source] = queries.by_external(actor=actor, source=person.source)
        number = known[person.source].get(person.external_id)
        if number is not None:
            found[person.external_id] = number
        elif person.external_id:
            fresh.setdefault((person.source, person.external_id), _row(actor, person))
    rows = models.Person.objects.bulk_create(fresh.values(), batch_size=_WRITTEN_AT_ONCE)
    found |= {row.external_id: row.pk for row in rows}
    entries = (Change("person.imported", person_ref(row.pk), row.name) for row in rows)
    journal.record_many(actor=actor, now=now, changes=entries, batch=batch)
    return found


@transaction.atomic
def remove_imported(*, actor: Actor, now: datetime, batch: str) -> int:
    """Remove the people whom `batch` brought, unless something names them or somebody added to them since.

    Returns how many went.
    """
    actor.require(Role.EDITOR)
    entries = journal_queries.batch(actor=actor, batch=batch)
    brought = {entry.subject.id for entry in entries if entry.verb == "person.imported"}
    untouched = models.Person.objects.filter(
        workspace_id=actor.workspace_id, pk__in=brought, version=1, skills=None, absences=None
    )
    gone = []
    for row in untouched:
        change = Change("person.removed", person_ref(row.pk), row.name)
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            continue
        gone.append(change)
    return journal.record_many(actor=actor, now=now, changes=gone, batch=batch)


def _row(actor: Actor, person: contracts.ImportedPerson) -> models.Person:
    email = one_line(person.email)
    return models.Person(
        workspace_id=actor.workspace_id,
        name=one_line(person.name)[:200] or one_line(person.external_id),
        email=tidy(email) if is_mailbox(email) else "",
        leaves_on=person.leaves_on,
        source=person.source,
        external_id=person.external_id,
    )
