"""Adding, changing and removing people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.accounts import queries as accounts
from pilothouse.journal import services as journal
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.money import Money
from pilothouse.kit.refs import Ref
from pilothouse.team import contracts, models, queries
from pilothouse.team.services import rules


@transaction.atomic
def add_person(*, actor: Actor, now: datetime, name: str, **values: Any) -> contracts.Person:
    """Add somebody and return them. `values` are fields of `contracts.EDITABLE`.

    Raises `Invalid` for a broken rule, `NotFound` for a team that is not there.
    """
    actor.require(Role.EDITOR)
    fields = rules.person_fields(actor, {"name": name, **values}, None)
    row = models.Person(workspace_id=actor.workspace_id, **fields)
    row.save(force_insert=True)
    changes = {
        field: [None, versions.plain(value)] for field, value in fields.items() if value not in (None, "")
    }
    changes = _told(actor, changes)
    journal.record(
        actor=actor, now=now, verb="person.added", subject=person_ref(row.pk), title=row.name, changes=changes
    )
    return queries.person(actor=actor, id=row.pk)


@transaction.atomic
def change_person(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any], why: str = ""
) -> contracts.Person:
    """Change fields of `contracts.EDITABLE` and return the person.

    Raises `Stale` when `version` is not the present one, `Invalid` for a broken rule, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = rules.find_person(actor, id)
    changes = versions.apply(row, rules.person_fields(actor, values, row), expected=version)
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb="person.changed",
            subject=person_ref(row.pk),
            title=row.name,
            changes=_told(actor, changes),
            why=why,
        )
    return queries.person(actor=actor, id=id)


@transaction.atomic
def remove_person(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Remove somebody whom nothing names; returns the entry that `restore` takes back.

    Raises `Conflict` while the roadmap names the person, `Stale` when `version` is not the present one.
    """
    actor.require(Role.EDITOR)
    row = rules.find_person(actor, id)
    versions.claim(row, expected=version)
    whole = kept(queries.person(actor=actor, id=id))
    if row.account_id is not None:
        whole["account_id"] = [row.account_id, None]
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        cure = "Give a leaving date instead; the plan then ends with it and the record stays."
        raise rules.still_used(row.name, error, cure) from None
    return journal.record(
        actor=actor,
        now=now,
        verb="person.removed",
        subject=person_ref(id),
        title=row.name,
        changes=whole,
        batch=batch,
    )


def person_ref(id: int) -> Ref:
    return Ref("team.person", id)


def _told(actor: Actor, changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Changes as people read them: teams by name, rates in the workspace's currency."""
    found = dict(changes)
    if "team_id" in found:
        names = {row.id: row.name for row in queries.teams(actor=actor)}
        found["team"] = [names.get(number) for number in found.pop("team_id")]
    if "day_rate_cents" in found:
        currency = accounts.workspace_of(actor=actor).currency
        rates = found.pop("day_rate_cents")
        found["day_rate"] = [None if rate is None else str(Money(rate, currency)) for rate in rates]
    return found


def kept(person: contracts.Person) -> dict[str, list[Any]]:
    """All that is known of somebody, as the journal keeps it when the person goes."""
    found = {name: [versions.plain(getattr(person, name)), None] for name in contracts.EDITABLE}
    found |= {name: [getattr(person, name), None] for name in ("source", "external_id")}
    found = {name: pair for name, pair in found.items() if pair[0] not in (None, "")}
    if person.skills:
        found["skills"] = [{held.name: held.level for held in person.skills}, None]
    if person.absences:
        away = [[row.first.isoformat(), row.last.isoformat(), row.reason] for row in person.absences]
        found["absences"] = [away, None]
    return found
