"""How the queue is doing, for the doctor and the metrics."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count

from pilothouse.kit import clock, models

_LONG = timedelta(minutes=1)


def waiting_and_failed() -> tuple[int, int]:
    """Jobs that have waited for more than a minute, and jobs that stay failed."""
    rows = models.Job.objects.all()
    waiting = rows.filter(state="waiting", created_at__lt=clock.now() - _LONG).count()
    return waiting, rows.filter(state="failed").count()


def by_state() -> dict[str, int]:
    """State to number of jobs."""
    return dict(models.Job.objects.order_by().values_list("state").annotate(many=Count("id")))
