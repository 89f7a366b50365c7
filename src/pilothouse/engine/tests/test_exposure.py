"""What a risk costs is what a simulation without it says, future by future."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.forecast.futures.scope import Growth
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.risk.exposure import expose
from pilothouse.engine.risk.found import Exposure
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import problems, work
from pilothouse.engine.tests.test_strict_futures import portfolios

FEW = Limit(passes=6)
DRAWS = 130
CHAIN = Problem(
    (work("a", 10), work("b", 10)),
    (Person("p"),),
    (Dependency("a", "b"),),
    groups=(Group("g", ("b",), 22.0),),
)
LATE = Event("late", "Vendor is late", 0.3, ("a",), (5, 5, 5))
HARD = Event("hard", "Harder than thought", 0.2, ("b",), None, 1.5)


def exposed(problem: Problem, events: Sequence[Event], **options: Any) -> Exposure:
    return expose(problem, solve(problem, limit=FEW), events, **options)


def test_days_of_a_chain_are_chance_times_delay() -> None:
    found = exposed(CHAIN, (LATE, HARD), common_sigma=0.0)

    late, hard = (next(row for row in found.risks if row.risk == name) for name in ("late", "hard"))
    assert abs(late.finish.days - 0.3 * 5) < 3 * late.finish.error
    assert abs(hard.finish.days - 0.2 * 5) < 3 * hard.finish.error
    assert found.together.finish.days == pytest.approx(late.finish.days + hard.finish.days, abs=1e-5)
    assert [row.risk for row in found.risks] == ["late", "hard"]
    assert found.settled == 2


def test_the_chance_of_a_date_without_a_risk_is_that_of_the_other() -> None:
    """Both of 0.3 and 0.2 must stay away for 22 days; without one of them only the other."""
    found = exposed(CHAIN, (LATE, HARD), common_sigma=0.0)

    date = next(row for row in found.dates if row.name == "g")
    late = next(row for row in found.risks if row.risk == "late").dates["g"]
    assert date.chance == pytest.approx(0.56, abs=0.015)
    assert date.chance_without == 1.0
    assert late.chance == pytest.approx(0.8 - 0.56, abs=0.015)


def test_a_risk_beside_the_longest_chain_costs_no_day_and_a_hidden_one_is_seen_together() -> None:
    """Two chains of equal length, hit by a risk each: only where one alone strikes does it move the end."""
    problem = Problem((work("a", 10), work("b", 10)), (Person("p"), Person("q")))
    events = [Event(name, name, 0.5, (name,), (4, 4, 4)) for name in "ab"]
    found = exposed(problem, events, common_sigma=0.0)

    for row in found.risks:
        assert abs(row.finish.days - 4 * 0.25) < 3 * row.finish.error
    assert abs(found.together.finish.days - 4 * 0.75) < 3 * found.together.finish.error
    assert found.days.losses[-1] == pytest.approx(4.0)
    assert found.days.chances[0] == pytest.approx(0.75, abs=0.02)
    short = Problem((work("a", 10), work("b", 2)), (Person("p"), Person("q")))
    beside = exposed(short, events[1:], common_sigma=0.0)
    assert (beside.risks[0].finish.days, beside.risks[0].came > 0.4) == (0.0, True)


def test_without_an_opportunity_what_was_not_the_last_to_be_done_may_be() -> None:
    problem = Problem((work("a", 10), work("b", 16)), (Person("p"), Person("q")))
    found = exposed(problem, (Event("half", "", 0.5, ("b",), None, 0.5),), common_sigma=0.0)
    (row,) = found.risks

    assert abs(row.finish.days + 6 * 0.5) < 3 * row.finish.error


def test_money_is_work_held_people_and_delay() -> None:
    found = exposed(
        CHAIN, (LATE, HARD), common_sigma=0.0, rates={"p": 100.0}, delay_costs={"g": 1000.0}
    )  # fmt: skip

    late, hard = (next(row for row in found.risks if row.risk == name) for name in ("late", "hard"))
    assert late.money is not None
    assert late.money_error is not None
    assert abs(late.money - 0.3 * 5 * 1100) < 3 * late.money_error
    assert hard.money is not None
    assert hard.money_error is not None
    assert abs(hard.money - 0.2 * 5 * 1100) < 3 * hard.money_error
    assert found.together.money == pytest.approx(late.money + hard.money, rel=1e-5)
    assert found.joint(day=20.0, money=22_000.0) == pytest.approx(0.56, abs=0.015)
    assert found.money is not None
    assert found.money.losses[-1] == pytest.approx(11_000, rel=1e-4)


def _without(events: Sequence[Event], risk: str) -> list[Event]:
    return [replace(row, chance=0.0) if row.id == risk else row for row in events]


def _hold(problem: Problem, plan: Plan, events: Sequence[Event], **options: Any) -> None:
    """What is found for each risk is the difference between two simulations, with and without it."""
    found = expose(problem, plan, events, draws=DRAWS, seed=5, **options)
    rest = {name: value for name, value in options.items() if name != "delay_costs"}
    whole = simulate(problem, plan, draws=DRAWS, seed=5, events=events, **rest)
    assert found.dates[0].finish == whole.finish
    for row in found.risks:
        other = simulate(problem, plan, draws=DRAWS, seed=5, events=_without(events, row.risk), **rest)
        assert row.finish.days == pytest.approx(whole.mean - other.mean, abs=2e-3)
        moved = _means(whole, other)
        assert {name: value for name, value in moved.items() if abs(value) > 2e-3}.keys() <= row.dates.keys()
        for name, effect in row.dates.items():
            assert effect.days == pytest.approx(moved[name], abs=2e-3)
        if whole.cost is not None and other.cost is not None:
            assert row.money == pytest.approx(whole.cost.mean - other.cost.mean, abs=1e-3)
    none = simulate(problem, plan, draws=DRAWS, seed=5, events=(), **rest)
    assert found.together.finish.days == pytest.approx(whole.mean - none.mean, abs=2e-3)


def _means(whole: Forecast, other: Forecast) -> Mapping[str, float]:
    rows = {row.group: row.mean for row in (*other.groups, *other.products)}
    return {row.group: row.mean - rows[row.group] for row in (*whole.groups, *whole.products)}


@st.composite
def risks(draw: st.DrawFn, items: Sequence[Item]) -> tuple[Event, ...]:
    names = [item.id for item in items]
    return tuple(
        Event(
            f"r{number}",
            f"Risk {number}",
            draw(st.sampled_from([0.0, 0.3, 1.0])),
            tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))),
            draw(st.sampled_from([None, (1.0, 2.0, 6.0)])),
            draw(st.sampled_from([1.0, 1.5, 0.5])),
        )
        for number in range(draw(st.integers(1, 3)))
    )


@settings(max_examples=25, deadline=None)
@given(st.data(), problems(), st.sampled_from([0.0, 0.11]), st.booleans())
def test_every_effect_is_that_of_a_simulation_without_the_risk(
    data: st.DataObject, problem: Problem, drift: float, teams: bool
) -> None:
    events = data.draw(risks(problem.items))
    shared = {item.id: "ab"[number % 2] for number, item in enumerate(problem.items)} if teams else None
    rates = {person.id: 10.0 for person in problem.people}
    plan = solve(problem, limit=FEW)
    _hold(problem, plan, events, drift=drift, shared=shared, rates=rates)


@settings(max_examples=10, deadline=None)
@given(st.data(), portfolios(), st.sampled_from([0.0, 0.11]))
def test_so_it_is_where_better_ranked_products_interrupt(
    data: st.DataObject, problem: Problem, drift: float
) -> None:
    events = data.draw(risks(problem.items))
    _hold(problem, solve(problem, limit=FEW), events, drift=drift)


def test_growth_of_a_group_stretches_what_a_risk_costs_it() -> None:
    plain = exposed(CHAIN, (LATE,), common_sigma=0.0)
    grown = exposed(CHAIN, (LATE,), common_sigma=0.0, growth={"g": Growth(1.5, 0.0)})

    days = plain.risks[0].dates["g"].days
    assert grown.risks[0].dates["g"].days == pytest.approx(1.5 * days, rel=1e-4)
    assert grown.risks[0].finish.days == plain.risks[0].finish.days


TEAM = Problem(
    tuple(Item(f"i{n}", effort=Effort(1, 3, 9)) for n in range(12)),
    (Person("p"), Person("q")),
    tuple(Dependency(f"i{n}", f"i{n + 4}") for n in range(8)),
)
SOME = tuple(Event(f"r{n}", "", 0.3, (f"i{n}", f"i{n + 5}"), (1, 2, 8)) for n in range(6))


def test_a_risk_that_never_comes_changes_no_bit_and_neither_does_their_order() -> None:
    never = Event("never", "", 0.0, ("i1", "i2"), (50, 60, 70))
    plain, more = exposed(TEAM, SOME, draws=500), exposed(TEAM, (never, *reversed(SOME)), draws=500)

    assert [row for row in more.risks if row.risk != "never"] == list(plain.risks)
    assert next(row for row in more.risks if row.risk == "never").finish.days == 0.0
    assert (plain.dates, plain.together, plain.days) == (more.dates, more.together, more.days)


def test_the_same_bytes_on_one_thread_and_on_two() -> None:
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        one = exposed(TEAM, SOME, draws=500, drift=0.11)
        numba.set_num_threads(min(2, numba.config.NUMBA_NUM_THREADS))
        two = exposed(TEAM, SOME, draws=500, drift=0.11)
    finally:
        numba.set_num_threads(before)
    assert (one.risks, one.dates) == (two.risks, two.dates)


def test_draws_stop_where_the_date_is_known_well_enough() -> None:
    wide = exposed(TEAM, SOME, until=5.0)
    fine = exposed(TEAM, SOME, until=0.01)

    assert (wide.draws < fine.draws, fine.draws) == (True, 10_000)
    assert wide.p85_error < 5.0


def test_a_rare_risk_moves_the_tail_and_not_the_median() -> None:
    """One in ten comes with 40 days: of the futures from rank 75 to 95 a quarter do."""
    found = exposed(CHAIN, (Event("x", "", 0.1, ("a",), (40, 40, 40)),), common_sigma=0.0)
    (row,) = found.risks

    assert row.finish.days == pytest.approx(4.0, abs=0.4)
    assert row.finish.p50 == 0.0
    assert row.finish.p85 == pytest.approx(10.0, abs=1.0)
    assert 0 < row.finish.p85_error < 1


def test_what_a_risk_costs_by_itself_is_chance_times_cost_and_no_other_draw_changes() -> None:
    """One that only costs, one that also delays, and one that gains."""
    events = (LATE, Event("fine", "A fine", 0.25, ()), Event("grant", "A grant", 0.5, ()))
    asked = {"fine": (4e8, 4e8, 4e8), "grant": (-300.0, -200.0, -100.0), "late": (10.0, 20.0, 60.0)}
    found = exposed(CHAIN, events, common_sigma=0.0, event_costs=asked)
    plain = exposed(CHAIN, (LATE,), common_sigma=0.0)

    of = {row.risk: row for row in found.risks}
    late, fine, grant = of["late"], of["fine"], of["grant"]
    for row, mean in ((fine, 0.25 * 4e8), (grant, 0.5 * -200.0)):
        assert abs(row.money - mean) < 3 * row.money_error
        assert (row.finish.days, row.dates) == (0.0, {})
    assert 0.3 * 20 < late.money < 0.3 * 35
    assert late.finish == plain.risks[0].finish
    assert found.dates == plain.dates
    assert found.costs.mean() == pytest.approx(found.together.money)
    without = exposed(CHAIN, events, common_sigma=0.0, event_costs=asked | {"fine": (0.0, 0.0, 0.0)})
    assert next(row for row in without.risks if row.risk == "grant") == grant


def test_each_date_says_what_it_loses_to_all_risks_and_how_well_it_is_known() -> None:
    found = exposed(CHAIN, (LATE, HARD), common_sigma=0.0)
    whole, group = found.dates

    assert (whole.kind, group.name) == ("plan", "g")
    assert group.together == found.together.dates["g"]
    assert whole.together.days == pytest.approx(found.lost(0).mean(), abs=1e-5)
    assert whole.p85_error == found.p85_error
    assert found.joint(day=20.0, money=0.0, date=1) == pytest.approx(0.7 * 0.8, abs=0.015)


@pytest.mark.parametrize(
    ("events", "options", "words"),
    [
        ((), {}, "no risks"),
        ((replace(LATE, chance=1.2),), {}, "outside 0 to 1"),
        ((replace(LATE, items=("x",)),), {}, "unknown item 'x'"),
        ((LATE, LATE), {}, "two causes"),
        ((LATE,), {"draws": 5}, "At least 100"),
        ((LATE,), {"delay_costs": {"nix": 1.0}}, "'nix'"),
        ((LATE,), {"delay_costs": {"g": -1.0}}, "0 or more"),
        ((LATE,), {"watch": ("nix",)}, "'nix'"),
        ((LATE,), {"event_costs": {"nix": (1.0, 1.0, 1.0)}}, "no risk"),
        ((LATE,), {"event_costs": {"late": (1.0, 1.0, float("inf"))}}, "not a number"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_cure(
    events: tuple[Event, ...], options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidProblem) as caught:
        exposed(CHAIN, events, **options)

    assert words in caught.value.message
    assert caught.value.cure
