"""Products in a strict order, future by future: what ranks lower never delays what ranks higher."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.causes import Event, draw_causes
from pilothouse.engine.forecast.futures.cost import prices_of
from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.forecast.futures.network import ranks_of
from pilothouse.engine.forecast.futures.raw import Raw, run_futures, sets_of
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.forecast.futures.teams import shared_by
from pilothouse.engine.schedule.compiled import capacity_table, carried_on
from pilothouse.engine.schedule.objective import worked
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Cap, Dependency, Effort, Group, Item, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import work

FEW = Limit(passes=6)
DRAWS = 130


def raw_of(problem: Problem, plan: Plan, **options: float) -> Raw:
    sigma, drift = options.get("sigma", 0.2), options.get("drift", 0.0)
    return run_futures(
        problem,
        plan,
        DRAWS,
        5,
        shared_by(problem, None, sigma=sigma, drift=drift),
        sets_of({}, ranks_of(problem)),
        np.zeros((len(problem.items), 0)),
        None,
        "fixed",
        draw_causes(problem, (), (), DRAWS, 5)[0],
        prices_of(problem, [()] * len(problem.items), None, None),
        None,
    )


def moments(raw: Raw) -> tuple[np.ndarray, np.ndarray]:
    """`(items, draws)` starts and finishes."""
    shape = (raw.kept_at.shape[0] - 1, DRAWS)
    return raw.starts.reshape(shape).astype(float), raw.finishes.reshape(shape).astype(float)


@st.composite
def portfolios(draw: st.DrawFn) -> Problem:
    """Up to three products that share two or three people, a pool and dependencies over products."""
    steps = ((0, 1.0),), ((0, 1.0), (4, 0.0), (7, 0.5)), ((0, 0.5), (9, 1.0))
    people = tuple(
        Person(f"p{n}", capacity=draw(st.sampled_from(steps))) for n in range(draw(st.integers(2, 3)))
    )
    items: list[Item] = []
    edges: list[Dependency] = []
    for number in range(draw(st.integers(2, 10))):
        rank = draw(st.integers(0, 2))
        low = draw(st.sampled_from([0.5, 2.0, 4.0]))
        crew = draw(
            st.lists(st.sampled_from([row.id for row in people]), unique=True, min_size=1, max_size=2)
        )
        effort = Effort(low, 1.5 * low, 3 * low)
        timed = draw(st.integers(0, 5)) == 0
        items.append(
            Item(
                f"i{number}",
                effort=None if timed else effort,
                duration=effort if timed else None,
                people=tuple(crew),
                demands={"rig": draw(st.integers(0, 2))},
                earliest=draw(st.sampled_from([0.0, 0.0, 2.5])),
                product=f"P{rank}",
                rank=rank,
            )
        )
        if number and draw(st.integers(0, 2)) == 0:
            before = items[draw(st.integers(0, number - 1))]
            if before.rank <= rank:
                kind = draw(st.sampled_from(["FS", "FS", "SS", "FF"]))
                edges.append(Dependency(before.id, f"i{number}", kind, draw(st.sampled_from([0.0, 1.0]))))
    groups = tuple(
        Group(f"g{rank}", tuple(row.id for row in items if row.rank == rank), 12.0)
        for rank in range(3)
        if any(row.rank == rank for row in items)
    )
    return Problem(tuple(items), people, tuple(edges), (Pool("rig", 2),), groups, strict=True)


def only(problem: Problem, rank: int) -> Problem:
    items = tuple(item for item in problem.items if item.rank <= rank)
    names = {item.id for item in items}
    return replace(
        problem,
        items=items,
        dependencies=tuple(
            edge for edge in problem.dependencies if {edge.predecessor, edge.successor} <= names
        ),
        groups=tuple(group for group in problem.groups if names.issuperset(group.members)),
    )


def part_of(plan: Plan, names: set[str]) -> Plan:
    return replace(plan, placed=tuple(row for row in plan.placed if row.item in names))


def same_of(forecast: Forecast, problem: Problem) -> tuple[object, ...]:
    """All that is told of the items, groups and products of `problem`."""
    items, groups = {row.id for row in problem.items}, {row.id for row in problem.groups}
    products = {row.product for row in problem.items}
    joint = forecast.joint
    assert joint is not None
    return (
        [row for row in forecast.items if row.item in items],
        [row for row in forecast.groups if row.group in groups],
        [row for row in forecast.products if row.group in products],
        [row for row in joint.pairs if {row.first, row.second} <= groups],
        [row for row in joint.slips if {row.late, row.moved} <= groups],
        [row for row in joint.product_slips if {row.late, row.moved} <= products],
    )


@settings(max_examples=25, deadline=None)
@given(portfolios(), st.integers(0, 1), st.sampled_from([0.0, 0.11]))
def test_a_lower_product_changes_no_bit_of_what_is_told_of_a_higher_one(
    problem: Problem, rank: int, drift: float
) -> None:
    higher = only(problem, rank)
    if not higher.items:
        return
    plan = solve(problem, limit=FEW)
    teams = {item.id: item.people[0] for item in problem.items}
    mine = {item.id: teams[item.id] for item in higher.items}
    both = simulate(problem, plan, draws=DRAWS, drift=drift, shared=teams)
    alone = simulate(higher, part_of(plan, set(mine)), draws=DRAWS, drift=drift, shared=mine)
    assert same_of(alone, higher) == same_of(both, higher)


@settings(max_examples=25, deadline=None)
@given(portfolios())
def test_nobody_is_on_two_items_at_once_in_any_future(problem: Problem) -> None:
    plan = solve(problem, limit=FEW)
    start, finish = moments(raw_of(problem, plan))
    ranks = ranks_of(problem)
    for person in problem.people:
        rows = [row for row, at in enumerate(plan.placed) if person.id in at.people]
        for one in rows:
            for other in rows:
                if one < other and ranks[one] == ranks[other]:
                    apart = (start[one] >= finish[other] - 1e-3) | (start[other] >= finish[one] - 1e-3)
                    short = np.minimum(finish[one] - start[one], finish[other] - start[other]) < 1e-3
                    assert (apart | short).all()


@settings(max_examples=25, deadline=None)
@given(portfolios())
def test_an_interrupted_item_has_done_its_work_beside_what_ranks_higher(problem: Problem) -> None:
    """Days in which none of its people is on better-ranked work are enough for what was drawn."""
    plan = solve(problem, limit=FEW)
    start, finish = moments(raw_of(problem, plan))
    alone_start, alone_finish = moments(raw_of(replace(problem, strict=False), plan))
    ranks = ranks_of(problem)
    capacity = carried_on(capacity_table(problem))
    people = {person.id: index for index, person in enumerate(problem.people)}

    def able(row: int, since: float, until: float) -> float:
        if problem.items[row].duration is not None:
            return until - since
        days = np.arange(int(since), int(np.ceil(until)))
        span = np.clip(np.minimum(until, days + 1) - np.maximum(since, days), 0, 1)
        return sum(
            float((capacity[people[name], np.minimum(days, capacity.shape[1] - 1)] * span).sum())
            for name in plan.placed[row].people
        )

    for row, at in enumerate(plan.placed):
        crew = set(at.people)
        above = [
            other
            for other, there in enumerate(plan.placed)
            if ranks[other] < ranks[row] and crew & set(there.people)
        ]
        for draw in range(0, DRAWS, 13):
            cuts = sorted((start[other, draw], finish[other, draw]) for other in above)
            since, done = start[row, draw], 0.0
            for begin, end in [*cuts, (finish[row, draw], np.inf)]:
                upto = min(max(begin, since), finish[row, draw])
                done += able(row, since, upto)
                since = max(since, min(end, finish[row, draw]))
            drawn = able(row, alone_start[row, draw], alone_finish[row, draw])
            assert done >= drawn - 2e-3 * max(1.0, finish[row, draw])


def test_work_is_laid_down_and_taken_up_again() -> None:
    """Low begins at 0; high, planned for day 4 behind a wait of 2 to 6 days, takes Ana when it can begin."""
    items = (
        Item("wait", duration=Effort(4, 4, 4), product="A"),
        work("high", 3, people=("ana",), product="A"),
        work("low", 4, people=("ana",), product="B", rank=1),
    )
    problem = Problem(items, (Person("ana"),), (Dependency("wait", "high"),), strict=True)
    plan = solve(problem, limit=FEW)
    assert [(row.start, row.finish) for row in plan.placed] == [(0, 4), (4, 7), (0, 4)]
    slow = simulate(
        problem,
        plan,
        draws=100,
        common_sigma=0.0,
        events=[Event("slow", "Slow", 1.0, ("low",), (2, 2, 2))],
    )
    finish = [row.finish.p50 for row in slow.items]
    assert finish == pytest.approx([4.0, 7.0, 9.0])  # 4 days, then 3 of high, then 2 more
    more = replace(problem, items=(*items, work("last", 1, people=("ana",), product="B", rank=1)))
    after = simulate(
        more,
        solve(more, limit=FEW),
        draws=100,
        common_sigma=0.0,
        events=[Event("slow", "Slow", 1.0, ("low",), (2, 2, 2))],
    )
    assert after.items[3].start.p50 == pytest.approx(9.0)


def test_without_a_strict_order_the_late_one_is_waited_for() -> None:
    items = (
        Item("wait", duration=Effort(4, 4, 4), product="A"),
        work("high", 3, people=("ana",), product="A"),
        work("low", 4, people=("ana",), product="B", rank=1),
    )
    problem = Problem(items, (Person("ana"),), (Dependency("wait", "high"),), strict=True)
    plan, event = solve(problem, limit=FEW), Event("slow", "Slow", 1.0, ("low",), (2, 2, 2))
    loose = simulate(replace(problem, strict=False), plan, draws=100, common_sigma=0.0, events=[event])
    assert [row.finish.p50 for row in loose.items] == pytest.approx([4.0, 9.0, 6.0])


def test_the_dynamic_policy_is_refused_where_it_cannot_keep_what_is_asked() -> None:
    problem = Problem((work("a", 1),), (Person("ana"),), strict=True)
    plan = solve(problem, limit=FEW)
    with pytest.raises(InvalidProblem, match="strict order"):
        simulate(problem, plan, policy="dynamic")
    capped = replace(problem, strict=False, caps=(Cap("c", ("ana",), ("",), 1),))
    with pytest.raises(InvalidProblem, match="people of a team"):
        simulate(capped, plan, policy="dynamic")


@pytest.mark.parametrize("strict", [False, True])
def test_no_more_people_of_a_team_work_at_once_than_may(strict: bool) -> None:
    people = tuple(Person(f"p{n}") for n in range(4))
    items = tuple(
        Item(f"i{n}", effort=Effort(2, 3, 6), people=(f"p{n}",), product="A" if n % 2 else "B", rank=n % 2)
        for n in range(4)
    )
    cap = Cap("c", tuple(row.id for row in people), ("A", "B"), 2)
    problem = Problem(items, people, caps=(cap,), strict=strict)
    plan = solve(problem, limit=FEW)
    start, finish = moments(raw_of(problem, plan))
    for row in range(4):
        busy = (start <= start[row] + 1e-4) & (finish > start[row] + 1e-3)
        assert busy.sum(axis=0).max() <= (4 if strict else 2)  # an interrupted one holds its place in time


def test_worked_days_are_those_of_the_objective() -> None:
    person = Person("ana", capacity=((0, 1.0), (4, 0.0), (7, 0.5)))
    assert worked(person, 0, 9) == pytest.approx(5.0)
