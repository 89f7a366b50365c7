from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.forecast.futures.distributions import KNOTS, quantile_table
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.tests.plans import exactly

POINTS = st.tuples(*[st.floats(0, 500, allow_subnormal=False)] * 3).map(lambda three: Effort(*sorted(three)))


def walked_mean(row: np.ndarray) -> float:
    return float((row[1:] + row[:-1]).mean() / 2)


@given(POINTS)
def test_a_row_rises_from_least_to_most_and_keeps_the_mean(effort: Effort) -> None:
    row = quantile_table([effort])[0]
    least, most = effort.ends
    assert (np.diff(row) >= 0).all()
    assert (row[0], row[-1]) == pytest.approx((least, most))
    assert walked_mean(row) == pytest.approx(effort.mean, abs=0.0012 * (most - least) + 1e-9)


@given(POINTS)
def test_the_distribution_reaches_beyond_low_and_high_and_never_below_zero(effort: Effort) -> None:
    least, most = effort.ends
    assert 0 <= least <= effort.low + 1e-9
    assert most >= effort.high - 1e-9
    assert least - 1e-9 <= effort.mean <= most + 1e-9


@pytest.mark.parametrize("mode", [0.0, 0.1, 0.35, 0.5, 0.8, 1.0])
def test_a_row_holds_the_quantiles_of_the_beta_that_pert_means(mode: float) -> None:
    effort = Effort(10, 10 + 10 * mode, 20)
    least, most = effort.ends
    shape = 4 * (effort.likely - least) / (most - least)
    drawn = least + (most - least) * np.random.default_rng(2).beta(1 + shape, 5 - shape, 400_000)
    row = quantile_table([effort])[0]
    levels = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
    found = np.interp(levels, np.linspace(0, 1, KNOTS), row)
    assert found == pytest.approx(np.quantile(drawn, levels), abs=0.006 * (most - least))


def test_what_is_certain_has_one_value_and_what_is_missing_none() -> None:
    table = quantile_table([exactly(3), None, Effort(0, 0, 0)])
    assert table.shape == (3, KNOTS)
    assert (table[0] == 3).all()
    assert (table[1:] == 0).all()


def test_a_wider_estimate_is_wider_at_every_quantile() -> None:
    narrow, wide = quantile_table([Effort(8, 10, 12), Effort(6, 10, 14)])
    half = KNOTS // 2
    assert (wide[half + 1 :] > narrow[half + 1 :]).all()
    assert (wide[:half] < narrow[:half]).all()
