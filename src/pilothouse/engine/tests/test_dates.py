from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from pilothouse.engine.calendar import PlanClock, WorkCalendar
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.dates import PlanDates
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, problems, work

MONDAY, FRIDAY = date(2027, 1, 4), date(2027, 1, 8)
NEXT = date(2027, 1, 11)
CLOCK = PlanClock(MONDAY)
WORK = work("work", 5, people=("p",))


def spans(*items: Item, edges: tuple[Dependency, ...] = (), groups: tuple[Group, ...] = ()) -> dict:
    problem = Problem(items, (Person("p"),), edges, groups=groups)
    plan, dates = solve(problem, limit=Limit(passes=20)), PlanDates.of(problem, CLOCK)
    return {row.item: dates.span(row.item, row.start, row.finish) for row in plan.placed}


@pytest.mark.parametrize(
    "gate", [Item("gate"), Item("gate", effort=exactly(0)), Item("gate", duration=exactly(0))]
)
@pytest.mark.parametrize("kind", ["FS", "FF"])
def test_a_milestone_after_work_that_ends_on_friday_is_that_friday(gate: Item, kind: str) -> None:
    found = spans(
        WORK, gate, work("next", 1), edges=(Dependency("work", "gate", kind), Dependency("gate", "next"))
    )
    assert found == {"work": (MONDAY, FRIDAY), "gate": (FRIDAY, FRIDAY), "next": (NEXT, NEXT)}


def test_a_milestone_after_a_milestone_after_work_is_that_friday_too() -> None:
    found = spans(WORK, Item("a"), Item("b"), edges=(Dependency("work", "a"), Dependency("a", "b", "SS")))
    assert found["b"] == (FRIDAY, FRIDAY)


def test_a_milestone_that_must_not_come_before_monday_is_on_monday() -> None:
    found = spans(
        WORK,
        Item("gate", earliest=5.0),
        Item("then"),
        edges=(Dependency("work", "gate"), Dependency("gate", "then")),
    )
    assert found["gate"] == found["then"] == (NEXT, NEXT)


def test_a_milestone_at_the_start_of_work_that_begins_on_monday_is_on_monday() -> None:
    second = work("second", 1, earliest=5.0)
    found = spans(second, Item("gate"), edges=(Dependency("second", "gate", "SS"),))
    assert found["gate"] == (NEXT, NEXT)


def test_days_after_work_move_the_milestone_by_as_many() -> None:
    found = spans(WORK, Item("gate"), edges=(Dependency("work", "gate", lag=5.0),))
    assert found["gate"] == (date(2027, 1, 15), date(2027, 1, 15))


def test_a_group_is_done_no_earlier_than_its_milestones() -> None:
    groups = (Group("g", ("work", "gate")), Group("h", ("alone",)), Group("i", ("work",)))
    problem = Problem((WORK, Item("gate", earliest=5.0), Item("alone")), (Person("p"),), groups=groups)
    dates = PlanDates.of(problem, CLOCK)
    assert [dates.finish(name, 5.0) for name in "ghi"] == [NEXT, NEXT, FRIDAY]
    assert (dates.end(5.0), dates.end(7.0)) == (NEXT, date(2027, 1, 12))
    assert PlanDates(CLOCK).end(5.0) == FRIDAY


def test_what_holds_work_until_friday_evening_lets_it_start_on_monday() -> None:
    problem = Problem((WORK, Item("gate")), (Person("p"),), (Dependency("work", "gate"),))
    dates = PlanDates.of(problem, CLOCK)
    assert (dates.start("work", 5.0), dates.start("gate", 5.0)) == (NEXT, FRIDAY)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_no_start_lies_after_its_finish_and_milestones_have_one_date(problem: Problem) -> None:
    plan = solve(problem, limit=Limit(passes=10))
    clock = PlanClock(MONDAY, WorkCalendar(frozenset({0, 2})))
    dates = PlanDates.of(problem, clock)
    told = simulate(problem, plan, draws=100)
    takes_no_time = {item.id for item in problem.items if item.is_milestone}
    moments = [(row.item, row.start, row.finish) for row in plan.placed]
    moments += [(row.item, row.start.p50, row.finish.p50) for row in told.items]
    for name, start, finish in moments:
        first, last = dates.span(name, start, finish)
        assert first <= last
        assert first == last or name not in takes_no_time
        if name not in takes_no_time:
            assert (first, last) == (min(clock.start_date(start), last), clock.finish_date(finish))
