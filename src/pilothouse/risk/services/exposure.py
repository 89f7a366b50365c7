"""What risks cost a plan run, as a room above computed it."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from pilothouse.kit.actor import Actor, Role
from pilothouse.risk import models
from pilothouse.risk.contracts import ExposedDate, Exposure, RiskExposure

KEPT = 20  # exposures of a workspace
_ONCE = 500  # rows


@transaction.atomic
def record_exposure(*, actor: Actor, exposure: Exposure) -> None:
    """Store what risks cost a plan run, in place of what was stored of it, and let go of those of runs long
    past."""
    actor.require(Role.EDITOR)
    rows = models.Exposure.objects.filter(workspace_id=actor.workspace_id)
    rows.filter(run=exposure.run).delete()
    stored = models.Exposure.objects.create(
        workspace_id=actor.workspace_id,
        run=exposure.run,
        as_of=exposure.as_of,
        computed_at=exposure.computed_at,
        draws=exposure.draws,
        seed=exposure.seed,
        settled=exposure.settled,
        left_out=exposure.left_out,
        digest=exposure.digest,
        money=exposure.money,
        money_error=exposure.money_error,
        result={
            "curve": asdict(exposure.money_curve) if exposure.money_curve else None,
            "basis": list(exposure.basis),
        },
    )
    models.ExposedDate.objects.bulk_create(
        (_date(stored, place, row) for place, row in enumerate(exposure.dates)), batch_size=_ONCE
    )
    models.ExposedRisk.objects.bulk_create((_risk(stored, row) for row in exposure.risks), batch_size=_ONCE)
    kept = rows.order_by("-run").values_list("run", flat=True)[:KEPT]
    rows.exclude(run__in=list(kept)).delete()


def _date(exposure: models.Exposure, place: int, row: ExposedDate) -> models.ExposedDate:
    joint = asdict(row.joint) | {"days": [day.isoformat() for day in row.joint.days]} if row.joint else None
    return models.ExposedDate(
        workspace_id=exposure.workspace_id,
        exposure=exposure,
        place=place,
        ref=row.ref,
        name=row.name,
        p50=row.p50,
        p85=row.p85,
        p85_error=row.p85_error,
        chance=row.chance,
        p50_without=row.p50_without,
        p85_without=row.p85_without,
        chance_without=row.chance_without,
        result={"together": asdict(row.together), "curve": asdict(row.curve), "joint": joint},
    )


def _risk(exposure: models.Exposure, row: RiskExposure) -> models.ExposedRisk:
    return models.ExposedRisk(
        workspace_id=exposure.workspace_id,
        exposure=exposure,
        risk_id=row.risk_id,
        key=row.key,
        event=row.event,
        came=row.came,
        money=row.money,
        money_error=row.money_error,
        effects={ref: list(asdict(effect).values()) for ref, effect in row.effects.items()},
    )
