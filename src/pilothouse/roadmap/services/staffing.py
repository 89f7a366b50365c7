"""Whom an item needs, and who does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.items import change_item
from pilothouse.roadmap.services.rows import bump, find, ref, titled
from pilothouse.team import queries as team


@transaction.atomic
def set_needs(
    *, actor: Actor, now: datetime, key: str, version: int | None, needs: Iterable[contracts.Need]
) -> contracts.Item:
    """Replace an item's needs."""
    actor.require(Role.EDITOR)
    row = find(actor, key)
    wanted = tuple(needs)
    skills = {skill.id: skill.name for skill in team.skills(actor=actor)}
    rules.check_needs(wanted, skills)
    before = [_need_text(need.skill_id, need.level, need.people, skills) for need in row.needs.all()]
    after = [_need_text(need.skill_id, need.level, need.people, skills) for need in wanted]
    bump(row, version)
    row.needs.all().delete()
    models.Need.objects.bulk_create(
        models.Need(
            workspace_id=actor.workspace_id,
            item=row,
            skill_id=need.skill_id,
            level=need.level,
            people=need.people,
        )
        for need in wanted
    )
    if before != after:
        journal.record(
            actor=actor,
            now=now,
            verb="item.needs_changed",
            subject=ref(row),
            title=titled(row),
            changes={"needs": [before, after]},
        )
    return queries.item(actor=actor, key=key)


@transaction.atomic
def pin_people(
    *, actor: Actor, now: datetime, key: str, version: int | None, people: Sequence[int]
) -> contracts.Item:
    """Choose who does an item; the planner keeps the choice. An empty list leaves it to the planner."""
    actor.require(Role.EDITOR)
    row = find(actor, key)
    names = team.names(actor=actor)
    unknown = [person for person in people if person not in names]
    if unknown:
        raise NotFound("One of the people does not exist.", where="people", cure="Choose from the team.")
    before = [names.get(pinned.person_id, "?") for pinned in row.assignments.all()]
    after = [names[person] for person in dict.fromkeys(people)]
    bump(row, version)
    row.assignments.all().delete()
    models.Assignment.objects.bulk_create(
        models.Assignment(workspace_id=actor.workspace_id, item=row, person_id=person)
        for person in dict.fromkeys(people)
    )
    if before != after:
        journal.record(
            actor=actor,
            now=now,
            verb="item.people_chosen",
            subject=ref(row),
            title=titled(row),
            changes={"people": [before, after]},
        )
    return queries.item(actor=actor, key=key)


def _need_text(skill_id: int | None, level: int, people: int, skills: dict[int, str]) -> str:
    name = "anybody" if skill_id is None else skills.get(skill_id, "?")
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
) -> contracts.Item:
    """Fields, needs and people of an item in one go, all or nothing, based on one `version`."""
    found = change_item(actor=actor, now=now, key=key, version=version, values=values)
    if needs is not None:
        found = set_needs(actor=actor, now=now, key=key, version=None, needs=needs)
    if people is not None:
        found = pin_people(actor=actor, now=now, key=key, version=None, people=people)
    return found
