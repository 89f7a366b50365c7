"""The same portfolio and seed give the same bytes, on one thread and on two; and choices of weighed products
against all that can be tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Item, Person, Pool, Problem
from pilothouse.engine.schedule.replan import replan
from pilothouse.engine.schedule.settling import settle
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.schedule.ways import OUT
from pilothouse.engine.tests.plans import exactly, problems
from pilothouse.engine.tests.test_portfolio import portfolios
from pilothouse.engine.tests.test_portfolio_exact import Ends, least
from pilothouse.engine.tests.test_strict_choices import all_ways, small

FEW = Limit(passes=20)


def said(*answers: object) -> bytes:
    return repr(answers).encode()


@settings(max_examples=6, deadline=None)
@given(st.one_of(portfolios(), portfolios(strict=False), problems()), st.integers(0, 9), st.data())
def test_a_plan_made_again_has_the_same_bytes(problem: Problem, seed: int, data: st.DataObject) -> None:
    plan = solve(problem, seed=seed, limit=FEW)
    item = data.draw(st.sampled_from(problem.items))
    days = exactly(data.draw(st.sampled_from([0.5, 6.0])))
    longer = replace(item, duration=days) if item.effort is None else replace(item, effort=days)
    items = tuple(longer if row is item else row for row in problem.items)
    grown = replace(problem, items=items)
    found = {
        said(replan(grown, plan.placed, seed=seed, limit=Limit(20, workers=workers))) for workers in (1, 2, 1)
    }
    assert len(found) == 1


def test_pools_are_searched_side_by_side_with_the_same_bytes() -> None:
    """Products that hold pools alone, in strict order: each rank is searched on as many threads as may be."""
    items = tuple(
        Item(f"{name}{n}", duration=exactly(1 + n % 4), demands={"bay": 1 + n % 3}, product=name, rank=rank)
        for rank, name in enumerate("ah")
        for n in range(20)
    )
    for people in ((), (Person("ana"),)):
        problem = Problem(items, people, pools=(Pool("bay", 4),), strict=True)
        assert len({said(solve(problem, limit=Limit(200, workers=workers))) for workers in (1, 2)}) == 1


@settings(max_examples=12, deadline=None)
@given(small(), st.sampled_from([{}, {"a": 3.0}]))
def test_ways_of_weighed_products_are_the_best_of_all(problem: Problem, weights: dict[str, float]) -> None:
    """Of all choices, and all ways to place them: the mean finish of the products and the value left out."""
    few = problem.items[:3]
    known = {item.id for item in few}
    edges = tuple(edge for edge in problem.dependencies if {edge.predecessor, edge.successor} <= known)
    problem = Problem(few, problem.people, edges, product_weights=weights)
    of = {item.id: item.product for item in problem.items}
    share = {name: weights.get(name, 1.0) / sum(weights.get(n, 1.0) for n in "ah") for name in "ah"}

    def mean(ends: Ends) -> float:
        return sum(
            share[name] * max((end for item, end in ends.items() if of[item] == name), default=0)
            for name in "ah"
        )

    best = float("inf")
    for choice in product(*map(all_ways, problem.items)):
        there = {item.id for item, way in zip(problem.items, choice, strict=True) if way != OUT}
        if any(e.successor in there and e.predecessor not in there for e in problem.dependencies):
            continue
        lost = sum(item.value for item in problem.items if item.id not in there)
        settled = settle(problem, choice)
        best = min(best, lost + (least(settled, settled.items, (), mean) if settled.items else 0.0))
    plan = solve(problem, limit=Limit(passes=400))
    assert [row for row in check(problem, plan) if row.hard] == []
    lost = sum(item.value for item in problem.items if item.id in plan.left_out)
    assert mean({row.item: row.finish for row in plan.placed}) + lost == pytest.approx(best)  # type: ignore[misc]
