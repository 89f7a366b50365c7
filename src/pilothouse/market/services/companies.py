"""Companies: added, changed, removed, restored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.market import contracts, models, queries
from pilothouse.market.services.fields import company_fields

REF = "market.company"
_NAMING: dict[str, Any] = {
    "contacts": models.Contact,
    "feedback": models.Feedback,
    "votes": models.Vote,
    "problems": models.SupportProblem,
}


@transaction.atomic
def add_company(*, actor: Actor, now: datetime, name: str, **values: Any) -> contracts.Company:
    """Add a company. Raises `Invalid`, `NotFound`, and `Conflict` for a name that is there already."""
    actor.require(Role.EDITOR)
    fields = company_fields(actor, {"name": name, **values}, None)
    row = models.Company(workspace_id=actor.workspace_id, **fields)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="company.added",
        ref=REF,
        title=row.name,
        fields=tuple(fields),
        taken=_taken(row.name),
    )
    return queries.company(actor=actor, id=row.pk)


@transaction.atomic
def change_company(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any], why: str = ""
) -> contracts.Company:
    """Change a company. Raises `Stale`, `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    fields = company_fields(actor, values, row)
    try:
        with transaction.atomic():
            rows.change(
                row=row,
                values=fields,
                actor=actor,
                now=now,
                version=version,
                verb="company.changed",
                ref=REF,
                title=fields.get("name", row.name),
                why=why,
            )
    except IntegrityError:
        raise _taken(fields["name"]) from None
    return queries.company(actor=actor, id=id)


@transaction.atomic
def remove_company(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Remove a company; returns the entry that restores it. What names it stays, without a company."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="company.removed",
        ref=REF,
        title=row.name,
        batch=batch,
        more=_naming(row),
    )


def _naming(row: models.Company) -> dict[str, list[int]]:
    """Numbers of what names the company, by table."""
    return {name: list(getattr(row, name).values_list("pk", flat=True)) for name in _NAMING}


def restore_company(*, actor: Actor, now: datetime, entry: Entry) -> Restored:
    """The company, with what named it and names no other by now."""
    row, found = rows.restore(
        table=models.Company, actor=actor, now=now, entry=entry, verb="company.restored"
    )
    for name, table in _NAMING.items():
        numbers = entry.changes.get(name, [[]])[0]
        own = table._default_manager.filter(workspace_id=actor.workspace_id, pk__in=numbers, company=None)
        own.update(company=row)
    return found


def find(actor: Actor, id: int) -> models.Company:
    return rows.find(models.Company, actor, id, "company")


def _taken(name: str) -> Conflict:
    return Conflict(
        f"There is a company called '{name[:60]}' already.", where="name", cure="Choose another name."
    )
