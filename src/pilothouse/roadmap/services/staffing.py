"""Whom an item needs, and who does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.ids import sortable_id
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.beside import store_people
from pilothouse.roadmap.services.items import change_item
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.rows import bump, find, ref, titled
from pilothouse.team import queries as team


@transaction.atomic
def set_needs(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    needs: Iterable[contracts.Need],
    batch: str = "",
) -> contracts.Item:
    """Replace an item's needs; `undo_batch` takes `batch` back."""
    actor.require(Role.EDITOR)
    row = find(actor, key)
    bump(row, version)
    old = held_needs(row)
    before, after = store_needs(row, needs, {skill.id: skill.name for skill in team.skills(actor=actor)})
    if before != after:
        journal.record(
            actor=actor,
            now=now,
            verb="item.needs_changed",
            subject=ref(row),
            title=titled(row),
            changes={"needs": [before, after], "need_ids": [old, held_needs(row)]},
            batch=batch or sortable_id(now),
        )
    return queries.item(actor=actor, key=key)


def held_needs(row: models.Item) -> list[list[int | None]]:
    """An item's needs as the record keeps them: skill, level, people."""
    return [list(need) for need in row.needs.values_list("skill_id", "level", "people")]


def store_needs(
    row: models.Item, needs: Iterable[contracts.Need], skills: dict[int, str]
) -> tuple[list[str], list[str]]:
    """Replace the needs of a row, judged by every rule; returns what they were and are, in words."""
    wanted = tuple(needs)
    rules.check_needs(wanted, skills)
    before = [_need_text(need.skill_id, need.level, need.people, skills) for need in row.needs.all()]
    row.needs.all().delete()
    models.Need.objects.bulk_create(
        models.Need(
            workspace_id=row.workspace_id,
            item=row,
            skill_id=need.skill_id,
            level=need.level,
            people=need.people,
        )
        for need in wanted
    )
    return before, [_need_text(need.skill_id, need.level, need.people, skills) for need in wanted]


@transaction.atomic
def pin_people(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    people: Sequence[int],
    batch: str = "",
) -> contracts.Item:
    """Choose who does an item; the planner keeps the choice. An empty list leaves it to the planner."""
    actor.require(Role.EDITOR)
    row = find(actor, key)
    bump(row, version)
    changes = store_people(Known(actor), row, people)
    if changes:
        journal.record(
            actor=actor,
            now=now,
            verb="item.people_chosen",
            subject=ref(row),
            title=titled(row),
            changes=changes,
            batch=batch or sortable_id(now),
        )
    return queries.item(actor=actor, key=key)


def _need_text(skill_id: int | None, level: int, people: int, skills: dict[int, str]) -> str:
    name = "anyone" if skill_id is None else skills.get(skill_id, "?")
    return f"{people} × {name}" + (f" at {level}" if level else "")


@transaction.atomic
def change_whole_item(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    values: Mapping[str, Any],
    needs: Sequence[contracts.Need] | None = None,
    people: Sequence[int] | None = None,
    why: str = "",
    batch: str = "",
) -> contracts.Item:
    """Fields, needs and people of an item in one go, all or nothing, based on one `version`. `why` says the
    reason; `batch` is the act that it is part of."""
    batch = batch or sortable_id(now)
    found = change_item(actor=actor, now=now, key=key, version=version, values=values, why=why, batch=batch)
    if needs is not None:
        found = set_needs(actor=actor, now=now, key=key, version=None, needs=needs, batch=batch)
    if people is not None:
        found = pin_people(actor=actor, now=now, key=key, version=None, people=people, batch=batch)
    return found
