"""Assessments are taken: after plans, on their day, and when someone asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.risk import models, queries
from pilothouse.risk.contracts import Assessment, AssessmentRule, Cause, Exposure
from pilothouse.risk.queries.assessments import STORED, latest_by_ref
from pilothouse.risk.services.assessing.alerting import alerts
from pilothouse.risk.services.assessing.comparing import Since, moves, read_since
from pilothouse.risk.services.assessing.standing import (
    Present,
    dates_of,
    kept_with,
    present,
    risks_of,
)

KEPT = 400  # assessments of one product
LISTED = 200  # risks of one assessment
REF = "risk.assessment"


@transaction.atomic
def assess(*, actor: Actor, now: datetime, ref: str = "") -> Assessment:
    """Assess a product, or the whole plan with an empty `ref`, on demand. Raises `Conflict` before a plan was
    measured, `NotFound` where the newest plan has no date of it."""
    actor.require(Role.EDITOR)
    exposure = queries.exposure(actor=actor)
    if exposure is None:
        raise Conflict("No plan has been measured yet.", cure="Replan first, then assess.")
    if exposure.date_of(ref) is None:
        raise NotFound(
            "The newest plan has no date of this product.", where="ref", cure="Enter open items, then replan."
        )
    (made,) = _taken(actor, now, exposure, [ref], "asked")
    return queries.assessment(actor=actor, id=made)


@transaction.atomic
def assess_run(*, actor: Actor, now: datetime, run: int) -> int:
    """Assess the whole plan and each product after plan run `run` was measured; returns how many."""
    actor.require(Role.EDITOR)
    exposure = queries.exposure(actor=actor)
    if exposure is None or exposure.run != run:
        return 0
    return len(_taken(actor, now, exposure, queries.assessed_refs(exposure), "plan"))


@transaction.atomic
def assess_due(*, actor: Actor, now: datetime) -> int:
    """Assess what is due by its cadence; returns how many."""
    actor.require(Role.EDITOR)
    due = queries.assessments_due(actor=actor, now=now)
    exposure = queries.exposure(actor=actor) if due else None
    return len(_taken(actor, now, exposure, due, "cadence")) if exposure else 0


def _taken(actor: Actor, now: datetime, exposure: Exposure, refs: Sequence[str], cause: Cause) -> list[int]:
    """Of several products at once: what they rest on is read once."""
    before = latest_by_ref(actor=actor, refs=refs)
    earliest = min((row.brief.taken_at for row in before.values()), default=None)
    since = read_since(actor, earliest) if earliest else Since()
    stood, rules = present(actor, exposure), queries.rules_by_ref(actor=actor)
    found = []
    for ref in refs:
        rule = rules.get(ref) or queries.usual_rule(ref)
        found.append(_one(actor, now, stood, rule, before.get(ref), since, cause))
    return found


def _one(
    actor: Actor,
    now: datetime,
    stood: Present,
    rule: AssessmentRule,
    before: Assessment | None,
    since: Since,
    cause: Cause,
) -> int:
    dates, risks = dates_of(stood, rule.ref), risks_of(stood, rule.ref)
    exposure, own = stood.exposure, dates[0]
    changed = moves(before.risks, risks, _later(since, before)) if before else ()
    kept = None
    if not rule.ref and rule.reserve_cents is not None:
        kept = kept_with(exposure.money_curve, rule.reserve_cents)
    found = alerts(rule, before, today=now.date(), dates=dates, risks=risks, moves=changed, kept=kept)
    money = exposure.money if not rule.ref else _sum([row.money for row in risks])
    row = models.Assessment.objects.create(
        workspace_id=actor.workspace_id,
        ref=rule.ref,
        name=own.name,
        cause=cause,
        run=exposure.run,
        taken_at=now,
        taken_by=actor.name if cause == "asked" else "",
        before_id=before.brief.id if before else None,
        p85=own.p85,
        days=own.days,
        money=money,
        lowest=min((row.chance for row in dates if row.chance is not None), default=None),
        risks=len(risks),
        moves=len(changed),
        alerts=len(found),
        result=STORED.written(
            outdated=exposure.outdated, kept=kept, dates=dates, risks=risks[:LISTED], moves=changed,
            alerts=found, left_out=max(0, len(risks) - LISTED),
        ),
    )  # fmt: skip
    _tell(actor, now, row, sum(alert.is_new for alert in found))
    _let_go(actor, rule.ref)
    return row.pk


def _later(since: Since, before: Assessment) -> Since:
    """What the record says since this very assessment, of what was read for several."""
    moment = before.brief.taken_at
    return Since(
        {id: [row for row in rows if row.at >= moment] for id, rows in since.risks.items()},
        {title: row for title, row in since.responses.items() if row.at >= moment},
    )


def _sum(amounts: Sequence[float | None]) -> float | None:
    given = [amount for amount in amounts if amount is not None]
    return sum(given) if given else None


def _tell(actor: Actor, now: datetime, row: models.Assessment, news: int) -> None:
    """The record has those that someone asked for, and those whose alerts are news."""
    if row.cause != "asked" and not news:
        return
    changes: dict[str, list[Any]] = {"alerts": [None, news]} if news else {}
    journal.record(
        actor=actor, now=now, verb="risk.assessed", subject=Ref(REF, row.pk), title=row.name, changes=changes
    )


def _let_go(actor: Actor, ref: str) -> None:
    rows = models.Assessment.objects.filter(workspace_id=actor.workspace_id, ref=ref)
    past = rows.order_by("-id").values_list("pk", flat=True)[KEPT : KEPT + 20]
    if old := list(past):
        rows.filter(pk__in=old).delete()
