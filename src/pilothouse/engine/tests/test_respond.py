"""Responses are chosen by what they do to the plan, and what is said of them is what simulations say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.risk.advice import Advice
from pilothouse.engine.risk.aim import Aim
from pilothouse.engine.risk.drawn import Law
from pilothouse.engine.risk.laid import lay
from pilothouse.engine.risk.means import Means
from pilothouse.engine.risk.outcome import Measure
from pilothouse.engine.risk.respond import respond
from pilothouse.engine.risk.response import Response, left_of
from pilothouse.engine.risk.trials import Trials
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import problems, work

FEW = Limit(passes=6)
SURE = Law(common_sigma=0.0)
CHAIN = Problem(
    (work("a", 10), replace(work("b", 10), delay_cost=100.0)),
    (Person("p", skills={"Go": 3}),),
    (Dependency("a", "b"),),
    groups=(Group("g", ("b",), 22.0),),
)
LATE = Event("late", "Vendor is late", 0.5, ("b",), (8, 8, 8))
AVOID = Response("avoid", "Another vendor", "avoid", ("late",), chance=0.0, cost=50.0)
THREE_DAYS = (("Go", Effort(3, 3, 3)),)


def advised(*responses: Response, problem: Problem = CHAIN, risk: Event = LATE, **options: Any) -> Advice:
    plan = solve(problem, limit=FEW)
    return respond(problem, plan, (risk,), responses, limit=FEW, law=SURE, **options)


def test_a_risk_that_is_avoided_is_gone_from_the_p85() -> None:
    found = advised(AVOID)

    assert found.chosen == ("avoid",)
    assert found.gain == pytest.approx(8.0, abs=1e-3)
    assert (found.before.p85, found.after.p85, found.replanned.p85) == pytest.approx((28, 20, 20), abs=1e-3)
    assert [risk.chance for risk in found.risks] == [0.0]
    assert (found.spent, found.exact, found.tried) == (50.0, True, 2)


def test_its_work_is_in_the_plan_and_takes_of_the_gain() -> None:
    found = advised(replace(AVOID, work=THREE_DAYS, before=("b",)))

    assert found.gain == pytest.approx(5.0, abs=1e-3)
    (row,) = found.work
    assert (row.item, row.people) == ("response avoid Go", ("p",))
    assert row.finish <= next(at.start for at in found.plan.placed if at.item == "b") + 1e-6
    assert found.replanned.p85 == pytest.approx(23.0, abs=1e-3)


def test_work_that_someone_idle_can_do_costs_no_day() -> None:
    both = replace(CHAIN, people=(*CHAIN.people, Person("q", skills={"Go": 3})))
    both = replace(both, items=tuple(replace(item, people=("p",)) for item in both.items))
    found = advised(replace(AVOID, work=THREE_DAYS, before=("b",)), problem=both)

    assert found.gain == pytest.approx(8.0, abs=1e-3)
    assert found.work[0].people == ("q",)


def test_money_weighs_delay_work_and_price_and_to_do_nothing_competes() -> None:
    """Half the futures lose eight days at 20 a day: 80 on average."""
    aim = Aim("cost")
    cheap, dear = advised(AVOID, aim=aim), advised(replace(AVOID, cost=90.0), aim=aim)

    assert cheap.chosen == ("avoid",)
    assert cheap.gain == pytest.approx(30.0, abs=3 * cheap.error)
    assert (dear.chosen, dear.gain, dear.spent) == ((), 0.0, 0.0)
    assert dear.responses[0].why == "worse"
    assert dear.responses[0].gain == pytest.approx(-10.0, abs=3 * dear.responses[0].error)


def test_the_chance_of_a_date_is_raised() -> None:
    found = advised(AVOID, aim=Aim("chance", "g"))

    assert found.before.chance == pytest.approx(0.5, abs=0.02)
    assert found.after.chance == 1.0
    assert found.gain == pytest.approx(0.5, abs=3 * found.error)
    assert found.by == 22.0


def test_each_that_is_left_out_says_why() -> None:
    halved = Response("halve", "", "reduce", ("late",), impact=0.5, cost=10.0)
    other = replace(halved, id="other", cost=45.0)
    slow = replace(AVOID, id="slow", cost=0.0, work=(("Go", Effort(20, 20, 20)),), before=("b",))
    live = Response("live", "", "accept", ("late",))
    found = advised(halved, other, slow, live, means=Means(50.0))

    why = {row.response: row.why for row in found.responses}
    assert found.chosen == ("halve",)
    assert why == {"halve": "chosen", "other": "budget", "slow": "worse", "live": "accepted"}
    gains = {row.response: row.gain for row in found.responses}
    assert gains["halve"] == pytest.approx(4.0, abs=1e-3)
    assert gains["other"] == pytest.approx(2.0, abs=1e-3)


def test_days_of_a_skill_limit_what_is_chosen() -> None:
    busy = replace(AVOID, cost=0.0, work=THREE_DAYS, before=("b",))
    found = advised(busy, means=Means(days={"Go": 2.0}))

    assert found.chosen == ()
    assert [(row.why, row.short) for row in found.responses] == [("days", "Go")]
    assert advised(busy, means=Means(days={"Go": 3.0})).chosen == ("avoid",)


def test_a_budget_of_nothing_leaves_what_costs_nothing() -> None:
    free = replace(AVOID, id="free", impact=0.5, chance=1.0, cost=0.0)
    found = advised(AVOID, free, means=Means(0.0))

    assert found.chosen == ("free",)
    assert found.gain == pytest.approx(4.0, abs=1e-3)


def test_shares_of_several_responses_multiply() -> None:
    half = Response("half", "", "reduce", ("late",), chance=0.5, impact=0.25)
    (left,) = left_of((replace(LATE, multiplier=3.0),), (half, replace(half, id="again")))

    assert (left.chance, left.multiplier) == (0.125, 1.125)
    assert left.delay == Effort(0.5, 0.5, 0.5)


@st.composite
def answers(draw: st.DrawFn, names: list[str]) -> tuple[tuple[Event, ...], tuple[Response, ...]]:
    chosen = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    events = tuple(
        Event(f"r{number}", "", 0.5, tuple(draw(chosen)), (1, 2, 6), draw(st.sampled_from([1.0, 1.5, 0.5])))
        for number in range(2)
    )
    effort = Effort(1, 2, 4)
    responses = tuple(
        Response(
            f"x{number}",
            "",
            "reduce",
            tuple(draw(st.lists(st.sampled_from(["r0", "r1"]), min_size=1, unique=True))),
            draw(st.sampled_from([0.0, 0.5])),
            draw(st.sampled_from([0.5, 1.0])),
            work=draw(st.sampled_from([(), (("", effort),)])),
        )
        for number in range(3)
    )
    return events, responses


@settings(max_examples=15, deadline=None)
@given(st.data(), problems(), st.sets(st.integers(0, 2)), st.sampled_from([0.0, 0.11]))
def test_a_set_is_what_a_simulation_with_its_work_and_without_the_others_says(
    data: st.DataObject, problem: Problem, chosen: set[int], drift: float
) -> None:
    """Work of what is not chosen hands its person on and changes nothing."""
    events, responses = data.draw(answers([item.id for item in problem.items]))
    plan = solve(problem, limit=FEW)
    rates = {person.id: 10.0 for person in problem.people}
    laid = lay(problem, plan, responses)
    measure = Measure.of(Aim(), laid.problem)
    law = Law(drift=drift, rates=rates)
    found = Trials(laid, events, responses, measure, law, draws=130, seed=5).outcome(chosen)

    kept = [row < 0 or row in chosen for row in laid.owner.tolist()]
    items = tuple(item for item, keep in zip(laid.problem.items, kept, strict=True) if keep)
    alone = replace(laid.problem, items=items)
    placed = tuple(row for row, keep in zip(laid.plan.placed, kept, strict=True) if keep)
    told = simulate(
        alone, replace(laid.plan, placed=placed), draws=130, seed=5, drift=drift, rates=rates,
        events=left_of(events, [responses[number] for number in chosen]),
    )  # fmt: skip
    assert float(found.ends[0].mean()) == pytest.approx(told.mean, abs=2e-3)
    assert float(np.quantile(found.ends[0], 0.85)) == pytest.approx(told.finish.p85, abs=2e-3)
    assert told.cost is not None
    assert float(found.costs.mean()) == pytest.approx(told.cost.mean, rel=1e-6)


def test_what_must_be_done_before_holds_back_only_while_it_is_chosen() -> None:
    people = (Person("p"), Person("q", skills={"Go": 3}))
    problem = replace(CHAIN, people=people, items=tuple(replace(row, people=("p",)) for row in CHAIN.items))
    slow = replace(AVOID, work=(("Go", Effort(30, 30, 30)),), before=("b",))
    laid = lay(problem, solve(problem, limit=FEW), (slow,))
    trials = Trials(laid, (LATE,), (slow,), Measure.of(Aim(), laid.problem), SURE, draws=100, seed=1)

    assert trials.outcome((0,)).ends[0].tolist() == [40.0] * 100
    assert set(np.round(trials.outcome(()).ends[0], 3).tolist()) == {20.0, 28.0}


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (replace(AVOID, chance=1.2), "leaves 1.2 of the probability"),
        (replace(AVOID, impact=-0.5), "leaves -0.5 of the impact"),
        (replace(AVOID, cost=-1.0), "no amount of 0 or more"),
        (replace(AVOID, chance=1.0), "does nothing"),
        (replace(AVOID, kind="accept"), "changes and costs nothing"),
        (replace(AVOID, risks=("nix",)), "unknown risk 'nix'"),
        (replace(AVOID, work=THREE_DAYS, before=("nix",)), "unknown item 'nix'"),
        (replace(AVOID, work=THREE_DAYS, before=("a",), after=("b",)), "Circular dependency"),
        (replace(AVOID, work=(("Rust", Effort(1, 1, 1)),)), "Rust"),
    ],
)
def test_a_response_that_cannot_be_weighed_is_refused_with_a_cure(response: Response, words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        advised(response)

    assert words in caught.value.message
    assert caught.value.cure
    assert caught.value.where


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"means": Means(-1.0)}, "no amount of 0 or more"),
        ({"means": Means(float("nan"))}, "no amount of 0 or more"),
        ({"aim": Aim("chance")}, "no date whose chance"),
        ({"aim": Aim("p85", "nix")}, "no release 'nix'"),
    ],
)
def test_an_aim_or_means_that_are_none_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        advised(AVOID, **options)

    assert words in caught.value.message
    assert caught.value.cure
