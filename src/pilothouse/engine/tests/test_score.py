"""Scores and maps against answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.forecast.history import score
from pilothouse.engine.forecast.history.calibrate import Map, between, fit_map, wilson


def uniform(cases: int) -> np.ndarray:
    """Forecasts that are uniform on (0, 1)."""
    return np.repeat(score.LEVELS[:, None], cases, axis=1)


def test_crps_of_a_uniform_forecast_is_its_integral() -> None:
    outcome = np.array([0.0, 0.5, 1.0])

    assert score.crps(uniform(3), outcome) == pytest.approx([1 / 3, 1 / 12, 1 / 3], abs=1e-4)


def test_crps_of_a_point_is_its_distance() -> None:
    assert score.crps(np.full((200, 1), 7.0), np.array([4.0])) == pytest.approx([3.0])


def test_pinball_loss_by_hand() -> None:
    assert score.pinball(uniform(2), np.array([1.0, 0.0]), 0.85) == pytest.approx([0.85 * 0.15, 0.15 * 0.85])


@given(st.floats(0.05, 0.95))
def test_outcomes_of_the_forecast_itself_hold_at_every_level(level: float) -> None:
    outcome = (np.arange(4000) + 0.5) / 4000
    quantiles = uniform(outcome.size)

    assert score.held_by(quantiles, outcome, np.full(4000, 9.0), level).mean() == pytest.approx(
        level, abs=0.01
    )


@pytest.mark.parametrize("level", [0.3, 0.5, 0.85])
@pytest.mark.parametrize("limit", [0.2, 0.6, 0.9])
def test_open_cases_neither_help_nor_harm_a_right_forecast(level: float, limit: float) -> None:
    moments = (np.arange(4000) + 0.5) / 4000
    outcome = np.where(moments > limit, np.inf, moments)
    held = score.held_by(uniform(4000), outcome, np.full(4000, limit), level)

    assert held.mean() == pytest.approx(level, abs=0.01)


def test_a_date_before_the_end_of_the_record_was_missed_by_an_open_case() -> None:
    assert score.held_by(uniform(1), np.array([np.inf]), np.array([0.9]), 0.5) == pytest.approx([0.0])


@pytest.mark.parametrize("level", score.STATED)
def test_right_chances_of_whole_counts_score_exactly_their_level(level: float) -> None:
    """Counts 0 to 3, each in a quarter of cases, forecast as such."""
    quantiles = np.repeat(4 * score.LEVELS[:, None], 4, axis=1)

    assert score.reached_by(quantiles, np.arange(4.0), level).mean() == pytest.approx(level, abs=1e-9)


def test_projects_weigh_the_same_whatever_their_length() -> None:
    values = np.array([1.0, 1.0, 1.0, 0.0])

    assert score.balanced(values, np.array([3, 3, 3, 8])) == 0.5


def test_the_interval_of_equal_projects_has_no_width() -> None:
    low, high = score.interval(np.array([1.0, 0.0] * 6), np.repeat(np.arange(6), 2), seed=1)

    assert low == high == 0.5


def test_a_map_is_found_again() -> None:
    """Forecasts that hold Phi(a + b z): read through the fitted map they hold what they say."""
    levels = np.arange(1, 20) / 20
    true = Map(-0.2, 1.3)
    held = np.array([true.back(level) for level in levels])
    found = fit_map(levels, held)

    assert (found.mu, found.sigma) == pytest.approx((-0.2, 1.3), abs=1e-6)
    assert found.back(found.at(0.85)) == pytest.approx(0.85)


def test_maps_between_sizes_lie_between() -> None:
    maps = {10.0: Map(0.0, 1.0), 1000.0: Map(1.0, 2.0)}

    assert between(maps, 100).mu == pytest.approx(0.5)
    assert between(maps, 1) == maps[10.0]
    assert between(maps, 10**6) == maps[1000.0]
    assert between({}, 5) == Map()


def test_wilson_s_interval_of_a_known_case() -> None:
    assert wilson(38, 46) == pytest.approx((0.6926, 0.9094), abs=5e-4)
    assert wilson(0, 0) == (0.0, 1.0)
