from __future__ import annotations

from datetime import date, timedelta

import pytest

from pilothouse.engine.forecast.history.effort import BULK, LEAST_RECORD, Closed, effort_record
from pilothouse.engine.schedule.effort import Effort

MONDAY = date(2025, 11, 3)


def closed(
    many: int, *, a_week: int, owner: int = 1, points: float | None = None, later: int = 0
) -> list[Closed]:
    """`many` items of one person, `a_week` of them on each Monday."""
    return [
        Closed(owner, MONDAY + timedelta(weeks=later + number // a_week), points) for number in range(many)
    ]


@pytest.mark.parametrize(("a_week", "days"), [(1, 5.0), (2, 2.5), (4, 1.25), (5, 1.0)])
def test_k_items_in_a_week_took_five_kths_of_a_day_each(a_week: int, days: float) -> None:
    record = effort_record(closed(40, a_week=a_week))
    assert record is not None
    assert (record.whole.effort, record.whole.items) == (Effort(days, days, days), 40)


def test_weeks_of_different_people_are_not_added_up() -> None:
    record = effort_record([*closed(20, a_week=1), *closed(20, a_week=1, owner=2)])
    assert record is not None
    assert record.whole.effort == Effort(5.0, 5.0, 5.0)


def test_low_likely_and_high_are_p10_p50_and_p90() -> None:
    rows = [row for a_week in (1, 2, 5, 10) for row in closed(10 * a_week, a_week=a_week, owner=a_week)]
    record = effort_record(rows)
    assert record is not None
    # 10 items of 5 days, 20 of 2.5, 50 of 1 and 100 of a half.
    assert record.whole.effort == Effort(0.5, 0.5, 2.5)


def test_fewer_than_thirty_are_no_record() -> None:
    assert effort_record(closed(LEAST_RECORD - 1, a_week=1)) is None
    assert effort_record(closed(LEAST_RECORD, a_week=1)) is not None


def test_weeks_of_tidying_up_say_nothing() -> None:
    rows = [*closed(40, a_week=4), *closed(BULK + 1, a_week=BULK + 1, later=40)]
    record = effort_record(rows)
    assert record is not None
    assert record.whole.items == 40


def test_a_size_with_enough_items_has_its_own_effort() -> None:
    small, large = closed(30, a_week=5, points=1.0), closed(30, a_week=1, points=8.0, later=10)
    record = effort_record([*small, *large, *closed(29, a_week=1, points=3.0, owner=2)])
    assert record is not None
    assert record.of(1.0).effort == Effort(1.0, 1.0, 1.0)
    assert (record.of(8.0).effort, record.of(8.0).points) == (Effort(5.0, 5.0, 5.0), 8.0)
    assert record.of(3.0) == record.of(None) == record.whole
    assert record.whole.points is None
