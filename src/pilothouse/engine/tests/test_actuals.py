from __future__ import annotations

from datetime import date, timedelta

import pytest

from pilothouse.engine.calendar import WorkCalendar
from pilothouse.engine.forecast.history.actuals import LEAST_ACTUAL, Worked, actual_efforts

MONDAY = date(2026, 1, 5)


def worked(owner: int, first: int, last: int, low: float | None = None, high: float | None = None) -> Worked:
    """An item estimated at two days, from one day after Monday to another."""
    day = timedelta(days=1)
    return Worked(owner, MONDAY + first * day, MONDAY + last * day, 2.0, low, high)


def actuals(*rows: Worked, calendar: WorkCalendar | None = None) -> list[float]:
    return [row.actual for row in actual_efforts(rows, calendar or WorkCalendar())]


def test_a_day_is_shared_by_what_its_owner_had_in_progress() -> None:
    # Ana: one item from Monday to Friday, another on Thursday and Friday. Ben: over a weekend.
    assert actuals(worked(1, 0, 4), worked(1, 3, 4), worked(2, 4, 7)) == pytest.approx([4.0, 1.0, 2.0])


def test_free_days_are_not_worked() -> None:
    closed = WorkCalendar(closed=frozenset({MONDAY + timedelta(days=2)}))
    assert actuals(worked(1, 0, 4), calendar=closed) == pytest.approx([4.0])


def test_what_was_done_on_free_days_only_took_a_day() -> None:
    assert actuals(worked(1, 5, 6)) == [1.0]


def test_many_at_once_take_no_less_than_the_least() -> None:
    assert actuals(*[worked(1, 0, 0)] * 40) == [LEAST_ACTUAL] * 40


@pytest.mark.parametrize(
    ("low", "high", "kept"), [(1.0, 4.0, True), (None, 4.0, False), (2.0, 2.0, False), (3.0, 4.0, False)]
)
def test_a_range_out_of_order_counts_as_none(low: float | None, high: float | None, kept: bool) -> None:
    (row,) = actual_efforts([worked(1, 0, 1, low, high)], WorkCalendar())
    assert (row.low, row.high) == ((low, high) if kept else (None, None))
    assert (row.estimate, row.order) == (2.0, float((MONDAY + timedelta(days=1)).toordinal()))
