"""Saved choices of what each column means."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from pilothouse.connectors import models, queries
from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tables.finding import noun
from pilothouse.connectors.tables.guessing import choices
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref


@transaction.atomic
def save_mapping(*, actor: Actor, now: datetime, name: str, columns: Columns) -> None:
    """Keep a mapping under a name; one of that name, connector and noun is replaced."""
    actor.require(Role.EDITOR)
    name = name.strip()
    if not name or len(name) > 100:
        raise Invalid("A mapping's name has 1 to 100 characters.", where="name", cure="Give a short name.")
    known = choices(noun(columns.noun))
    for header, field in columns.fields.items():
        if field not in known:
            raise Invalid(f"'{field}' is not a field.", where=header, cure=f"Use one of: {', '.join(known)}.")
    row, fresh = models.Mapping.objects.update_or_create(
        workspace_id=actor.workspace_id,
        source=columns.connector,
        noun=columns.noun,
        name=name,
        defaults={"columns": queries.columns_json(replace(columns, name=name))},
    )
    journal.record(
        actor=actor,
        now=now,
        verb="mapping.saved" if fresh else "mapping.replaced",
        subject=Ref("connectors.mapping", row.pk),
        title=name,
    )
