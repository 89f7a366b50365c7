from __future__ import annotations

from dataclasses import replace
from math import exp, inf, log, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.scope import FIXED, Growth, scope_growth
from pilothouse.engine.forecast.history.estimate_model import DEFAULT, Finished, Prior
from pilothouse.engine.forecast.history.estimates import fit_prior, learn

EXACT = Prior(bias=0.0, bias_weight=1e9, slope=0.0, slope_weight=1e9, residuals=(0.0,), common_sigma=0.0)


def record(
    count: int, *, bias: float = 0.0, slope: float = 0.0, sigma: float = 0.5, seed: int = 1
) -> list[Finished]:
    rng = np.random.default_rng(seed)
    sizes = rng.normal(1.0, 0.8, count)
    errors = bias + slope * (sizes - 1.0) + rng.normal(0.0, sigma, count)
    return [
        Finished(exp(size), exp(size + error), order)
        for order, (size, error) in enumerate(zip(sizes, errors, strict=True))
    ]


def test_a_team_that_always_hits_its_estimates_is_forecast_to_hit_them() -> None:
    hits = [Finished(size, size, order) for order, size in enumerate([1.0, 2.0, 5.0] * 40)]

    total = learn(finished=hits, prior=EXACT).total(estimates=[3.0, 4.0], draws=500)

    assert total.quantile(0.05) == pytest.approx(7.0, rel=1e-6)
    assert total.quantile(0.95) == pytest.approx(7.0, rel=1e-6)


def test_a_long_record_gives_back_the_bias_and_slope_that_made_it() -> None:
    model = learn(
        finished=record(300, bias=0.4, slope=-0.3, sigma=0.01), prior=replace(DEFAULT, slope_weight=1.0)
    )

    assert model.bias == pytest.approx(0.4, abs=0.06)
    assert model.slope == pytest.approx(-0.3, abs=0.01)


def test_without_history_other_teams_speak_and_the_note_says_so() -> None:
    model = learn(finished=[])

    assert (model.history, model.bias, model.slope) == (0, DEFAULT.bias, DEFAULT.slope)
    assert "other teams" in model.note
    assert model.common_sigma > DEFAULT.common_sigma
    one = model.total(estimates=[5.0], draws=4_000)
    assert 0.5 < one.quantile(0.1) < 5.0 < one.quantile(0.9) < 50.0


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 finished item of"), (59, "blended"), (60, "The last 60"), (400, "The last 300")],
)
def test_the_note_names_how_much_history_speaks(count: int, words: str) -> None:
    model = learn(finished=record(count))

    assert words in model.note
    assert model.history == min(count, 300)


def test_one_finished_item_moves_the_bias_by_its_share() -> None:
    model = learn(finished=[Finished(1.0, exp(1.0), 0)])

    assert model.bias == pytest.approx((1.0 + DEFAULT.bias * DEFAULT.bias_weight) / (1 + DEFAULT.bias_weight))


def test_only_the_last_items_by_order_count() -> None:
    old = [Finished(1.0, 50.0, order) for order in range(200)]
    new = [Finished(1.0, 1.0, 1_000 + order) for order in range(300)]

    assert learn(finished=new + old) == learn(finished=new)


def test_the_sum_of_many_items_has_the_spread_of_the_common_factor() -> None:
    total = learn(finished=record(300, sigma=0.3)).total(estimates=[2.0] * 2_000, draws=4_000)

    spread = log(total.quantile(0.9) / total.quantile(0.1)) / (2 * 1.2816)
    assert spread == pytest.approx(0.2, abs=0.03)


def test_a_lognormal_item_has_its_known_quantiles() -> None:
    model = learn(finished=record(300, sigma=0.5))

    total = model.total(estimates=[2.0], draws=20_000)

    expected = np.hypot(0.5, model.common_sigma)
    assert log(total.quantile(0.9) / total.quantile(0.1)) / (2 * 1.2816) == pytest.approx(expected, rel=0.1)


def test_same_seed_same_draws_and_another_seed_others() -> None:
    model = learn(finished=record(80))

    first = model.total(estimates=[1.0, 2.0], draws=200, seed=7)

    assert first == model.total(estimates=[1.0, 2.0], draws=200, seed=7)
    assert first != model.total(estimates=[1.0, 2.0], draws=200, seed=8)


@settings(max_examples=25, deadline=None)
@given(
    scale=st.floats(0.01, 1000.0),
    pairs=st.lists(st.tuples(st.floats(0.1, 100.0), st.floats(0.1, 100.0)), min_size=1, max_size=80),
)
def test_the_unit_of_estimates_and_actuals_does_not_matter(
    scale: float, pairs: list[tuple[float, float]]
) -> None:
    plain = [Finished(estimate, actual, order) for order, (estimate, actual) in enumerate(pairs)]
    scaled = [Finished(row.estimate * scale, row.actual * scale, row.order) for row in plain]

    here = learn(finished=plain).total(estimates=[1.0, 3.0], draws=50)
    there = learn(finished=scaled).total(estimates=[scale, 3.0 * scale], draws=50)

    assert np.array(there.samples) == pytest.approx(np.array(here.samples) * scale, rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(
    st.tuples(*[st.floats(0.01, 500.0)] * 3).map(sorted),
    st.integers(0, 100),
)
def test_a_corrected_estimate_is_in_order_and_its_pert_holds_it(points: list[float], count: int) -> None:
    low, likely, high = points

    found = learn(finished=record(count)).effort(low=low, likely=likely, high=high)

    assert 0 < found.low <= found.likely <= found.high
    pert = found.pert
    pert.check("item")
    assert (pert.low, pert.high) == (found.low, found.high)


def test_a_single_number_gets_the_spread_of_the_record() -> None:
    found = learn(finished=record(300, sigma=0.5)).effort(low=2.0, likely=2.0, high=2.0)

    assert found.likely == pytest.approx(2.0, rel=0.12)
    assert log(found.high / found.low) == pytest.approx(2 * 1.2816 * 0.5, rel=0.15)
    assert found.mean == pytest.approx(found.likely * exp(0.5**2 / 2), rel=0.06)
    assert found.pert.mean == pytest.approx(found.mean, rel=0.1)


def test_entered_ends_start_as_p10_and_p90() -> None:
    found = learn(finished=[], prior=EXACT).effort(low=2.0, likely=4.0, high=9.0)

    assert (found.low, found.likely, found.high) == pytest.approx((2.0, 4.0, 9.0))


def test_recorded_ranges_correct_how_wide_ranges_are_taken() -> None:
    narrow = [
        Finished(row.estimate, row.actual, row.order, row.estimate / 1.1, row.estimate * 1.1)
        for row in record(200)
    ]
    wide = [
        Finished(row.estimate, row.actual, row.order, row.estimate / 9, row.estimate * 9)
        for row in record(200)
    ]

    needed = log(1.1) / (1.2816 * 0.5)

    assert learn(finished=narrow).stretch == pytest.approx(1 / needed, rel=0.35)
    assert learn(finished=wide).stretch < 0.5
    assert learn(finished=narrow[:2]).stretch < 1.5
    assert learn(finished=record(20)).stretch == 1.0


def test_story_points_are_size_classes() -> None:
    took = {1.0: 2.0, 3.0: 3.0, 5.0: 4.0}  # a point is worth ever less
    rows = [Finished(size, took[size], order) for order, size in enumerate([1.0, 3.0, 5.0] * 60)]

    model = learn(finished=rows, prior=EXACT, points=True)

    assert dict(model.sizes) == pytest.approx(took, rel=0.03)
    assert model.total(estimates=[5.0, 1.0], draws=20).quantile(0.5) == pytest.approx(6.0, rel=0.03)
    between = model.total(estimates=[4.0], draws=20).quantile(0.5)
    assert 3.0 < between < 4.0


def test_story_points_without_history_say_nothing() -> None:
    with pytest.raises(InvalidProblem, match="Story points"):
        learn(finished=[], points=True)


@pytest.mark.parametrize("bad", [0.0, -1.0, nan, inf])
def test_impossible_efforts_are_refused_with_their_place(bad: float) -> None:
    model = learn(finished=[])

    with pytest.raises(InvalidProblem) as caught:
        model.total(estimates=[1.0, bad])
    assert caught.value.where == "estimates[1]"
    with pytest.raises(InvalidProblem):
        model.effort(low=bad, likely=bad, high=bad)
    with pytest.raises(InvalidProblem) as caught:
        learn(finished=[Finished(bad, 1.0, 0)])
    assert caught.value.where == "finished[0].estimate"
    with pytest.raises(InvalidProblem):
        learn(finished=[Finished(1.0, bad, 0)])


@pytest.mark.parametrize("draws", [0, -5, 10**9])
def test_a_number_of_draws_out_of_bounds_is_refused(draws: int) -> None:
    with pytest.raises(InvalidProblem):
        learn(finished=[]).total(estimates=[1.0], draws=draws)


def test_no_item_and_a_disordered_range_are_refused() -> None:
    model = learn(finished=[])
    with pytest.raises(InvalidProblem):
        model.total(estimates=[])
    with pytest.raises(InvalidProblem):
        model.total(estimates=[1.0], growth=Growth(0.0, 0.5))
    with pytest.raises(InvalidProblem):
        model.effort(low=3.0, likely=2.0, high=4.0)
    with pytest.raises(InvalidProblem):
        learn(finished=[Finished(1.0, 1.0, nan)])
    with pytest.raises(InvalidProblem):
        learn(finished=[Finished(1.0, 1.0, 0, low=0.5)])


def test_a_prior_is_fitted_to_the_teams_that_were_made() -> None:
    teams = [
        record(200, bias=bias, slope=-0.2, seed=seed) for seed, bias in enumerate([-0.5, -0.3, -0.1, 0.1])
    ]

    prior = fit_prior(teams=[*teams, record(5)])

    assert prior.bias == pytest.approx(-0.2, abs=0.1)
    assert prior.slope == pytest.approx(-0.2, abs=0.06)
    assert np.std(prior.residuals) == pytest.approx(0.5, rel=0.1)
    assert 1.0 < prior.bias_weight < 20.0
    assert prior.slope_weight > 30.0
    assert list(prior.residuals) == sorted(prior.residuals)
    with pytest.raises(InvalidProblem):
        fit_prior(teams=teams[:1])


def test_scope_grows_by_the_start_values_until_there_is_a_record() -> None:
    assert scope_growth(done=0.0) == Growth(pytest.approx(2.3), 0.5)
    assert scope_growth(done=0.25).median == pytest.approx(1.15)
    assert scope_growth(done=0.5) == scope_growth(done=0.9) == Growth(1.0, 0.4)
    assert scope_growth(done=0.0, fixed=True) == FIXED


def test_a_record_without_growth_pulls_towards_none_and_narrows() -> None:
    steady = scope_growth(done=0.0, record=[(0.0, 1.0)] * 10)

    assert 1.0 < steady.median < 1.7
    assert scope_growth(done=0.0, record=[(0.0, 1.0)] * 100).median < steady.median
    usual = scope_growth(done=0.0, record=[(0.0, 2.3)] * 10)
    assert usual.median == pytest.approx(2.3)
    assert usual.sigma < 0.5


def test_growth_multiplies_the_total() -> None:
    model = learn(finished=record(100))
    plain = model.total(estimates=[1.0] * 20, draws=100)
    doubled = model.total(estimates=[1.0] * 20, draws=100, growth=Growth(2.0, 0.0))

    assert np.array(doubled.samples) == pytest.approx(2 * np.array(plain.samples))


@pytest.mark.parametrize(
    ("done", "row"), [(-0.1, (0.0, 1.0)), (nan, (0.0, 1.0)), (0.5, (0.0, 0.0)), (0.5, (2.0, 1.0))]
)
def test_impossible_growth_is_refused(done: float, row: tuple[float, float]) -> None:
    with pytest.raises(InvalidProblem):
        scope_growth(done=done, record=[row])


def test_forecasts_hold_as_often_as_they_say_on_teams_the_model_describes() -> None:
    """Four hundred made teams whose plans share an error of 0.2: what is called 85 % holds in 85 %."""
    held = 0
    for seed in range(400):
        rng = np.random.default_rng(1_000 + seed)
        bias = rng.normal(DEFAULT.bias, 0.2)
        rows = record(140, bias=bias, slope=-0.15, sigma=0.9, seed=seed)
        coming, shared = rows[120:], exp(rng.normal(0.0, 0.2))
        total = learn(finished=rows[:120]).total(
            estimates=[row.estimate for row in coming], draws=400, seed=seed
        )
        held += sum(row.actual for row in coming) * shared <= total.quantile(0.85)
    assert 0.80 <= held / 400 <= 0.90
