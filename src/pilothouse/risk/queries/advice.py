"""Which responses are best, as it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.risk import models
from pilothouse.risk.contracts import (
    AdviceAsked,
    AdvisedResponse,
    OpenRisk,
    ResponseAdvice,
    RiskResponse,
    SkillDays,
)
from pilothouse.risk.queries.exposure import digest
from pilothouse.risk.queries.register import open_risks
from pilothouse.risk.queries.responses import responses

_ROW = tuple(field.name for field in fields(AdvisedResponse))
_SAME = (
    "id", "run", "as_of", "computed_at", "asked_by", "name", "cost_cents", "days", "gain", "error", "p85",
    "p85_after", "chance", "chance_after", "tried", "exact", "draws", "seed", "digest",
)  # fmt: skip


def advice_digest(risks: Iterable[OpenRisk], rows: Iterable[RiskResponse]) -> str:
    """Of all that a choice of responses rests on; words move nothing."""
    proposed = [
        (row.id, row.kind, row.chance_left, row.impact_left, row.cost_cents, row.days, row.skill_id,
         [each.ref for each in row.before])
        for row in sorted(rows, key=lambda row: row.id)
        if row.state == "proposed"
    ]  # fmt: skip
    return hashlib.sha256(f"{digest(risks)}{proposed!r}".encode()).hexdigest()


def advice(
    *, actor: Actor, id: int | None = None, rows: Iterable[RiskResponse] | None = None
) -> ResponseAdvice | None:
    """The newest, or number `id`; None where there is none. `rows` are all responses of the workspace, read
    unless they are given."""
    found = models.ResponseAdvice.objects.filter(workspace_id=actor.workspace_id)
    row = (found if id is None else found.filter(pk=id)).first()
    if row is None:
        return None
    present = responses(actor=actor) if rows is None else rows
    return ResponseAdvice(
        asked=AdviceAsked(
            row.objective, row.ref, row.budget_cents, tuple(SkillDays(*each) for each in row.result["days"])
        ),
        responses=tuple(
            AdvisedResponse(**{name: getattr(each, name) for name in _ROW}) for each in row.responses.all()
        ),
        basis=tuple(row.result["basis"]),
        outdated=row.digest != advice_digest(open_risks(actor=actor), present),
        **{name: getattr(row, name) for name in _SAME},
    )


def advice_of(*, actor: Actor, id: int) -> ResponseAdvice:
    """One of those that are kept. Raises `NotFound`."""
    found = advice(actor=actor, id=id)
    if found is None:
        raise NotFound("There is no such answer.", cure="Only the newest are kept; ask again.")
    return found
