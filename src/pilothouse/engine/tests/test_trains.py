from __future__ import annotations

from dataclasses import replace
from math import exp, log1p
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.history import slips, trains
from pilothouse.engine.forecast.history.slips import Slip
from pilothouse.engine.forecast.history.trains import Prior, Target, fit_prior, learn, read_prior

EFFECTS = {"ahead 0": 0.8, "ahead 1": -0.4, "ahead 2": -0.9, "ahead 3": -1.2, "slips": -0.5, "confirmed": 1.5}
VAGUE = Prior("1", "a test", dict.fromkeys(EFFECTS, (0.0, 10.0)), (0.3, 0.2), 1e-6)
SURE = Prior("1", "a test", {name: (value, 1e-3) for name, value in EFFECTS.items()}, (0.3, 0.2))


def target(late: int | None, *, ahead: int = 0, left: int = 9, **more: Any) -> Target:
    return Target(more.pop("item", "A"), more.pop("train", "1"), ahead, late, left, **more)


def simulated(count: int, *, seed: int, lean: float = 0.0) -> list[Target]:
    """Targets drawn from the model itself: its log odds plus `lean`."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        ahead, moved, sure = int(rng.integers(4)), int(rng.integers(3)), bool(rng.integers(2))
        odds = (
            EFFECTS[f"ahead {ahead}"] + EFFECTS["slips"] * log1p(moved) + EFFECTS["confirmed"] * sure + lean
        )
        made = rng.random() < 1 / (1 + exp(-odds))
        found.append(target(0 if made else None, ahead=ahead, slips=moved, confirmed=sure, item=str(number)))
    return found


def test_with_a_vague_prior_the_chance_is_the_share_that_made_it() -> None:
    record = [target(0)] * 300 + [target(1)] * 100

    found = learn(history=record, prior=VAGUE).chance(ahead=0)

    assert found.chance == pytest.approx(0.75, abs=0.005)
    assert found.low < 0.75 < found.high


def test_an_empty_history_gives_the_reference_class_and_says_so() -> None:
    model = learn(history=[])

    known = trains.default_prior().effects
    assert model.mean.tolist() == pytest.approx([mean for mean, _ in known.values()])
    assert "reference class" in model.note
    assert model.chance(ahead=0, stage="beta", confirmed=True).chance > 0.6
    assert model.chance(ahead=2, stage="beta").chance < 0.3


def test_the_teams_own_record_takes_over_as_it_grows() -> None:
    told = [
        learn(history=[target(0, stage="beta")] * size).chance(ahead=0, stage="beta") for size in (0, 5, 500)
    ]

    assert told[0].chance < told[1].chance < told[2].chance
    assert told[2].chance > 0.9
    assert told[2].high - told[2].low < told[0].high - told[0].low


def test_coefficients_that_made_a_record_come_back_from_it() -> None:
    model = learn(history=simulated(6_000, seed=1), prior=VAGUE)

    sd = np.sqrt(np.diag(model.covariance))
    assert (np.abs(model.mean - np.array(list(EFFECTS.values()))) < 4 * sd).all()


def test_chances_hold_on_targets_drawn_from_the_model_itself() -> None:
    prior = replace(SURE, effects={name: (value, 0.5) for name, value in EFFECTS.items()})
    model = learn(history=simulated(3_000, seed=2, lean=0.5), prior=prior)
    fresh = simulated(5_000, seed=3, lean=0.5)
    told = np.array([model.chance(ahead=t.ahead, slips=t.slips, confirmed=t.confirmed).chance for t in fresh])
    made = np.array([t.made for t in fresh])

    for part in np.array_split(np.argsort(told), 5):
        assert made[part].mean() == pytest.approx(told[part].mean(), abs=0.05)


def test_open_targets_do_not_count_whatever_is_known_of_them() -> None:
    decided = simulated(50, seed=4)
    still = [target(None, left=-1), target(0, left=-1)]

    with_open, without = learn(history=decided + still), learn(history=decided)

    assert with_open.mean.tolist() == without.mean.tolist()
    assert with_open.open == 2
    assert "2 more are still open" in with_open.note


def test_what_missed_arrives_by_the_hazards_of_trains_that_have_left() -> None:
    record = [
        *[target(1, item=f"next {n}") for n in range(20)],
        *[target(2, item=f"second {n}") for n in range(10)],
        *[target(None, item=f"never {n}") for n in range(30)],
        *[target(None, item=f"fresh {n}", left=0) for n in range(40)],
        *[target(None, item=f"one left {n}", left=1) for n in range(20)],
    ]

    model = learn(history=record, prior=VAGUE)

    assert model.hazards == pytest.approx((20 / 80, 10 / 40))


def test_forecasts_of_one_target_at_many_times_follow_it_once() -> None:
    record = [target(1, ahead=ahead) for ahead in range(4)] + [target(None, item="B")]

    assert learn(history=record, prior=VAGUE).hazards == pytest.approx((0.5, 0.0), abs=1e-5)


@settings(max_examples=50, deadline=None)
@given(
    ahead=st.integers(0, 50),
    moved=st.integers(0, 50),
    sure=st.booleans(),
    stage=st.sampled_from(("", "alpha", "mine", "new")),
    size=st.integers(0, 30),
)
def test_chances_of_all_trains_add_up_to_one(
    ahead: int, moved: int, sure: bool, stage: str, size: int
) -> None:
    model = learn(history=[replace(row, stage="mine") for row in simulated(size, seed=size)])

    told = model.arrival(ahead=ahead, slips=moved, stage=stage, confirmed=sure)
    one = model.chance(ahead=ahead, slips=moved, stage=stage, confirmed=sure)

    assert sum(told) == pytest.approx(1)
    assert all(0 <= chance <= 1 for chance in told)
    assert one.chance == told[0]
    assert one.low <= one.chance <= one.high


def test_a_prior_fitted_on_teams_finds_what_they_share_and_how_they_differ() -> None:
    alike = fit_prior(teams=[simulated(300, seed=n) for n in range(8)], version="1", fitted_on="a test")
    leans = np.random.default_rng(5).normal(0, 1.0, 8)
    unlike = fit_prior(
        teams=[simulated(300, seed=n, lean=lean) for n, lean in enumerate(leans.tolist())],
        version="1",
        fitted_on="a test",
    )

    for name, value in EFFECTS.items():
        assert alike.effects[name][0] == pytest.approx(value, abs=0.4)
    assert unlike.effects["ahead 0"][1] > 1.3 * alike.effects["ahead 0"][1]


def test_a_prior_reads_back_as_written() -> None:
    known, dates = trains.default_prior(), slips.default_prior()

    assert read_prior(known.to_json()) == known
    assert slips.read_prior(dates.to_json()) == dates


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (target(0, ahead=-1), "history[0].ahead"),
        (target(0, slips=-2), "history[0].slips"),
        (target(0, left=-2), "history[0].left"),
        (target(-1), "history[0].late"),
        (target(3, left=2), "history[0].late"),
        (target(0, ahead=1.5), "history[0].ahead"),  # type: ignore[arg-type]
    ],
)
def test_an_impossible_target_is_named(row: Target, where: str) -> None:
    with pytest.raises(InvalidProblem) as error:
        learn(history=[row])
    assert error.value.where == where
    assert error.value.cure


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": "1"}',
        VAGUE.to_json().replace("0.3", "1.3"),
        VAGUE.to_json().replace("10.0", "-1.0"),
        VAGUE.to_json().replace("ahead 2", "ahead 9"),
    ],
)
def test_a_file_that_is_no_prior_is_refused(text: str) -> None:
    with pytest.raises(InvalidProblem) as error:
        read_prior(text)
    assert error.value.where == "priors"


def test_no_prior_from_one_team_or_from_nothing_asked() -> None:
    with pytest.raises(InvalidProblem, match="two teams"):
        fit_prior(teams=[simulated(100, seed=1)], version="1", fitted_on="a test")
    with pytest.raises(InvalidProblem):
        learn(history=[], prior=SURE).chance(ahead=-1)


def test_slips_are_those_of_the_own_record_once_it_is_long() -> None:
    record = [Slip(str(day), 30, day) for day in range(100)]

    model = slips.learn(history=record)

    assert model.quantiles(ahead=30, chances=(0.5, 0.85)) == pytest.approx((49, 84), abs=1)
    assert model.quantiles(ahead=300, chances=(0.5,)) == slips.learn(history=[]).quantiles(
        ahead=300, chances=(0.5,)
    )


def test_slips_of_a_short_record_are_blended_with_other_teams() -> None:
    prior = slips.Prior("1", "a test", (14,), ((0.0,) * 10, (0.0,) * 10), enough=20.0)
    record = [Slip(str(day), 3, 10) for day in range(5)]

    model = slips.learn(history=[*record, Slip("open", 3, None)], prior=prior)

    assert model.quantiles(ahead=3, chances=(0.5, 0.74, 0.76)) == (0.0, 0.0, 10.0)
    assert model.open == 1
    assert "reference class" in slips.learn(history=[], prior=prior).note


def test_every_team_counts_the_same_in_the_prior_of_slips() -> None:
    aheads = (5, 30, 90, 200)
    many = [Slip(str(number), ahead, 0) for number in range(100) for ahead in aheads]
    few = [Slip("one", ahead, 40) for ahead in aheads]

    prior = slips.fit_prior(teams=[many, few], version="1", fitted_on="a test")

    for part in prior.slips:
        assert part.count(40.0) == pytest.approx(len(part) / 2, abs=1)


@settings(max_examples=30, deadline=None)
@given(days=st.lists(st.integers(-50, 400), max_size=40), ahead=st.integers(0, 2_000))
def test_quantiles_of_slips_ascend(days: list[int], ahead: int) -> None:
    model = slips.learn(history=[Slip(str(place), ahead, day) for place, day in enumerate(days)])

    told = model.quantiles(ahead=ahead, chances=(0.01, 0.2, 0.5, 0.85, 0.99))

    assert list(told) == sorted(told)


def test_slips_hold_as_often_as_told_on_dates_drawn_alike() -> None:
    rng = np.random.default_rng(6)
    drawn = [Slip(str(n), 30, int(day)) for n, day in enumerate(rng.gamma(1.0, 30.0, 4_000))]
    model = slips.learn(history=drawn[:2_000])

    for chance in (0.5, 0.8, 0.85, 0.95):
        stated = model.quantiles(ahead=30, chances=(chance,))[0]
        held = np.mean([row.days is not None and row.days <= stated for row in drawn[2_000:]])
        assert held == pytest.approx(chance, abs=0.035)


def test_impossible_slips_are_named() -> None:
    with pytest.raises(InvalidProblem) as error:
        slips.learn(history=[Slip("A", -3, 0)])
    assert error.value.where == "history[0].ahead"
    with pytest.raises(InvalidProblem, match="between 0 and 1"):
        slips.learn(history=[]).quantiles(ahead=3, chances=(1.0,))
    with pytest.raises(InvalidProblem, match="so far ahead"):
        slips.fit_prior(teams=[[Slip("A", 3, 0)]], version="1", fitted_on="a test")
    with pytest.raises(InvalidProblem):
        slips.read_prior("{}")
