"""Queues of the dynamic policy, and futures whose dates are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast.futures.bits import enter, flip, key_of, lowest, pop, push
from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import work

FEW = Limit(passes=10)
moments = st.lists(st.floats(0, 1000), min_size=1, max_size=40)


def both(problem: Problem) -> tuple[Forecast, Forecast]:
    plan = solve(problem, limit=FEW)
    return simulate(problem, plan, draws=500), simulate(problem, plan, draws=500, policy="dynamic")


@settings(max_examples=50, deadline=None)
@given(moments)
def test_the_tournament_gives_moments_in_order(times: list[float]) -> None:
    tree = np.full(128, np.iinfo(np.uint64).max, dtype=np.uint64)
    mask = np.uint64(63)
    for slot, time in enumerate(times):
        enter(tree, slot, np.uint64(key_of(time, slot, mask)))
    found = []
    for _ in times:
        slot = int(tree[1] & mask)
        found.append(times[slot])
        enter(tree, slot, np.uint64(np.iinfo(np.uint64).max))
    assert found == pytest.approx(sorted(times), rel=1e-12)


@settings(max_examples=50, deadline=None)
@given(moments)
def test_the_heap_gives_events_in_order(times: list[float]) -> None:
    heap, codes = np.empty(len(times)), np.empty(len(times), dtype=np.int64)
    for code, time in enumerate(times):
        push(heap, codes, code, time, code)
    found = []
    for size in range(len(times), 0, -1):
        found.append((float(heap[0]), int(codes[0])))
        pop(heap, codes, size)
    assert found == sorted((time, code) for code, time in enumerate(times))


def test_the_lowest_bit_of_two_sets_is_found_in_any_word() -> None:
    first, second = np.zeros(3, dtype=np.uint64), np.zeros(3, dtype=np.uint64)
    for number in (5, 70, 130):
        flip(first, number)
    for number in (6, 130, 140):
        flip(second, number)
    assert lowest(first, second) == 130
    flip(second, 130)
    assert lowest(first, second) == -1


def test_work_goes_on_after_every_absence() -> None:
    """One person with one order: what the dynamic policy decides is what was planned."""
    ana = Person("ana", capacity=((0, 0.5), (3, 0.0), (9, 1.0), (14, 0.0), (15, 0.8)))
    items = tuple(Item(f"i{n}", effort=Effort(1, 2, 6)) for n in range(6))
    edges = tuple(Dependency(f"i{n}", f"i{n + 1}") for n in range(5))
    fixed, dynamic = both(Problem(items, (ana,), edges))
    for row, same in zip(fixed.items, dynamic.items, strict=True):
        assert row.finish.p05 == pytest.approx(same.finish.p05, abs=1e-4)
        assert row.finish.p85 == pytest.approx(same.finish.p85, abs=1e-4)


def test_people_and_classes_beyond_one_word_find_their_work() -> None:
    people = tuple(Person(f"p{n}") for n in range(150))
    items = tuple(Item(f"i{n}", effort=Effort(1, 3, 9), people=(f"p{n}",)) for n in range(150))
    edges = tuple(Dependency(f"i{n}", f"i{n + 9}") for n in range(0, 141, 2))
    fixed, dynamic = both(Problem(items, people, edges))
    assert [row.finish for row in fixed.items] == [row.finish for row in dynamic.items]


def test_a_pool_of_one_unit_is_used_by_one_after_the_other() -> None:
    items = tuple(
        Item(f"i{n}", effort=Effort(3, 3, 3), people=(f"p{n}",), demands={"rig": 1}) for n in range(4)
    )
    problem = Problem(items, tuple(Person(f"p{n}") for n in range(4)), pools=(Pool("rig", 1),))
    plan = solve(problem, limit=FEW)
    answer = simulate(problem, plan, draws=100, common_sigma=0.0, policy="dynamic")
    assert sorted(row.finish.p50 for row in answer.items) == pytest.approx([3.0, 6.0, 9.0, 12.0])


def test_earliest_dates_lags_and_bounds_hold() -> None:
    items = (work("a", 4, earliest=2.0), work("b", 3), work("c", 1), work("d", 2))
    edges = (
        Dependency("a", "b", "FS", 1.5),
        Dependency("a", "c", "SS", 1.0),
        Dependency("b", "d", "FF", 2.0),
    )
    people = tuple(Person(f"p{n}") for n in range(4))
    problem = Problem(items, people, edges)
    plan = solve(problem, limit=FEW)
    answer = simulate(problem, plan, draws=100, common_sigma=0.0, policy="dynamic")
    assert [row.start.p50 for row in answer.items] == pytest.approx([2.0, 7.5, 3.0, 10.5])
    assert [row.finish.p50 for row in answer.items] == pytest.approx([6.0, 10.5, 4.0, 12.5])
