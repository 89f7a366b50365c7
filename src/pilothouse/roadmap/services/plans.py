"""Storing a computed plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.numbering import highest, numbered
from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import PlanRun, RunKind
from pilothouse.roadmap.planning import ComputedPlan, Step, Wish, compute
from pilothouse.roadmap.services.record import append_forecasts
from pilothouse.roadmap.services.scoring import append_outcomes, outcomes

_ONCE = 500  # rows


def store_plan(
    *,
    actor: Actor,
    now: datetime,
    plan: ComputedPlan,
    ended: Sequence[models.ForecastOutcome] = (),
    stored: Callable[[PlanRun], None] = lambda run: None,
) -> PlanRun:
    """Store `plan` as the next run and append its forecasts to the track record, after what became of the
    earlier ones that `ended`; returns the run. Runs are never changed afterwards. A proposal is no forecast:
    it enters neither the track record nor the journal. `stored` is told the run inside the transaction.
    """
    actor.require(Role.EDITOR)
    moves = _moves(actor, plan)  # before the transaction keeps others from writing
    with transaction.atomic():
        append_outcomes(list(ended))
        if moves.against != queries.last_runs(actor=actor, products=moves.against):
            moves = _moves(actor, plan)  # somebody else stored a plan meanwhile
        run = _stored(actor, now, plan, moves)
        stored(run)
    return run


def _stored(actor: Actor, now: datetime, plan: ComputedPlan, moves: queries.Moves) -> PlanRun:
    run = _next_run(actor, now, plan, moves)
    number = run.number
    models.PlannedItem.objects.bulk_create(
        (models.PlannedItem(workspace_id=actor.workspace_id, run=run, **row.columns()) for row in plan.items),
        batch_size=_ONCE,
    )
    models.PlannedRelease.objects.bulk_create(
        models.PlannedRelease(workspace_id=actor.workspace_id, run=run, **row.columns())
        for row in plan.releases
    )
    models.RunProduct.objects.bulk_create(
        models.RunProduct(
            workspace_id=actor.workspace_id,
            run=run,
            **_with_moves(row.columns(), moves.rows[row.product_id]),
        )
        for row in plan.products
    )
    models.PlannedLoad.objects.bulk_create(
        (models.PlannedLoad(workspace_id=actor.workspace_id, run=run, **asdict(row)) for row in plan.loads),
        batch_size=_ONCE,
    )
    if plan.run.kind == "proposal":
        return queries.run(actor=actor, number=number)
    append_forecasts(actor=actor, now=now, run=run, plan=plan)
    for row in plan.products:
        risk.outdate_worth(actor=actor, scope=Ref("vision.product", row.product_id))
    journal.record(
        actor=actor,
        now=now,
        verb="plan.made",
        subject=Ref("roadmap.run", run.pk),
        title=f"Plan run {number}",
        changes={"p85": [None, run.p85.isoformat() if run.p85 else None], "planned": [None, run.items]},
    )
    return queries.run(actor=actor, number=number)


def _moves(actor: Actor, plan: ComputedPlan) -> queries.Moves:
    """What moved most against the run before, of all and of each product: Today shows it at every visit."""
    products = [row.product_id for row in plan.products]
    if plan.run.kind == "proposal":
        return queries.Moves({}, {None: None, **dict.fromkeys(products)})
    return queries.largest_moves(
        actor=actor,
        products=products,
        items={row.item_id: (row.dates.p50, row.dates.p85) for row in plan.items},
        releases={row.release_id: (row.dates.p50, row.dates.p85) for row in plan.releases},
        kept=plan.run.kept,
    )


def _with_moves(columns: dict[str, Any], moves: queries.StoredMoves) -> dict[str, Any]:
    if moves is None:
        return columns
    return columns | {"result": columns["result"] | {queries.STORED: moves}}


def _next_run(actor: Actor, now: datetime, plan: ComputedPlan, moves: queries.Moves) -> models.PlanRun:
    """The run itself, under the next number of the workspace."""
    rows = models.PlanRun.objects.filter(workspace_id=actor.workspace_id)
    values = _with_moves(plan.run.columns(), moves.rows[None]) | {
        "workspace_id": actor.workspace_id,
        "created_at": now,
        "actor_name": actor.name,
    }
    if against := moves.against.get(None):
        values["result"][queries.COUNTED] = {"against": against, "many": moves.many}
    return numbered(
        lambda: highest(rows), lambda number: models.PlanRun.objects.create(number=number, **values)
    )


def _amending(actor: Actor, newest: models.PlanRun | None, number: int, refused: Sequence[str]) -> Wish:
    """A plan like the newest, without the moves that are refused. Raises `Conflict` where `number` is not the
    newest, and `Invalid` where it moved nothing."""
    run = queries.run(actor=actor, number=number, whole=False)
    if newest is None or newest.number != number:
        raise Conflict(
            f"Run {number} is not the newest plan any more.",
            where="amends",
            cure=f"Refuse moves of run {newest.number}." if newest else "Plan first.",
        )
    if run.kept is None:
        raise Invalid(f"Run {number} keeps to no other, so it moved nothing.", where="amends")
    replanned = tuple(row.product_id for row in run.products if row.replanned)
    return Wish(
        products=replanned if len(replanned) < len(run.products) else (),
        keep_to=run.kept.run,
        held=(*queries.ids_of(actor=actor, keys=refused), *_still(actor, run.kept.held, refused)),
        accepted=_still(actor, run.kept.accepted, refused),
        amends=number,
    )


def _still(actor: Actor, keys: Sequence[str], but: Sequence[str]) -> tuple[int, ...]:
    """The numbers of items with these keys that are still there."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, key__in=set(keys).difference(but))
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


def make_plan(
    *,
    actor: Actor,
    now: datetime,
    product_ids: Sequence[int] = (),
    seed: int = 0,
    draws: int = 10_000,
    passes: int | None = None,
    keep_to: int | None = None,
    anew: bool = False,
    hold: Sequence[str] = (),
    proposal: int | None = None,
    accept: Sequence[str] = (),
    amends: int | None = None,
    kind: RunKind = "plan",
    step: Step = lambda text, done, of: None,
    stored: Callable[[PlanRun], None] = lambda run: None,
) -> PlanRun:
    """Compute the plan of all active products from `now` on, store it, and look what became of earlier
    forecasts. The computing holds no transaction open.

    `product_ids` are replanned (none named: all); the others stay where they are published, which is run
    `keep_to`, or else the newest. Unless `anew`, what need not move against it stays, items with the keys in
    `hold` before all others. `accept` are the keys of items whose move is taken from run `proposal`.
    `amends` is the number of the newest run: its plan stays, but for the items in `hold`, whose move in it is
    refused. With `passes` (schedules tried) the plan is the same on every machine.
    `stored` is told the run inside the transaction that stores it, so that a job ends with its effect. Raises
    `Invalid` naming what cannot be planned, `NotFound` for a run or an item that is not there; nothing is
    stored then.
    """
    actor.require(Role.EDITOR)
    newest = queries.newest(actor=actor)
    published = keep_to if keep_to is not None else newest.number if newest is not None else None
    wish = (
        _amending(actor, newest, amends, hold)
        if amends is not None
        else Wish(
            products=tuple(product_ids),
            keep_to=None
            if published is None
            else queries.run(actor=actor, number=published, whole=False).number,
            anew=anew or kind == "proposal",
            held=queries.ids_of(actor=actor, keys=hold),
            proposal=None
            if proposal is None
            else queries.run(actor=actor, number=proposal, whole=False).number,
            accepted=queries.ids_of(actor=actor, keys=accept),
            kind=kind,
        )
    )
    plan = compute(actor=actor, today=now.date(), wish=wish, seed=seed, draws=draws, passes=passes, step=step)
    step("Storing the plan", 4, 4)
    ended = outcomes(actor=actor, now=now) if kind == "plan" else ()
    return store_plan(actor=actor, now=now, plan=plan, ended=ended, stored=stored)
