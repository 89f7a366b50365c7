"""Objectives with key results, and personas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.text import day, known, line, lines, number
from pilothouse.team.queries import known_person
from pilothouse.vision import contracts, models, queries

OBJECTIVE = ("title", "description", "owner_id", "due_on")
KEY_RESULT = ("title", "metric", "unit", "source", "baseline", "target", "current")
PERSONA = ("name", "description", "goals", "pains")
_OBJECTIVE, _KEY_RESULT, _PERSONA = "vision.objective", "vision.key_result", "vision.persona"


@transaction.atomic
def add_objective(
    *, actor: Actor, now: datetime, product_id: int, values: Mapping[str, Any]
) -> contracts.Objective:
    """Add an objective: title, description, owner_id, due_on. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    queries.product(actor=actor, id=product_id)
    row = models.Objective(
        workspace_id=actor.workspace_id,
        product_id=product_id,
        **_objective(actor, {"title": ""} | dict(values)),
    )
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="objective.added",
        ref=_OBJECTIVE,
        title=row.title,
        fields=OBJECTIVE,
    )
    return queries.objective(actor=actor, id=row.pk)


@transaction.atomic
def change_objective(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Objective:
    """Change fields of an objective. Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Objective, actor, id, "objective")
    rows.change(
        row=row,
        values=_objective(actor, values),
        actor=actor,
        now=now,
        version=version,
        verb="objective.changed",
        ref=_OBJECTIVE,
        title=row.title,
    )
    return queries.objective(actor=actor, id=id)


@transaction.atomic
def remove_objective(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Remove an objective with its key results, each told of by itself; returns the entry that restores
    them."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Objective, actor, id, "objective")
    batch = batch or sortable_id(now)
    for result in row.key_results.all():
        remove_key_result(actor=actor, now=now, id=result.pk, version=None, batch=batch)
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="objective.removed",
        ref=_OBJECTIVE,
        title=row.title,
        batch=batch,
    )


def _objective(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    known(values, OBJECTIVE)
    found: dict[str, Any] = {}
    if "title" in values:
        found["title"] = line(values, "title", 300, needed="Say what is to be achieved.")
    if "description" in values:
        found["description"] = lines(values, "description")
    if "owner_id" in values:
        found["owner_id"] = known_person(actor=actor, values=values)
    if "due_on" in values:
        found["due_on"] = day(values, "due_on")
    return found


@transaction.atomic
def add_key_result(
    *, actor: Actor, now: datetime, objective_id: int, values: Mapping[str, Any]
) -> contracts.KeyResult:
    """Add a key result: title, metric, unit, source, baseline, target, current."""
    actor.require(Role.EDITOR)
    rows.find(models.Objective, actor, objective_id, "objective")
    row = models.KeyResult(
        workspace_id=actor.workspace_id,
        objective_id=objective_id,
        **_key_result({"title": ""} | dict(values)),
    )
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="key_result.added",
        ref=_KEY_RESULT,
        title=row.title,
        fields=KEY_RESULT,
    )
    return queries.key_result(actor=actor, id=row.pk)


@transaction.atomic
def change_key_result(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.KeyResult:
    """Change fields of a key result, its present figure among them."""
    actor.require(Role.EDITOR)
    row = rows.find(models.KeyResult, actor, id, "key result")
    rows.change(
        row=row,
        values=_key_result(values),
        actor=actor,
        now=now,
        version=version,
        verb="key_result.changed",
        ref=_KEY_RESULT,
        title=row.title,
    )
    return queries.key_result(actor=actor, id=id)


@transaction.atomic
def remove_key_result(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    actor.require(Role.EDITOR)
    row = rows.find(models.KeyResult, actor, id, "key result")
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="key_result.removed",
        ref=_KEY_RESULT,
        title=row.title,
        batch=batch,
    )


def _key_result(values: Mapping[str, Any]) -> dict[str, Any]:
    known(values, KEY_RESULT)
    found: dict[str, Any] = {}
    if "title" in values:
        found["title"] = line(values, "title", 300, needed="Say what shows the objective reached.")
    for field, most in (("metric", 200), ("unit", 40), ("source", 300)):
        if field in values:
            found[field] = line(values, field, most)
    for field in ("baseline", "target", "current"):
        if field in values:
            found[field] = number(values, field)
    return found


@transaction.atomic
def add_persona(
    *, actor: Actor, now: datetime, product_id: int, values: Mapping[str, Any]
) -> contracts.Persona:
    """Add a persona: name, description, goals, pains. Raises `Conflict` for a name that is taken."""
    actor.require(Role.EDITOR)
    queries.product(actor=actor, id=product_id)
    cleaned = _persona({"name": ""} | dict(values))
    _untaken(product_id, cleaned["name"], None)
    row = models.Persona(workspace_id=actor.workspace_id, product_id=product_id, **cleaned)
    rows.add(
        row=row, actor=actor, now=now, verb="persona.added", ref=_PERSONA, title=row.name, fields=PERSONA
    )
    return queries.persona(actor=actor, id=row.pk)


@transaction.atomic
def change_persona(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Persona:
    actor.require(Role.EDITOR)
    row = rows.find(models.Persona, actor, id, "persona")
    cleaned = _persona(values)
    _untaken(row.product_id, cleaned.get("name", row.name), id)
    rows.change(
        row=row,
        values=cleaned,
        actor=actor,
        now=now,
        version=version,
        verb="persona.changed",
        ref=_PERSONA,
        title=row.name,
    )
    return queries.persona(actor=actor, id=id)


@transaction.atomic
def remove_persona(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    actor.require(Role.EDITOR)
    row = rows.find(models.Persona, actor, id, "persona")
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="persona.removed",
        ref=_PERSONA,
        title=row.name,
        batch=batch,
    )


def _persona(values: Mapping[str, Any]) -> dict[str, Any]:
    known(values, PERSONA)
    found: dict[str, Any] = {}
    if "name" in values:
        found["name"] = line(values, "name", 200, needed="Name the persona, such as Support agent.")
    for field in ("description", "goals", "pains"):
        if field in values:
            found[field] = lines(values, field)
    return found


def _untaken(product_id: int, name: str, but: int | None) -> None:
    others = models.Persona.objects.filter(product_id=product_id, name=name)
    if (others if but is None else others.exclude(pk=but)).exists():
        raise Conflict(f"There is already a persona {name}.", where="name", cure="Choose another name.")
