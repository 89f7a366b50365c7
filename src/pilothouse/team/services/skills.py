"""Skills, and who has them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from pilothouse.journal import services as journal
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
    *, actor: Actor, now: datetime, id: int, name: str, group: str | None = None
) -> contracts.Skill:
    """Give a skill another name and, unless None, another group. Raises `Conflict` when the name is taken."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    values = {"name": rules.called(name)}
    if group is not None:
        values["group"] = line({"group": group}, "group", rules.MOST_NAME)
    changes = {
        field: [getattr(row, field), value] for field, value in values.items() if getattr(row, field) != value
    }
    if not changes:
        return as_skill(row)
    if rules.taken(models.Skill, actor, values["name"], but=id):
        raise _taken(values["name"])
    try:
        with transaction.atomic():
            models.Skill.objects.filter(pk=row.pk).update(**values)
    except IntegrityError:
        raise _taken(values["name"]) from None
    journal.record(
        actor=actor, now=now, verb="skill.renamed", subject=_ref(row), title=values["name"], changes=changes
    )
    return queries.skill(actor=actor, id=id)


@transaction.atomic
def remove_skill(*, actor: Actor, now: datetime, id: int) -> None:
    """Remove a skill, and everybody's level in it. Raises `Conflict` while an item needs it."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    levels = dict(models.PersonSkill.objects.filter(skill=row).values_list("person__name", "level"))
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise rules.still_used(row.name, error, "Take it out of the needs of those items first.") from None
    changes = {"levels": [levels, None]} if levels else {}
    journal.record(
        actor=actor,
        now=now,
        verb="skill.removed",
        subject=Ref("team.skill", id),
        title=row.name,
        changes=changes,
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
    if held is None:
        models.PersonSkill.objects.create(
            workspace_id=actor.workspace_id, person=person, skill=skill, level=after or 0
        )
    elif after is None:
        held.delete()
    else:
        models.PersonSkill.objects.filter(pk=held.pk).update(level=after)
    journal.record(
        actor=actor,
        now=now,
        verb="person.skill_set",
        subject=person_ref(person.pk),
        title=person.name,
        changes={skill.name: [before, after]},
    )


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
