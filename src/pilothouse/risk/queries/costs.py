"""What risks cost where they are named beside other things: on items, releases, products and Today."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.expressions import OuterRef

from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import named
from pilothouse.risk import models
from pilothouse.risk.contracts import DateEffect, RiskCost, RiskInBrief
from pilothouse.risk.queries.register import brief, held_in


def risks_touching(*, actor: Actor, ref: Ref) -> tuple[tuple[RiskInBrief, RiskCost | None], ...]:
    """Open risks that touch a thing itself, the likeliest first, each with what it costs the 85 % date of the
    thing, or that date which it costs most where the thing has none; None where that is no more than noise.
    One statement, and one more where any has been measured."""
    rows = [row for row in _measured(actor).select_related("owner") if str(ref) in row.touches]
    names = _names(actor) if any(_effects(row) for row in rows) else {}
    found = [(brief(row), _cost(row, names, str(ref))) for row in rows]
    return tuple(sorted(found, key=lambda pair: -(pair[0].probability or 0.0)))


def due_and_costly(
    *, actor: Actor, today: date, scopes: Collection[Ref] | None, ref: str, limit: int
) -> tuple[tuple[RiskInBrief, ...], tuple[RiskCost, ...]]:
    """Open risks whose day of review has come, the longest due first, and those that cost the 85 % date of
    `ref` most, only what is more than noise. One statement, and with `scopes` one more for each kind of
    thing that the due ones touch."""
    wanted = Q(review_on__lte=today) | Q(effects__isnull=False)
    rows = list(_measured(actor).filter(wanted).select_related("owner").order_by("review_on", "number"))
    due = [row for row in rows if row.review_on is not None and row.review_on <= today]
    if scopes is not None:
        names = named(actor=actor, refs=[each for row in due for each in row.touches])
        due = [row for row in due if held_in([names[each] for each in row.touches], scopes)]
    costs = [_cost(row, {ref: ""}, ref) for row in rows]
    most = sorted((row for row in costs if row and row.effect.p85 > 0), key=lambda row: -row.effect.p85)
    return tuple(map(brief, due)), tuple(most[:limit])


def _measured(actor: Actor) -> QuerySet[models.Risk]:
    """Open risks, each with what the newest exposure says of it as `effects`."""
    newest = models.Exposure.objects.filter(workspace_id=actor.workspace_id).order_by("-run").values("pk")[:1]
    rows = models.ExposedRisk.objects.filter(risk_id=OuterRef("pk"), exposure_id=Subquery(newest))
    return models.Risk.objects.filter(workspace_id=actor.workspace_id, status="open").annotate(
        effects=Subquery(rows.order_by().values("effects")[:1])
    )


def _effects(row: models.Risk) -> Mapping[str, list[Any]]:
    found: Mapping[str, list[Any]] | None = getattr(row, "effects", None)
    return found or {}


def _names(actor: Actor) -> dict[str, str]:
    newest = models.Exposure.objects.filter(workspace_id=actor.workspace_id).order_by("-run").values("pk")[:1]
    rows = models.ExposedDate.objects.filter(exposure_id=Subquery(newest)).order_by("place")
    return dict(rows.values_list("ref", "name"))


def _cost(row: models.Risk, names: Mapping[str, str], about: str) -> RiskCost | None:
    known = {ref: DateEffect(*values) for ref, values in _effects(row).items() if ref in names}
    ref = about if about in names else _hardest_hit(known)
    effect = known.get(ref)
    if effect is None or not effect.is_sure:
        return None
    return RiskCost(row.pk, row.event, ref, names[ref], effect, tuple(row.touches))


def _hardest_hit(effects: Mapping[str, DateEffect]) -> str:
    """The release that is moved most, or else any date."""
    own = {ref: effect for ref, effect in effects.items() if ref.startswith("roadmap.release:")} or effects
    return max(own, key=lambda ref: own[ref].size, default="")
