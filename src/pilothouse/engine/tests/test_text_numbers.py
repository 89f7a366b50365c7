"""Trend and need: known answers, simulated truths, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.text.need import Market, rank
from pilothouse.engine.text.scores import scored
from pilothouse.engine.text.trend import _negative_binomial, false_alarms, trend


def steady(weeks: int, mean: float, seed: int) -> list[int]:
    return np.random.default_rng(seed).poisson(mean, weeks).tolist()


class TestTrend:
    def test_a_steady_theme_rarely_raises_an_alarm(self) -> None:
        alarms = sum(len(trend(steady(82, 6, seed), [100.0] * 82).alarms) for seed in range(40))

        assert alarms <= 0.3 * 40  # 0.2 a theme and year over one year, with room for chance

    def test_a_doubling_is_seen_and_its_start_is_named(self) -> None:
        counts = steady(60, 15, 1) + steady(6, 32, 2)
        found = trend(counts, [200.0] * 66)

        assert found.verdict == "rising"
        assert found.since is not None
        assert 58 <= found.since <= 62
        assert found.alarms
        assert found.alarms[0] >= 60

    def test_more_of_everything_is_no_rise_of_one(self) -> None:
        volume = [100.0] * 60 + [200.0] * 6

        assert trend(steady(60, 10, 3) + steady(6, 20, 4), volume).verdict == "steady"

    def test_a_halving_falls(self) -> None:
        assert trend(steady(60, 30, 5) + steady(8, 8, 6), [100.0] * 68).verdict == "falling"

    def test_few_records_and_few_weeks_say_so(self) -> None:
        assert trend(steady(60, 0.4, 7), [100.0] * 60).verdict == "too few records"
        assert trend(steady(29, 20, 8), [100.0] * 29).verdict == "too few weeks"
        assert trend([], []).verdict == "too few weeks"

    @pytest.mark.parametrize(
        ("counts", "volume", "says"),
        [
            ([1, 2], [1.0], "2 weekly counts and 1 weekly volumes"),
            ([1, -2], [1.0, 1.0], "count of week 2"),
            ([1, 2], [1.0, float("nan")], "volume of week 2"),
        ],
    )
    def test_counts_that_are_none_are_refused(
        self, counts: list[int], volume: list[float], says: str
    ) -> None:
        with pytest.raises(InvalidProblem, match=says):
            trend(counts, volume)

    @given(st.lists(st.integers(0, 5000), min_size=30, max_size=70))
    @settings(max_examples=25, deadline=None)
    def test_any_counts_have_a_finite_score(self, counts: list[int]) -> None:
        score = trend(counts, [float(sum(counts) + 1)] * len(counts)).score

        assert score is not None
        assert np.isfinite(score)

    def test_the_distribution_sums_to_one(self) -> None:
        below, at = _negative_binomial(400, 5.0, 3.0)

        assert below + at == pytest.approx(1.0)

    def test_expected_false_alarms_grow_with_themes_and_weeks(self) -> None:
        assert false_alarms(52, 1) == pytest.approx(0.2)


def market(
    n: int, wrote: list[bool], voiced: list[list[float]], revenue: list[float] | None = None
) -> Market:
    return Market(
        np.zeros(n, np.int64),
        np.array(revenue or [1.0] * n),
        np.array(wrote),
        np.array(voiced, float),
        ("all",),
    )


def simulated(seed: int) -> tuple[Market, np.ndarray]:
    draw = np.random.default_rng(seed)
    segment = np.repeat([0, 1], [400, 60])
    chance = 1 / (1 + np.exp(-(draw.normal(-3, 1.2, 12)[None] + draw.normal(0, 0.8, (2, 12))[segment])))
    has = draw.random((460, 12)) < chance
    wrote = draw.random(460) < np.array([0.1, 0.4])[segment]
    revenue = np.exp(draw.normal(segment * 2.0, 1.0))
    return Market(segment, revenue, wrote, has * wrote[:, None] * 1.0, ("small", "large")), has.mean(axis=0)


class TestNeed:
    def test_when_all_have_written_their_share_is_certain(self) -> None:
        voiced = [[1.0, 0.0]] * 8 + [[0.0, 1.0]] * 4 + [[0.0, 0.0]] * 8
        first, second = rank(market(20, [True] * 20, voiced)).needs

        assert (first.number, first.share.mean, first.share.low, first.share.high) == (0, 0.4, 0.4, 0.4)
        assert (second.number, second.share.mean) == (1, 0.2)
        assert (first.tier, second.tier) == (1, 2)

    def test_intervals_hold_nine_times_in_ten(self) -> None:
        held = []
        for seed in range(12):
            known, truth = simulated(seed)
            held += [
                row.share.low <= truth[row.number] <= row.share.high for row in rank(known, seed=seed).needs
            ]

        assert 0.80 <= np.mean(held) <= 0.99

    def test_needs_that_cannot_be_told_apart_share_a_tier(self) -> None:
        voiced = [[1.0, 1.0]] * 20 + [[1.0, 0.0]] + [[0.0, 1.0]] * 2 + [[0.0, 0.0]] * 137
        one, two = rank(market(160, [True] * 80 + [False] * 80, voiced)).needs

        assert one.tier == two.tier

    def test_few_companies_are_not_ranked(self) -> None:
        voiced = [[1.0]] * 2 + [[0.0]] * 48
        (need,) = rank(market(50, [True] * 20 + [False] * 30, voiced)).needs

        assert need.tier is None
        assert need.why == "too few to rank: 2 of the 3 companies needed"

    def test_few_writers_are_not_ranked(self) -> None:
        (need,) = rank(market(50, [True] * 9 + [False] * 41, [[1.0]] * 9 + [[0.0]] * 41)).needs

        assert need.why == "too few to rank: 9 companies wrote in all, 10 are needed"

    def test_a_segment_that_never_wrote_stays_in_the_whole(self) -> None:
        segment = np.repeat([0, 1], [40, 400])
        wrote = np.repeat([True, False], [40, 400])
        voiced = np.zeros((440, 1))
        voiced[:20] = 1
        found = rank(Market(segment, np.ones(440), wrote, voiced, ("heard", "silent")))

        assert found.heard[1] == ("silent", 400, 0)
        assert found.needs[0].share.high - found.needs[0].share.low > 0.2

    def test_revenue_moves_the_ranking_when_asked(self) -> None:
        voiced = [[1.0, 0.0]] * 10 + [[0.0, 1.0]] * 4 + [[0.0, 0.0]] * 6
        revenue = [1.0] * 10 + [100.0] * 4 + [1.0] * 6
        known = market(20, [True] * 20, voiced, revenue)

        assert rank(known).needs[0].number == 0
        assert rank(known, by_revenue=True).needs[0].number == 1
        assert rank(known, by_revenue=True).needs[0].revenue.mean == pytest.approx(400 / 416, abs=1e-4)  # type: ignore[union-attr]

    def test_the_silent_who_need_it_less_lower_the_share(self) -> None:
        known, _ = simulated(1)
        usual = {row.number: row.share.mean for row in rank(known).needs}
        lower = {row.number: row.share.mean for row in rank(known, selection=0.8).needs}

        assert all(lower[number] <= usual[number] + 0.005 for number in usual)

    def test_the_same_seed_gives_the_same_bytes(self) -> None:
        known, _ = simulated(2)

        assert rank(known, seed=3).needs == rank(known, seed=3).needs

    def test_a_chance_and_its_opposite_sum_to_one(self) -> None:
        above = rank(simulated(4)[0]).above

        assert np.allclose(above + above.T, 1.0)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"voiced": [[2.0]] * 3}, "counts below 0 or above 1"),
            ({"wrote": [False] * 3, "voiced": [[1.0]] * 3}, "company that wrote nothing"),
            ({"revenue": [1.0, -1.0, 1.0]}, "Revenue is not 0 or more"),
        ],
    )
    def test_a_market_that_cannot_be_is_refused(self, change: dict[str, list[float]], says: str) -> None:
        with pytest.raises(InvalidProblem, match=says):
            market(3, **({"wrote": [True] * 3, "voiced": [[0.0]] * 3} | change))  # type: ignore[arg-type]


class TestScores:
    def test_f1_is_the_harmonic_mean_and_macro_the_plain_one(self) -> None:
        chances = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.7, 0.3]])
        found = scored(["a", "a", "b", "b"], chances, ["a", "b"])

        assert [round(row.f1, 3) for row in found.classes] == [0.8, 0.667]
        assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2, abs=1e-3)

    def test_chances_that_hold_have_no_calibration_error(self) -> None:
        chances = np.array([[0.5, 0.5]] * 10)

        assert scored(["a"] * 5 + ["b"] * 5, chances, ["a", "b"]).ece == pytest.approx(0.0)
