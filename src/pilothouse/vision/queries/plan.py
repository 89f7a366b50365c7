"""What vision knows of the plan. The roadmap lies above this room, so it is asked by the name that the
setting `PILOTHOUSE_PLAN_FACTS` gives, as Django asks for its user model."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from pilothouse.engine.review.graph import Plan
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.subjects import Subject
from pilothouse.vision import models
from pilothouse.vision.contracts import Blueprint, PlanFacts

_STATEMENT = "vision.statement"


def plan_facts(*, actor: Actor, product_id: int) -> PlanFacts:
    """The product's open items, people, releases and newest run, and what its items are called."""
    name = settings.PILOTHOUSE_PLAN_FACTS
    if not name:
        return PlanFacts(Plan())
    source = cast(Callable[..., PlanFacts], import_string(name))
    return source(actor=actor, product_id=product_id)


def subject(*, actor: Actor, blueprint: Blueprint, key: str) -> Subject:
    """The item of the product, or the statement of the blueprint, that is called `key`. Raises `NotFound`."""
    wanted = key.strip().upper()
    facts = plan_facts(actor=actor, product_id=blueprint.product_id)
    for row in facts.subjects.values():
        if row.key.upper() == wanted:
            return row
    statement = models.Statement.objects.filter(
        workspace_id=actor.workspace_id, blueprint_id=blueprint.id, key=wanted, removed=False
    ).first()
    if statement is None:
        raise NotFound(
            f"Nothing is called {key.strip()[:40]}.",
            where="to",
            cure="Give the key of an item of the roadmap, or of a statement of this blueprint.",
        )
    return as_subject(statement)


def subject_name(*, actor: Actor, product_id: int, ref: str) -> str:
    """The key of what `ref` points to, or `ref` itself where it is gone."""
    found = plan_facts(actor=actor, product_id=product_id).subjects.get(ref)
    if found is None and ref.startswith(f"{_STATEMENT}:"):
        number = ref.partition(":")[2]
        row = models.Statement.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
        return row.key if row else ref
    return found.key if found else ref


def as_subject(row: models.Statement) -> Subject:
    return Subject(
        f"{_STATEMENT}:{row.pk}",
        row.key,
        row.text[:200],
        open=not row.removed,
        within=f"vision.blueprint:{row.blueprint_id}",
    )


def named(facts: PlanFacts, statements: dict[str, Subject], ref: str) -> Subject:
    """What `ref` points to; something that is gone is called so."""
    gone = Subject(ref, "gone", "Removed since", open=False, gone=True)
    return facts.subjects.get(ref) or statements.get(ref) or gone
