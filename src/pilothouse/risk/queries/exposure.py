"""What risks cost the plan, as it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class RiskCost:
    """What a risk costs the p85 of the date of `ref`, called `name`: what is shown beside it elsewhere."""

    risk_id: int
    event: str
    ref: str
    name: str
    effect: DateEffect


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


def costs_of(*, actor: Actor, ids: Collection[int], about: str = WHOLE) -> dict[int, RiskCost]:
    """By number of a risk, what it costs the date of `about`, or the date that it costs most where that has
    none of its own; only what is more than noise. Two or three statements."""
    row = _newest(actor, None)
    if row is None or not ids:
        return {}
    names = dict(row.dates.order_by("place").values_list("ref", "name"))
    found = {}
    for each in row.risks.filter(risk_id__in=ids):
        effects = {ref: DateEffect(*values) for ref, values in each.effects.items() if ref in names}
        ref = about if about in names else _hardest_hit(effects)
        effect = effects.get(ref)
        if effect is not None and effect.is_sure:
            found[each.risk_id] = RiskCost(each.risk_id, each.event, ref, names[ref], effect)
    return found


def costliest(*, actor: Actor, ref: str, limit: int) -> tuple[RiskCost, ...]:
    """The open risks that cost the p85 of the date of `ref` most, only what is more than noise. Three
    statements."""
    row = _newest(actor, None)
    name = None if row is None else row.dates.filter(ref=ref).values_list("name", flat=True).first()
    if row is None or name is None:
        return ()
    still = set(
        models.Risk.objects.filter(workspace_id=actor.workspace_id, status="open").values_list(
            "pk", flat=True
        )
    )
    costs = [
        RiskCost(each.risk_id, each.event, ref, name, DateEffect(*each.effects[ref]))
        for each in row.risks.all()
        if ref in each.effects and each.risk_id in still
    ]
    sure = [cost for cost in costs if cost.effect.is_sure and cost.effect.p85 > 0]
    return tuple(sorted(sure, key=lambda cost: (-cost.effect.p85, cost.risk_id))[:limit])


def date_ref(products: Collection[Ref] | None, together: int | None) -> str:
    """What the date of a choice of products is kept under: one product, a portfolio, or all."""
    if together is not None:
        return f"roadmap.product_set:{together}"
    return str(next(iter(products))) if products else WHOLE


def _hardest_hit(effects: Mapping[str, DateEffect]) -> str:
    own = {ref: effect for ref, effect in effects.items() if ref.startswith("roadmap.release:")} or effects
    return max(own, key=lambda ref: abs(own[ref].p85), default=WHOLE)


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
