"""How often products are assessed, and beyond what they alert."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.text import days, known, minor, share
from pilothouse.risk import contracts, models, queries

REF = "risk.assessment_rule"
MOST_WEEKS = 52
Values = Mapping[str, Any]


def _weeks(values: Values, field: str) -> int:
    value = values[field]
    if not isinstance(value, int) or not 0 <= value <= MOST_WEEKS:
        raise Invalid(
            "A cadence is a whole number of weeks.",
            where=field,
            cure=f"Give 1 to {MOST_WEEKS}, or 0 to assess after plans only.",
        )
    return value


def _chance(values: Values, field: str) -> float | None:
    value = share(values, field)
    if value in (0.0, 1.0):
        raise Invalid(
            "A chance of 0 or of 100 % separates nothing.",
            where=field,
            cure="Give a share in between, or leave it empty for no alert.",
        )
    return value


def _reserve(values: Values, field: str) -> int | None:
    value = minor(values, field)
    if value == 0:
        raise Invalid(
            "A reserve of nothing is passed by any risk that costs money.",
            where=field,
            cure="Give an amount above 0, or leave it empty.",
        )
    return value


_READ: dict[str, Callable[[Values, str], Any]] = {
    "weeks": _weeks,
    "chance_below": _chance,
    "grown_days": days,
    "new_days": days,
    "overdue": lambda values, field: bool(values[field]),
    "reserve_cents": _reserve,
}
EDITABLE = tuple(_READ)


@transaction.atomic
def change_assessment_rule(
    *, actor: Actor, now: datetime, ref: str, version: int | None, values: Values
) -> contracts.AssessmentRule:
    """Change how a product is assessed, or the whole plan with an empty `ref`. Raises `Invalid`,
    `NotFound`, `Stale`."""
    actor.require(Role.EDITOR)
    present = queries.assessment_rule(actor=actor, ref=ref)
    known(values, EDITABLE)
    given = {field: read(values, field) for field, read in _READ.items() if field in values}
    if ref and given.get("reserve_cents") is not None:
        raise Invalid(
            "Only all products together have a reserve.",
            where="reserve_cents",
            cure="Set it for all products; money is measured for the whole plan.",
        )
    row, _ = models.AssessmentRule.objects.get_or_create(workspace_id=actor.workspace_id, ref=ref)
    rows.change(
        row=row,
        values=given,
        actor=actor,
        now=now,
        version=version,
        verb="risk.assessment_rule_changed",
        ref=REF,
        title=present.name,
    )
    return queries.assessment_rule(actor=actor, ref=ref)
