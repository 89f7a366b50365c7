"""Efforts of one number, and the spread they get."""

from __future__ import annotations

import pytest

from pilothouse.engine.forecast.history.estimate_model import Finished
from pilothouse.engine.forecast.history.estimates import learn
from pilothouse.engine.forecast.history.single import spread
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Item, Person, Problem

ANA = Person("ana", "Ana")


def _problem(effort: Effort | None, duration: Effort | None = None) -> Problem:
    return Problem(items=(Item("a", "A", effort=effort, duration=duration),), people=(ANA,))


def _read(effort: Effort | None, duration: Effort | None = None) -> Item:
    return spread(_problem(effort, duration)).items[0]


def test_ten_days_without_a_record_are_two_and_a_half_to_twenty_two_and_a_half() -> None:
    effort = _read(Effort(10, 10, 10)).effort

    assert effort is not None
    assert effort.low == pytest.approx(2.44, abs=0.01)
    assert effort.high == pytest.approx(22.48, abs=0.01)
    # On average such numbers turn out a tenth larger, as work runs late more than it runs early.
    assert effort.mean == pytest.approx(11.04, abs=0.05)


def test_a_record_of_the_team_reads_its_own_numbers() -> None:
    exact = learn(finished=[Finished(5.0, 5.0, float(day)) for day in range(300)])
    items = spread(_problem(Effort(10, 10, 10)), exact).items

    assert items[0].effort is not None
    assert items[0].effort.high - items[0].effort.low < 1.0


@pytest.mark.parametrize("effort", [None, Effort(0, 0, 0), Effort(2, 3, 5), Effort(2, 2, 5)])
def test_ranges_nothing_and_no_effort_stay(effort: Effort | None) -> None:
    assert _read(effort).effort == effort


def test_a_duration_of_one_number_is_a_waiting_time_and_stays() -> None:
    assert _read(None, duration=Effort(14, 14, 14)).duration == Effort(14, 14, 14)
