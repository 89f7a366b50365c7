"""Dates from weekly counts: what is promised of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history import score
from pilothouse.engine.forecast.history.prior import default_prior, read_prior
from pilothouse.engine.forecast.history.throughput import forecast_throughput, resampled

histories = st.lists(st.integers(0, 40), min_size=4, max_size=120).filter(lambda counts: sum(counts) > 0)


@settings(deadline=None, max_examples=40)
@given(histories)
def test_more_items_take_longer_and_more_weeks_bring_more(counts: list[int]) -> None:
    told = forecast_throughput(counts, items=(1, 10, 30), weeks=(1, 6, 13), draws=400)

    for level in score.STATED:
        moments = [told.when(n, level) for n in (1, 10, 30)]
        sums = [told.at_least(w, level) for w in (1, 6, 13)]
        assert moments == sorted(moments)
        assert sums == sorted(sums)
        assert all(np.isfinite(moments))
    for spread in (*told.dates.values(), *told.counts.values()):
        assert list(spread.values) == sorted(spread.values)


def test_a_steady_team_is_forecast_near_its_rate() -> None:
    told = forecast_throughput([5] * 104, items=(50,), weeks=(10,))

    assert 8.5 < told.when(50, 0.5) < 11.5
    assert 40 <= told.at_least(10, 0.5) <= 55
    assert told.when(50, 0.85) > told.when(50, 0.5)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    counts = [3, 0, 5, 2, 7, 1, 4, 4, 0, 6]

    assert forecast_throughput(counts, seed=5) == forecast_throughput(counts, seed=5)
    assert forecast_throughput(counts, seed=5) != forecast_throughput(counts, seed=6)


def test_what_was_asked_beside_does_not_change_the_answer() -> None:
    counts = [3, 0, 5, 2, 7, 1, 4, 4, 0, 6]
    alone = forecast_throughput(counts, items=(10,), weeks=(13,))
    beside = forecast_throughput(counts, items=(10, 30), weeks=(2, 13))

    assert alone.dates[10] == beside.dates[10]
    assert alone.counts[13] == beside.counts[13]


def test_quiet_weeks_of_the_year_are_known_where_dates_are() -> None:
    counts = [20] * 100
    plain = forecast_throughput(counts, weeks=(3,))
    before_christmas = forecast_throughput(counts, weeks=(3,), first_monday=date(2025, 1, 13))  # ends week 50

    assert before_christmas.at_least(3, 0.5) < plain.at_least(3, 0.5)


@pytest.mark.parametrize("counts", [[], [4], [0, 0, 0]])
def test_too_little_history_says_that_it_is_other_projects_record(counts: list[int]) -> None:
    told = forecast_throughput(counts, items=(10,))

    assert told.layer == "reference"
    assert "other projects" in told.note
    known = forecast_throughput([3] * 60, items=(10,))
    assert told.when(10, 0.95) / told.when(10, 0.5) > 1.3 * known.when(10, 0.95) / known.when(10, 0.5)


def test_few_weeks_pull_the_reference_towards_them() -> None:
    busy, idle = (
        forecast_throughput(counts, items=(10,)).when(10, 0.5) for counts in ([9, 8, 11], [0, 0, 1])
    )

    assert busy < 3 < idle


def test_a_history_of_zeros_gets_no_date() -> None:
    told = forecast_throughput([0] * 30, items=(5,), weeks=(6,))

    assert told.layer == "silent"
    assert "no date" in told.note
    assert told.when(5, 0.5) == float("inf")
    assert told.at_least(6, 0.5) == 0
    assert told.chance(5, 500) == 0.0


def test_a_project_that_fell_silent_is_told() -> None:
    told = forecast_throughput([4] * 40 + [0] * 20, items=(10,))

    assert "last 20 weeks" in told.note
    assert told.when(10, 0.85) > 20


@pytest.mark.parametrize("counts", [[1, -1, 2], [1.5, 2], [float("nan")], [float("inf")]])
def test_what_is_no_count_is_refused_with_its_week(counts: list[float]) -> None:
    with pytest.raises(InvalidProblem, match="whole number"):
        forecast_throughput(counts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("items", "weeks", "draws"), [((0,), (1,), 500), ((1,), (-1,), 500), ((1,), (1,), 5)]
)
def test_what_cannot_be_asked_is_refused(items: tuple[int], weeks: tuple[int], draws: int) -> None:
    with pytest.raises(InvalidProblem):
        forecast_throughput([1, 2, 3, 4], items=items, weeks=weeks, draws=draws)


def test_the_model_s_own_data_have_even_chances() -> None:
    """Simulation-based calibration (Talts et al. 2018): where counts come from the drifting model itself, and
    the rate is drawn as the model believes it, outcomes fall evenly into its distribution."""
    prior = replace(default_prior(), dates={}, counts={})
    rng = np.random.default_rng(1)
    found = []
    for case in range(250):
        rate = np.exp(rng.normal(1.5, 0.7))
        counts = []
        for _ in range(60):
            rate *= np.exp(rng.normal(0, prior.drift.walk))
            counts.append(rng.poisson(rate * rng.gamma(1 / 0.6, 0.6)))
        told = forecast_throughput(counts[:54], items=(1,), weeks=(6,), prior=prior, draws=400, seed=case)
        found.append(told.counts[6].chance(sum(counts[54:]) + 0.5))
    bins = np.histogram(found, bins=5, range=(0, 1))[0]

    assert ((bins - 50) ** 2 / 50).sum() < 18.5  # chi-square, four degrees of freedom, one in a thousand


def test_resampling_steady_weeks_is_exact() -> None:
    moments, sums = resampled([4] * 30, window=20, items=(10,), weeks=(3,), seed=1, draws=200)

    assert np.allclose(moments, 2.5)
    assert ((sums >= 12) & (sums <= 13)).all()


def test_a_prior_survives_its_file_and_a_broken_file_is_refused() -> None:
    prior = default_prior()
    again = read_prior(prior.to_json())

    assert np.allclose(again.grid.points, prior.grid.points)
    assert (again.dates, again.counts, again.season) == (prior.dates, prior.counts, prior.season)
    for text in ("", "{}", '{"version": 1}', prior.to_json().replace('"gain"', '"loss"')):
        with pytest.raises(InvalidProblem, match="priors"):
            read_prior(text)
