"""Probabilities that were stated, as they are stored."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.risk import models
from pilothouse.risk.contracts.ledger import StatedProbability

GRACE = timedelta(days=14)  # after the day of review, in which the review decides
_SAME = (
    "id", "risk_id", "key", "event", "person_id", "person_name", "entered_by", "stated", "stated_at",
    "due_on", "how", "came", "ended_on",
)  # fmt: skip


def statements_of(actor: Actor) -> QuerySet[models.Stated]:
    return models.Stated.objects.filter(workspace_id=actor.workspace_id)


def overdue_statements(*, actor: Actor, today: date) -> QuerySet[models.Stated]:
    """Open ones whose review was due so long ago that it is no longer waited for."""
    return statements_of(actor).filter(how="", due_on__lt=today - GRACE)


def has_overdue_statements(*, actor: Actor, today: date) -> bool:
    return overdue_statements(actor=actor, today=today).exists()


def as_stated(row: models.Stated, corrected: float | None = None) -> StatedProbability:
    return StatedProbability(corrected=corrected, **{name: getattr(row, name) for name in _SAME})
