"""The plan of several seeds that holds best."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.robust import robust
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.parts import Alternative
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Budget, Dependency, Effort, Group, Item, Need, Person, Problem
from pilothouse.engine.schedule.solve import solve

FEW = Limit(passes=4)


def plan_like(products: int = 1, items: int = 14) -> Problem:
    people = tuple(
        Person(f"p{n}", skills={"a": 3.0 if n % 2 else 1.0, "b": 1.0 if n % 3 else 3.0}) for n in range(4)
    )
    rows = tuple(
        Item(
            f"{product}-{n}",
            effort=Effort(1, 2 + n % 4, 5 + 3 * (n % 5)),
            needs=(Need("a" if n % 2 else "b", 1.0 + 2 * (n % 3 == 0)),),
            product=f"P{product}",
            rank=product,
        )
        for product in range(products)
        for n in range(items)
    )
    edges = tuple(
        Dependency(f"{product}-{n}", f"{product}-{n + 3}")
        for product in range(products)
        for n in range(0, items - 3, 2)
    )
    return Problem(rows, people, edges)


def placed(plan: Plan, product: int) -> list[tuple[str, float, tuple[str, ...]]]:
    return [(row.item, row.start, row.people) for row in plan.placed if row.item.startswith(f"{product}-")]


def test_the_least_simulated_p85_of_all_seeds_is_taken() -> None:
    problem = plan_like()
    found = robust(problem, seeds=4, seed=10, limit=FEW, draws=200)
    choice = found.choices[0]
    assert found.seeds == (10, 11, 12, 13)
    assert choice.seed == found.plan.seed == found.seeds[choice.p85.index(min(choice.p85))]
    assert found.plan == solve(problem, seed=choice.seed, limit=FEW)
    assert found == robust(problem, seeds=4, seed=10, limit=FEW, draws=200)


def test_of_equal_plans_the_first_is_taken_and_gains_nothing() -> None:
    problem = Problem((Item("a", effort=Effort(1, 2, 5)),), (Person("p"),))
    found = robust(problem, seeds=3, seed=4, limit=FEW, draws=100)
    assert (found.plan.seed, found.gain_first, found.gain_mean) == (4, 0.0, 0.0)


DATED = {"groups": (Group("beta", tuple(f"0-{n}" for n in range(14)), 4.0),)}
BOUGHT = {"budgets": (Budget("spring", 1_000.0),)}


@pytest.mark.parametrize("more", [{}, DATED, BOUGHT], ids=["plain", "dated", "budget"])
def test_a_lower_product_changes_no_choice_above_it(more: dict[str, Any]) -> None:
    both = replace(plan_like(products=2), strict=True, **more)
    alone = replace(plan_like(), strict=True, **more)
    one = robust(alone, seeds=3, limit=FEW, draws=200)
    two = robust(both, seeds=3, limit=FEW, draws=200)
    assert two.choices[0] == one.choices[0]
    assert placed(two.plan, 0) == placed(one.plan, 0)
    assert [row.rank for row in two.choices] == ([0] if both.budgets else [0, 1])
    assert not [row for row in check(both, two.plan) if row.hard]


def test_a_plan_that_keeps_its_deadlines_goes_before_one_that_holds_better() -> None:
    problem = plan_like()
    late = max(problem.items, key=lambda row: row.effort.mean if row.effort else 0.0)
    items = tuple(replace(row, deadline=4.0, weight=50.0) if row is late else row for row in problem.items)
    hurried = replace(problem, items=items)
    found = robust(hurried, seeds=4, limit=FEW, draws=200)
    least = min(
        sum(row.days for row in solve(hurried, seed=seed, limit=FEW).violations) for seed in found.seeds
    )
    assert sum(row.days for row in found.plan.violations) <= least + 0.5


def test_what_is_chosen_is_judged_as_chosen() -> None:
    ways = tuple(Alternative(f"w{n}", effort=Effort(1, 2 + n, 9), needs=(Need("a", 1.0),)) for n in (0, 3))
    rows = (Item("x", alternatives=ways, product="P1"), Item("y", alternatives=ways, product="P2", rank=1))
    problem = replace(plan_like(), items=rows, dependencies=(), strict=True)
    found = robust(problem, seeds=2, limit=FEW, draws=100)
    assert [row.alternative for row in found.plan.placed] == ["w0", "w0"]
    assert found.choices[0].p85[0] > 0


def test_progress_is_told_by_plan_and_stops_it() -> None:
    told: list[tuple[int, int]] = []
    robust(plan_like(), seeds=3, limit=FEW, draws=100, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_to_choose_from_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="one seed"):
        robust(plan_like(), seeds=0)
