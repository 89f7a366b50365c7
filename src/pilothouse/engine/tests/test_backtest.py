"""Looking back: nothing is seen before its time, nothing is dropped, and figures are those of the cases."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history.backtest import backtest, fit_prior, origins
from pilothouse.engine.forecast.history.record import reliability, summary


def made(projects: int = 12, weeks: int = 70, seed: int = 1) -> dict[str, list[int]]:
    rng = np.random.default_rng(seed)
    return {
        f"p{number}": rng.poisson(rng.gamma(2.0, 2.0, size=weeks) * (1 + number % 3)).tolist()
        for number in range(projects)
    }


def test_the_future_does_not_change_a_forecast_of_the_past() -> None:
    short = {"a": made(1)["p0"][:40]}
    long = {"a": short["a"] + [500] * 30}
    first, second = backtest(short, every=8), backtest(long, every=8)

    for early in first.counts.origin[first.counts.size == 6]:
        ours, again = (
            found.counts.quantiles["ours"][:, (found.counts.origin == early) & (found.counts.size == 6)]
            for found in (first, second)
        )
        assert np.array_equal(ours, again)


def test_any_number_of_workers_gives_the_same_answer() -> None:
    one, two = (backtest(made(4), every=16, workers=workers) for workers in (1, 2))

    assert np.array_equal(one.dates.quantiles["ours"], two.dates.quantiles["ours"])
    assert summary(one) == summary(two)


def test_cases_that_had_not_ended_are_kept() -> None:
    found = backtest({"a": [20] * 30 + [0] * 30}, every=4)

    assert np.isinf(found.dates.outcome).any()
    assert summary(found).dates.sizes[100].open_share > 0


def test_the_straight_line_has_no_spread() -> None:
    found = backtest(made(3), every=16)

    assert np.ptp(found.dates.quantiles["velocity"], axis=0).max() == 0


def test_the_record_has_the_promised_keys() -> None:
    found = backtest(made(), every=16)
    told = summary(found).to_data()

    assert set(told["dates"]["coverage"]) == {"50", "80", "85", "95"}
    assert set(told["dates"]["by_items"]) <= {"10", "30", "100"}
    assert set(told["counts"]["by_weeks"]) == {"1", "2", "6", "13"}
    assert told["projects"] == 12
    assert told["cases"] == found.dates.size.size + found.counts.size.size
    assert told["dates"]["mean_error_pp"] >= 0
    assert told["dates"]["crps_ratio_bootstrap20"] > 0
    assert len(reliability(found).dates_ours) == 19


def test_a_long_record_has_forty_origins_at_most() -> None:
    assert len(origins(2_000, 4)) <= 40
    assert list(origins(20, 4)) == [8, 12, 16]


def test_nothing_long_enough_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="8 weeks"):
        backtest({"a": [1, 2, 3]})


def test_a_refit_brings_forecasts_nearer_to_their_word() -> None:
    """Projects far burstier than those behind the shipped prior."""
    rng = np.random.default_rng(3)
    data = {
        f"p{number}": (rng.random(90) < 0.15).astype(int) * rng.integers(10, 40, size=90)
        for number in range(24)
    }
    counts = {name: row.tolist() for name, row in data.items()}
    ours = {name: counts[name] for name in list(counts)[:12]}
    rest = {name: row for name, row in counts.items() if name not in ours}
    before = summary(backtest(rest, every=8))
    fitted = fit_prior(ours, version="own", fitted_on="12 bursty projects", every=8)
    after = summary(backtest(rest, every=8, prior=fitted))

    assert fitted.version == "own"
    assert after.counts.mean_error_pp < before.counts.mean_error_pp
