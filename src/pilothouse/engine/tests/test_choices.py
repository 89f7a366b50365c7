"""Plans that choose, held to the best of all choices where these can be counted."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.check import check, feasible
from pilothouse.engine.schedule.choices import choose
from pilothouse.engine.schedule.objective import Objective, score
from pilothouse.engine.schedule.parts import Alternative, Budget
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Item, Need, Person, Pool, Problem
from pilothouse.engine.schedule.settling import as_chosen, settle
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, work

ADA, BOB = Person("ada", skills={"a": 3.0}, rate=100.0), Person("bob", skills={"b": 3.0}, rate=50.0)


def way(name: str, days: int, cost: float = 0.0, **units: int) -> Alternative:
    return Alternative(name, duration=exactly(days), demands=units, cost=cost)


def test_the_way_that_suits_the_others_is_chosen() -> None:
    """Fast ways take both units of the pool, slow ones one: side by side beats one after the other."""
    items = tuple(
        Item(name, alternatives=(way("fast", 3, rig=2), way("slow", 4, rig=1))) for name in ("x", "y")
    )
    plan = solve(Problem(items, pools=(Pool("rig", 2),)))
    assert plan.makespan == 4.0
    assert [row.alternative for row in plan.placed] == ["slow", "slow"]
    assert feasible(Problem(items, pools=(Pool("rig", 2),)), plan)


@pytest.mark.parametrize("turned", [False, True])
def test_where_products_weigh_the_way_with_the_least_mean_finish_is_chosen(turned: bool) -> None:
    """Whichever way A goes, all ends on day 20, when C does. Bob's five days leave Ada to H at once."""
    by_ada = Alternative("ada", effort=exactly(4), needs=(Need("a", 1.0),))
    by_bob = Alternative("bob", effort=exactly(5), needs=(Need("b", 1.0),))
    items = (
        Item("a", alternatives=(by_bob, by_ada) if turned else (by_ada, by_bob), product="a"),
        Item("h", effort=exactly(6), needs=(Need("a", 1.0),), product="h"),
        Item("c", duration=exactly(20), product="c"),
    )
    plan = solve(Problem(items, (ADA, BOB), product_weights={"h": 2.0}))
    assert plan.placed[0].alternative == "bob"
    assert plan.weighed == pytest.approx((5 + 2 * 6 + 20) / 4)
    strict = replace(Problem(items, (ADA, BOB)), strict=True)
    assert solve(strict).makespan == 20.0


def test_a_stock_lasts_and_what_is_saved_is_spent_where_it_shortens_most() -> None:
    ways = (way("fast", 2, money=5), way("slow", 6, money=1))
    short = (way("fast", 2, money=5), way("slow", 3, money=1))
    items = (Item("long", alternatives=ways), Item("short", alternatives=short))
    problem = Problem(items, (), (Dependency("long", "short"),), (Pool("money", 6, renewable=False),))
    plan = solve(problem)
    assert plan.makespan == 5.0
    assert [row.alternative for row in plan.placed] == ["fast", "slow"]


def test_a_plan_is_one_of_the_problem_as_it_chose() -> None:
    """So that it can be simulated: what is left out is gone, what is done is done in its way."""
    items = (
        Item("x", alternatives=(way("fast", 3, 10.0, rig=2), way("slow", 4, rig=1))),
        work("idle", 9, people=("ada",), optional=True, value=2.0),
    )
    problem = Problem(items, (ADA,), pools=(Pool("rig", 2), Pool("ink", 0, renewable=False)))
    plan = solve(problem)
    chosen = as_chosen(problem, plan)

    assert not chosen.is_open
    assert [(item.id, item.duration, item.cost) for item in chosen.items] == [("x", exactly(3), 10.0)]
    assert simulate(chosen, plan, draws=100, common_sigma=0.0).finish.p50 == pytest.approx(3.0)
    assert as_chosen(chosen, plan) is chosen


def test_what_a_budget_put_off_is_put_off_in_every_simulation() -> None:
    items = (Item("x", duration=exactly(2), cost=60.0), Item("y", duration=exactly(2), cost=60.0))
    problem = Problem(items, budgets=(Budget("week", 100.0, 0.0, 5.0),))
    plan = solve(problem)
    answer = simulate(as_chosen(problem, plan), plan, draws=100, common_sigma=0.0)

    assert plan.makespan == pytest.approx(7.0)
    assert answer.finish.p05 == pytest.approx(7.0)


def test_an_objective_decides_what_is_worth_its_money() -> None:
    ways = (way("dear", 2, 1_000.0), way("cheap", 5))
    problem = Problem((Item("x", alternatives=ways),))

    assert solve(problem).placed[0].alternative == "dear"
    assert solve(problem, objective=Objective(cost=0.01)).placed[0].alternative == "cheap"


def test_optional_work_is_done_where_its_value_exceeds_the_days_it_takes() -> None:
    items = (
        work("must", 4, people=("ada",)),
        work("worth", 3, people=("ada",), optional=True, value=5.0),
        work("idle", 3, people=("ada",), optional=True, value=2.0),
    )
    problem = Problem(items, (ADA, BOB))
    plan = solve(problem)
    assert plan.left_out == ("idle",)
    assert plan.makespan == 7.0
    assert plan.score is not None
    assert plan.score.value_lost == 2.0
    assert feasible(problem, plan)


def test_what_waits_for_what_is_left_out_goes_with_it() -> None:
    items = (
        work("must", 2, people=("ada",)),
        work("first", 9, people=("ada",), optional=True, value=1.0),
        work("second", 1, people=("ada",), optional=True, value=1.0),
    )
    plan = solve(Problem(items, (ADA,), (Dependency("first", "second"),)))
    assert set(plan.left_out) == {"first", "second"}


def test_who_does_it_may_be_chosen_with_the_way() -> None:
    """Ada is faster and busy; Bob does the other way at the same time."""
    ways = (
        Alternative("expert", effort=exactly(4), needs=(Need("a", 1.0),)),
        Alternative("novice", effort=exactly(6), needs=(Need("b", 1.0),)),
    )
    problem = Problem((work("busy", 6, people=("ada",)), Item("either", alternatives=ways)), (ADA, BOB))
    plan = solve(problem)
    assert plan.makespan == 6.0
    assert plan.placed[1].alternative == "novice"
    assert plan.placed[1].people == ("bob",)


def test_a_budget_of_some_days_puts_off_what_it_has_no_room_for_and_says_so() -> None:
    items = (work("one", 5, people=("ada",)), work("two", 5, people=("bob",)))
    problem = Problem(items, (ADA, BOB), budgets=(Budget("spring", 600.0, 0.0, 10.0),))
    plan = solve(problem)
    assert feasible(problem, plan)
    assert not plan.violations
    late = max(plan.placed, key=lambda row: row.start)
    assert (late.start, late.reason.kind) == (10.0, "budget")
    assert "spring" in late.reason.text


def test_a_budget_that_cannot_be_kept_is_told() -> None:
    problem = Problem((work("one", 5, people=("ada",)),), (ADA,), budgets=(Budget("all", 300.0),))
    plan = solve(problem)
    assert plan.status == "late"
    assert [(row.kind, row.hard) for row in plan.violations] == [("budget", True)]
    assert "overspent by 200.00 of 300.00" in plan.violations[0].text
    soft = replace(problem, budgets=(Budget("all", 300.0, hard=False),))
    assert solve(soft).status == "feasible"


def test_cheap_ways_are_chosen_within_a_budget() -> None:
    ways = (way("bought", 2, cost=900.0), way("built", 5, cost=100.0))
    items = (Item("x", alternatives=ways), Item("y", alternatives=ways))
    edges = (Dependency("x", "y"),)
    problem = Problem(items, (), edges, budgets=(Budget("all", 1_000.0),))
    plan = solve(problem)
    assert plan.makespan == 7.0
    assert {row.alternative for row in plan.placed} == {"bought", "built"}
    assert feasible(problem, plan)


def test_an_objective_of_money_chooses_by_money() -> None:
    ways = (way("bought", 2, cost=900.0), way("built", 5, cost=100.0))
    problem = Problem((Item("x", alternatives=ways),))
    cheap = choose(problem, objective=Objective(makespan=0.0, cost=1.0))
    fast = choose(problem, objective=Objective())
    assert [plan.placed[0].alternative for plan in (cheap, fast)] == ["built", "bought"]


@st.composite
def open_problems(draw: st.DrawFn) -> Problem:
    items, edges = [], []
    for number in range(draw(st.integers(1, 4))):
        ways = tuple(
            Alternative(
                f"w{index}",
                duration=exactly(draw(st.integers(0, 4))),
                needs=(Need(draw(st.sampled_from("ab")), 1.0),) if draw(st.booleans()) else (),
                demands={"rig": draw(st.integers(0, 2)), "cash": draw(st.integers(0, 2))},
                cost=float(draw(st.integers(0, 3))),
            )
            for index in range(draw(st.integers(1, 2)))
        )
        optional = draw(st.booleans())
        if number and not (items[-1].optional and not optional) and draw(st.booleans()):
            edges.append(Dependency(f"i{number - 1}", f"i{number}"))
        value = float(draw(st.integers(0, 4)))
        items.append(Item(f"i{number}", alternatives=ways, optional=optional, value=value))
    least = sum(min(w.demands["cash"] for w in item.alternatives) for item in items if not item.optional)
    pools = (Pool("rig", 2), Pool("cash", max(2, least) + draw(st.integers(0, 2)), renewable=False))
    return Problem(tuple(items), (ADA, BOB), tuple(edges), pools)


@settings(max_examples=40, deadline=None)
@given(open_problems())
def test_no_choice_is_better_where_all_can_be_counted(problem: Problem) -> None:
    plan = solve(problem)
    assert feasible(problem, plan), check(problem, plan)
    assert plan.score is not None
    ways = [[*range(len(item.alternatives)), *([-1] if item.optional else [])] for item in problem.items]
    number = {item.id: row for row, item in enumerate(problem.items)}
    best = float("inf")
    for choice in product(*ways):
        if any(
            choice[number[edge.predecessor]] < 0 <= choice[number[edge.successor]]
            for edge in problem.dependencies
        ):
            continue
        settled = settle(problem, choice)
        one = solve(settled, limit=Limit(passes=200))
        names = {
            item.id: item.alternatives[row].id
            for item, row in zip(problem.items, choice, strict=True)
            if row >= 0
        }
        whole = replace(
            one,
            placed=tuple(replace(row, alternative=names[row.item]) for row in one.placed),
            left_out=tuple(item.id for item in problem.items if item.id not in names),
        )
        best = min(best, score(problem, whole).total)
    assert plan.score.total == pytest.approx(best)
    assert plan.lower_bound <= plan.makespan + 1e-9
    assert plan == solve(problem)


@settings(max_examples=25, deadline=None)
@given(open_problems())
def test_modes_that_are_called_optimal_are_the_best_of_all(problem: Problem) -> None:
    """Pools and durations only, so that CP-SAT may prove."""
    bare = replace(
        problem,
        people=(),
        items=tuple(
            replace(
                item,
                optional=False,
                alternatives=tuple(replace(row, needs=(), cost=0.0) for row in item.alternatives),
            )
            for item in problem.items
        ),
        pools=(Pool("rig", 2), Pool("cash", 2 * len(problem.items), renewable=False)),
    )
    plan = solve(bare, limit=Limit(seconds=5, workers=1))  # far less where others do not compute
    assert feasible(bare, plan), check(bare, plan)
    best = min(
        solve(settle(bare, choice), limit=Limit(passes=200)).makespan
        for choice in product(*(range(len(item.alternatives)) for item in bare.items))
        if sum(item.alternatives[way].demands["cash"] for item, way in zip(bare.items, choice, strict=True))
        <= bare.pools[1].capacity
    )
    assert plan.makespan == best
    assert plan.status == "optimal"
