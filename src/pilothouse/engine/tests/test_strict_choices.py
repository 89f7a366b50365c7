"""Strict order where something is to be chosen: what ranks lower changes nothing above it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast.futures.robust import robust
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.parts import Alternative, Budget
from pilothouse.engine.schedule.plan import Limit, Placed, Plan
from pilothouse.engine.schedule.problem import Cap, Dependency, Group, Item, Need, Person, Pool, Problem
from pilothouse.engine.schedule.settling import settle
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.schedule.ways import OUT
from pilothouse.engine.tests.plans import exactly, work
from pilothouse.engine.tests.test_portfolio_exact import PEOPLE, last, least

FEW = Limit(passes=8)
TEAM = (
    Person("p0", skills={"go": 3.0, "ui": 2.0}, rate=10.0),
    Person("p1", skills={"go": 3.0}, capacity=((0, 1.0), (3, 0.0), (6, 1.0)), rate=20.0),
    Person("p2#a", skills={"go": 3.0}, capacity=((0, 0.6),), only=frozenset("a"), of="p2"),
    Person("p2#", skills={"go": 3.0}, capacity=((0, 0.4),), besides=frozenset("a"), of="p2"),
)
DAYS = st.sampled_from([0.0, 0.5, 1.25, 3.0, 4.0])


@st.composite
def ways(draw: st.DrawFn, name: str) -> Alternative:
    skill, days = draw(st.sampled_from(["go", "go", "ui", None])), exactly(draw(DAYS))
    units = {"ink": draw(st.integers(0, 2)), "rig": draw(st.integers(0, 1))}
    cost = draw(st.sampled_from([0.0, 30.0]))
    if draw(st.booleans()):
        return Alternative(name, duration=days, demands=units, cost=cost)
    return Alternative(name, effort=days, needs=(Need(skill, 1.0),), demands=units, cost=cost)


@st.composite
def choosing(draw: st.DrawFn) -> Problem:
    """Three products with alternatives and optional items, which share people, a pool, a stock and budgets;
    the last has a pool, a cap and a date of its own.
    """
    items, edges = [], []
    for rank, product_ in enumerate("ahc"):
        for number in range(draw(st.integers(1, 3))):
            many = draw(st.integers(1, 2))
            items.append(
                Item(
                    f"{product_}{number}",
                    alternatives=tuple(draw(ways(f"w{way}")) for way in range(many)),
                    product=product_,
                    rank=rank,
                    optional=draw(st.booleans()),
                    value=draw(st.sampled_from([0.0, 2.0, 9.0])),
                    deadline=draw(st.sampled_from([None, 5.0])),
                    weight=draw(st.sampled_from([1.0, 1.0, 2.0])),
                )
            )
            before = items[draw(st.integers(0, len(items) - 1))]
            if before is not items[-1] and (not before.optional or items[-1].optional):
                edges.append(Dependency(before.id, items[-1].id, draw(st.sampled_from(["FS", "SS", "FF"]))))
    own = Item("c9", duration=exactly(2), demands={"van": 1}, product="c", rank=2)
    wanted = sum(min(way.demands["ink"] for way in item.alternatives) for item in items if not item.optional)
    pools = (Pool("van", 1), Pool("rig", 1), Pool("ink", max(2, wanted), renewable=False))
    hard = draw(st.booleans())
    budgets = draw(st.sampled_from([(), (Budget("week", 50.0, 0.0, 5.0, hard), Budget("all", 120.0))]))
    return Problem(
        draw(st.permutations([*items, own])),
        TEAM,
        tuple(edges),
        pools,
        groups=(Group("beta", ("c9",), 1.0),),
        budgets=budgets,
        caps=(Cap("team", ("p0", "p1"), ("c",), 1),),
        strict=True,
    )


def of(problem: Problem, products: str) -> Problem:
    """The problem of these products alone, with the pools, caps and groups of the last only where it is."""
    kept = {item.id for item in problem.items if item.product in products}
    shared = {} if "c" in products else {"groups": (), "caps": (), "pools": problem.pools[1:]}
    return replace(
        problem,
        items=tuple(item for item in problem.items if item.id in kept),
        dependencies=tuple(e for e in problem.dependencies if {e.predecessor, e.successor} <= kept),
        **shared,
    )


def seen(plan: Plan, products: str) -> tuple[dict[str, Placed], list[str]]:
    """Dates, people, ways and reasons, and what is left out, of these products."""
    return (
        {row.item: row for row in plan.placed if row.item[0] in products},
        sorted(name for name in plan.left_out if name[0] in products),
    )


@settings(max_examples=4, deadline=None)
@given(choosing(), st.sampled_from(["a", "ah"]))
def test_choices_below_change_nothing_above(problem: Problem, products: str) -> None:
    whole, fewer = solve(problem, limit=FEW), solve(of(problem, products), limit=FEW)
    assert seen(whole, products) == seen(fewer, products)
    lacking = {row.kind for row in check(problem, whole) if row.hard}
    assert lacking <= {"budget", "consumable", "fixed"}
    assert lacking <= {row.kind for row in whole.violations if row.hard}


@settings(max_examples=3, deadline=None)
@given(choosing(), st.sampled_from(["a", "ah"]))
def test_choices_below_change_nothing_above_in_the_most_robust_of_several_plans(
    problem: Problem, products: str
) -> None:
    whole = robust(problem, seeds=3, limit=FEW, draws=100)
    fewer = robust(of(problem, products), seeds=3, limit=FEW, draws=100)
    assert seen(whole.plan, products) == seen(fewer.plan, products)
    assert whole.choices == fewer.choices


@settings(max_examples=2, deadline=None)
@given(choosing(), st.sampled_from(["a", "ah"]))
def test_a_limit_in_seconds_that_does_not_run_out_changes_nothing_above(
    problem: Problem, products: str
) -> None:
    long = Limit(passes=8, seconds=1e6)
    whole, fewer = solve(problem, limit=long), solve(of(problem, products), limit=long)
    assert seen(whole, products) == seen(fewer, products) == seen(solve(problem, limit=FEW), products)


@settings(max_examples=2, deadline=None)
@given(choosing())
def test_chosen_plans_are_the_same_on_one_thread_and_two(problem: Problem) -> None:
    plan = solve(problem, limit=Limit(passes=8, workers=1))
    assert plan == solve(problem, limit=Limit(passes=8, workers=2))


@st.composite
def small(draw: st.DrawFn) -> Problem:
    """Two products, five items of whole days, of which some have two ways and some may be left out."""
    items, edges = [], []
    for number in range(5):
        which = "ah"[number % 2]
        many = draw(st.integers(1, 2))
        ways = tuple(
            Alternative(
                f"w{way}",
                effort=exactly(draw(st.integers(1, 4))),
                needs=(Need(draw(st.sampled_from(["go", "ui"])), 1.0),),
            )
            for way in range(many)
        )
        optional, value = draw(st.booleans()), float(draw(st.integers(0, 5)))
        item = Item(f"i{number}", alternatives=ways, product=which, rank=number % 2, optional=optional)
        before = items[draw(st.integers(0, number - 1))] if number else None
        if before and before.rank <= item.rank and (item.optional or not before.optional):
            edges.append(Dependency(before.id, item.id))
        items.append(replace(item, value=value))
    return Problem(tuple(items), PEOPLE, tuple(edges), strict=True)


def best(problem: Problem, rank: int, plan: Plan) -> float:
    """Of all choices of a rank, and all ways to place them around what the plan has above it, the last end
    plus the value that is left out, where these are least.
    """
    rows = [row for row, item in enumerate(problem.items) if item.rank == rank]
    above = [row for row in plan.placed if problem.items[int(row.item[1])].rank < rank]
    taken = {row.item for row in above}
    found = []
    for own in product(*(all_ways(problem.items[row]) for row in rows)):
        choice = [OUT if item.id not in taken else 0 for item in problem.items]
        for row, way in zip(rows, own, strict=True):
            choice[row] = way
        there = {item.id for item, way in zip(problem.items, choice, strict=True) if way != OUT}
        if any(e.successor in there and e.predecessor not in there for e in problem.dependencies):
            continue
        settled = settle(problem, tuple(choice))
        lost = sum(problem.items[row].value for row in rows if choice[row] == OUT)
        todo = [item for item in settled.items if item.rank == rank]
        end = least(settled, todo, above, last) if todo else 0.0
        found.append(end + lost)
    return min(found)


def all_ways(item: Item) -> list[int]:
    return [*range(len(item.alternatives)), *([OUT] if item.optional else [])]


@settings(max_examples=5, deadline=None)
@given(small())
def test_each_rank_chooses_as_well_as_those_above_allow(problem: Problem) -> None:
    plan = solve(problem, limit=Limit(passes=400))
    assert [row for row in check(problem, plan) if row.hard] == []
    for rank in (0, 1):
        ends = [row.finish for row in plan.placed if problem.items[int(row.item[1])].rank == rank]
        lost = sum(item.value for item in problem.items if item.id in plan.left_out and item.rank == rank)
        assert max(ends, default=0.0) + lost == pytest.approx(best(problem, rank, plan))


def way(name: str, days: float, cost: float = 0.0, **units: int) -> Alternative:
    return Alternative(name, duration=exactly(days), demands=units, cost=cost)


def ranked(name: str, rank: int, **more: object) -> Item:
    return Item(name, product="ah"[rank], rank=rank, **more)  # type: ignore[arg-type]


def told(plan: Plan) -> dict[str, tuple[float, str | None]]:
    return {row.item: (row.start, row.alternative) for row in plan.placed}


@pytest.mark.parametrize(
    ("lower", "expected", "lacking"),
    [
        ((way("spare", 2), way("quick", 1, ink=1)), "spare", []),
        ((way("quick", 1, ink=1),), "quick", ["ink lacks 1 of 3 units that are wanted"]),
    ],
)
def test_a_stock_goes_to_what_ranks_higher_and_what_is_below_has_what_is_left(
    lower: tuple[Alternative, ...], expected: str, lacking: list[str]
) -> None:
    items = (
        ranked("low", 1, alternatives=lower),
        ranked("high", 0, alternatives=(way("fast", 2, ink=2), way("slow", 3))),
    )
    plan = solve(Problem(items, pools=(Pool("ink", 2, renewable=False),), strict=True))
    assert told(plan) == {"low": (0.0, expected), "high": (0.0, "fast")}
    assert [row.text for row in plan.violations] == lacking


def test_a_budget_puts_off_what_ranks_lower() -> None:
    items = (
        ranked("low", 1, duration=exactly(1), cost=60.0),
        ranked("high", 0, alternatives=(way("cheap", 9, 10.0), way("dear", 4, 60.0))),
    )
    problem = Problem(items, budgets=(Budget("week", 100.0, 0.0, 5.0),), strict=True)
    plan = solve(problem)
    assert told(plan) == {"low": (5.0, None), "high": (0.0, "dear")}
    assert plan.placed[0].reason.kind == "budget"


@pytest.mark.parametrize("value", [1.0, 9.0])
def test_what_ranks_lower_goes_first_only_where_something_higher_waits_for_it(value: float) -> None:
    """The lower one is worth much to its own product; that is no reason to delay the higher one."""
    ada = Person("ada")
    items = (
        work("must", 2, product="a", rank=0),
        work("extra", 2, product="a", rank=0, optional=True, value=value),
        work("base", 3, product="h", rank=1, optional=True, value=100.0),
        work("other", 1, product="h", rank=1),
    )
    plan = solve(Problem(items, (ada,), (Dependency("base", "extra"),), strict=True))
    at = {row.item: row for row in plan.placed}
    if value == 9.0:
        assert max(at["must"].finish, at["extra"].finish, at["base"].finish) == 7.0
        assert at["other"].start == 7.0
    else:
        assert plan.left_out == ("extra",)
        assert at["must"].finish == 2.0
        assert sorted(at[name].finish for name in ("base", "other")) in ([3.0, 6.0], [5.0, 6.0])


def test_pools_alone_keep_ranks_within_one_product() -> None:
    items = tuple(
        Item(name, alternatives=(way("fast", 2, rig=2), way("slow", 3, rig=1)), rank=rank)
        for name, rank in (("low", 1), ("high", 0))
    )
    plan = solve(Problem(items, pools=(Pool("rig", 2),), strict=True))
    assert told(plan) == {"low": (2.0, "fast"), "high": (0.0, "fast")}


def test_the_bound_of_weighed_products_is_of_their_mean_finish() -> None:
    items = (
        Item("x", duration=exactly(10), product="a"),
        Item("y", duration=exactly(1), product="b", optional=True, value=100.0),
        Item("z", duration=exactly(2), product="b"),
    )
    problem = Problem(items)
    plan = solve(problem)
    assert (plan.weighed, plan.lower_bound, plan.gap) == (6.0, 6.0, 0.0)
    assert check(problem, plan) == ()
