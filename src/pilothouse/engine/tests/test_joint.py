"""What holds together, against what can be worked out."""

from __future__ import annotations

import pytest

from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.forecast.futures.joint import Joint
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve


def wild(name: str, who: str, **more: object) -> Item:
    return Item(name, effort=Effort(4, 5, 8), people=(who,), **more)  # type: ignore[arg-type]


def told(problem: Problem, draws: int = 4_000, **options: object) -> tuple[Forecast, Joint]:
    plan = solve(problem, limit=Limit(passes=10))
    found = simulate(problem, plan, draws=draws, **({"common_sigma": 0.0} | options))  # type: ignore[arg-type]
    assert found.joint is not None
    return found, found.joint


PEOPLE = (Person("ana"), Person("ben"))
TWO = (Group("x", ("a",), 6.0), Group("y", ("b",), 6.0))


def test_chances_of_independent_groups_multiply() -> None:
    found, joint = told(Problem((wild("a", "ana"), wild("b", "ben")), PEOPLE, groups=TWO))
    first, second = (row.chance or 0.0 for row in found.groups)
    assert [(row.first, row.second) for row in joint.pairs] == [("x", "y")]
    assert joint.pairs[0].apart == pytest.approx(first * second)
    assert joint.pairs[0].chance == pytest.approx(first * second, abs=0.03)
    assert joint.all_held == joint.pairs[0].chance
    assert joint.slips == ()


def test_what_is_hard_for_both_is_no_slip_of_either() -> None:
    problem = Problem((wild("a", "ana"), wild("b", "ben")), PEOPLE, groups=TWO)
    _, joint = told(problem, common_sigma=0.5)
    assert joint.pairs[0].chance > joint.pairs[0].apart + 0.05
    assert joint.slips == ()


def test_a_slip_moves_what_waits_for_it_and_not_the_other_way_round() -> None:
    problem = Problem((wild("a", "ana"), wild("b", "ben")), PEOPLE, (Dependency("a", "b"),), groups=TWO)
    _, joint = told(problem)
    (slip,) = joint.slips
    assert (slip.late, slip.moved) == ("x", "y")
    assert slip.days == pytest.approx(slip.own_days, abs=4 * slip.error)  # each day is handed on
    assert 0.0 < slip.error < 0.2 * slip.days


def test_products_slip_by_the_people_they_share() -> None:
    items = (wild("a", "ana", product="A"), wild("b", "ana", product="B"), wild("c", "ben", product="C"))
    problem = Problem(items, PEOPLE, (Dependency("a", "b"),))
    found, joint = told(problem)
    assert [row.group for row in found.products] == ["A", "B", "C"]
    assert [(row.late, row.moved) for row in joint.product_slips] == [("A", "B")]
    assert (joint.all_held, joint.pairs, joint.slips) == (None, (), ())


def test_targets_are_dates_too_and_a_part_says_nothing_of_its_whole() -> None:
    groups = (Group("part", ("a",)), Group("whole", ("a", "b")))
    problem = Problem((wild("a", "ana"), wild("b", "ana")), PEOPLE, (Dependency("a", "b"),), groups=groups)
    _, joint = told(problem, targets={"part": 6.0, "whole": 12.0})
    assert [(row.first, row.second) for row in joint.pairs] == [("part", "whole")]
    assert joint.slips == ()
