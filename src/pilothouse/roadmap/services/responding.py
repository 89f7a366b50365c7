"""Responses to risks and the plan: the best set under a budget, and the work of one as an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from math import isfinite

from django.db import transaction

from pilothouse.engine.quantities import DAYS
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject
from pilothouse.kit.text import MOST_MINOR
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risks
from pilothouse.risk.contracts import (
    OBJECTIVES,
    AdviceAsked,
    ResponseAdvice,
    RiskResponse,
    SkillDays,
)
from pilothouse.roadmap import contracts, queries
from pilothouse.roadmap.contracts import Item, PlanRun
from pilothouse.roadmap.planning import Step, advised, asked_date
from pilothouse.roadmap.services.adding import add_items
from pilothouse.roadmap.services.dependencies import add_dependency
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision


def wanted_advice(*, actor: Actor, asked: AdviceAsked) -> tuple[PlanRun, AdviceAsked]:
    """The newest run, and what is asked of it, checked. Raises `Invalid` naming what cannot be asked, and
    `Conflict` where the run is stale."""
    actor.require(Role.EDITOR)
    if asked.objective not in OBJECTIVES:
        raise Invalid(
            f"'{asked.objective[:40]}' is not an objective.",
            where="objective",
            cure=f"Give one of: {', '.join(OBJECTIVES)}.",
        )
    if asked.budget_cents is not None and not 0 <= asked.budget_cents <= MOST_MINOR:
        raise Invalid(
            "A budget is 0 or more.", where="budget", cure="Give an amount, or leave it empty for no limit."
        )
    checked = replace(asked, days=tuple(_days(actor, asked.days)))
    if not any(row.state == "proposed" for row in risk.responses(actor=actor)):
        raise Invalid(
            "There are no proposed responses to choose from.",
            where="responses",
            cure="Add one on the page of a risk, or set one back to proposed.",
        )
    newest = queries.newest(actor=actor)
    if newest is None:
        raise Conflict("There is no plan yet.", cure="Replan, then ask again.")
    run = queries.run(actor=actor, number=newest.number, whole=False)
    asked_date(actor=actor, number=run.number, asked=checked)
    if run.stale:
        raise Conflict(
            f"Items, people or risks have changed since plan run {run.number}.",
            cure="Replan, then ask again.",
        )
    return run, checked


def _days(actor: Actor, rows: Iterable[SkillDays]) -> Iterable[SkillDays]:
    """With the names of the skills; each once."""
    seen: set[int | None] = set()
    for row in rows:
        if row.skill_id in seen:
            raise Invalid("A skill is given days twice.", where="days", cure="Give each skill once.")
        seen.add(row.skill_id)
        if not isfinite(row.days) or not 0 <= row.days <= DAYS.most:
            raise Invalid(
                "Days of people are 0 or more.", where="days", cure="Give a number, or leave it empty."
            )
        name = "" if row.skill_id is None else team.skill(actor=actor, id=row.skill_id).name
        yield replace(row, skill_name=name)


def best_responses(
    *,
    actor: Actor,
    now: datetime,
    asked: AdviceAsked,
    number: int,
    step: Step = lambda text, done, of: None,
    stored: Callable[[ResponseAdvice], None] = lambda found: None,
) -> ResponseAdvice:
    """Find which proposed responses are best for a date of run `number`, and store the answer. `stored` is
    told of it inside the transaction. Raises `NotFound`, `Invalid`, and `Conflict` for a stale run."""
    actor.require(Role.EDITOR)
    found = advised(actor=actor, asked=asked, number=number, now=now, step=step)
    with transaction.atomic():
        kept = risks.record_advice(actor=actor, advice=found)
        stored(kept)
    return kept


@transaction.atomic
def plan_response(
    *, actor: Actor, now: datetime, id: int, version: int | None, product_id: int | None = None
) -> Item:
    """Add the work of a chosen response to the plan: an item with its days, its skill, and what waits for it.

    It is of `product_id`, else of the product of what waits for it or of what its risk touches. Raises
    `Conflict` where it is there already or not chosen, `Invalid`, `Stale`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = risk.response(actor=actor, id=id)
    _refuse(row)
    needs = [] if row.skill_id is None else [contracts.Need(row.skill_id, 1, 1)]
    (added,) = add_items(
        actor=actor,
        now=now,
        product_id=_product(actor, row) if product_id is None else product_id,
        rows=[
            {
                "title": row.title,
                "description": f"Response to the risk {row.risk_key}: {row.risk_event}",
                "likely": row.days,
                "needs": needs,
            }
        ],
    )
    for each in row.before:
        if each.open and not each.gone:
            add_dependency(actor=actor, now=now, predecessor=added.key, successor=each.key)
    ref = str(Ref("roadmap.item", added.id))
    risks.link_response(actor=actor, now=now, id=id, version=version, item=ref)
    return queries.item(actor=actor, key=added.key)


def _refuse(row: RiskResponse) -> None:
    if row.is_in_plan and row.item is not None:
        raise Conflict(
            f"Its work is in the plan already, as {row.item.key}.", where=row.title, cure="Change it there."
        )
    if row.state != "chosen":
        raise Conflict(
            f"'{row.title}' is {row.state}, not chosen.", where=row.title, cure="Mark it as chosen first."
        )
    if row.days <= 0:
        raise Invalid(f"'{row.title}' takes no work.", where=row.title, cure="Enter its person-days first.")


def _product(actor: Actor, row: RiskResponse) -> int:
    """The product whose plan the work goes into."""
    touches = risk.risk(actor=actor, id=row.risk_id).touches
    for each in (*row.before, *touches):
        if not each.gone and (ref := _of(each)) is not None:
            return ref
    active = [each.id for each in vision.products(actor=actor)]
    if len(active) != 1:
        raise Invalid(
            "Which product its work belongs to is open.",
            where=row.title,
            cure="Say what its risk touches, or which items it comes before.",
        )
    return active[0]


def _of(each: Subject) -> int | None:
    ref = Ref.parse(each.ref if each.ref.startswith("vision.product:") else each.within or each.ref)
    return ref.id if ref.kind == "vision.product" else None
