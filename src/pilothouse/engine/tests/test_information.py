"""The value of information, against decision trees worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine import quantities
from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.forecast.futures.information import Effect, Question, Ranking, value_of_information
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Dependency, Group, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import work

PEOPLE = (Person("p"), Person("q"))
# a then b is the longest chain; c has 12 days of float.
PROBLEM = Problem(
    (work("a", 10), work("b", 10), work("c", 8)),
    PEOPLE,
    (Dependency("a", "b"),),
    groups=(Group("all", ("a", "b", "c"), deadline=25.0),),
)
PLAN = solve(PROBLEM, limit=Limit(passes=20))
ASKED = Question("x", "Does it scale?", 0.3, ("b",), Effect(10), Effect(4))


def ranked(*questions: Question, cost_a_day: float = 100.0, **more: object) -> Ranking:
    return value_of_information(
        PROBLEM,
        PLAN,
        questions,
        cost_a_day=cost_a_day,
        forecast=_told,
        **more,  # type: ignore[arg-type]
    )


def _told(problem: Problem, plan: Plan, events: Sequence[Event]) -> Forecast:
    return simulate(problem, plan, draws=400, common_sigma=0.0, events=events)


def test_the_value_is_that_of_the_decision_tree() -> None:
    # Going on loses 0.3 x 1000 = 300, doing the other thing 400; who knows loses 0.3 x 400 = 120.
    (row,) = ranked(ASKED).worths

    assert row.value == pytest.approx(180)
    assert (row.act, row.loss_wrong, row.loss_instead) == ("go on", pytest.approx(1000), pytest.approx(400))
    assert (row.delay_wrong, row.delay_instead) == (pytest.approx(10), pytest.approx(4))


def test_where_a_bad_answer_is_likely_the_other_thing_is_done_at_once() -> None:
    # Going on loses 900, the other thing 400; who knows loses 0.9 x 400 = 360.
    (row,) = ranked(replace(ASKED, chance=0.9)).worths

    assert (row.act, row.value) == ("do instead", pytest.approx(40))


def test_what_changes_no_decision_is_worth_nothing() -> None:
    values = [
        row.value
        for change in ({"instead": None}, {"chance": 0.0}, {"instead": Effect(10)})
        for row in ranked(replace(ASKED, **change)).worths  # type: ignore[arg-type]
    ]

    assert values == pytest.approx([0, 0, 0])


def test_a_delay_beside_the_longest_chain_costs_only_what_exceeds_its_float() -> None:
    beside = replace(ASKED, items=("c",), wrong=Effect(10), instead=Effect(1))
    far = replace(beside, wrong=Effect(20))

    assert ranked(beside).worths[0].loss_wrong == pytest.approx(0)
    assert ranked(far).worths[0].loss_wrong == pytest.approx(800)


def test_the_test_is_paid_for_and_the_largest_gain_comes_first() -> None:
    dear = replace(ASKED, id="dear", test=Effect(1, 50))
    answer = ranked(dear, replace(ASKED, id="cheap", items=("b",), chance=0.31))

    assert [row.question for row in answer.worths] == ["cheap", "dear"]
    assert answer.worths[1].test == pytest.approx(150)
    assert answer.worths[1].gain == pytest.approx(answer.worths[1].value - 150)


def test_without_prices_days_are_ranked() -> None:
    answer = ranked(replace(ASKED, wrong=Effect(10, 10**9)), cost_a_day=0.0)

    assert not answer.priced
    assert answer.worths[0].value == pytest.approx(1.8)


def test_the_cost_of_delay_of_an_item_counts_by_the_week() -> None:
    (row,) = ranked(ASKED, cost_a_day=0.0, cost_of_delay={"b": 500.0}).worths

    assert row.loss_wrong == pytest.approx(1000)


def test_chances_of_the_date_with_either_answer() -> None:
    (row,) = ranked(ASKED, groups={"x": "all"}).worths

    assert (row.chance_right, row.chance_wrong) == (1.0, 0.0)


def test_chances_start_from_the_plan_that_is_shown_whatever_else_is_asked() -> None:
    # The other question strikes more often than not, yet the plan that is shown supposes a good answer to it.
    other = replace(ASKED, id="y", chance=0.9, instead=None)
    row = next(each for each in ranked(ASKED, other, groups={"x": "all"}).worths if each.question == "x")

    assert (row.chance_right, row.chance_wrong) == (1.0, 0.0)


DAYS = st.just(0.0) | st.floats(quantities.DAYS.least, 30)


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 1), DAYS, DAYS, st.sampled_from(["a", "b", "c"]), st.floats(0, 1))
def test_knowing_is_never_worth_less_than_nothing_nor_more_than_either_way_of_not_knowing(
    chance: float, wrong: float, instead: float, item: str, other: float
) -> None:
    second = replace(ASKED, id="y", chance=other)
    answer = ranked(
        replace(ASKED, chance=chance, items=(item,), wrong=Effect(wrong), instead=Effect(instead)), second
    )
    row = next(each for each in answer.worths if each.question == "x")

    assert row.loss_instead is not None
    assert -1e-6 <= row.value <= min(chance * row.loss_wrong, row.loss_instead) + 1e-6


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chance": 1.2}, "outside 0 to 1"),
        ({"wrong": Effect(-1)}, "below 0"),
        ({"items": ("z",)}, "no item 'z'"),
    ],
)
def test_what_cannot_be_asked_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidProblem, match=words):
        ranked(replace(ASKED, **change))  # type: ignore[arg-type]
    with pytest.raises(InvalidProblem, match="no group"):
        ranked(ASKED, groups={"x": "none"})
