"""How risks stood, as it is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Max, QuerySet
from pydantic import TypeAdapter

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject
from pilothouse.risk import models
from pilothouse.risk.contracts import (
    AssessedDate,
    AssessedRisk,
    Assessment,
    AssessmentInBrief,
    AssessmentRule,
    Cause,
    Exposure,
    RiskAlert,
    RiskMove,
)
from pilothouse.risk.queries.exposure import WHOLE

KIND = "risk.assessment"
PRODUCT = "vision.product"
ALL = "All products"
_BRIEF = (
    "id", "ref", "name", "run", "taken_at", "taken_by", "p85", "days", "money", "lowest", "risks", "moves",
    "alerts",
)  # fmt: skip
_RULE = ("weeks", "chance_below", "grown_days", "new_days", "overdue", "reserve_cents")


@dataclass(frozen=True)
class _Stored:
    """Parts of an assessment as they lie in its column."""

    dates: TypeAdapter[tuple[AssessedDate, ...]]
    risks: TypeAdapter[tuple[AssessedRisk, ...]]
    moves: TypeAdapter[tuple[RiskMove, ...]]
    alerts: TypeAdapter[tuple[RiskAlert, ...]]

    def written(self, **parts: Any) -> dict[str, Any]:
        lists: dict[str, TypeAdapter[Any]] = {
            "dates": self.dates,
            "risks": self.risks,
            "moves": self.moves,
            "alerts": self.alerts,
        }
        return {
            name: lists[name].dump_python(value, mode="json") if name in lists else value
            for name, value in parts.items()
        }


STORED = _Stored(
    TypeAdapter(tuple[AssessedDate, ...]),
    TypeAdapter(tuple[AssessedRisk, ...]),
    TypeAdapter(tuple[RiskMove, ...]),
    TypeAdapter(tuple[RiskAlert, ...]),
)


def assessments(
    *, actor: Actor, ref: str | None = WHOLE, page: int = 1, size: int = 50
) -> Page[AssessmentInBrief]:
    """Newest first; of a product, of the whole plan with an empty `ref`, or of all with None."""
    rows = _of(actor) if ref is None else _of(actor).filter(ref=ref)
    return paginate(rows.defer("result"), page, size, _brief)


def assessment(*, actor: Actor, id: int) -> Assessment:
    """One of them. Raises `NotFound`."""
    row = _of(actor).select_related("before").filter(pk=id).first()
    if row is None:
        raise NotFound(
            "There is no such assessment.", cure="Only the newest of each product are kept; see the list."
        )
    return _whole(row)


def newest_assessment(*, actor: Actor, ref: str = WHOLE) -> Assessment | None:
    """The newest of a product; None before the first."""
    row = _of(actor).select_related("before").filter(ref=ref).first()
    return None if row is None else _whole(row)


def assessment_before(*, actor: Actor, ref: str, moment: datetime) -> Assessment | None:
    """The newest of a product that was taken no later; else its first, where it has several."""
    rows = _of(actor).select_related("before").filter(ref=ref)
    row = rows.filter(taken_at__lte=moment).first()
    if row is None and (pair := list(rows.order_by("id")[:2])) and len(pair) == 2:
        row = pair[0]
    return None if row is None else _whole(row)


def latest_by_ref(*, actor: Actor, refs: Collection[str]) -> dict[str, Assessment]:
    """The newest of each product; two statements."""
    newest = _of(actor).filter(ref__in=refs).order_by().values("ref").annotate(last=Max("pk"))
    ids = [row["last"] for row in newest]
    rows = _of(actor).select_related("before").filter(pk__in=ids)
    return {row.ref: _whole(row) for row in rows}


def assessed_refs(exposure: Exposure) -> list[str]:
    """What is assessed of a plan: the whole of it, and each product."""
    return [row.ref for row in exposure.dates if not row.ref or row.ref.startswith(f"{PRODUCT}:")]


def assessments_due(*, actor: Actor, now: datetime) -> list[str]:
    """Products of the newest plan that no assessment was taken of for as long as their cadence."""
    row = models.Exposure.objects.filter(workspace_id=actor.workspace_id).first()
    if row is None:
        return []
    refs = [
        ref for ref in row.dates.values_list("ref", flat=True) if not ref or ref.startswith(f"{PRODUCT}:")
    ]
    taken = dict(_of(actor).filter(ref__in=refs).order_by().values_list("ref").annotate(last=Max("taken_at")))
    rules = rules_by_ref(actor=actor)
    due = []
    for ref in refs:
        weeks = (rules.get(ref) or usual_rule(ref)).weeks
        if weeks and (ref not in taken or taken[ref] <= now - timedelta(weeks=weeks)):
            due.append(ref)
    return due


def usual_rule(ref: str, name: str = "") -> AssessmentRule:
    """What holds where nobody set anything."""
    return _rule(models.AssessmentRule(ref=ref), name)


def rules_by_ref(*, actor: Actor) -> dict[str, AssessmentRule]:
    """Those that were set; without their names."""
    rows = models.AssessmentRule.objects.filter(workspace_id=actor.workspace_id)
    return {row.ref: _rule(row, "") for row in rows}


def assessment_rule(*, actor: Actor, ref: str = WHOLE) -> AssessmentRule:
    """How a product is assessed, or the whole plan with an empty `ref`. Raises `NotFound`."""
    name = subject(actor=actor, ref=_product(ref)).title if ref else ALL
    row = models.AssessmentRule.objects.filter(workspace_id=actor.workspace_id, ref=ref).first()
    return usual_rule(ref, name) if row is None else _rule(row, name)


def _product(ref: str) -> Ref:
    found = Ref.parse(ref)
    if found.kind != PRODUCT:
        raise NotFound("Only products are assessed.", where="ref", cure="Give vision.product:3, or nothing.")
    return found


def _rule(row: models.AssessmentRule, name: str) -> AssessmentRule:
    return AssessmentRule(
        ref=row.ref, name=name, version=row.version, **{each: getattr(row, each) for each in _RULE}
    )


def _of(actor: Actor) -> QuerySet[models.Assessment]:
    return models.Assessment.objects.filter(workspace_id=actor.workspace_id)


def _brief(row: models.Assessment) -> AssessmentInBrief:
    return AssessmentInBrief(cause=cast(Cause, row.cause), **{name: getattr(row, name) for name in _BRIEF})


def _whole(row: models.Assessment) -> Assessment:
    stored = row.result
    return Assessment(
        brief=_brief(row),
        before=row.before_id,
        since=row.before.taken_at if row.before else None,
        outdated=stored["outdated"],
        kept=stored["kept"],
        dates=STORED.dates.validate_python(stored["dates"]),
        risks=STORED.risks.validate_python(stored["risks"]),
        moves=STORED.moves.validate_python(stored["moves"]),
        alerts=STORED.alerts.validate_python(stored["alerts"]),
        left_out=stored["left_out"],
    )
