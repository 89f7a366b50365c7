"""What vision knows of the plan. The roadmap lies above this room, so it is asked by the name that the
setting `PILOTHOUSE_PLAN_FACTS` gives, as Django asks for its user model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from pilothouse.engine.review.graph import Plan
from pilothouse.kit.actor import Actor
from pilothouse.kit.subjects import Subject


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the roadmap tells of a product: the plan as the engine's review reads it, and what its items are
    called.

    `subjects` are by reference (`roadmap.item:42`), finished ones too.
    """

    plan: Plan
    subjects: dict[str, Subject] = field(default_factory=dict)


def plan_facts(*, actor: Actor, product_id: int) -> PlanFacts:
    """The product's open items, people, releases and newest run, and what its items are called."""
    name = settings.PILOTHOUSE_PLAN_FACTS
    if not name:
        return PlanFacts(Plan())
    source = cast(Callable[..., PlanFacts], import_string(name))
    return source(actor=actor, product_id=product_id)
