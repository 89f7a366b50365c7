"""Strict order where nobody limits the passes: what ranks lower changes neither effort nor luck above it,
whatever people, pools and caps it brings along."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast.futures.robust import robust
from pilothouse.engine.schedule.parts import Alternative
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Cap, Dependency, Group, Item, Need, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly
from pilothouse.engine.tests.test_portfolio import portfolios, times


@st.composite
def newcomers(draw: st.DrawFn) -> Problem:
    """A product of the last rank with people, a pool, a cap, a date and calendars that nothing else uses."""
    people = tuple(
        Person(
            f"n{number}", skills={"go": 3.0, "ui": 1.0}, capacity=((0, 1.0), (70, 0.5)), only=frozenset("z")
        )
        for number in range(draw(st.integers(1, 9)))
    )
    ways = (Alternative("short", duration=exactly(2)), Alternative("long", duration=exactly(5)))
    items = tuple(
        Item(
            f"z{number}",
            effort=None if choose else exactly(2.5),
            needs=() if choose else (Need("go", 1.0),),
            alternatives=ways if choose else (),
            demands={} if choose else {"bay": 1},
            product="z",
            rank=9,
        )
        for number in range(draw(st.integers(1, 4)))
        for choose in (draw(st.integers(0, 3)) == 0,)
    )
    return Problem(
        items,
        people,
        pools=(Pool("bay", 1),),
        groups=(Group("zeta", (items[0].id,), 2.0),),
        caps=(Cap("new", ("n0",), ("z",), 1),),
    )


def joined(problem: Problem, added: Problem, first: bool) -> Problem:
    """Both in one, what is added before or behind all else of its kind."""

    def both(name: str) -> tuple[object, ...]:
        one, two = getattr(problem, name), getattr(added, name)
        return (*two, *one) if first else (*one, *two)

    waits = Dependency(problem.items[0].id, added.items[-1].id)
    fields = {name: both(name) for name in ("items", "people", "pools", "groups", "caps")}
    return replace(problem, dependencies=(*problem.dependencies, waits), **fields)  # type: ignore[arg-type]


def others(problem: Problem) -> Problem:
    """Nobody works for what is added but its own people, nor waits for nothing else."""
    people = tuple(
        replace(row, besides=row.besides | {"z"}) if not row.only else row for row in problem.people
    )
    return replace(problem, people=people)


@settings(max_examples=12, deadline=None)
@given(portfolios(), newcomers(), st.booleans())
def test_a_product_with_people_of_its_own_changes_nothing_above_it(
    problem: Problem, added: Problem, first: bool
) -> None:
    problem = others(problem)
    plan, whole = solve(problem), solve(joined(problem, added, first))
    for product in "ahc":
        assert times(plan, product) == times(whole, product)


@settings(max_examples=4, deadline=None)
@given(portfolios(), newcomers(), st.booleans(), st.sampled_from([20, 40, 400]))
def test_nor_which_of_several_seeds_is_kept(problem: Problem, added: Problem, first: bool, most: int) -> None:
    problem, few = others(problem), Limit(passes=8)
    closed = replace(
        added,
        items=tuple(
            replace(item, alternatives=(), effort=exactly(2)) if item.alternatives else item
            for item in added.items
        ),
    )
    alone, whole = (
        robust(each, seeds=3, most_placed=most, draws=100, limit=few)
        for each in (problem, joined(problem, closed, first))
    )
    for product in "ahc":
        assert times(alone.plan, product) == times(whole.plan, product)
    assert [row.seed for row in alone.choices] == [row.seed for row in whole.choices[: len(alone.choices)]]


def test_as_many_schedules_are_tried_however_many_people_there_are_for_others() -> None:
    own = tuple(
        Item(f"a{number}", effort=exactly(3), needs=(Need("go", 1.0),), product="a") for number in range(99)
    )
    few = Problem(own, (Person("p0", skills={"go": 1.0}), Person("p1", skills={"go": 1.0})), strict=True)
    idle = tuple(Person(f"n{number}", skills={"ui": 1.0}) for number in range(200))
    many = replace(few, people=(*idle, *few.people))
    assert solve(few).placed == solve(many).placed
    assert solve(few).passes == solve(many).passes
