from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.schedule.backends.pools import search
from pilothouse.engine.schedule.backends.pools.packed import fits
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Item, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly


@st.composite
def pooled(draw: st.DrawFn, most: int = 12) -> Problem:
    """Whole durations, lags that keep the order, pools from one word's worth to three."""
    kinds = tuple(
        Pool(f"r{number}", draw(st.sampled_from([1, 3, 4, 70_000])))
        for number in range(draw(st.sampled_from([1, 2, 13])))
    )
    items, edges = [], []
    for number in range(draw(st.integers(1, most))):
        demands = {
            pool.id: draw(st.integers(0, pool.capacity))
            for pool in draw(st.lists(st.sampled_from(kinds), unique=True, max_size=3))
        }
        days = draw(st.integers(0, 6))
        earliest = draw(st.sampled_from([0.0, 0.0, 0.0, 4.0]))
        items.append(Item(f"i{number}", duration=exactly(days), demands=demands, earliest=earliest))
        for before in draw(st.lists(st.integers(0, number - 1), unique=True, max_size=2)) if number else []:
            least = items[before].duration or exactly(0)
            lag = draw(st.sampled_from([0, 0, 2, -min(least.high, days)]))
            edges.append(Dependency(f"i{before}", f"i{number}", "FS", lag))
    return Problem(tuple(items), pools=kinds, dependencies=tuple(edges))


def busy(items: int, seed: int) -> Problem:
    """A problem that no bound settles."""
    draw = np.random.default_rng(seed)
    kinds = tuple(Pool(f"r{number}", 10) for number in range(4))
    rows = tuple(
        Item(
            f"i{number}",
            duration=exactly(int(draw.integers(1, 11))),
            demands={pool.id: int(draw.integers(0, 8)) for pool in kinds},
        )
        for number in range(items)
    )
    edges = tuple(
        Dependency(f"i{int(draw.integers(max(0, after - 12), after))}", f"i{after}")
        for after in range(1, items)
    )
    return Problem(rows, pools=kinds, dependencies=edges)


def shortest_of_all(problem: Problem) -> int:
    """The least makespan over every order, each item as early as it fits: one of them is optimal."""
    names = {item.id: number for number, item in enumerate(problem.items)}
    days = [int(item.duration.high) if item.duration else 0 for item in problem.items]
    waits = [
        [
            (names[edge.predecessor], int(edge.lag))
            for edge in problem.dependencies
            if edge.successor == item.id
        ]
        for item in problem.items
    ]
    best = 10**9
    for order in permutations(range(len(days))):
        used: dict[tuple[str, int], int] = {}
        ends: dict[int, int] = {}
        for number in order:
            if any(before not in ends for before, _ in waits[number]):
                break
            demands = problem.items[number].demands
            start = int(problem.items[number].earliest)
            start = max([start, *(ends[before] + lag for before, lag in waits[number])])
            while any(
                used.get((pool.id, day), 0) + demands.get(pool.id, 0) > pool.capacity
                for pool in problem.pools
                for day in range(start, start + days[number])
            ):
                start += 1
            for name, units in demands.items():
                for day in range(start, start + days[number]):
                    used[name, day] = used.get((name, day), 0) + units
            ends[number] = start + days[number]
        else:
            best = min(best, max(ends.values()))
    return best


@settings(max_examples=60, deadline=None)
@given(pooled())
def test_every_plan_passes_the_checker(problem: Problem) -> None:
    assert fits(compile_problem(problem))
    assert check(problem, solve(problem, limit=Limit(passes=60))) == ()


@settings(max_examples=40, deadline=None)
@given(pooled(most=5))
def test_small_plans_are_as_short_as_the_best_of_all_orders(problem: Problem) -> None:
    assert solve(problem, limit=Limit(passes=600)).makespan == shortest_of_all(problem)


@pytest.mark.parametrize("passes", [1, 2, 50, 20_000])
def test_one_thread_and_two_give_the_same_plan(passes: int) -> None:
    problem = busy(60, 1)
    one = solve(problem, seed=5, limit=Limit(passes=passes, workers=1))
    assert one == solve(problem, seed=5, limit=Limit(passes=passes, workers=2))
    assert passes <= one.passes <= passes + 2 * search.ISLANDS


def test_seeds_give_different_plans_and_passes_better_ones() -> None:
    problem = busy(60, 2)
    one, other = (solve(problem, seed=seed, limit=Limit(passes=600)) for seed in (1, 2))
    assert [row.start for row in one.placed] != [row.start for row in other.placed]
    lengths = [solve(problem, limit=Limit(passes=passes)).makespan for passes in (1, 300, 30_000)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < lengths[0]


def test_a_search_that_begins_anew_keeps_its_best() -> None:
    problem = busy(12, 3)
    compiled = compile_problem(problem)
    few = solve(problem, limit=Limit(passes=3_000)).makespan
    many = solve(problem, limit=Limit(passes=300_000))
    assert many.makespan <= few
    assert fits(compiled)
    assert check(problem, many) == ()


def test_seconds_alone_are_used_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    problem = busy(60, 4)
    plan = solve(problem, limit=Limit(seconds=0.3), progress=lambda done, of: told.append((done, of)))
    assert plan.passes == told[-1][0]
    assert all(done <= of for done, of in told)
    assert check(problem, plan) == ()


def test_what_it_cannot_take_is_left_to_the_general_search() -> None:
    problem = busy(6, 5)
    first = problem.items[0]
    others = (
        replace(first, duration=Effort(0.5, 0.5, 0.5)),
        replace(first, duration=None, effort=exactly(2)),
        replace(first, deadline=30.0),
        replace(first, fixed_start=0.0),
        replace(first, weight=3.0),
        replace(first, earliest=0.5),
    )
    for item in others:
        changed = replace(problem, items=(item, *problem.items[1:]), people=(Person("ana"),))
        assert not fits(compile_problem(changed)), item
        assert [row for row in check(changed, solve(changed, limit=Limit(passes=9))) if row.hard] == []
    for edge in (Dependency("i0", "i1", "SS"), Dependency("i0", "i1", "FS", -50.0)):
        assert not fits(compile_problem(replace(problem, dependencies=(edge,))))
