"""The same change of many people or skills, as one act that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pilothouse.journal.contracts import ManyChanged, ManyUndone
from pilothouse.journal.services import many
from pilothouse.journal.services.many import ManyOf
from pilothouse.kit.actor import Actor
from pilothouse.kit.text import known, line
from pilothouse.team import models
from pilothouse.team.services import rules


def _skill_fields(actor: Actor, now: datetime, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
    known(values, ("group",))
    return {"group": line(values, "group", rules.MOST_NAME)}


_PEOPLE = ManyOf(
    models.Person,
    "team.person",
    "person.changed",
    ("team_id", "availability", "joins_on", "leaves_on"),
    lambda actor, now, values, row: rules.person_fields(actor, values, row),
    lambda row: str(row.name),
)
_SKILLS = ManyOf(
    models.Skill, "team.skill", "skill.renamed", ("group",), _skill_fields, lambda row: str(row.name)
)
_KINDS = {of.kind: of for of in (_PEOPLE, _SKILLS)}


def change_people(
    *, actor: Actor, now: datetime, ids: Sequence[int], values: Mapping[str, Any]
) -> ManyChanged:
    """Store the same team, availability or dates in all of `ids`, all or nothing. Raises `Invalid`, which
    names the person, `NotFound`."""
    return many.change_many(of=_PEOPLE, actor=actor, now=now, ids=ids, values=values)


def change_skills(
    *, actor: Actor, now: datetime, ids: Sequence[int], values: Mapping[str, Any]
) -> ManyChanged:
    """Put all of `ids` into the same group. Raises `Invalid`, `NotFound`."""
    return many.change_many(of=_SKILLS, actor=actor, now=now, ids=ids, values=values)


def undo_act(*, actor: Actor, now: datetime, batch: str) -> ManyUndone:
    """Give people and skills that were changed as `batch` their old values, unless they were changed again
    since. Raises `NotFound` when there was no such act."""
    return many.undo_many(kinds=_KINDS, actor=actor, now=now, batch=batch)
