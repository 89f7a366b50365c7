"""Skills, and who has them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Stale
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import line
from pilothouse.team import contracts, models, queries
from pilothouse.team.queries.skills import as_skill, no_skill
from pilothouse.team.services import rules
from pilothouse.team.services.people import person_ref


@transaction.atomic
def add_skill(*, actor: Actor, now: datetime, name: str, group: str = "") -> contracts.Skill:
    """Add a skill. Raises `Invalid` for an empty name, `Conflict` when the name is taken."""
    actor.require(Role.EDITOR)
    name = rules.called(name)
    group = line({"group": group}, "group", rules.MOST_NAME)
    if rules.taken(models.Skill, actor, name):
        raise _taken(name)
    try:
        with transaction.atomic():
            row = models.Skill.objects.create(workspace_id=actor.workspace_id, name=name, group=group)
    except IntegrityError:  # somebody else was quicker
        raise _taken(name) from None
    changes = {"group": [None, group]} if group else {}
    journal.record(actor=actor, now=now, verb="skill.added", subject=_ref(row), title=name, changes=changes)
    return as_skill(row)


@transaction.atomic
def rename_skill(
    *, actor: Actor, now: datetime, id: int, version: int | None, name: str, group: str | None = None
) -> contracts.Skill:
    """Give a skill another name and, unless None, another group.

    Raises `Conflict` when the name is taken, `Stale` when `version` is not the present one.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    values = {"name": rules.called(name)}
    if group is not None:
        values["group"] = line({"group": group}, "group", rules.MOST_NAME)
    if rules.taken(models.Skill, actor, values["name"], but=id):
        raise _taken(values["name"])
    try:
        with transaction.atomic():
            rows.change(
                row=row,
                values=values,
                actor=actor,
                now=now,
                version=version,
                verb="skill.renamed",
                ref="team.skill",
                title=values["name"],
            )
    except IntegrityError:
        raise _taken(values["name"]) from None
    return queries.skill(actor=actor, id=id)


@transaction.atomic
def remove_skill(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Remove a skill, and everybody's level in it; returns the entry that restores it.

    Raises `Conflict` while an item needs it, `Stale` when `version` is not the present one.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    versions.claim(row, expected=version)
    held = list(
        models.PersonSkill.objects.filter(skill=row).values_list("person_id", "person__name", "level")
    )
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise rules.still_used(row.name, error, "Take it out of the needs of those items first.") from None
    changes: dict[str, list[Any]] = {"name": [row.name, None]}
    if row.group:
        changes["group"] = [row.group, None]
    if held:
        changes["levels"] = [{name: level for _, name, level in held}, None]
        changes["holders"] = [[[person, level] for person, _, level in held], None]
    return journal.record(
        actor=actor,
        now=now,
        verb="skill.removed",
        subject=Ref("team.skill", id),
        title=row.name,
        changes=changes,
        batch=batch,
    )


@transaction.atomic
def set_skill(
    *,
    actor: Actor,
    now: datetime,
    person_id: int,
    skill_id: int,
    level: int | None,
    was: int | None = None,
) -> None:
    """Give somebody a skill at `level` 1 to 5, or take it away with None (or 0).

    `was` is the level that the change is based on, 0 for none; None does not ask. Raises `Stale` when
    the stored level is another, `Invalid` for a level outside 1 to 5, `NotFound`.
    """
    actor.require(Role.EDITOR)
    person, skill = rules.find_person(actor, person_id), _find(actor, skill_id)
    if level:
        rules.check_level(level, skill.name)
    held = models.PersonSkill.objects.filter(person=person, skill=skill).first()
    before, after = (held.level if held else None), level or None
    if was is not None and was != (before or 0):
        raise _stale(person, skill, was, before or 0, after or 0)
    if before == after:
        return
    if not _stored(actor, person, skill, before, after):  # somebody else was quicker
        held = models.PersonSkill.objects.filter(person=person, skill=skill).first()
        raise _stale(person, skill, before or 0, held.level if held else 0, after or 0)
    journal.record(
        actor=actor,
        now=now,
        verb="person.skill_set",
        subject=person_ref(person.pk),
        title=person.name,
        changes={skill.name: [before, after]},
    )


def _stored(
    actor: Actor, person: models.Person, skill: models.Skill, before: int | None, after: int | None
) -> bool:
    """Whether the level could be set, which it cannot once it is no more what it was `before`."""
    if before is None:
        new = models.PersonSkill(
            workspace_id=actor.workspace_id, person=person, skill=skill, level=after or 0
        )
        with suppress(IntegrityError), transaction.atomic():
            new.save(force_insert=True)
        return new.pk is not None
    same = models.PersonSkill.objects.filter(person=person, skill=skill, level=before)
    return bool(same.delete()[0] if after is None else same.update(level=after))


def _find(actor: Actor, id: int) -> models.Skill:
    row = models.Skill.objects.filter(workspace_id=actor.workspace_id, pk=id).first()
    if row is None:
        raise no_skill()
    return row


def _ref(row: models.Skill) -> Ref:
    return Ref("team.skill", row.pk)


def _taken(name: str) -> Conflict:
    return Conflict(f"There is already a skill '{name}'.", where="name", cure="Use the one that is there.")


def _stale(person: models.Person, skill: models.Skill, was: int, stored: int, wanted: int) -> Stale:
    return Stale(
        f"Someone else set {skill.name} of {person.name} to {stored or 'none'} since you looked.",
        where="level",
        cure="Look at the present level, then set it again if you still want to.",
        extra={
            "your_version": was,
            "stored_version": stored,
            "stored": {"level": stored},
            "yours": {"level": wanted},
        },
    )
