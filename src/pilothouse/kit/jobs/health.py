"""How the queue is doing, for the doctor and the metrics."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Max

from pilothouse.kit import clock, models

_LONG = timedelta(minutes=1)
# A running job's heart beats each three seconds; a worker takes up one that has stopped within forty.
_LOST = timedelta(minutes=1)


def by_state() -> dict[str, int]:
    """State to number of jobs, each state named."""
    found = dict(models.Job.objects.order_by().values_list("state").annotate(many=Count("id")))
    return {state: found.get(state, 0) for state in models.STATES}


def waiting_long() -> int:
    """Jobs that have not been started for more than a minute: no worker runs, or one is very busy."""
    return models.Job.objects.filter(state="waiting", tries=0, created_at__lt=clock.now() - _LONG).count()


def without_heart() -> int:
    """Running jobs whose heart stopped more than a minute ago: their worker died and no other runs."""
    return models.Job.objects.filter(state="running", heartbeat_at__lt=clock.now() - _LOST).count()


def oldest_waiting_seconds() -> float:
    """How long the oldest waiting job has waited; 0 when none does."""
    row = models.Job.objects.filter(state="waiting").order_by("created_at").first()
    return max(0.0, (clock.now() - row.created_at).total_seconds()) if row else 0.0


def seconds_ahead() -> float:
    """By how much the newest job is in the future; more than a little means that the clock went back."""
    newest = models.Job.objects.aggregate(newest=Max("created_at"))["newest"]
    return (newest - clock.now()).total_seconds() if newest else 0.0
