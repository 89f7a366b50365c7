"""The drift of a team's pace, against what can be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.drift import stretch
from pilothouse.engine.forecast.futures.scope import Growth
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import work

SIGMA = 0.11


def stretched(day: float, draws: int = 20_000, seed: int = 3, earliest: float = 0.0) -> np.ndarray:
    moments = np.full((1, draws), day, dtype=np.float32)
    stretch(moments, seed=seed, sigma=SIGMA, earliest=np.array([earliest]))
    return moments[0]


def test_within_the_first_week_the_spread_is_one_step() -> None:
    days = stretched(2.0)
    # The first week's pace is exp(0.11 z): 2 days of work take 2 / pace, unless they leave the week.
    assert np.median(days) == pytest.approx(2.0, rel=0.01)
    assert np.log(days).std() == pytest.approx(SIGMA, rel=0.03)


def test_the_median_stays_and_the_spread_grows_as_that_of_an_integrated_walk() -> None:
    for weeks in (4, 8, 13):
        days = stretched(5.0 * weeks)
        # Mean of a walk of n steps: variance sum of (k / n)^2, k = 1..n. To first order in sigma.
        steps = np.arange(1, weeks + 1)
        expected = SIGMA * np.sqrt(((steps / weeks) ** 2).sum())
        assert np.median(days) == pytest.approx(5.0 * weeks, rel=0.02)
        assert np.log(days).std() == pytest.approx(expected, rel=0.12)


def test_a_later_moment_stays_later_in_every_future_and_threads_do_not_matter() -> None:
    moments = np.array([[3.0], [40.0], [41.0]], dtype=np.float32).repeat(500, axis=1)
    first = moments.copy()
    stretch(first, seed=9, sigma=SIGMA, earliest=np.zeros(3))
    assert (np.diff(first, axis=0) > 0).all()
    halves = [moments[:, :320].copy(), moments.copy()]
    for part in halves:
        stretch(part, seed=9, sigma=SIGMA, earliest=np.zeros(3))
    assert np.array_equal(halves[0], first[:, :320])
    assert np.array_equal(halves[1], first)


def test_nothing_comes_before_its_earliest_date() -> None:
    assert stretched(30.0, earliest=28.0).min() == 28.0


def test_a_forecast_widens_with_drift_and_keeps_its_middle() -> None:
    problem = Problem(tuple(work(f"i{n}", 5) for n in range(12)), (Person("ada"),))
    plan = solve(problem, limit=Limit(passes=20))
    still = simulate(problem, plan, draws=4_000, common_sigma=0.0)
    moving = simulate(problem, plan, draws=4_000, common_sigma=0.0, drift=SIGMA)
    assert still.finish.p95 == pytest.approx(60.0)
    assert moving.finish.p50 == pytest.approx(60.0, rel=0.03)
    assert moving.finish.p85 > 70.0
    assert moving == simulate(problem, plan, draws=4_000, common_sigma=0.0, drift=SIGMA)
    with pytest.raises(InvalidProblem, match="drift"):
        simulate(problem, plan, drift=2.0)


def test_what_is_still_to_be_found_makes_a_group_later_and_wider_and_leaves_its_items() -> None:
    problem = Problem(
        tuple(work(f"i{n}", 5) for n in range(4)), (Person("ada"),), groups=(Group("g", ("i0", "i1"), 12.0),)
    )
    plan = solve(problem, limit=Limit(passes=20))
    fixed = simulate(problem, plan, draws=4_000, common_sigma=0.0)
    grows = simulate(problem, plan, draws=4_000, common_sigma=0.0, growth={"g": Growth(1.5, 0.4)})
    last = fixed.groups[0].finish.p50
    assert grows.items == fixed.items
    assert grows.groups[0].finish.p50 == pytest.approx(1.5 * last, rel=0.03)
    assert grows.groups[0].finish.p85 == pytest.approx(1.5 * last * np.exp(0.4 * 1.0364), rel=0.04)
    assert fixed.groups[0].chance == float(last <= 12.0)
    assert grows == simulate(problem, plan, draws=4_000, common_sigma=0.0, growth={"g": Growth(1.5, 0.4)})


FULL_TIME = Problem(
    tuple(Item(f"i{n}", effort=Effort(3, 5, 9), people=(("ada", "ben")[n % 2],)) for n in range(16)),
    (Person("ada"), Person("ben")),
    tuple(Dependency(f"i{n}", f"i{n + 3}") for n in range(0, 13, 4)),
    groups=(Group("g", ("i0", "i15")),),
)


def test_one_team_that_drifts_as_it_works_is_one_that_is_stretched_afterwards() -> None:
    """The same draws, so that future by future both say the same where all is work of full-time people."""
    plan = solve(FULL_TIME, limit=Limit(passes=20))
    stretched_after = simulate(FULL_TIME, plan, draws=500, drift=SIGMA, seed=3)
    as_it_works = simulate(replace(FULL_TIME, strict=True), plan, draws=500, drift=SIGMA, seed=3)
    for one, other in zip(stretched_after.items, as_it_works.items, strict=True):
        assert one.finish.p15 == pytest.approx(other.finish.p15, abs=1e-3)
        assert one.finish.p85 == pytest.approx(other.finish.p85, abs=1e-3)


def test_several_teams_are_each_as_wide_as_one_and_the_later_of_them_ends_later() -> None:
    plan = solve(FULL_TIME, limit=Limit(passes=20))
    teams = {item.id: item.people[0] for item in FULL_TIME.items}
    options = {"draws": 4_000, "drift": SIGMA, "common_sigma": 0.3}
    one = simulate(FULL_TIME, plan, **options)
    two = simulate(FULL_TIME, plan, shared=teams, **options)
    first = [row.finish for row in (one.items[0], two.items[0])]
    assert first[0].p50 == pytest.approx(first[1].p50, rel=0.03)
    assert first[0].p85 == pytest.approx(first[1].p85, rel=0.03)
    assert two.finish.p50 > 1.05 * one.finish.p50  # the later of two that know nothing of each other
    assert two.common_share > 0.2


def test_calendars_and_durations_stay_where_they_are_while_several_teams_drift() -> None:
    items = (
        Item("wait", duration=Effort(30, 30, 30)),
        work("away", 4, people=("cat",)),
        work("other", 4, people=("ada",)),
    )
    cat = Person("cat", capacity=((0, 1.0), (2, 0.0), (40, 1.0)))
    problem = Problem(items, (cat, Person("ada")))
    teams = {"wait": "a", "away": "a", "other": "b"}
    plan = solve(problem, limit=Limit(passes=20))
    told = simulate(problem, plan, draws=400, common_sigma=0.0, drift=SIGMA, shared=teams)
    assert (told.items[0].finish.p05, told.items[0].finish.p95) == (30.0, 30.0)
    assert told.items[1].finish.p05 > 40.0
