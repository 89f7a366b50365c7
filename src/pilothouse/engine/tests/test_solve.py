from __future__ import annotations

import pytest
from hypothesis import given, settings

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.check import check, feasible
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import (
    Dependency,
    DependencyKind,
    Effort,
    Item,
    Need,
    Person,
    Pool,
    Problem,
)
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, problems, work

FEW = Limit(passes=30)


def placed(plan: Plan, name: str) -> tuple[float, float, tuple[str, ...]]:
    return next((row.start, row.finish, row.people) for row in plan.placed if row.item == name)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_every_plan_of_a_random_problem_passes_the_checker(problem: Problem) -> None:
    plan = solve(problem, limit=FEW)
    assert [row for row in check(problem, plan) if row.hard and row.kind != "late"] == []


@settings(max_examples=40, deadline=None)
@given(problems())
def test_what_the_plan_says_it_misses_is_what_the_checker_finds(problem: Problem) -> None:
    plan = solve(problem, limit=FEW)
    told = {(row.kind, row.subject, row.hard) for row in plan.violations}
    assert told == {(row.kind, row.subject, row.hard) for row in check(problem, plan)}
    assert (plan.status == "late") == any(row.hard for row in plan.violations)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_the_same_seed_gives_the_same_plan(problem: Problem) -> None:
    assert solve(problem, seed=3, limit=FEW) == solve(problem, seed=3, limit=FEW)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_more_passes_never_make_a_plan_without_dates_longer(problem: Problem) -> None:
    free = Problem(
        tuple(
            Item(row.id, effort=row.effort, duration=row.duration, needs=row.needs, people=row.people)
            for row in problem.items
        ),
        problem.people,
        problem.dependencies,
    )
    one, many = (solve(free, limit=Limit(passes=passes)) for passes in (1, 60))
    # Work that outlasts its people comes before length: a plan may grow to mend that.
    worse = len(many.violations) < len(one.violations)
    assert worse or many.makespan <= one.makespan + 1e-6


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [("FS", 0, 3), ("FS", 2, 5), ("FS", -1, 2), ("SS", 1, 1), ("FF", 0, 1), ("FF", 2, 3), ("SF", 4, 2)],
)
def test_each_type_of_dependency_binds_the_start(kind: DependencyKind, lag: float, start: float) -> None:
    people = (Person("ana"), Person("ben"))
    items = (work("first", 3, people=("ana",)), work("second", 2, people=("ben",)))
    plan = solve(Problem(items, people, (Dependency("first", "second", kind, lag),)), limit=FEW)
    assert placed(plan, "second")[0] == pytest.approx(start)
    assert plan.placed[1].reason.kind == "predecessor"
    assert plan.placed[1].reason.subject == "first"


def test_work_stops_while_somebody_is_away() -> None:
    ana = Person("ana", capacity=((0, 1.0), (2, 0.0), (5, 0.5)))
    plan = solve(Problem((work("a", 3),), (ana,)), limit=FEW)
    assert placed(plan, "a")[:2] == (0.0, 7.0)


def test_an_item_waits_for_the_return_of_the_only_person_and_says_so() -> None:
    ana = Person("ana", "Ana Ruiz", capacity=((0, 0.0), (4, 1.0)))
    plan = solve(Problem((work("a", 1),), (ana,)), limit=FEW)
    reason = plan.placed[0].reason
    assert (reason.kind, reason.day, reason.text) == ("absence", 4.0, "starts when Ana Ruiz is back at work")


def test_a_rare_skill_is_kept_for_what_needs_it() -> None:
    people = (Person("rare", skills={"Go": 3, "Rust": 5}), Person("common", skills={"Go": 3}))
    items = (work("go", 4, needs=(Need("Go"),)), work("rust", 4, needs=(Need("Rust", 4),)))
    plan = solve(Problem(items, people), limit=Limit(passes=1))
    assert plan.makespan == pytest.approx(4)
    assert placed(plan, "go")[2] == ("common",)


def test_two_people_share_the_work_of_an_item() -> None:
    people = (Person("a", skills={"x": 1}), Person("b", skills={"y": 1}, capacity=((0, 0.5),)))
    plan = solve(Problem((work("both", 6, needs=(Need("x"), Need("y"))),), people), limit=FEW)
    assert placed(plan, "both")[1] == pytest.approx(4)


def test_a_later_item_fills_the_gap_before_a_fixed_one() -> None:
    items = (work("fixed", 2, fixed_start=3.0), work("small", 3))
    plan = solve(Problem(items, (Person("ana"),)), limit=FEW)
    assert placed(plan, "fixed")[:2] == (3.0, 5.0)
    assert placed(plan, "small")[:2] == (0.0, 3.0)
    assert plan.placed[0].reason.kind == "fixed" or plan.placed[0].reason.kind == "person"


def test_chosen_people_stay_on_their_item_and_fill_the_need_they_fit() -> None:
    people = (
        Person("go", skills={"Go": 4}),
        Person("react", skills={"React": 4}),
        Person("also", skills={"React": 5}),
    )
    item = work("page", 4, needs=(Need("Go", 3), Need("React", 3)), people=("react",))
    plan = solve(Problem((item,), people), limit=FEW)
    assert set(placed(plan, "page")[2]) == {"react", "go"}


def test_a_pool_is_never_overdrawn_and_names_who_held_it() -> None:
    pool = Pool("bay", 2)
    items = tuple(Item(name, duration=exactly(2), demands={"bay": 1 if name != "c" else 2}) for name in "abc")
    plan = solve(Problem(items, pools=(pool,)), limit=FEW)
    assert plan.makespan == 4
    assert feasible(Problem(items, pools=(pool,)), plan)
    waits = next(row.reason for row in plan.placed if row.start > 0)
    assert (waits.kind, waits.subject) == ("pool", "bay")


def test_deadlines_come_before_the_makespan() -> None:
    items = (work("long", 9), work("urgent", 2, deadline=2.0, weight=5), work("next", 1, deadline=3.0))
    plan = solve(Problem(items, (Person("ana"),)), limit=FEW)
    assert plan.violations == ()
    assert placed(plan, "urgent")[:2] == (0.0, 2.0)


def test_a_hard_deadline_that_cannot_be_kept_is_reported_not_raised() -> None:
    problem = Problem((work("a", 5, deadline=3.0, deadline_hard=True),), (Person("ana"),))
    plan = solve(problem, limit=FEW)
    assert plan.status == "late"
    assert [(row.kind, row.subject, row.days, row.hard) for row in plan.violations] == [
        ("late", "a", 2.0, True)
    ]
    assert not feasible(problem, plan)


def test_work_that_outlasts_the_only_person_is_reported_not_raised() -> None:
    leaver = Person("ana", "Ana Ruiz", capacity=((0, 1.0), (3, 0.0)))
    plan = solve(Problem((work("a", 5),), (leaver,)), limit=FEW)
    assert [(row.kind, row.hard, row.days) for row in plan.violations] == [("late", True, 2.0)]
    assert "Ana Ruiz until day 5.0, who leaves on day 3" in plan.violations[0].text


def test_work_goes_to_a_leaver_only_when_it_ends_in_time() -> None:
    people = (Person("leaver", capacity=((0, 1.0), (3, 0.0))), Person("stays"))
    plan = solve(Problem((work("long", 5), work("short", 2)), people), limit=FEW)
    assert placed(plan, "long")[2] == ("stays",)
    assert placed(plan, "short")[2] == ("leaver",)
    assert plan.makespan == 5


def test_work_that_outlasts_a_leaver_leaves_other_work_alone() -> None:
    leaver = Person("leaver", skills={"rare": 3, "any": 1}, capacity=((0, 1.0), (3, 0.0)))
    people = (leaver, Person("one", skills={"any": 1}), Person("two", skills={"any": 1}))
    pair = work("pair", 8, needs=(Need("any", 1, 2),), weight=0.0)
    problem = Problem((work("long", 6, needs=(Need("rare"),), weight=9.0, deadline=4.0), pair), people)
    plan = solve(problem, limit=FEW)
    assert {row.kind for row in check(problem, plan)} == {"late"}
    assert set(placed(plan, "pair")[2]) == {"one", "two"}


def test_the_bound_holds_for_a_plan_in_which_somebody_outstays_their_leaving() -> None:
    people = (Person("rare", skills={"rare": 3}, capacity=((0, 1.0), (1, 0.0))), Person("slow"))
    items = (work("a", 9, needs=(Need("rare"),)), work("b", 9, needs=(Need("rare"),)))
    plan = solve(Problem(items, people), limit=FEW)
    assert (plan.status, plan.makespan) == ("late", 18)
    assert plan.lower_bound <= plan.makespan


def test_the_reason_names_predecessor_and_person_together() -> None:
    ana, ben = Person("ana", "Ana Ruiz"), Person("ben", "J. Tan")
    items = (
        Item("replay", "Back-pressure and replay", exactly(3), people=("ana",)),
        Item("tuning", "Tuning", exactly(3), people=("ben",)),
        Item("next", "Next", exactly(1), people=("ben",)),
    )
    plan = solve(Problem(items, (ana, ben), (Dependency("replay", "next"),)), limit=FEW)
    assert (
        plan.placed[2].reason.text
        == "starts when Back-pressure and replay ends and J. Tan is free after Tuning"
    )


def test_the_bound_is_met_by_work_that_two_people_can_halve() -> None:
    items = tuple(work(f"i{number}", 2) for number in range(6))
    plan = solve(Problem(items, (Person("a"), Person("b"))))
    assert (plan.makespan, plan.lower_bound, plan.gap, plan.status) == (6.0, 6.0, 0.0, "optimal")


def test_a_plan_without_items_is_empty() -> None:
    assert solve(Problem(())).placed == ()


def test_no_passes_is_an_error_with_a_cure() -> None:
    with pytest.raises(InvalidProblem) as caught:
        solve(Problem((work("a", 1),), (Person("ana"),)), limit=Limit(passes=0))
    assert caught.value.cure


def test_progress_ends_at_what_was_asked_for() -> None:
    told: list[tuple[int, int]] = []
    items = tuple(Item(f"i{n}", effort=Effort(1, 2, 7), needs=(Need("x", 1, 2),)) for n in range(9))
    people = tuple(
        Person(f"p{n}", skills={"x": 1}, capacity=((0, 1.0), (n + 2, 0.0), (n + 4, 0.7))) for n in range(3)
    )
    solve(
        Problem(items, people),
        limit=Limit(passes=50),
        progress=lambda done, wanted: told.append((done, wanted)),
    )
    assert told[-1] == (50, 50)
