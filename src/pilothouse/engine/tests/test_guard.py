"""The alarm: its bound on false alarms, what it finds, and which forecasts it looks at."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast.history.guard import THRESHOLD, Promise, apart, evidence, guard

MONDAY = date(2026, 1, 5)


@pytest.mark.parametrize("level", [0.5, 0.85, 0.95])
@pytest.mark.parametrize("cases", [1, 7, 60])
def test_a_stake_is_expected_to_stay_what_it_is_where_dates_hold_as_stated(level: float, cases: int) -> None:
    expected = sum(
        comb(cases, held) * level**held * (1 - level) ** (cases - held) * evidence(held, cases, level)
        for held in range(cases + 1)
    )

    assert expected == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("level", [0.5, 0.85])
def test_in_two_hundred_looks_it_rings_falsely_in_at_most_one_of_twenty_records(level: float) -> None:
    held = (np.random.default_rng(3).random((2_000, 200)) < level).cumsum(axis=1)
    rings = np.array(
        [[evidence(h, n, level) >= THRESHOLD for h in range(n + 1)] + [False] * (200 - n) for n in range(201)]
    )
    ever = rings[np.arange(12, 201), held[:, 11:]].any(axis=1)

    assert ever.mean() <= 0.05


def test_it_finds_dates_that_come_too_early_and_such_that_come_too_late() -> None:
    assert guard([True] * 20 + [False] * 20, level=0.85).tripped
    assert guard([True] * 100, level=0.85).tripped
    assert not guard([True] * 17 + [False] * 3, level=0.85).tripped
    assert not guard([True] * 20, level=0.85).tripped
    assert not guard([False] * 11, level=0.85).tripped  # too few to say


def _promise(made: int, due: int) -> Promise:
    return Promise(MONDAY + timedelta(days=made), MONDAY + timedelta(days=due), held=True)


def test_of_dates_given_at_once_the_soonest_counts_and_the_next_is_given_after_it() -> None:
    rows = [_promise(0, 20), _promise(0, 5), _promise(5, 6), _promise(6, 30), _promise(14, 15)]

    assert apart(rows) == [_promise(0, 5), _promise(6, 30)]


_rows = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.booleans()), max_size=30)


@given(_rows)
@settings(max_examples=50, deadline=None)
def test_chosen_dates_never_overlap_and_are_chosen_blind(rows: list[tuple[int, int, bool]]) -> None:
    made = [_promise(at, at + days)._replace(held=held) for at, days, held in rows]
    found = apart(made)

    assert all(after.made > before.due for before, after in pairwise(found))
    blind = apart([row._replace(held=None) for row in made])
    assert [row[:2] for row in found] == [row[:2] for row in blind]
