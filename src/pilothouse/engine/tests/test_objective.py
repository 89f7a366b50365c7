"""What plans are worth, worked out by hand, and the checker on what is chosen and spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.check import check, feasible
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.objective import Objective, score
from pilothouse.engine.schedule.plan import Placed, Plan, Reason
from pilothouse.engine.schedule.problem import (
    Alternative,
    Budget,
    Dependency,
    Item,
    Person,
    Pool,
    Problem,
)
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, work

START = Reason("plan_start", None, 0.0, "starts with the plan")
PROBLEM = Problem(
    items=(
        work("build", 4, people=("ana",), cost=100.0, deadline=3.0, weight=2.0, delay_cost=50.0),
        Item(
            "host",
            alternatives=(
                Alternative("rent", duration=exactly(2), demands={"credits": 3}, cost=40.0),
                Alternative("own", duration=exactly(6), demands={"credits": 1}),
            ),
        ),
        work("extra", 2, people=("ana",), optional=True, value=7.0),
        Item("party", optional=True, value=1.0),
    ),
    people=(Person("ana", rate=10.0, capacity=((0, 1.0), (4, 0.5))),),
    dependencies=(Dependency("extra", "party"),),
    pools=(Pool("credits", 3, renewable=False),),
    budgets=(Budget("first", 200.0, 0.0, 2.0), Budget("all", 1000.0, hard=False)),
)
PLAN = Plan(
    placed=(
        Placed("build", 0.0, 4.0, ("ana",), START),
        Placed("host", 0.0, 2.0, (), START, "rent"),
        Placed("extra", 4.0, 8.0, ("ana",), START),
        Placed("party", 8.0, 8.0, (), START),
    ),
    makespan=8.0,
    lower_bound=0.0,
    gap=0.0,
    status="feasible",
    violations=(),
    passes=1,
    seed=0,
)


def change(name: str, **values: object) -> Plan:
    rows = tuple(replace(row, **values) if row.item == name else row for row in PLAN.placed)  # type: ignore[arg-type]
    return replace(PLAN, placed=rows)


def without(*names: str) -> Plan:
    rows = tuple(row for row in PLAN.placed if row.item not in names)
    return replace(PLAN, placed=rows, left_out=names, makespan=max(row.finish for row in rows))


def hard(problem: Problem, plan: Plan) -> set[str]:
    return {row.kind for row in check(problem, plan) if row.hard}


def test_a_plan_is_worth_what_is_worked_out_by_hand() -> None:
    found = score(PROBLEM, PLAN, given={"extra": 6.0})
    assert found.late == 2.0 * 1.0
    assert found.makespan == 8.0
    assert found.early == pytest.approx((2 * 4.0 + 2.0 + 8.0 + 8.0) / 5)
    assert found.delay_cost == 50.0 * 4 / 5
    assert found.cost == pytest.approx(100 + 4 * 10 + 40 + 2 * 10)
    assert found.value_lost == 0.0
    assert found.moved == 2.0
    assert found.over_budget == 0.0
    assert found.total == pytest.approx(2000 + 8 + 0.1 * found.early)


def test_each_weight_counts_its_part() -> None:
    weights = Objective(lateness=0, makespan=0, early=0, delay_cost=1, cost=2, value=3, stability=4)
    found = score(PROBLEM, without("extra", "party"), objective=weights, given={"build": 1.0})
    assert found.value_lost == 8.0
    assert found.total == pytest.approx(40.0 + 2 * (100 + 40 + 40) + 3 * 8.0 + 4 * 1.0)


def test_a_weight_below_nothing_is_refused() -> None:
    with pytest.raises(InvalidProblem) as caught:
        Objective(cost=-1.0)
    assert caught.value.where == "objective, cost"
    assert caught.value.cure


def test_the_good_plan_breaks_nothing_hard() -> None:
    assert hard(PROBLEM, PLAN) == set()
    assert feasible(PROBLEM, without("extra", "party"))
    assert feasible(PROBLEM, without("party"))


SPOILT: list[tuple[str, Callable[[], Plan]]] = [
    ("alternative", lambda: change("host", alternative=None)),
    ("alternative", lambda: change("host", alternative="buy")),
    ("alternative", lambda: change("build", alternative="rent")),
    ("duration", lambda: change("host", alternative="own")),
    ("left_out", lambda: without("host")),
    ("left_out", lambda: without("extra")),
    ("items", lambda: replace(PLAN, left_out=("party",))),
]


@pytest.mark.parametrize(("kind", "plan"), SPOILT)
def test_a_wrong_choice_is_found_out(kind: str, plan: Callable[[], Plan]) -> None:
    assert kind in hard(PROBLEM, plan())


def test_more_spent_than_there_is_is_found_out() -> None:
    greedy = replace(PROBLEM.items[0], demands={"credits": 1})
    problem = replace(PROBLEM, items=(greedy, *PROBLEM.items[1:]))
    assert hard(problem, PLAN) == {"consumable"}
    assert score(problem, PLAN).overspent == 1.0


@pytest.mark.parametrize(
    ("budget", "over"),
    [
        (Budget("b", 50 + 20 + 40, 0.0, 2.0), 0.0),
        (Budget("b", 100, 0.0, 2.0), 10.0),
        (Budget("b", 30, 2.0, 6.0), 50 + 20 + 10 - 30.0),
        (Budget("b", 9, 6.0), 10 - 9.0),
    ],
)
@pytest.mark.parametrize("is_hard", [True, False])
def test_a_budget_is_charged_on_the_days_that_are_worked(budget: Budget, over: float, is_hard: bool) -> None:
    problem = replace(PROBLEM, budgets=(replace(budget, hard=is_hard),))
    found = [row for row in check(problem, PLAN) if row.kind == "budget"]
    assert [row.hard for row in found] == ([is_hard] if over else [])
    assert score(problem, PLAN).over_budget == pytest.approx(over)


def test_open_choices_are_not_scheduled_by_mistake() -> None:
    with pytest.raises(InvalidProblem) as caught:
        compile_problem(PROBLEM)
    assert caught.value.where == "host"
    assert "choices" in caught.value.cure


def test_consumables_do_not_hold_up_a_plan() -> None:
    items = tuple(Item(name, duration=exactly(2), demands={"gas": 2, "bay": 1}) for name in "ab")
    problem = Problem(items, pools=(Pool("gas", 4, renewable=False), Pool("bay", 2)))
    plan = solve(problem)
    assert check(problem, plan) == ()
    assert plan.makespan == 2.0
