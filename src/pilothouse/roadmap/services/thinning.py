"""Old plan runs lose the rows of their items and weeks, which are most of what they take."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from pilothouse.kit.actor import Actor, Role
from pilothouse.roadmap import models
from pilothouse.roadmap.queries import thinned

_AT_ONCE = 2_000  # rows that one transaction removes, so that no one waits for it


def thin_runs(*, actor: Actor, now: datetime, days: int) -> int:
    """Remove the planned items and the load of runs older than `days`; returns of how many runs. For owners.

    Each run keeps its dates, its releases and products, what moved most, and what the track record holds of
    it. The newest run of each product, and the one before it, keep everything: they are what pages show and
    compare. 0 days: nothing is removed.
    """
    actor.require(Role.OWNER)
    if not days:
        return 0
    old = list(_old(actor, now - timedelta(days=days)))
    for run in old:
        _mark(run, now)
        _empty(models.PlannedItem.objects.filter(run=run))
        _empty(models.PlannedLoad.objects.filter(run=run))
    return len(old)


def _old(actor: Actor, before: datetime) -> QuerySet[models.PlanRun]:
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id, created_at__lt=before)
    held = Q(Exists(models.PlannedItem.objects.filter(run=OuterRef("pk"))))
    held |= Q(Exists(models.PlannedLoad.objects.filter(run=OuterRef("pk"))))
    return rows.filter(held).exclude(pk__in=_shown(actor)).order_by("number")


def _shown(actor: Actor) -> set[int]:
    """The newest run that holds each product and the one before it, and both of the workspace."""
    parts = models.RunProduct.objects.filter(workspace_id=actor.workspace_id, run__kind="plan")
    pairs = parts.order_by("-run__number").values_list("product_id", "run_id")
    found: dict[int | None, list[int]] = {}
    for product, run in pairs.iterator():
        for group in (product, None):
            if run not in (kept := found.setdefault(group, [])) and len(kept) < 2:
                kept.append(run)
    return {run for kept in found.values() for run in kept}


@transaction.atomic
def _mark(run: models.PlanRun, now: datetime) -> None:
    """Say so before the first row goes, so that no one takes a part for the whole."""
    if thinned.THINNED not in run.result:
        run.result = run.result | {thinned.THINNED: now.date().isoformat()}
        run.save(update_fields=["result"])


def _empty(rows: QuerySet[Any]) -> None:
    while part := list(rows.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            rows.filter(pk__in=part).delete()
