"""Chances of slips: known answers, no knowledge of the future, and silence where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log1p, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.detect.cases import Case, Signal
from pilothouse.engine.risk.detect.logistic import PENALTY, fit_logistic, sigmoid
from pilothouse.engine.risk.detect.looking_back import look_back
from pilothouse.engine.risk.detect.slips import FEWEST, Chance, learn, to_look_at
from pilothouse.engine.risk.detect.stumps import fit_stumps
from pilothouse.engine.risk.detect.tracker import Record, questions

SIGNALS = (Signal("carried over", 1), Signal("noise", 0))


def world(count: int, *, seed: int = 0, strength: float = 2.0) -> list[Case]:
    """Items that slip the likelier the oftener they were carried over; known a day after they are seen."""
    draw = np.random.default_rng(seed)
    found = []
    for place in range(count):
        often, noise = float(draw.integers(0, 4)), float(draw.normal())
        chance = 1 / (1 + np.exp(-(strength * (often - 1.5))))
        found.append(Case(f"i{place}", place, (often, noise), bool(draw.random() < chance), place + 1))
    return found


def test_what_is_carried_over_is_seen_to_slip() -> None:
    model = learn(SIGNALS, world(400), on=500)
    often, seldom = model.explained([Case("a", 500, (3.0, 0.0)), Case("b", 500, (0.0, 0.0))])
    assert often.chance > 0.85
    assert seldom.chance < 0.15
    assert often.parts[0].signal == "carried over"
    assert often.parts[0].points > 0.3
    assert abs(often.parts[1].points) < 0.1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 50), st.lists(st.floats(-5, 5), min_size=2, max_size=2))
def test_parts_add_up_to_the_chance(seed: int, values: list[float]) -> None:
    model = learn(SIGNALS, world(120, seed=seed, strength=1.0), on=500)
    (found,) = model.explained([Case("a", 500, tuple(values))])
    assert found.usual + sum(part.points for part in found.parts) == pytest.approx(
        found.chance, abs=1e-9
    ) or (found.chance in (0.01, 0.99))
    assert model.chances(np.array([values]))[0] == pytest.approx(found.chance, abs=1e-9)


def test_below_sixty_outcomes_only_the_base_rate_and_its_number_are_known() -> None:
    model = learn(SIGNALS, world(FEWEST - 1), on=500)
    (found,) = model.explained([Case("a", 500, (3.0, 0.0))])
    assert model.known == FEWEST - 1
    assert (found.chance, found.parts) == (model.base, ())
    assert learn(SIGNALS, world(FEWEST), on=500).logistic is not None


def test_where_all_slipped_there_is_nothing_to_learn() -> None:
    model = learn(SIGNALS, [replace(case, came=True) for case in world(80)], on=500)
    assert model.logistic is None
    assert model.base == pytest.approx(80.5 / 81)
    assert learn(SIGNALS, [], on=5).base == 0.5


def test_what_was_not_known_then_changes_nothing() -> None:
    """Turning every outcome that was known later round leaves each chance as it was."""
    cases = world(300)
    turned = [case if (case.known_on or 0) < 150 else replace(case, came=not case.came) for case in cases]
    asked = np.array([case.values for case in cases[150:]])
    one, other = (learn(SIGNALS, known, on=150).chances(asked) for known in (cases, turned))
    assert np.array_equal(one, other)


def test_the_regression_is_where_its_slope_is_nothing() -> None:
    cases = world(200, strength=0.7)
    values, came = (
        np.array([case.values for case in cases]),
        np.array([float(bool(case.came)) for case in cases]),
    )
    found = fit_logistic(values, came, np.ones(200))
    scaled = (values - found.mean) / found.spread
    off = sigmoid(found.constant + found.parts(values).sum(axis=1)) - came
    assert off.sum() == pytest.approx(0, abs=1e-4)
    assert scaled.T @ off + PENALTY * found.weights == pytest.approx(np.zeros(2), abs=1e-6)


def test_no_step_goes_against_the_sign_of_its_signal() -> None:
    """Here more of it makes slips rarer, against what is known of the signal: it is passed over."""
    cases = world(300)
    values, came = (
        np.array([case.values for case in cases]),
        np.array([float(bool(case.came)) for case in cases]),
    )
    levels = fit_stumps(values, came, (1, 0)).levels[0][:-1]
    assert (np.diff(levels) >= -1e-12).all()
    assert levels.max() > levels.min()
    assert not fit_stumps(values, 1 - came, (1, 0)).levels[0].any()


def test_what_is_not_known_of_an_item_is_learnt_from_too() -> None:
    """Items of which nobody knows how often they were carried over always slip."""
    cases = [
        Case(f"{place}", place, ((nan, 1.0, 2.0)[place % 3], 0.0), place % 3 == 0, place + 1)
        for place in range(300)
    ]
    unknown, one = learn(SIGNALS, cases, on=400).chances(np.array([[nan, 0.0], [1.0, 0.0]]))
    assert unknown - one > 0.3


def test_the_items_to_look_at_hold_half_of_the_slips() -> None:
    rows = [Chance(name, value, 0.3) for name, value in (("a", 0.2), ("b", 0.9), ("c", 0.7), ("d", 0.2))]
    assert [row.id for row in to_look_at(rows)] == ["b", "c"]
    assert [row.id for row in to_look_at(rows, share=0.45)] == ["b"]
    assert to_look_at([]) == ()


def test_looking_back_finds_the_skill_that_is_there_and_none_where_there_is_none() -> None:
    origins = range(100, 600, 50)
    seen = look_back(SIGNALS, world(600), origins, simple=("noise",))
    blind = look_back(SIGNALS, world(600, strength=0.0), origins)
    assert seen.model.skill > 0.4
    assert seen.model.beats
    assert seen.model.look_at < seen.blind - 0.1
    assert seen.peers[1].skill < 0.05
    assert not blind.model.beats
    assert (seen.cases, seen.origins) == (500, 10)


def test_ranking_by_a_rate_that_drifts_is_not_taken_for_knowledge() -> None:
    """All slip in the second half: within each origin nothing can be told apart."""
    cases = [Case(f"{n}", n, (0.0, 0.0), n > 300 or n % 2 == 0, n + 1) for n in range(600)]
    found = look_back((Signal("flat"), Signal("flatter")), cases, range(100, 600, 50))
    assert found.model.look_at == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("case", "words"),
    [(Case("x", 1, (1.0,), True, 2), "1 values for 2"), (Case("x", 1, (inf, 0.0), True, 2), "infinite"),
     (Case("x", 5, (1.0, 0.0), True, 2), "before it was looked at"),
     (Case("x", 5, (1.0, 0.0), True, None), "belong together")],
)  # fmt: skip
def test_a_case_that_cannot_be_is_named(case: Case, words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        learn(SIGNALS, [case], on=9)
    assert words in caught.value.message
    assert caught.value.where == "x"


def test_too_short_a_history_says_so() -> None:
    with pytest.raises(InvalidProblem, match="60 outcomes"):
        look_back(SIGNALS, world(30), [5, 10])


def test_a_tracker_is_asked_what_it_can_answer() -> None:
    rows = [
        Record("a", 0, done=20, person="p", sprints=((1, 14), (15, 28)), signs=(3,)),
        Record("b", 0, done=5, person="p", sprints=((1, 14),), priority=1.0),
    ]
    asked, missing = questions(rows, today=200)
    by_name = {question.name: question for question in asked}
    assert set(by_name) == {"sprint", "stall", "long"}
    assert set(missing) == {"due", "overrun"}
    sprint = by_name["sprint"]
    assert [(case.id, case.seen_on, case.came) for case in sprint.cases] == [
        ("a", 1, True),
        ("a", 15, False),
        ("b", 1, False),
    ]
    place = [signal.name for signal in sprint.signals].index("sprints before")
    assert [case.values[place] for case in sprint.cases] == [0.0, log1p(1), 0.0]
    assert [case.came for case in by_name["long"].cases] == [False, False]


def test_a_rate_counts_only_what_ended_before() -> None:
    """Of the same person two items were late before the third began, and one after."""
    rows = [Record(f"{n}", n * 40, done=n * 40 + 35, person="p") for n in range(4)]
    (long,) = [each for each in questions(rows, today=1_000)[0] if each.name == "long"]
    place = [signal.name for signal in long.signals].index("rate of the person")
    rates = [case.values[place] for case in long.cases]
    assert rates[0] == pytest.approx(0.5)
    assert rates == sorted(rates)
    changed = [*rows[:3], replace(rows[3], done=rows[3].created)]
    (other,) = [each for each in questions(changed, today=1_000)[0] if each.name == "long"]
    assert [case.values[place] for case in other.cases][:4] == rates
