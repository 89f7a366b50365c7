"""Probabilities that were stated, as they are stored."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, paginate
from pilothouse.risk import models
from pilothouse.risk.contracts.ledger import UNSCORED, StatedProbability

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


def statements(*, actor: Actor, state: str, of: int | None, page: int, size: int) -> Page[StatedProbability]:
    """Newest first, those that count or may count: resolved, open or all. What is resolved, only of person
    `of`, or of everyone with None."""
    rows = statements_of(actor).exclude(how__in=UNSCORED)
    is_open, own = Q(how=""), Q() if of is None else Q(person_id=of)
    wanted = {"open": is_open, "resolved": ~is_open & own, "all": is_open | own}
    return paginate(rows.filter(wanted[state]), page, size, _as_stated)


def scored_statements(*, actor: Actor) -> list[tuple[int | None, float, bool]]:
    """Person, what was stated and whether it came, of all that are scored, the first first."""
    rows = statements_of(actor).filter(came__isnull=False).order_by("id")
    return [
        (person, stated, bool(came))
        for person, stated, came in rows.values_list("person_id", "stated", "came")
    ]


def open_statements(*, actor: Actor) -> int:
    """How many wait for what comes."""
    return statements_of(actor).filter(how="").count()


def _as_stated(row: models.Stated) -> StatedProbability:
    return StatedProbability(**{name: getattr(row, name) for name in _SAME})
