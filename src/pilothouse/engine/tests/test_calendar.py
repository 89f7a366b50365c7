from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.calendar import PlanClock, WorkCalendar, capacity_steps
from pilothouse.engine.errors import InvalidProblem

MONDAY = date(2027, 1, 4)
CLOCK = PlanClock(MONDAY)
GERMAN = PlanClock(MONDAY, WorkCalendar.from_country("DE", range(2027, 2029)))


def test_a_weekend_holds_no_plan_time() -> None:
    assert CLOCK.day_of(date(2027, 1, 8)) == 4
    assert [CLOCK.day_of(date(2027, 1, day)) for day in (9, 10, 11)] == [5, 5, 5]


def test_work_that_ends_with_a_week_ends_on_friday() -> None:
    assert CLOCK.finish_date(5.0) == date(2027, 1, 8)
    assert CLOCK.start_date(5.0) == date(2027, 1, 11)
    assert CLOCK.finish_date(5.1) == date(2027, 1, 11)
    assert CLOCK.finish_date(0.0) == MONDAY


def test_a_plan_that_starts_on_a_saturday_begins_on_monday() -> None:
    clock = PlanClock(date(2027, 1, 2))
    assert clock.start_date(0.0) == MONDAY
    assert clock.day_of(MONDAY) == 0


def test_dates_before_the_start_are_negative() -> None:
    assert CLOCK.day_of(date(2027, 1, 1)) == -1
    assert CLOCK.day_of(date(2026, 12, 28)) == -5


def test_public_holidays_are_not_worked() -> None:
    assert not GERMAN.calendar.is_working(date(2027, 3, 26))
    assert GERMAN.day_of(date(2027, 3, 30)) == CLOCK.day_of(date(2027, 3, 30)) - 2


def test_an_unknown_country_is_named_with_a_cure() -> None:
    with pytest.raises(InvalidProblem, match="'XX'") as caught:
        WorkCalendar.from_country("XX", [2027])
    assert "ISO" in caught.value.cure


def test_a_week_without_workdays_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="no working weekday"):
        WorkCalendar(frozenset())


@given(st.dates(MONDAY, date(2031, 12, 31)))
def test_a_working_day_is_found_again_from_its_number(when: date) -> None:
    calendar = GERMAN.calendar
    day = GERMAN.day_of(when)
    assert day == calendar.working_days(MONDAY, when - timedelta(days=1))
    if calendar.is_working(when):
        assert GERMAN.start_date(day) == GERMAN.finish_date(day + 1) == when
        assert GERMAN.end_of(when) == day + 1


def test_capacity_knows_absence_joining_ramp_and_leaving() -> None:
    steps = capacity_steps(
        CLOCK,
        horizon_days=40,
        fraction=0.8,
        closed=[(date(2027, 1, 16), date(2027, 1, 19))],
        joins=date(2027, 1, 6),
        leaves=date(2027, 1, 22),
        ramp=(0.25, 0.5),
    )
    assert steps == ((0, 0.0), (2, 0.2), (3, 0.4), (4, 0.8), (10, 0.0), (12, 0.8), (15, 0.0))


def test_capacity_after_the_horizon_stays_what_it_is() -> None:
    assert capacity_steps(CLOCK, horizon_days=5, fraction=0.5) == ((0, 0.5),)
    gone = capacity_steps(CLOCK, horizon_days=5, fraction=1.0, leaves=date(2027, 6, 1))
    assert gone == ((0, 1.0),)


def test_what_no_calendar_holds_is_told_as_its_last_day() -> None:
    clock = PlanClock(date(2026, 1, 5))
    assert clock.finish_date(3e6) == clock.finish_date(1e9)
    assert clock.start_date(1e9).year > 2095
