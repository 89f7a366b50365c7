"""What risks cost the plan, as it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.risk import models
from pilothouse.risk.contracts import (
    DateEffect,
    ExposedDate,
    Exposure,
    JointChance,
    LossCurve,
    OpenRisk,
    RiskExposure,
)
from pilothouse.risk.queries.register import open_risks

WHOLE = ""


def digest(risks: Iterable[OpenRisk]) -> str:
    """Of all that moves a date or money in risks; words move nothing."""
    rows = [
        (row.id, row.opportunity, row.probability, row.delay, row.work, row.cost, row.touches)
        for row in sorted(risks, key=lambda row: row.id)
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def exposure(*, actor: Actor, run: int | None = None) -> Exposure | None:
    """That of the newest run that has one, or of `run`; None where there is none. Four statements."""
    row = _newest(actor, run)
    if row is None:
        return None
    return Exposure(
        run=row.run,
        as_of=row.as_of,
        computed_at=row.computed_at,
        draws=row.draws,
        seed=row.seed,
        settled=row.settled,
        risks=tuple(map(_risk, row.risks.all())),
        dates=tuple(map(_date, row.dates.all())),
        money=row.money,
        money_error=row.money_error,
        money_curve=_curve(row.result.get("curve")),
        basis=tuple(row.result.get("basis", ())),
        left_out=row.left_out,
        digest=row.digest,
        outdated=row.digest != digest(open_risks(actor=actor)),
    )


def exposure_of_run(*, actor: Actor, run: int) -> Exposure:
    """That of plan run `run`. Raises `NotFound`."""
    found = exposure(actor=actor, run=run)
    if found is None:
        raise NotFound(
            f"No exposure of plan run {run} is stored.", cure="Only those of the newest runs are kept."
        )
    return found


def date_ref(products: Collection[Ref] | None, together: int | None) -> str:
    """What the date of a choice of products is kept under: one product, a portfolio, or all."""
    if together is not None:
        return f"roadmap.product_set:{together}"
    return str(next(iter(products))) if products else WHOLE


def _newest(actor: Actor, run: int | None) -> models.Exposure | None:
    rows = models.Exposure.objects.filter(workspace_id=actor.workspace_id)
    return (rows if run is None else rows.filter(run=run)).first()


def _risk(row: models.ExposedRisk) -> RiskExposure:
    return RiskExposure(
        risk_id=row.risk_id,
        key=row.key,
        event=row.event,
        came=row.came,
        effects={ref: DateEffect(*values) for ref, values in row.effects.items()},
        money=row.money,
        money_error=row.money_error,
    )


def _date(row: models.ExposedDate) -> ExposedDate:
    curve = _curve(row.result["curve"])
    assert curve is not None
    return ExposedDate(
        ref=row.ref,
        name=row.name,
        p50=row.p50,
        p85=row.p85,
        p85_error=row.p85_error,
        chance=row.chance,
        p50_without=row.p50_without,
        p85_without=row.p85_without,
        chance_without=row.chance_without,
        together=DateEffect(**row.result["together"]),
        curve=curve,
        joint=_joint(row.result["joint"]),
    )


def _curve(stored: Mapping[str, Any] | None) -> LossCurve | None:
    return None if stored is None else LossCurve(tuple(stored["losses"]), tuple(stored["chances"]))


def _joint(stored: Mapping[str, Any] | None) -> JointChance | None:
    if stored is None:
        return None
    return JointChance(
        levels=tuple(stored["levels"]),
        days=tuple(map(date.fromisoformat, stored["days"])),
        ends=tuple(stored["ends"]),
        money=tuple(stored["money"]),
        chances=tuple(map(tuple, stored["chances"])),
        cloud=tuple((end, money) for end, money in stored["cloud"]),
    )
