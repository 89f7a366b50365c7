"""What is drawn for an item, a cause or a team goes by its name alone, wherever it comes in a list."""

from __future__ import annotations

from dataclasses import replace

import numba
import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event, Factor
from pilothouse.engine.forecast.futures.forecast import Forecast, Policy
from pilothouse.engine.forecast.futures.scope import Growth
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve

FEW = Limit(passes=10)
PEOPLE = (Person("ana"), Person("ben"), Person("cat"))


def items_of(*names: str, who: str = "ana") -> tuple[Item, ...]:
    return tuple(Item(name, effort=Effort(1, 3, 8), people=(who,)) for name in names)


def told(problem: Problem, **options: object) -> Forecast:
    return simulate(problem, solve(problem, limit=FEW), draws=400, seed=3, **options)  # type: ignore[arg-type]


def of(forecast: Forecast, *names: str) -> list[object]:
    return [replace(row, criticality=0.0) for row in forecast.items if row.item in names]


@pytest.mark.parametrize("policy", ["fixed", "dynamic"])
def test_an_item_before_all_others_changes_no_draw_of_theirs(policy: Policy) -> None:
    own = (*items_of("a", "b"), *items_of("c", who="ben"))
    event = Event("flood", "Flood", 0.4, ("b",), (1, 4, 9), 1.3)
    edges = (Dependency("a", "b"),)
    alone = told(Problem(own, PEOPLE, edges), events=[event], policy=policy)
    more = told(
        Problem((*items_of("new", who="cat"), *own[::-1]), PEOPLE, edges),
        factors=[Factor("mud", "Mud", ("new",), 0.3)],
        events=[Event("fire", "Fire", 0.5, ("new",), (1, 2, 3)), event],
        policy=policy,
    )
    assert sorted(of(alone, "a", "b", "c"), key=str) == sorted(of(more, "a", "b", "c"), key=str)


def test_a_group_grows_by_its_own_name() -> None:
    own = Problem(items_of("a", "b"), PEOPLE, groups=(Group("g", ("a", "b"), 9.0),))
    both = replace(own, groups=(Group("f", ("a",)), *own.groups))
    growth = {"f": Growth(1.5, 0.4), "g": Growth(1.2, 0.3)}
    assert told(own, growth=growth).groups[0] == told(both, growth=growth).groups[1]


@pytest.mark.parametrize("drift", [0.0, 0.11])
def test_another_team_changes_nothing_for_those_who_share_with_each_other(drift: float) -> None:
    own = (*items_of("a", "b"), *items_of("c", who="ben"))
    teams = {"a": "red", "b": "red", "c": "blue"}
    alone = told(Problem(own, PEOPLE), shared=teams, drift=drift)
    more = Problem((*items_of("new", who="cat"), *own), PEOPLE)
    assert of(told(more, shared=teams | {"new": "amber"}, drift=drift), "a", "b", "c") == of(
        alone, "a", "b", "c"
    )


def test_teams_are_as_one_on_one_thread_and_on_two() -> None:
    problem = Problem((*items_of("a", "b"), *items_of("c", who="ben")), PEOPLE)
    options = {"shared": {"a": "red", "b": "red", "c": "blue"}, "drift": 0.11}
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        one = told(problem, **options)
    finally:
        numba.set_num_threads(before)
    assert one == told(problem, **options)


def test_a_team_of_an_unknown_item_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="unknown item 'z'"):
        told(Problem(items_of("a"), PEOPLE), shared={"z": "red"})
