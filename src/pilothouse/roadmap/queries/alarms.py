"""Whether dates still hold as often as they say."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from pilothouse.kit.actor import Actor
from pilothouse.roadmap.contracts import (
    LEAST_CASES,
    Alarm,
)
from pilothouse.roadmap.queries.record_rows import RecordFilter, narrowed, with_outcomes

_GUARDED = (85, 50)


_WINDOW = 60


def alarms(*, actor: Actor, today: date) -> tuple[Alarm, ...]:
    """Levels whose last due dates no longer hold as often as stated; one statement for each level."""
    found = []
    for level in _GUARDED:
        outcomes = _recent(actor, level, today)
        if len(outcomes) < LEAST_CASES:
            continue
        # Loaded when there is something to judge: numpy comes with it.
        from pilothouse.engine.forecast.history.calibrate import drift_guard

        guard = drift_guard(outcomes, level=level / 100, window=_WINDOW, least=LEAST_CASES)
        if guard.tripped:
            found.append(Alarm(level, guard.held, guard.cases, guard.low, guard.high))
    return tuple(found)


def _recent(actor: Actor, level: int, today: date) -> list[bool]:
    """Whether the last scored dates of a level held, oldest first."""
    column = f"p{level}"
    rows = (
        with_outcomes(narrowed(actor, RecordFilter()))
        .filter(Q(**{f"passed{level}": True}) | Q(end_kind="done"), first=True, **{f"{column}__lt": today})
        .order_by(f"-{column}", "-id")
        .values_list(f"passed{level}", "ended_on", column)[:_WINDOW]
    )
    return [not passed and ended is not None and ended <= day for passed, ended, day in reversed(list(rows))]
