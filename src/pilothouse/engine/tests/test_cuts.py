"""What must be cut for a date."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.cuts import cuts_to_reach, without
from pilothouse.engine.forecast.futures.effects import forecaster
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import problems


def one_person(deadline: float | None = 12.0, **more: object) -> Problem:
    """Five items of about four days for one person: twenty days of work."""
    items = tuple(Item(f"i{number}", effort=Effort(3, 4, 5)) for number in range(5))
    group = Group("beta", tuple(item.id for item in items), deadline)
    return Problem(items, (Person("Ana"),), groups=(group,), **more)  # type: ignore[arg-type]


def test_the_least_valuable_work_goes_until_the_date_holds() -> None:
    value = {"i0": 9.0, "i1": 1.0, "i2": 8.0, "i3": 2.0, "i4": 3.0}
    found = cuts_to_reach(one_person(16.0), group="beta", value=value, draws=500)

    assert found.before < 0.3
    assert found.reached
    assert found.after >= 0.85
    assert {name for cut in found.cuts for name in cut.items} == {"i1", "i3"}


def test_nothing_is_cut_where_the_date_holds() -> None:
    found = cuts_to_reach(one_person(40.0), group="beta", draws=500)

    assert (found.cuts, found.reached, found.tried) == ((), True, 1)


def test_what_waits_for_cut_work_goes_with_it() -> None:
    edges = (Dependency("i0", "i1"), Dependency("i1", "i2"))
    found = cuts_to_reach(
        one_person(10.0, dependencies=edges), group="beta", value={"i0": 0.1, "i1": 0.1, "i2": 0.1}, draws=500
    )

    gone = [set(cut.items) for cut in found.cuts]
    assert all("i2" in unit for unit in gone if unit & {"i0", "i1"})


@pytest.mark.parametrize("deadline", [3.0, 10.0])
def test_an_item_that_many_take_along_is_cut_and_counted_once(deadline: float) -> None:
    """A chain: the last item waits for all the others."""
    edges = tuple(Dependency(f"i{n}", f"i{n + 1}") for n in range(4))
    problem = one_person(deadline, dependencies=edges)
    value = {f"i{n}": 5.0 - n for n in range(5)}
    found = cuts_to_reach(problem, group="beta", value=value, keep=frozenset({"i0"}), draws=500)
    names = [name for cut in found.cuts for name in cut.items]

    assert len(names) == len(set(names)) >= 2
    mean = problem.items[0].effort.mean  # type: ignore[union-attr]
    assert [cut.work for cut in found.cuts] == [pytest.approx(mean * len(cut.items)) for cut in found.cuts]
    assert sum(cut.value for cut in found.cuts) == sum(value[name] for name in names)
    assert found.after > found.before


def test_what_must_stay_stays_and_the_answer_says_when_it_is_not_enough() -> None:
    found = cuts_to_reach(one_person(6.0), group="beta", keep=frozenset({"i0", "i1"}), draws=500)

    assert not found.reached
    assert {name for cut in found.cuts for name in cut.items} == {"i2", "i3", "i4"}


def test_work_that_another_release_waits_for_is_not_cut() -> None:
    items = tuple(Item(name, effort=Effort(3, 4, 5)) for name in "ab")
    problem = Problem(items, (Person("Ana"),), (Dependency("a", "b"),), groups=(Group("beta", ("a",), 1.0),))
    found = cuts_to_reach(problem, group="beta", draws=500)

    assert found.cuts == ()
    assert not found.reached


def test_what_is_shown_is_where_a_cut_starts_from_and_others_say_what_it_does_to_them() -> None:
    """Ana does both releases; the plan that is shown puts the first one last."""
    items = tuple(Item(name, effort=Effort(3, 4, 5)) for name in ("a1", "a2", "b1"))
    groups = (Group("first", ("a1", "a2"), 9.0), Group("second", ("b1",), 6.0), Group("other", ("b1",)))
    problem = Problem(items, (Person("Ana"),), groups=groups)
    order = (Dependency("a1", "a2"), Dependency("a2", "b1"))
    plan = solve(replace(problem, dependencies=order), limit=Limit(passes=20))
    told = forecaster(draws=500, seed=3)
    found = cuts_to_reach(problem, group="first", value={"a1": 0.1}, plan=plan, forecast=told)
    shown = {row.group: row for row in told(problem, plan).groups}

    assert found.before == shown["first"].chance
    assert [cut.items for cut in found.cuts] == [("a1",)]
    second, other = found.shifts
    assert (second.chance_before, second.before) == (shown["second"].chance, shown["second"].finish)
    assert second.after.p85 < second.before.p85 - 3
    assert second.chance_after == 0.0 or second.chance_after > second.chance_before
    assert other.chance_after is None


@settings(max_examples=8, deadline=None)
@given(problems(), st.data())
def test_cutting_more_never_lowers_a_chance(problem: Problem, data: st.DataObject) -> None:
    names = tuple(item.id for item in problem.items)
    ends = data.draw(st.floats(1, 30))
    asked = replace(problem, groups=(Group("all", names, ends),))
    found = cuts_to_reach(asked, group="all", draws=100, limit=Limit(passes=5))

    assert found.after >= found.before


def test_cut_work_takes_no_time_and_keeps_the_order() -> None:
    problem = one_person(dependencies=(Dependency("i0", "i1"),))
    smaller = without(problem, frozenset({"i0"}))

    assert smaller.items[0].is_milestone
    assert smaller.dependencies == problem.dependencies


@pytest.mark.parametrize(
    ("group", "level", "deadline"), [("gamma", 0.85, 9.0), ("beta", 1.5, 9.0), ("beta", 0.85, None)]
)
def test_what_cannot_be_asked_is_refused(group: str, level: float, deadline: float | None) -> None:
    with pytest.raises(InvalidProblem):
        cuts_to_reach(one_person(deadline), group=group, level=level)
