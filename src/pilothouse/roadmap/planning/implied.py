"""What an estimate of one number stands for, asked before it is stored."""

from __future__ import annotations

from datetime import date

from pilothouse.kit.actor import Actor
from pilothouse.roadmap.contracts import Implied
from pilothouse.roadmap.queries.snapshot import estimated, working_days
from pilothouse.roadmap.queries.working import clock_of
from pilothouse.team import queries as team


def implied_range(*, actor: Actor, today: date, product_id: int, days: float) -> Implied:
    """Days of work (p10, p90) that `days` turns out to be, by the finished items of the product; without such
    a record by those of other teams."""
    # Loaded when first used: the compiler of kernels takes a second and 60 MB.
    from pilothouse.engine.forecast.history.actuals import Worked, actual_efforts
    from pilothouse.engine.forecast.history.estimates import learn

    rows = estimated(actor=actor, product_id=product_id)
    calendar = clock_of(working_days(team.calendar(actor=actor)), today).calendar
    done = [Worked(row.owner_id, row.first, row.last, row.likely, row.low, row.high) for row in rows]
    found = learn(finished=actual_efforts(done, calendar)).effort(low=days, likely=days, high=days)
    return Implied(found.low, found.high)
