from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numba
import numpy as np
import pytest
from hypothesis import given, settings

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.forecast.futures.measures import row_quantiles
from pilothouse.engine.forecast.futures.reading import noise, standard
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Need, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, problems, work

FEW = Limit(passes=20)
UNSURE = Effort(4, 5, 6)


def forecast(problem: Problem, **more: object) -> Forecast:
    return simulate(problem, solve(problem, limit=FEW), **more)  # type: ignore[arg-type]


def spread(effort: Effort) -> float:
    """Standard deviation of the PERT distribution of `effort`."""
    least, most = effort.ends
    return float(np.sqrt((effort.mean - least) * (most - effort.mean) / 7))


def test_a_forecast_is_the_same_bytes_on_one_thread_and_on_two() -> None:
    items = tuple(Item(f"i{n}", effort=Effort(1, 2, 5), deadline=9.0) for n in range(40))
    edges = tuple(Dependency(f"i{n}", f"i{n + 7}") for n in range(33))
    problem = Problem(items, (Person("a"), Person("b", capacity=((0, 0.5), (4, 1.0)))), edges)
    plan = solve(problem, limit=FEW)
    before = numba.get_num_threads()
    try:
        answers = []
        for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(threads)
            answers.append(repr(simulate(problem, plan, draws=1000, seed=11)))
    finally:
        numba.set_num_threads(before)
    assert answers[0] == answers[1]


def test_another_seed_gives_another_forecast() -> None:
    problem = Problem((Item("a", effort=UNSURE),), (Person("p"),))
    assert forecast(problem, seed=1).finish != forecast(problem, seed=2).finish


def test_work_that_must_not_end_before_another_ends_with_it_also_when_days_get_slower() -> None:
    problem = Problem(
        (
            work("first", 2.5, people=("a",)),
            work("second", 0.5, people=("b", "c"), needs=(Need(None, people=2),)),
        ),
        (Person("a"), Person("b"), Person("c", capacity=((0, 1.0), (2, 0.6), (3, 0.0)))),
        (Dependency("first", "second", "FF"),),
    )
    plan = solve(problem, limit=FEW)
    answer = simulate(problem, plan, draws=100, common_sigma=0.0)

    assert [row.finish.p50 for row in answer.items] == pytest.approx([2.5, 2.5])
    assert answer.items[1].start.p50 <= 2.25


@settings(max_examples=60, deadline=None)
@given(problems(certain=True, kinds=("FS", "SS", "FF"), lags=(0.0, 2.0)))
def test_without_uncertainty_nothing_is_later_than_planned(problem: Problem) -> None:
    plan = solve(problem, limit=FEW)
    answer = simulate(problem, plan, draws=100, common_sigma=0.0)
    for row, placed in zip(answer.items, plan.placed, strict=True):
        assert row.finish.p05 == row.finish.p95
        assert row.finish.p50 <= placed.finish + 1e-3


def test_a_chain_is_the_sum_of_its_items() -> None:
    count, draws = 30, 20_000
    items = tuple(Item(f"i{n}", effort=UNSURE) for n in range(count))
    edges = tuple(Dependency(f"i{n}", f"i{n + 1}") for n in range(count - 1))
    answer = forecast(Problem(items, (Person("a"),), edges), draws=draws, common_sigma=0.0)
    sd = spread(UNSURE) * count**0.5
    error = 5 * sd / draws**0.5
    assert answer.finish.p50 == pytest.approx(count * UNSURE.mean, abs=error)
    assert answer.finish.p85 == pytest.approx(count * UNSURE.mean + 1.0364 * sd, abs=2 * error)
    assert answer.finish.p05 == pytest.approx(count * UNSURE.mean - 1.6449 * sd, abs=3 * error)


def test_parallel_items_end_with_the_latest_of_them() -> None:
    items = tuple(Item(f"i{n}", effort=Effort(4, 6, 8), people=(f"p{n}",)) for n in range(8))
    people = tuple(Person(f"p{n}") for n in range(8))
    answer = forecast(Problem(items, people), draws=20_000, common_sigma=0.0)
    # The median of the largest of eight is the 0.5 ** (1 / 8) = 91.7th percentile of one.
    one = forecast(Problem(items[:1], people[:1]), draws=20_000, common_sigma=0.0)
    assert one.finish.p85 < answer.finish.p50 < one.finish.p95
    rng = np.random.default_rng(5)
    least, most = items[0].effort.ends if items[0].effort else (0.0, 0.0)
    drawn = least + (most - least) * rng.beta(3, 3, (200_000, 8)).max(axis=1)
    assert answer.finish.p50 == pytest.approx(float(np.median(drawn)), abs=0.08)
    assert answer.finish.p85 == pytest.approx(float(np.quantile(drawn, 0.85)), abs=0.08)


def test_low_and_high_are_met_by_one_in_ten_each() -> None:
    problem = Problem((Item("a", effort=Effort(3, 5, 12), deadline=12.0),), (Person("p"),))
    answer = forecast(problem, draws=40_000, common_sigma=0.0)
    assert answer.items[0].chance == pytest.approx(0.9, abs=0.01)


def test_the_common_factor_alone_is_lognormal() -> None:
    answer = forecast(Problem((work("a", 10),), (Person("p"),)), draws=40_000, common_sigma=0.2)
    assert answer.finish.p50 == pytest.approx(10, rel=0.01)
    assert answer.finish.p85 == pytest.approx(10 * np.exp(0.2 * 1.0364), rel=0.01)
    assert answer.common_share == pytest.approx(1, abs=0.001)


def test_work_of_a_future_rests_while_the_person_is_away() -> None:
    ana = Person("ana", capacity=((0, 1.0), (2, 0.0), (10, 1.0)))
    answer = forecast(Problem((work("a", 2.5),), (ana,)), draws=2_000, common_sigma=0.4)
    assert answer.finish.p05 < 2
    assert 10 < answer.finish.p85 < 14
    assert answer.items[0].start.p95 == 0


def test_everybody_keeps_to_the_plans_order() -> None:
    items = (Item("first", effort=Effort(1, 2, 30), weight=9), Item("second", effort=Effort(1, 2, 3)))
    answer = forecast(Problem(items, (Person("ana"),)), draws=2_000)
    assert answer.items[1].start.p85 == pytest.approx(answer.items[0].finish.p85)


def test_pools_are_handed_over_in_the_plans_order() -> None:
    items = tuple(Item(f"i{n}", duration=Effort(1, 2, 9), demands={"bay": 1}) for n in range(3))
    answer = forecast(Problem(items, pools=(Pool("bay", 1),)), draws=4_000, common_sigma=0.0)
    assert answer.finish.p50 > 2.5 * Effort(1, 2, 9).mean


def test_the_drivers_are_the_parts_of_the_variance() -> None:
    big, small = Effort(5, 10, 15), Effort(8, 10, 12)
    items = (Item("big", effort=big), Item("small", effort=small))
    problem = Problem(
        items, (Person("a"),), (Dependency("big", "small"),), groups=(Group("g", ("big", "small")),)
    )
    answer = forecast(problem, draws=4_000, common_sigma=0.0)
    total = spread(big) ** 2 + spread(small) ** 2
    shares = {row.item: row.share for row in answer.drivers}
    assert shares["big"] == pytest.approx(spread(big) ** 2 / total, abs=0.03)
    assert shares["small"] == pytest.approx(spread(small) ** 2 / total, abs=0.03)
    assert answer.groups[0].drivers[0].item == "big"


def test_criticality_is_the_share_of_futures_on_the_longest_chain() -> None:
    items = (
        Item("x", effort=Effort(2, 4, 6), people=("a",)),
        Item("y", effort=Effort(2, 4, 6), people=("b",)),
        Item("end"),
    )
    edges = (Dependency("x", "end"), Dependency("y", "end"))
    answer = forecast(Problem(items, (Person("a"), Person("b")), edges), draws=10_000, common_sigma=0.0)
    critical = {row.item: row.criticality for row in answer.items}
    assert critical["x"] + critical["y"] == pytest.approx(1)
    assert critical["x"] == pytest.approx(0.5, abs=0.03)
    assert critical["end"] == 1


def test_everything_on_a_chain_is_critical_in_every_future() -> None:
    items = tuple(Item(f"i{n}", effort=UNSURE) for n in range(6))
    edges = tuple(Dependency(f"i{n}", f"i{n + 1}") for n in range(5))
    answer = forecast(Problem(items, (Person("a"),), edges), draws=1_000)
    assert [row.criticality for row in answer.items] == [1.0] * 6


def test_a_later_deadline_is_never_less_likely_to_be_kept() -> None:
    deadlines = (0.0, 8.0, 9.5, 10.0, 10.5, 12.0, 99.0)
    items = (Item("a", effort=Effort(4, 5, 8)), Item("b", effort=Effort(2, 4, 9)))
    ends = tuple(Item(f"end{n}", deadline=when) for n, when in enumerate(deadlines))
    edges = (Dependency("a", "b"), *(Dependency("b", row.id) for row in ends))
    groups = tuple(Group(f"g{n}", ("a", "b"), when) for n, when in enumerate(deadlines))
    answer = forecast(Problem((*items, *ends), (Person("p"),), edges, groups=groups), draws=2_000)
    chances = [row.chance or 0.0 for row in answer.items[2:]]
    assert chances == sorted(chances)
    assert (chances[0], chances[-1]) == (0.0, 1.0)
    assert [row.chance for row in answer.groups] == chances


def test_futures_that_outlast_a_leaver_go_on_with_somebody_like_them() -> None:
    leaver = Person("ana", skills={"Go": 3}, capacity=((0, 0.5), (6, 0.0)))
    items = (Item("a", effort=Effort(1, 2, 8), needs=(Need("Go"),)), Item("b", duration=Effort(1, 2, 3)))
    answer = forecast(Problem(items, (leaver,), (Dependency("a", "b"),)), draws=4_000)
    assert answer.finish.p95 < 100
    assert answer.items[0].finish.p95 > 6
    table = 2 * Effort(1, 2, 8).likely
    assert answer.items[0].finish.p05 < table < answer.items[0].finish.p85


@settings(max_examples=60, deadline=None)
@given(problems())
def test_every_random_plan_gets_finite_dates_in_order(problem: Problem) -> None:
    answer = simulate(problem, solve(problem, limit=FEW), draws=100)
    for row in answer.items:
        for moments in (row.start, row.finish):
            ordered = [moments.p05, moments.p15, moments.p50, moments.p85, moments.p95]
            assert ordered == sorted(ordered)
            assert 0 <= ordered[0] <= ordered[-1] < 1e6
        assert row.start.p50 <= row.finish.p50 + 1e-3
        assert 0 <= row.criticality <= 1
    assert max(row.finish.p95 for row in answer.items) <= answer.finish.p95 + 1e-3
    assert sum(driver.share for driver in answer.drivers) + answer.common_share < 1.3


def test_drivers_name_the_uncertain_item_and_leave_out_what_is_off_the_chain() -> None:
    items = (
        Item("wild", effort=Effort(2, 5, 20), people=("p",)),
        Item("tame", effort=Effort(9.8, 10, 10.2), people=("p",)),
        Item("aside", effort=Effort(0.5, 1, 2), people=("q",)),
    )
    groups = (Group("main", ("wild", "tame")), Group("side", ("aside",)))
    problem = Problem(items, (Person("p"), Person("q")), (Dependency("wild", "tame"),), groups=groups)
    answer = forecast(problem, draws=4_000, common_sigma=0.0)
    assert [row.item for row in answer.drivers][:1] == ["wild"]
    assert answer.drivers[0].share > 0.95
    assert [row.item for row in answer.groups[1].drivers] == ["aside"]


def test_a_group_is_done_with_its_last_member() -> None:
    items = (work("a", 2, people=("p",)), work("b", 5, people=("q",)))
    problem = Problem(
        items, (Person("p"), Person("q")), groups=(Group("g", ("a", "b"), 4.0), Group("h", ("a",), 4.0))
    )
    answer = forecast(problem, draws=1_000, common_sigma=0.0)
    assert [(row.finish.p50, row.chance) for row in answer.groups] == [(5.0, 0.0), (2.0, 1.0)]
    assert sum(share for _, share in answer.groups[0].histogram) == pytest.approx(1)


@pytest.mark.parametrize("high", [8.0, 30.0, 400.0])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.77, 2.0])
def test_the_shares_up_to_a_deadline_add_up_to_its_chance(high: float, share: float) -> None:
    deadline = float(round(2.0 + share * high))
    items = (Item("a", effort=Effort(1, 4, high)),)
    problem = Problem(items, (Person("p"),), groups=(Group("g", ("a",), deadline),))
    told = forecast(problem, draws=2_000).groups[0]
    days = [day for day, _ in told.histogram]
    assert days == sorted(set(days))
    assert len(days) <= 42
    assert all(day == round(day) for day in days)
    assert sum(part for _, part in told.histogram) == pytest.approx(1)
    assert sum(part for day, part in told.histogram if day <= deadline) == pytest.approx(
        told.chance, abs=0.0015
    )


def test_more_draws_narrow_the_convergence_figure() -> None:
    problem = Problem((Item("a", effort=Effort(1, 5, 30)),), (Person("p"),))
    few, many = forecast(problem, draws=400), forecast(problem, draws=40_000)
    assert many.convergence < few.convergence / 5


def test_row_quantiles_are_those_of_numpy() -> None:
    values = np.random.default_rng(3).lognormal(size=(20, 1001)).astype(np.float32)
    values[1] = 4.0
    values[2] = np.round(values[2])
    levels = np.array([0.0, 0.05, 0.5, 0.85, 1.0])
    found = np.empty((20, 5))
    row_quantiles(values.ravel(), 1001 * np.arange(21), 2000, levels, found)
    assert found == pytest.approx(np.quantile(values.astype(float), levels, axis=1).T, rel=1e-6)


def test_the_chance_of_a_target_counts_the_futures_done_by_then() -> None:
    mine = {"effort": UNSURE, "people": ("p",)}
    items = (Item("a", deadline=5.0, **mine), Item("b", **mine), work("c", 2, people=("q",)))
    edges = (Dependency("a", "b"),)
    groups = (Group("g", ("a", "b")), Group("h", ("c",)))
    problem = Problem(items, (Person("p"), Person("q")), edges, groups=groups)
    targets = {"a": 5.0, "b": 5.0, "c": 1.9, "g": 10.0, "h": 2.0}
    told = forecast(problem, draws=4_000, common_sigma=0.0, targets=targets)
    first, second, third = told.items
    assert first.target_chance == first.chance == pytest.approx(0.5, abs=0.05)
    assert (second.chance, second.target_chance, third.target_chance) == (None, 0.0, 0.0)
    both, alone = told.groups
    assert both.target_chance == pytest.approx(0.5, abs=0.05)
    assert (alone.chance, alone.target_chance) == (None, 1.0)
    assert forecast(problem).items[0].target_chance is None


def test_targets_change_no_draw() -> None:
    problem = Problem((Item("a", effort=UNSURE),), (Person("p"),))
    assert forecast(problem, targets={"a": 5.0}).finish == forecast(problem).finish


def test_a_target_of_something_unknown_is_refused() -> None:
    problem = Problem((work("a", 2),), (Person("p"),))
    with pytest.raises(InvalidProblem, match="unknown 'z'"):
        forecast(problem, targets={"z": 2.0})


def test_a_plan_of_another_problem_is_refused() -> None:
    problem = Problem((work("a", 2),), (Person("p"),))
    plan = solve(problem, limit=FEW)
    with pytest.raises(InvalidProblem, match="another problem"):
        simulate(Problem((work("b", 2),), (Person("p"),)), plan)
    with pytest.raises(InvalidProblem, match="100 draws"):
        simulate(problem, plan, draws=10)
    assert simulate(Problem(()), replace(plan, placed=())).items == ()


def test_progress_reaches_all_draws() -> None:
    told: list[int] = []
    problem = Problem((Item("a", duration=exactly(1)),))
    simulate(problem, solve(problem), draws=1_000, progress=lambda done, of: told.append(done))
    assert told[-1] == 1_000


def test_forecasts_in_several_threads_at_once_are_the_same_as_alone() -> None:
    problem = Problem(tuple(Item(f"i{n}", effort=UNSURE) for n in range(30)), (Person("a"), Person("b")))
    plan = solve(problem, limit=FEW)
    alone = simulate(problem, plan, draws=2_000, seed=4)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: simulate(problem, plan, draws=2_000, seed=4), range(12)))
    assert found == [alone] * 12


def test_the_more_items_are_looked_at_the_larger_is_a_share_that_chance_gives() -> None:
    assert noise(1, 4_000) == pytest.approx(9 / 4_000)
    assert noise(2_663, 4_000) == pytest.approx(0.0053, abs=0.0001)
    drawn = np.random.default_rng(7).standard_normal((2_000, 500))
    scaled = np.array([standard(row) for row in drawn])
    parts = (scaled[1:] @ scaled[0]) ** 2
    assert parts.max() > 9 / 500  # three standard errors would name some of 1,999 that are none
    assert parts.max() < noise(1_999, 500)
