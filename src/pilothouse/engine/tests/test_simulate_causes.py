"""Factors, events, cost and the dynamic policy, against closed forms."""

from __future__ import annotations

from itertools import pairwise

import numba
import numpy as np
import pytest
from hypothesis import given, settings

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event, Factor
from pilothouse.engine.forecast.futures.forecast import Policy
from pilothouse.engine.forecast.futures.late import late_dates
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import problems, work

FEW = Limit(passes=10)
POLICIES: tuple[Policy, ...] = ("fixed", "dynamic")
CHAIN = Problem((work("a", 10), work("b", 10)), (Person("p"),), (Dependency("a", "b"),))


@pytest.mark.parametrize("policy", POLICIES)
def test_an_event_adds_its_days_to_every_item_it_hits(policy: Policy) -> None:
    event = Event("e", "Vendor is late", 0.3, ("a", "b"), (5, 5, 5))
    answer = simulate(CHAIN, solve(CHAIN, limit=FEW), common_sigma=0.0, events=[event], policy=policy)
    (driver,) = answer.causes
    assert driver.share == pytest.approx(1.0)
    assert driver.days_with == pytest.approx(30.0)
    assert driver.days_without == pytest.approx(20.0)
    assert driver.days == pytest.approx(3.0)
    assert (answer.finish.p50, answer.finish.p85) == (20.0, 30.0)


def test_late_dates_are_those_of_a_simulation_to_the_bit() -> None:
    items = (*(Item(f"i{n}", effort=Effort(1, 2 + n, 9 + n), product=f"P{n % 2}") for n in range(6)),)
    problem = Problem(items, (Person("p"), Person("q")), (Dependency("i0", "i5"),))
    plan = solve(problem, limit=FEW)
    events = [Event("e", "Vendor is late", 0.3, ("i0", "i3"), (5, 5, 5))]
    teams = {item.id: item.product for item in items}
    sigma = {"P0": 0.3, "P1": 0.1}
    whole = simulate(
        problem, plan, draws=400, seed=3, common_sigma=sigma, events=events, drift=0.1, shared=teams
    )
    late = late_dates(
        problem, plan, draws=400, seed=3, common_sigma=sigma, events=events, drift=0.1, shared=teams
    )
    assert late == {row.item: row.finish.p85 for row in whole.items}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_factor_makes_its_items_lognormal(policy: Policy) -> None:
    factor = Factor("f", "New stack", ("a", "b"), 0.4)
    answer = simulate(CHAIN, solve(CHAIN, limit=FEW), common_sigma=0.0, factors=[factor], policy=policy)
    assert answer.finish.p85 == pytest.approx(20 * np.exp(0.4 * 1.0364), rel=0.03)
    assert answer.causes[0].share == pytest.approx(1.0)


@pytest.mark.parametrize("policy", POLICIES)
def test_cost_and_its_joint_confidence_with_a_date(policy: Policy) -> None:
    event = Event("e", "", 0.25, ("b",), None, 2.0)
    answer = simulate(
        CHAIN, solve(CHAIN, limit=FEW), common_sigma=0.0, events=[event], policy=policy,
        rates={"p": 100.0}, fixed_costs={"a": 50.0},
    )  # fmt: skip
    assert answer.cost is not None
    assert (answer.cost.p05, answer.cost.p95) == (pytest.approx(2050), pytest.approx(3050))
    assert answer.cost.mean == pytest.approx(2300, abs=15)
    assert answer.cost.joint(day=20, cost=2050) == pytest.approx(0.75, abs=0.015)
    assert answer.cost.joint(day=30, cost=3050) == 1.0
    assert answer.cost.joint(day=30, cost=2049) == 0.0


def test_with_people_enough_the_dynamic_policy_is_the_longest_path() -> None:
    items = tuple(Item(f"i{n}", effort=Effort(1, 2, 5)) for n in range(30))
    edges = tuple(Dependency(f"i{n}", f"i{n + step}") for step in (7, 11) for n in range(30 - step))
    problem = Problem(items, tuple(Person(f"p{n}") for n in range(30)), edges)
    plan = solve(problem, limit=FEW)
    own = tuple(Item(row.id, effort=row.effort, people=(f"p{n}",)) for n, row in enumerate(items))
    alone = Problem(own, problem.people, edges)
    path = simulate(alone, solve(alone, limit=FEW), draws=1000, seed=4)
    free = simulate(problem, plan, draws=1000, seed=4, policy="dynamic")
    assert [row.finish for row in free.items] == [row.finish for row in path.items]


def test_whoever_is_free_first_takes_the_next_item() -> None:
    items = (Item("a", effort=Effort(1, 4, 9)), Item("b", effort=Effort(1, 4, 9)), work("c", 3))
    problem = Problem(items, (Person("p"), Person("q")))
    plan = solve(problem, limit=FEW)
    fixed, dynamic = (simulate(problem, plan, seed=1, policy=policy) for policy in POLICIES)
    assert dynamic.finish.p50 <= fixed.finish.p50


@settings(max_examples=30, deadline=None)
@given(problems(kinds=("FS", "SS"), lags=(0.0, 2.0)))
def test_every_dynamic_future_places_every_item_in_order(problem: Problem) -> None:
    answer = simulate(problem, solve(problem, limit=FEW), draws=100, policy="dynamic")
    for row in answer.items:
        ends = (row.finish.p05, row.finish.p15, row.finish.p50, row.finish.p85, row.finish.p95)
        assert all(0 <= low <= high < 1e6 for low, high in pairwise(ends))
        assert row.start.p50 <= row.finish.p50


def test_a_dynamic_forecast_is_the_same_bytes_on_one_thread_and_on_two() -> None:
    people = (Person("a", skills={"x": 3.0}), Person("b", skills={"x": 1.0, "y": 2.0}))
    items = tuple(Item(f"i{n}", effort=Effort(1, 2, 5), needs=(Need("xy"[n % 2]),)) for n in range(30))
    problem = Problem(items, people)
    plan = solve(problem, limit=FEW)
    before = numba.get_num_threads()
    try:
        answers = []
        for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(threads)
            answers.append(repr(simulate(problem, plan, draws=1000, seed=11, policy="dynamic")))
    finally:
        numba.set_num_threads(before)
    assert answers[0] == answers[1]


def test_until_stops_after_whole_steps() -> None:
    problem = Problem((Item("a", effort=Effort(4, 5, 6)),), (Person("p"),))
    plan = solve(problem, limit=FEW)
    answer = simulate(problem, plan, draws=10_000, until=0.2)
    assert 1000 <= answer.draws < 10_000
    assert max(answer.convergence, answer.convergence_p50) < 0.2


@pytest.mark.parametrize(
    "more",
    [
        {"factors": [Factor("f", "", ("z",), 0.2)]},
        {"factors": [Factor("f", "", ("a",), 0.2)] * 2},
        {"events": [Event("e", "", 1.2, ("a",))]},
        {"events": [Event("e", "", 0.2, ("a",), (5, 2, 9))]},
        {"rates": {"nobody": 1.0}},
        {"policy": "other"},
        {"until": 0.0},
    ],
)
def test_what_makes_no_sense_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(InvalidProblem):
        simulate(CHAIN, solve(CHAIN, limit=FEW), **more)  # type: ignore[arg-type]


def test_a_team_that_cannot_start_yet_keeps_nobody_from_other_work() -> None:
    """Ana waits for Ben, who is busy; meanwhile she does what she can do alone."""
    items = (
        Item("alone", effort=Effort(4, 4, 4), people=("ben",)),
        Item("both", effort=Effort(2, 2, 2), people=("ana", "ben")),
        Item("ana's", effort=Effort(3, 3, 3), people=("ana",)),
    )
    problem = Problem(items, (Person("ana"), Person("ben")))
    answer = simulate(problem, solve(problem, limit=FEW), draws=100, common_sigma=0.0, policy="dynamic")

    assert [row.finish.p50 for row in answer.items] == pytest.approx([4.0, 5.0, 3.0])
