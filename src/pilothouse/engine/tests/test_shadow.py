"""What one more person is worth, where it can be said by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.effects import forecaster
from pilothouse.engine.forecast.futures.shadow import shadow_prices
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Group, Item, Need, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, problems

LIMIT = Limit(passes=60)


def needing(name: str, days: float, skill: str, level: float = 1.0) -> Item:
    return Item(name, effort=exactly(days), needs=(Need(skill, level),))


TEAM = (Person("ada", skills={"back": 3.0}), Person("bob", skills={"front": 3.0}))
# Forty days for ada, ten for bob at the same time.
WORK = (*(needing(f"b{n}", 10, "back", 2.0) for n in range(4)), needing("f", 10, "front"))


def test_whoever_all_wait_for_is_worth_half_and_whoever_nobody_waits_for_nothing() -> None:
    found = shadow_prices(Problem(WORK, TEAM), limit=LIMIT, draws=500)
    assert [row.skill for row in found.prices] == ["back", "front"]
    back, front = found.prices
    # One factor is common to all work, so halves are halves in every future.
    assert back.gain_p85 == pytest.approx(found.before.p85 / 2, rel=0.02)
    assert back.gain_p50 == pytest.approx(found.before.p50 / 2, rel=0.02)
    assert back.level == 2.0
    assert front.gain_p85 == front.gain_p50 == 0.0


def test_who_comes_later_is_worth_less() -> None:
    now, later, too_late = (
        shadow_prices(Problem(WORK, TEAM), from_day=day, limit=LIMIT, draws=500).prices[0].gain_p85
        for day in (0.0, 20.0, 300.0)
    )
    assert now > later > too_late == 0.0


def test_a_date_that_waits_for_one_skill_is_not_moved_by_another() -> None:
    items = (needing("a", 10, "back"), needing("b", 10, "back"), needing("c", 30, "front"))
    problem = Problem(items, TEAM, groups=(Group("g", ("a", "b")),))
    found = shadow_prices(problem, group="g", limit=LIMIT, draws=500)
    gains = {row.skill: row.gain_p85 for row in found.prices}
    assert gains["front"] == 0.0
    assert gains["back"] == pytest.approx(found.before.p85 / 2, rel=0.02)


def test_what_replanning_alone_gains_is_no_gain_of_the_newcomer() -> None:
    """The plan that is shown has ada begin on day 30, for no reason."""
    late = tuple(replace(item, earliest=30.0) for item in WORK)
    plan = solve(Problem(late, TEAM), limit=LIMIT)
    slow = replace(plan, placed=tuple(replace(row, people=("ada",)) for row in plan.placed))
    both = tuple(replace(person, skills={"back": 3.0, "front": 3.0}) for person in TEAM)
    problem = Problem(WORK, both, groups=(Group("all", tuple(item.id for item in WORK)),))
    told = forecaster(draws=300, seed=1)
    found = shadow_prices(problem, group="all", plan=slow, forecast=told, limit=LIMIT)

    assert found.before == told(problem, slow).groups[0].finish
    assert found.alone.p85 < found.before.p85 * 0.7  # two people now share what ada did alone
    assert all(row.gain_p85 <= found.alone.p85 for row in found.prices)


def test_what_becomes_of_others_starts_from_what_is_shown_and_says_what_replanning_alone_does() -> None:
    """The plan that is shown gives all work to ada, what others wait for last."""
    both = tuple(replace(person, skills={"back": 3.0, "front": 3.0}) for person in TEAM)
    groups = (Group("back", tuple(item.id for item in WORK[:4])), Group("front", ("f",), 45.0))
    problem = Problem(WORK, both, groups=groups)
    given = tuple(replace(item, people=("ada",)) for item in WORK)
    order = tuple(Dependency(f"b{n}", "f") for n in range(4))
    slow = solve(replace(problem, items=given, dependencies=order), limit=LIMIT)
    told = forecaster(draws=300, seed=1)
    found = shadow_prices(problem, group="back", plan=slow, forecast=told, limit=LIMIT)
    shown = told(problem, slow).groups[1]

    assert found.alone.p85 < found.before.p85
    for price in found.prices:
        (other,) = price.shifts
        assert (other.group, other.before, other.chance_before) == ("front", shown.finish, shown.chance)
        assert other.alone is not None
        assert other.alone.p85 != other.before.p85


def test_a_newcomer_of_one_product_frees_people_for_the_other() -> None:
    """Ada does both products, the first one first."""
    first = tuple(replace(needing(f"a{n}", 10, "back"), product="A") for n in range(2))
    second = (replace(needing("b", 10, "back"), product="B", people=("ada",)),)
    groups = (Group("ga", ("a0", "a1")), Group("gb", ("b",), 20.0))
    problem = Problem((*first, *second), TEAM[:1], groups=groups)
    order = (Dependency("a0", "b"), Dependency("a1", "b"))
    plan = solve(replace(problem, dependencies=order), limit=LIMIT)
    (price,) = shadow_prices(problem, group="ga", plan=plan, limit=LIMIT, draws=300).prices

    assert price.gain_p50 > 8
    (other,) = price.shifts
    assert other.group == "gb"
    assert other.after.p50 < other.before.p50 - 8


def test_work_that_was_given_to_somebody_may_change_hands() -> None:
    given = tuple(replace(item, people=("ada",)) if item.id != "f" else item for item in WORK)
    found = shadow_prices(Problem(given, TEAM), limit=LIMIT, draws=500)
    assert found.prices[0].gain_p85 == pytest.approx(found.before.p85 / 2, rel=0.02)


def test_a_chain_gains_nothing_from_anybody() -> None:
    edges = (Dependency("b0", "b1"), Dependency("b1", "b2"), Dependency("b2", "b3"))
    found = shadow_prices(Problem(WORK, TEAM, edges), limit=LIMIT, draws=500)
    assert {row.gain_p85 for row in found.prices} == {0.0}


def test_one_more_unit_of_a_pool() -> None:
    items = tuple(Item(f"i{n}", duration=exactly(5), demands={"rig": 1}) for n in range(4))
    found = shadow_prices(Problem(items, pools=(Pool("rig", 1),)), limit=LIMIT, draws=500)
    (rig,) = found.prices
    assert (rig.pool, rig.skill) == ("rig", None)
    assert rig.gain_p50 == pytest.approx(found.before.p50 / 2, rel=0.02)


def test_only_the_most_loaded_are_tried() -> None:
    found = shadow_prices(Problem(WORK, TEAM), most=1, limit=LIMIT, draws=500)
    assert [row.skill for row in found.prices] == ["back"]
    assert found.left_out == 1


@settings(max_examples=15, deadline=None)
@given(problems())
def test_nothing_that_is_added_is_said_to_harm(problem: Problem) -> None:
    found = shadow_prices(problem, limit=Limit(passes=20), draws=100)
    assert all(row.gain_p50 >= 0 and row.gain_p85 >= 0 for row in found.prices)
    assert found == shadow_prices(problem, limit=Limit(passes=20), draws=100)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InvalidProblem, match="no group"):
        shadow_prices(Problem(WORK, TEAM), group="nowhere")
    with pytest.raises(InvalidProblem, match="before the plan"):
        shadow_prices(Problem(WORK, TEAM), from_day=-1)
