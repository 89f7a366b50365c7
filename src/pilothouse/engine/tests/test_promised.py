"""Estimated dates are looked back on from what was known when each project began."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.promised import Estimate, backtest_dates


def made(count: int, seed: int = 1, *, late: float = 0.4) -> list[Estimate]:
    """Projects one after the other, each with estimates that are too early by the same law."""
    draw, rows, day = np.random.default_rng(seed), [], 0
    for number in range(count):
        length = int(draw.integers(60, 200))
        off = draw.normal(late, 0.5)
        for made_on in range(0, length - 10, 14):
            left = (length - made_on + 14) / np.exp(off) - 14
            rows.append(Estimate(f"p{number}", day + made_on, int(day + made_on + left), day + length))
        day += length + 1
    return rows


def test_dates_hold_as_often_as_they_say_and_better_than_the_estimate() -> None:
    found = backtest_dates(made(500))

    assert (found.projects, found.left_out) == (490, 10)
    assert found.as_it_stands < 0.4
    for row in found.levels:
        assert row.held == pytest.approx(row.level, abs=0.05)
        assert row.held_interval[0] < row.held < row.held_interval[1]
    assert found.levels[2].ratio < 0.8
    assert found.levels[2].ratio_interval[1] < 1


def test_only_projects_that_had_ended_before_speak() -> None:
    """Ten took twice the days that were left; one that is still running says nothing about the next."""
    old = [Estimate(f"o{n}", 0, 86, 186) for n in range(10)]
    running = [Estimate("running", 150, 200, 400)]
    new = [Estimate("new", 200, 286, 386)]
    found = backtest_dates([*old, *running, *new])

    assert (found.projects, found.estimates, found.left_out) == (1, 1, 11)
    assert [row.held for row in found.levels] == [1.0] * 4
    assert [row.pinball for row in found.levels] == [0.0] * 4
    assert found.levels[0].pinball_as_it_stands == pytest.approx(0.5 * log(2))


def test_every_project_weighs_the_same_however_often_it_was_estimated() -> None:
    old = [Estimate(f"o{n}", 0, 86, 186) for n in range(10)]
    often = [Estimate("often", 200 + day, 1000, 1000) for day in range(100)]
    found = backtest_dates([*old, *often, Estimate("once", 200, 286, 486)])

    assert found.as_it_stands == pytest.approx(0.5)


def test_what_was_said_when_all_was_over_does_not_count() -> None:
    old = [Estimate(f"o{n}", 0, 86, 186) for n in range(10)]
    found = backtest_dates([*old, Estimate("new", 200, 286, 386), Estimate("new", 386, 386, 386)])

    assert found.estimates == 1


def test_too_little_history_is_refused_with_a_cure() -> None:
    with pytest.raises(InvalidProblem) as caught:
        backtest_dates(made(5))

    assert "10 others had ended" in caught.value.message
    assert caught.value.cure
