"""Storing a computed plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.numbering import highest, numbered
from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import PlanRun
from pilothouse.roadmap.planning import ComputedPlan, Step, compute
from pilothouse.roadmap.services.record import append_forecasts
from pilothouse.roadmap.services.scoring import score_forecasts


@transaction.atomic
def store_plan(*, actor: Actor, now: datetime, plan: ComputedPlan) -> PlanRun:
    """Store `plan` as the next run and append its forecasts to the track record; returns the run. Runs are
    never changed afterwards.
    """
    actor.require(Role.EDITOR)
    run = _next_run(actor, now, plan)
    number = run.number
    models.PlannedItem.objects.bulk_create(
        (models.PlannedItem(workspace_id=actor.workspace_id, run=run, **row.columns()) for row in plan.items),
        batch_size=500,
    )
    models.PlannedRelease.objects.bulk_create(
        models.PlannedRelease(workspace_id=actor.workspace_id, run=run, **row.columns())
        for row in plan.releases
    )
    append_forecasts(actor=actor, now=now, run=run, plan=plan)
    risk.outdate_worth(actor=actor, scope=Ref("vision.product", run.product_id))
    journal.record(
        actor=actor,
        now=now,
        verb="plan.made",
        subject=Ref("roadmap.run", run.pk),
        title=f"Plan run {number}",
        changes={"p85": [None, run.p85.isoformat() if run.p85 else None], "planned": [None, run.items]},
    )
    return queries.run(actor=actor, number=number)


def _next_run(actor: Actor, now: datetime, plan: ComputedPlan) -> models.PlanRun:
    """The run itself, under the next number of the workspace."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id)
    values = plan.run.columns() | {
        "workspace_id": actor.workspace_id,
        "created_at": now,
        "actor_name": actor.name,
    }
    return numbered(
        lambda: highest(rows), lambda number: models.PlanRun.objects.create(number=number, **values)
    )


def make_plan(
    *,
    actor: Actor,
    now: datetime,
    product_id: int,
    seed: int = 0,
    draws: int = 10_000,
    keep_to: int | None = None,
    hold: Sequence[str] = (),
    step: Step = lambda text, done, of: None,
    stored: Callable[[PlanRun], None] = lambda run: None,
) -> PlanRun:
    """Compute a product's plan from `now` on, store it, and look what became of earlier forecasts. The
    computing holds no transaction open.

    `stored` is told the run inside the transaction that stores it, so that a job ends with its effect.
    `keep_to`: number of the run whose dates are kept where nothing forces a move; the items with the keys in
    `hold` before all others. Raises `Invalid` naming what cannot be planned, `NotFound` for a run or an item
    that is not there; nothing is stored then.
    """
    actor.require(Role.EDITOR)
    plan = compute(
        actor=actor,
        product_id=product_id,
        today=now.date(),
        seed=seed,
        draws=draws,
        keep_to=keep_to,
        held=[queries.item(actor=actor, key=key).id for key in hold],
        step=step,
    )
    step("Storing the plan", 4, 4)
    with transaction.atomic():
        score_forecasts(actor=actor, now=now)
        run = store_plan(actor=actor, now=now, plan=plan)
        stored(run)
    return run
