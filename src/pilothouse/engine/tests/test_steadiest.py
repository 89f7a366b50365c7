"""Of several repairs the one is taken that changes least of what people were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import Limit, Placed
from pilothouse.engine.schedule.problem import Person, Problem
from pilothouse.engine.schedule.repair import NOTICED, Tried, judged, kept_of
from pilothouse.engine.schedule.replan import replan
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.schedule.steadiest import COMPARED, FAR, Options, cheapest
from pilothouse.engine.tests.plans import exactly, problems, work

LIMIT = Limit(passes=30)
PAIR = Problem((work("x", 4), work("y", 4)), (Person("ada"), Person("bob")))


def test_what_is_said_of_an_item_counts_where_it_is_more_than_its_move() -> None:
    plan = solve(PAIR, limit=LIMIT)
    kept = kept_of(PAIR, compile_problem(PAIR), {at.item: at for at in plan.placed}, frozenset())
    people = tuple(tuple(crew or ()) for crew in kept.crews)
    still = Found(7.0, kept.starts, kept.starts + 4, people)
    assert judged(kept, still, 0.5).worth == 7.0
    assert judged(kept, still, 0.5, {1: 3.0}).worth == 8.5
    later = still._replace(starts=np.add(kept.starts, (0.0, 1.0)))
    alone = judged(kept, later, 0.5).worth
    assert 7.5 <= alone < 7.6
    assert judged(kept, later, 0.5, {1: 0.9}).worth == alone
    assert judged(kept, later, 0.5, {1: 3.0}).worth == alone + 1.0


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=8))
def test_the_cheapest_is_the_first_of_those_that_cost_least_all_told(costs: list[tuple[int, int]]) -> None:
    nothing = Found(0.0, np.zeros(0), np.zeros(0), ())
    found = [Tried(nothing, frozenset({place}), own) for place, (own, _) in enumerate(costs)]
    asked = []

    def judge(tried: Tried) -> Tried:
        (place,) = tried.moved
        asked.append(place)
        return replace(tried, worth=sum(costs[place]))

    best = cheapest(found, judge)
    assert best == min(map(judge, found), key=lambda tried: tried.worth)
    assert {place for place, (own, _) in enumerate(costs) if own <= best.worth} >= set(asked[: -len(found)])


def test_where_nothing_has_to_move_one_plan_is_asked_about() -> None:
    plan = solve(PAIR, limit=LIMIT)
    asked = []

    def told(places: Sequence[Placed]) -> Mapping[str, float]:
        asked.append(tuple((at.item, at.start, at.people) for at in places))
        return {}

    found = replan(PAIR, plan.placed, stability=0.3, limit=LIMIT, options=Options(6, told))
    assert found.moved == ()
    assert asked == [tuple((at.item, at.start, at.people) for at in plan.placed)]


def test_fewer_repairs_are_compared_where_there_are_many_items() -> None:
    assert [Options(8).of(items) for items in (0, 10, COMPARED // 2, COMPARED, 10 * COMPARED)] == [
        8,
        8,
        2,
        1,
        1,
    ]


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_no_repair_is_taken_that_changes_more_of_what_was_said(problem: Problem, data: st.DataObject) -> None:
    """Where moves count more than anything else: against the plan taken without regard to what is said."""
    plan = solve(problem, limit=LIMIT)
    was = {at.item: at for at in plan.placed}
    item = data.draw(st.sampled_from(problem.items))
    days = exactly(data.draw(st.sampled_from([0.0, 1.5, 7.0])))
    size = {"effort": days} if item.duration is None else {"duration": days}
    fresh = replace(
        problem,
        items=tuple(replace(i, **size) if i is item else i for i in problem.items),  # type: ignore[arg-type]
    )
    dear = data.draw(st.sets(st.sampled_from([i.id for i in problem.items])))

    def told(places: Sequence[Placed]) -> Mapping[str, float]:
        return {at.item: 5 * FAR * abs(at.start - was[at.item].start) for at in places if at.item in dear}

    def cost(found: Sequence[Placed]) -> float:
        said = told(found)
        total = 0.0
        for at in found:
            shift = abs(at.start - max(0.0, was[at.item].start))
            others = set(at.people) != set(was[at.item].people)
            own = 1.0 if others else min(1.0, shift) if shift > NOTICED else 0.0
            total += max(own, said.get(at.item, 0.0) / FAR)
        return total

    usual = replan(fresh, plan.placed, stability=1e6, limit=LIMIT, options=Options(4)).plan.placed
    heard = replan(fresh, plan.placed, stability=1e6, limit=LIMIT, options=Options(4, told)).plan.placed
    assert cost(heard) <= cost(usual) + 0.51  # how far moves go counts up to half of one


@settings(max_examples=40, deadline=None)
@given(problems(lags=(0.0, 2.0)), st.data())
def test_what_a_lower_product_says_moves_no_higher_one(problem: Problem, data: st.DataObject) -> None:
    """Dates of items of rank 0, bit for bit, with and without what ranks below it."""
    size = len(problem.items)
    lower = data.draw(st.sets(st.integers(0, size - 1), max_size=size - 1))
    ranked = tuple(replace(item, rank=int(row in lower)) for row, item in enumerate(problem.items))
    names = {item.id for item in ranked if item.rank}
    both = replace(
        problem,
        items=ranked,
        dependencies=tuple(
            edge for edge in problem.dependencies if edge.successor in names or edge.predecessor not in names
        ),
        groups=(),
        strict=True,
    )
    alone = replace(
        both,
        items=tuple(item for item in ranked if not item.rank),
        dependencies=tuple(edge for edge in both.dependencies if edge.successor not in names),
    )
    published = solve(both, limit=LIMIT).placed
    grown = {item.id for item in ranked if item.effort and data.draw(st.booleans())}

    def told(places: Sequence[Placed]) -> Mapping[str, float]:
        return {at.item: at.start % 7 for at in places}

    def again(part: Problem) -> dict[str, tuple[float, float, tuple[str, ...]]]:
        items = tuple(replace(item, effort=exactly(3)) if item.id in grown else item for item in part.items)
        known = {item.id for item in items}
        rows = [row for row in published if row.item in known]
        found = replan(replace(part, items=items), rows, limit=LIMIT, options=Options(4, told))
        return {row.item: (row.start, row.finish, row.people) for row in found.plan.placed}

    assert {name: row for name, row in again(both).items() if name not in names} == again(alone)
