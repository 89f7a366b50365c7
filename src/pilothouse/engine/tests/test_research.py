"""Known answers of the estimators for studies."""

from __future__ import annotations

import math
import random

import pytest
from scipy import stats

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.research.estimates import (
    LEVEL,
    free_mean,
    mean,
    net_promoter,
    proportion,
    typical_time,
)
from pilothouse.engine.research.sample import what_it_shows
from pilothouse.engine.research.survey import judge_numbers, judge_options, judge_scale
from pilothouse.engine.research.usability import Attempt, judge_sus, judge_task, sus_score


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (3, 5), (5, 5), (9, 12), (17, 40), (400, 1000)])
def test_a_share_has_the_wilson_interval_that_scipy_has(hits: int, n: int) -> None:
    found = proportion(hits, n)
    told = stats.binomtest(hits, n).proportion_ci(LEVEL, method="wilson")

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((hits / n, told.low, told.high), abs=1e-9)


def test_five_of_five_says_something_three_of_five_does_not() -> None:
    all_of_them, some = proportion(5, 5), proportion(3, 5)

    assert all_of_them is not None
    assert some is not None
    assert all_of_them.says
    assert not some.says


def test_nine_answers_are_enough_for_any_share_and_eight_are_not() -> None:
    assert all((row := proportion(hits, 9)) and row.says for hits in range(10))
    assert not all((row := proportion(hits, 8)) and row.says for hits in range(9))


def test_no_one_has_no_share() -> None:
    assert proportion(0, 0) is None
    with pytest.raises(InvalidProblem, match="4 of 3"):
        proportion(4, 3)


def test_twelve_people_see_a_problem_that_one_in_four_meets_with_97_percent() -> None:
    found = what_it_shows(12)

    assert found.seen[1].met_by == 0.25
    assert found.seen[1].chance == pytest.approx(0.9683, abs=1e-4)
    assert found.rarest == pytest.approx(0.1746, abs=1e-4)
    told = stats.binomtest(6, 12).proportion_ci(LEVEL, method="wilson")
    assert (found.low, found.high) == pytest.approx((told.low, told.high))


def test_five_users_see_85_percent_of_problems_as_nielsen_and_landauer_have_it() -> None:
    assert pytest.approx(0.84, abs=0.01) == 1 - (1 - 0.31) ** 5
    assert what_it_shows(5).seen[2].chance == pytest.approx(1 - 0.5**5)


@pytest.mark.parametrize("n", [0, -3, 10**7])
def test_a_sample_is_at_least_one_person(n: int) -> None:
    with pytest.raises(InvalidProblem, match="number of people"):
        what_it_shows(n)


def test_the_interval_of_a_mean_is_that_of_t() -> None:
    values = [72.5, 65.0, 90.0, 82.5, 55.0, 77.5]
    found = mean(values, 0, 100)
    low, high = stats.t.interval(LEVEL, len(values) - 1, loc=73.75, scale=stats.sem(values))

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((73.75, low, high))


def test_one_value_alone_can_be_anywhere() -> None:
    found = mean([80.0], 0, 100)

    assert found is not None
    assert (found.low, found.high, found.says) == (0, 100, False)


def test_the_typical_time_is_the_geometric_mean() -> None:
    seconds = [94.0, 95.0, 96.0, 113.0, 121.0, 132.0, 190.0, 193.0, 255.0, 298.0]
    found = typical_time(seconds)
    logs = [math.log(each) for each in seconds]
    low, high = stats.t.interval(LEVEL, 9, loc=sum(logs) / 10, scale=stats.sem(logs))

    assert found is not None
    assert found.value == pytest.approx(stats.gmean(seconds))
    assert (found.low, found.high) == pytest.approx((math.exp(low), math.exp(high)))


def test_a_time_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="above 0"):
        typical_time([12.0, 0.0])


@pytest.mark.parametrize(
    ("answers", "score"),
    [([3] * 10, 50.0), ([5, 1] * 5, 100.0), ([1, 5] * 5, 0.0), ([4, 2, 4, 2, 4, 2, 4, 2, 4, 2], 75.0)],
)
def test_the_scale_is_scored_as_brooke_does(answers: list[int], score: float) -> None:
    assert sus_score(answers) == score


@pytest.mark.parametrize("answers", [[3] * 9, [3] * 11, [*[3] * 9, 6], [*[3] * 9, 0], [*[3] * 9, True]])
def test_another_answer_is_refused(answers: list[int]) -> None:
    with pytest.raises(InvalidProblem):
        sus_score(answers)


def test_help_is_not_completion_and_only_completed_times_count() -> None:
    rows = [
        Attempt("completed", 40.0),
        Attempt("completed", 90.0),
        Attempt("helped", 200.0),
        Attempt("failed"),
    ]
    found = judge_task(rows)

    assert (found.tried, found.completed_alone, found.helped, found.failed) == (4, 2, 1, 1)
    assert found.completed is not None
    assert found.completed.value == 0.5
    assert found.time is not None
    assert found.time.value == pytest.approx(60.0)
    assert found.time.n == 2


def test_the_mean_of_scores_says_how_many_gave_it() -> None:
    found = judge_sus([[5, 1] * 5, [3] * 10, [4, 2] * 5])

    assert found is not None
    assert (found.value, found.n) == (75.0, 3)


def test_promoters_less_detractors_are_covered_as_often_as_promised() -> None:
    """The adjusted Wald interval, over 4,000 surveys of 30 answers."""
    draw, truth, held = random.Random(4), 0.45 - 0.2, 0
    for _ in range(4000):
        answers = draw.choices([10, 8, 3], weights=[0.45, 0.35, 0.2], k=30)
        found = net_promoter(answers)
        assert found is not None
        held += found.low <= truth <= found.high

    assert held / 4000 == pytest.approx(LEVEL, abs=0.025)


def test_promoters_are_counted_by_nine_and_ten() -> None:
    found = net_promoter([10, 9, 8, 7, 6, 0])

    assert found is not None
    assert (found.value, found.n, found.says) == (0.0, 6, False)
    assert net_promoter([]) is None


def test_options_are_shares_of_those_who_answered() -> None:
    first, second, third = judge_options([(0,), (0, 2), (1,)], 3)

    assert [row.chosen for row in (first, second, third)] == [2, 1, 1]
    assert first.share is not None
    assert first.share.value == pytest.approx(2 / 3)
    with pytest.raises(InvalidProblem):
        judge_options([(3,)], 3)


def test_a_scale_counts_each_step() -> None:
    found = judge_scale([5, 5, 4, 1], 1, 5)

    assert found.counts == (1, 0, 0, 1, 2)
    assert found.promoters is None
    assert judge_scale([10, 10, 0], 0, 10).promoters is not None


def test_numbers_without_bounds_have_mean_and_median() -> None:
    found = judge_numbers([1.0, 2.0, 9.0])

    assert (found.median, found.least, found.most) == (2.0, 1.0, 9.0)
    assert found.mean is not None
    assert not found.mean.says
    alone = free_mean([3.0])
    assert alone is not None
    assert not alone.says
