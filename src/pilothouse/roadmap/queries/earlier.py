"""The runs that a plan can be compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pilothouse.kit.actor import Actor
from pilothouse.kit.products import of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import PlanRun
from pilothouse.roadmap.queries.thinned import THINNED


@dataclass(frozen=True, slots=True)
class EarlierRun:
    number: int
    created_at: datetime


def earlier_runs(*, actor: Actor, run: PlanRun, most: int = 100) -> tuple[EarlierRun, ...]:
    """The plans before `run` that hold some of what it is seen from and still have the dates of items, the
    newest first."""
    held = of_products(models.RunProduct.objects.filter(workspace_id=actor.workspace_id), run.scope)
    rows = models.PlanRun.objects.filter(
        workspace_id=actor.workspace_id, kind="plan", number__lt=run.number, pk__in=held.values("run_id")
    ).exclude(result__has_key=THINNED)
    found = rows.order_by("-number").values_list("number", "created_at")[:most]
    return tuple(EarlierRun(*row) for row in found)
