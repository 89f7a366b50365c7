"""The checker finds every kind of broken plan: a good plan is spoilt in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pilothouse.engine.schedule.check import check, feasible
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Dependency, Group, Item, Need, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, work

PROBLEM = Problem(
    items=(
        work("fs", 2, needs=(Need("Go", 3),)),
        work("then", 2, needs=(Need("Go", 3),)),
        work("pair", 4, needs=(Need("Go", 1), Need("UX", 2))),
        Item("bay", duration=exactly(3), demands={"bay": 2}),
        Item("bay2", duration=exactly(3), demands={"bay": 1}),
        work("late", 1, people=("cleo",), earliest=4.0, deadline=9.0, deadline_hard=True),
        work("fixed", 1, people=("cleo",), fixed_start=6.0),
        Item("done"),
    ),
    people=(
        Person("ana", skills={"Go": 5}),
        Person("ben", skills={"UX": 3, "Go": 2}, capacity=((0, 1.0), (1, 0.0), (2, 1.0))),
        Person("cleo", skills={"UX": 4}),
        Person("gone", skills={"Go": 5}, capacity=((0, 0.0),)),
    ),
    dependencies=(Dependency("fs", "then"), Dependency("then", "done"), Dependency("bay", "pair", "SS", 1.0)),
    pools=(Pool("bay", 2),),
    groups=(Group("soon", ("done",), 8.0),),
)
PLAN = solve(PROBLEM, limit=Limit(passes=100))


def change(plan: Plan, name: str, **values: Any) -> Plan:
    rows = tuple(replace(row, **values) if row.item == name else row for row in plan.placed)
    return replace(plan, placed=rows, makespan=max(row.finish for row in rows), lower_bound=0.0)


def shift(plan: Plan, name: str, days: float) -> Plan:
    row = next(row for row in plan.placed if row.item == name)
    return change(plan, name, start=row.start + days, finish=row.finish + days)


def test_the_good_plan_has_nothing_to_complain_of() -> None:
    assert check(PROBLEM, PLAN) == ()


SPOILT: list[tuple[str, Callable[[Plan], Plan]]] = [
    ("items", lambda plan: replace(plan, placed=plan.placed[:-1])),
    ("items", lambda plan: replace(plan, placed=(*plan.placed, plan.placed[0]))),
    ("times", lambda plan: change(plan, "done", start=9.0, finish=8.0)),
    ("times", lambda plan: change(plan, "done", finish=float("inf"))),
    ("times", lambda plan: change(plan, "done", finish=float("nan"))),
    ("precedence", lambda plan: shift(plan, "then", -1.0)),
    ("person", lambda plan: shift(plan, "then", -1.0)),
    ("earliest", lambda plan: change(plan, "late", start=2.0, finish=3.0)),
    ("late", lambda plan: shift(plan, "late", 20.0)),
    ("fixed", lambda plan: shift(plan, "fixed", -1.0)),
    ("team", lambda plan: change(plan, "fs", people=("nobody",))),
    ("team", lambda plan: change(plan, "pair", people=("ana", "ana"))),
    ("team", lambda plan: change(plan, "late", people=("ana",))),
    ("heads", lambda plan: change(plan, "fs", people=("ana", "cleo"))),
    ("heads", lambda plan: change(plan, "fs", people=())),
    ("heads", lambda plan: change(plan, "pair", people=("ben",))),
    ("skill", lambda plan: change(plan, "fs", people=("cleo",))),
    ("skill", lambda plan: change(plan, "fs", people=("ben",))),
    ("skill", lambda plan: change(plan, "fs", people=("gone",))),
    ("skill", lambda plan: change(plan, "pair", people=("ana", "gone"))),
    ("work", lambda plan: change(plan, "fs", finish=1.5)),
    ("work", lambda plan: change(plan, "fs", finish=5.0)),
    (
        "duration",
        lambda plan: change(plan, "bay", finish=next(r.finish for r in plan.placed if r.item == "bay") + 1),
    ),
    ("makespan", lambda plan: replace(plan, makespan=plan.makespan - 1)),
    ("bound", lambda plan: replace(plan, lower_bound=plan.makespan + 1)),
]


@pytest.mark.parametrize(("kind", "spoil"), SPOILT)
def test_a_plan_spoilt_in_one_place_is_found_out(kind: str, spoil: Callable[[Plan], Plan]) -> None:
    spoilt = spoil(PLAN)
    assert kind in {row.kind for row in check(PROBLEM, spoilt) if row.hard}
    assert not feasible(PROBLEM, spoilt)


def test_overlapping_use_of_a_pool_is_found_out() -> None:
    start = next(row.start for row in PLAN.placed if row.item == "bay")
    spoilt = change(PLAN, "bay2", start=start + 1, finish=start + 4)
    assert "pool" in {row.kind for row in check(PROBLEM, spoilt) if row.hard}


@pytest.mark.parametrize(
    ("kind", "lag", "second"),
    [("FS", 1.0, (3.5, 5.5)), ("SS", 2.0, (1.5, 3.5)), ("FF", 1.0, (1.5, 3.5)), ("SF", 4.0, (1.5, 3.5))],
)
def test_each_type_of_dependency_is_verified(kind: Any, lag: float, second: tuple[float, float]) -> None:
    items = (work("a", 3, people=("x",)), work("b", 2, people=("y",)))
    problem = Problem(items, (Person("x"), Person("y")), (Dependency("a", "b", kind, lag),))
    plan = solve(problem, limit=Limit(passes=10))
    assert check(problem, plan) == ()
    assert {row.kind for row in check(problem, change(plan, "b", start=second[0], finish=second[1]))} == {
        "precedence"
    }


def test_work_without_its_capacity_is_found_out() -> None:
    problem = Problem((work("a", 2),), (Person("x", capacity=((0, 1.0), (1, 0.0), (3, 1.0))),))
    plan = solve(problem)
    assert check(problem, plan) == ()
    assert {row.kind for row in check(problem, change(plan, "a", finish=2.0))} == {"work"}


def test_a_missed_soft_deadline_and_a_late_fixed_start_leave_the_plan_feasible() -> None:
    items = (work("a", 3, deadline=1.0), work("b", 1, fixed_start=0.0, people=("x",)))
    problem = Problem(items, (Person("x"),), (Dependency("a", "b"),), groups=(Group("g", ("a",), 2.0),))
    plan = solve(problem)
    assert {row.kind for row in check(problem, plan)} == {"late", "fixed"}
    assert feasible(problem, plan)


def test_a_missed_deadline_of_a_group_is_told() -> None:
    assert ("late", "soon") in {(row.kind, row.subject) for row in check(PROBLEM, shift(PLAN, "done", 9.0))}


def test_people_are_matched_to_needs_even_when_the_first_choice_is_wrong() -> None:
    people = (Person("both", skills={"a": 1, "b": 1}), Person("one", skills={"a": 1}))
    problem = Problem((work("pair", 2, needs=(Need("a"), Need("b"))),), people)
    plan = solve(problem)
    assert check(problem, change(plan, "pair", people=("both", "one"))) == ()
    assert check(problem, change(plan, "pair", people=("one", "both"))) == ()


@pytest.mark.parametrize("days", [-0.5, 0.5])
def test_a_mean_finish_of_products_that_is_not_theirs_is_found(days: float) -> None:
    items = tuple(replace(work(name, size), product=name) for name, size in (("a", 2.0), ("b", 6.0)))
    problem = Problem(items, (Person("ana"),), strict=False, product_weights={"a": 1.0, "b": 3.0})
    plan = solve(problem, limit=Limit(passes=20))

    assert plan.weighed == pytest.approx(min((2 + 3 * 8) / 4, (8 + 3 * 6) / 4))
    assert check(problem, plan) == ()
    assert plan.weighed is not None
    spoilt = replace(plan, weighed=plan.weighed + days)
    assert [row.kind for row in check(problem, spoilt)] == ["weighed"]
    assert not feasible(problem, spoilt)
