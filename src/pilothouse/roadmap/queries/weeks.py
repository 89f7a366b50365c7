"""How many items were finished in each week: the record that forecasts without estimates learn from."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek

from pilothouse.engine.forecast.history.weeks import Week, whole_weeks
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN


def finished_weeks(*, actor: Actor, product_id: int | None, today: date) -> tuple[date, list[int]]:
    """Monday of the first week with a finished item, of one product or of all, and items finished in each
    week since, up to the last that is over; this week's Monday and no counts where there is none."""
    return whole_weeks(weekly_counts(actor=actor, product_id=product_id), today)


def open_items(*, actor: Actor, product_id: int) -> int:
    """How many items of a product are open."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, product_id=product_id)
    return rows.filter(status__in=OPEN).count()


def weekly_counts(*, actor: Actor, product_id: int | None) -> tuple[Week, ...]:
    """Monday and number of items finished in that week, from the first week with one to the last,
    gaps as 0.
    """
    done = models.Item.objects.filter(
        workspace_id=actor.workspace_id, status="done", resolved_at__isnull=False
    )
    rows = (
        (done if product_id is None else done.filter(product_id=product_id))
        .order_by()
        .annotate(week=TruncWeek("resolved_at"))
        .values_list("week")
        .annotate(many=Count("id"))
    )
    counts = {week.date(): many for week, many in rows}
    if not counts:
        return ()
    weeks, week = [], min(counts)
    while week <= max(counts):
        weeks.append((week, counts.get(week, 0)))
        week += timedelta(days=7)
    return tuple(weeks)
