"""Small portfolios against all that can be tried: every order of the items with every choice of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.schedule.plan import Limit, Placed
from pilothouse.engine.schedule.problem import Dependency, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly

ENOUGH = Limit(passes=1_000)
PEOPLE = (Person("ana", skills={"go": 1.0, "ui": 1.0}), Person("ben", skills={"go": 1.0}))
Ends = dict[str, int]


@st.composite
def small(draw: st.DrawFn) -> Problem:
    """Two products, five items of whole days, two people, of whom one can do everything."""
    items, edges = [], []
    for number in range(5):
        which = "ah"[number % 2]
        skill = draw(st.sampled_from(["go", "go", "ui"]))
        days = draw(st.integers(1, 4))
        need = Need(skill, 1.0)
        items.append(
            Item(f"i{number}", effort=exactly(days), needs=(need,), product=which, rank="ah".index(which))
        )
        if number and draw(st.booleans()):
            edges.append(Dependency(f"i{draw(st.integers(0, number - 1))}", f"i{number}"))
    return Problem(tuple(items), PEOPLE, tuple(edges))


def least(
    problem: Problem, items: Sequence[Item], busy: Sequence[Placed], worth: Callable[[Ends], float]
) -> float:
    """The least worth of all ways to do `items` around what is busy, each as early as its order lets it."""
    names = {item.id for item in items}
    done = {row.item: round(row.finish) for row in busy}
    waits = [(e.predecessor, e.successor) for e in problem.dependencies if e.successor in names]
    able = [[p.id for p in problem.people if p.skills.get(item.needs[0].skill or "")] for item in items]
    taken = {
        (who, day) for row in busy for who in row.people for day in range(round(row.start), round(row.finish))
    }
    best = float("inf")
    for order in permutations(range(len(items))):
        place = {items[row].id: at for at, row in enumerate(order)}
        if any(before in place and place[before] > place[after] for before, after in waits):
            continue
        for team in product(*able):
            ends, used = dict(done), set(taken)
            for row in order:
                item, who = items[row], team[row]
                days = round(item.effort.mean) if item.effort else 0
                moment = max([0, *(ends[before] for before, after in waits if after == item.id)])
                while any((who, day) in used for day in range(moment, moment + days)):
                    moment += 1
                used |= {(who, day) for day in range(moment, moment + days)}
                ends[item.id] = moment + days
            best = min(best, worth({name: ends[name] for name in names}))
    return best


def last(ends: Ends) -> float:
    return max(ends.values())


@settings(max_examples=6, deadline=None)
@given(small(), st.sampled_from([{}, {"a": 3.0}]))
def test_the_mean_finish_of_products_is_the_least_there_is(
    problem: Problem, weights: dict[str, float]
) -> None:
    problem = replace(problem, product_weights=weights)
    of = {item.id: item.product for item in problem.items}

    def mean(ends: Ends) -> float:
        own = {name: max(end for item, end in ends.items() if of[item] == name) for name in "ah"}
        return sum(weights.get(name, 1.0) * end for name, end in own.items()) / sum(
            weights.get(name, 1.0) for name in "ah"
        )

    best = pytest.approx(least(problem, problem.items, (), mean))
    assert solve(problem, limit=ENOUGH).weighed == best
    proved = solve(problem, limit=Limit(seconds=1, workers=1))
    assert (proved.weighed, proved.status) == (best, "optimal")


@settings(max_examples=12, deadline=None)
@given(small())
def test_in_strict_order_each_rank_ends_as_soon_as_those_above_allow(problem: Problem) -> None:
    problem = replace(problem, strict=True)
    plan = solve(problem, limit=ENOUGH)
    above = {item.id for item in problem.items if item.product == "a"}
    for _ in range(len(problem.items)):  # what they wait for ranks with them
        above |= {edge.predecessor for edge in problem.dependencies if edge.successor in above}
    first = [item for item in problem.items if item.id in above]
    second = [item for item in problem.items if item.id not in above]
    busy = [row for row in plan.placed if row.item in above]
    assert last({row.item: round(row.finish) for row in busy}) == least(problem, first, (), last)
    if second:
        ends = {row.item: round(row.finish) for row in plan.placed if row.item not in above}
        assert last(ends) == least(problem, second, busy, last)
