from __future__ import annotations

from collections.abc import Callable

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.problem import (
    Alternative,
    Budget,
    Dependency,
    Effort,
    Group,
    Item,
    Need,
    Person,
    Pool,
    Problem,
)
from pilothouse.engine.tests.plans import work

NAN, INF = float("nan"), float("inf")
ONE = Effort(1, 1, 1)
ANA = Person("ana", "Ana Ruiz", {"Go": 3.0})
AWAY = Person("zed", "Zed", {"Rust": 5.0}, ((0, 0.0),))


def one(item: Item, *people: Person, pools: tuple[Pool, ...] = ()) -> Problem:
    return Problem((item,), people or (ANA,), pools=pools)


WRONG: list[tuple[str, Callable[[], Problem]]] = [
    ("two of item 'a'", lambda: Problem((work("a", 1), work("a", 1)), (ANA,))),
    ("two of person 'ana'", lambda: Problem((), (ANA, ANA))),
    ("negative", lambda: one(Item("a", effort=Effort(-1, 1, 2)))),
    ("out of order", lambda: one(Item("a", effort=Effort(3, 2, 4)))),
    ("not a number", lambda: one(Item("a", effort=Effort(1, NAN, 4)))),
    ("not a number", lambda: one(Item("a", effort=Effort(1, 2, INF)))),
    ("not both", lambda: one(Item("a", effort=Effort(1, 2, 3), duration=Effort(1, 2, 3)))),
    ("deadline is not a number", lambda: one(work("a", 1, deadline=NAN))),
    ("earliest start is not a number", lambda: one(work("a", 1, earliest=INF))),
    ("weight -2 is negative", lambda: one(work("a", 1, weight=-2))),
    ("fixed start lies before the plan", lambda: one(work("a", 1, fixed_start=-1.0))),
    ("fixed start is not a number", lambda: one(work("a", 1, fixed_start=NAN))),
    ("person 'bob' does not exist", lambda: one(work("a", 1, people=("bob",)))),
    ("named twice", lambda: one(work("a", 1, people=("ana", "ana")))),
    ("Zed is chosen and never works", lambda: one(work("a", 1, people=("zed",)), ANA, AWAY)),
    ("best available is Ana Ruiz at level 3", lambda: one(work("a", 1, needs=(Need("Go", 4),)))),
    ("No one has the skill Rust", lambda: one(work("a", 1, needs=(Need("Rust", 4),)))),
    ("Zed has it and never works", lambda: one(work("a", 1, needs=(Need("Rust", 4),)), ANA, AWAY)),
    ("2 with Go at level 2", lambda: one(work("a", 1, needs=(Need("Go", 2, 2),)))),
    ("No one is there", lambda: Problem((work("a", 1),))),
    ("needs -1 people", lambda: one(work("a", 1, needs=(Need("Go", 2, -1),)))),
    ("level of a need", lambda: one(work("a", 1, needs=(Need("Go", NAN),)))),
    ("level of a skill", lambda: one(work("a", 1), Person("b", skills={"Go": NAN}))),
    ("not a number", lambda: one(work("a", 1), Person("b", capacity=((0, NAN),)))),
    ("outside 0 to 1", lambda: one(work("a", 1), Person("b", capacity=((0, 1.5),)))),
    ("above 0 and below 1e-08", lambda: one(work("a", 1), Person("b", capacity=((0, 1e-300),)))),
    ("next to nothing", lambda: one(work("a", 1e-300), Person("b"))),
    ("begin at day 0", lambda: one(work("a", 1), Person("b", capacity=((2, 1.0),)))),
    ("begin at day 0", lambda: one(work("a", 1), Person("b", capacity=((0, 1.0), (3, 0.5), (3, 1.0))))),
    ("resource 'lab' does not exist", lambda: one(work("a", 1, demands={"lab": 1}))),
    ("needs 3 of 'lab', which has 2", lambda: one(work("a", 1, demands={"lab": 3}), pools=(Pool("lab", 2),))),
    ("capacity -1 is negative", lambda: Problem((), pools=(Pool("lab", -1),))),
    ("unknown item 'b'", lambda: Problem((work("a", 1),), (ANA,), (Dependency("a", "b"),))),
    ("not a type", lambda: Problem((work("a", 1), work("b", 1)), (ANA,), (Dependency("a", "b", "XX"),))),  # type: ignore[arg-type]
    (
        "lag is not a number",
        lambda: Problem((work("a", 1), work("b", 1)), (ANA,), (Dependency("a", "b", "FS", NAN),)),
    ),
    (
        "two alternatives 'x'",
        lambda: one(Item("a", alternatives=(Alternative("x", duration=ONE), Alternative("x", duration=ONE)))),
    ),
    ("work or needs of its own", lambda: one(work("a", 1, alternatives=(Alternative("x"),)))),
    (
        "not both",
        lambda: one(Item("a", alternatives=(Alternative("x", effort=ONE, duration=ONE),))),
    ),
    ("cost -3 is negative", lambda: one(work("a", 1, cost=-3.0))),
    ("cost is not a number", lambda: one(Item("a", alternatives=(Alternative("x", cost=NAN),)))),
    ("value -1 is negative", lambda: one(work("a", 1, optional=True, value=-1.0))),
    ("cost of delay is not a number", lambda: one(work("a", 1, delay_cost=INF))),
    ("rate -1 is no amount", lambda: one(work("a", 1), Person("b", rate=-1.0))),
    ("budget -5 is negative", lambda: Problem((), budgets=(Budget("q1", -5.0),))),
    ("from day 9 to 3", lambda: Problem((), budgets=(Budget("q1", 5.0, 9.0, 3.0),))),
    ("two of budget 'q1'", lambda: Problem((), budgets=(Budget("q1", 5.0), Budget("q1", 6.0)))),
    (
        "must be done and waits for a, which is optional",
        lambda: Problem((work("a", 1, optional=True), work("b", 1)), (ANA,), (Dependency("a", "b"),)),
    ),
    (
        "spends at least 5 of the 4",
        lambda: Problem(
            (
                Item("a", duration=ONE, demands={"gas": 3}),
                Item(
                    "b",
                    alternatives=(
                        Alternative("x", duration=ONE, demands={"gas": 2}),
                        Alternative("y", duration=ONE, demands={"gas": 4}),
                    ),
                ),
            ),
            pools=(Pool("gas", 4, renewable=False),),
        ),
    ),
    ("unknown item 'x'", lambda: Problem((work("a", 1),), (ANA,), groups=(Group("g", ("x",)),))),
    ("deadline is not a number", lambda: Problem((work("a", 1),), (ANA,), groups=(Group("g", ("a",), NAN),))),
]


@pytest.mark.parametrize(("words", "make"), WRONG)
def test_what_cannot_be_planned_is_refused_with_place_and_cure(
    words: str, make: Callable[[], Problem]
) -> None:
    with pytest.raises(InvalidProblem) as caught:
        make()
    assert words in caught.value.message
    assert caught.value.cure
    assert caught.value.where


def test_a_circle_is_named_by_the_titles_along_it() -> None:
    items = tuple(
        Item(name, title) for name, title in (("a", "Alpha"), ("b", "Beta"), ("c", "Gamma"), ("d", "Delta"))
    )
    edges = (Dependency("a", "b"), Dependency("b", "c"), Dependency("c", "b"), Dependency("c", "d"))
    with pytest.raises(InvalidProblem, match="Beta → Gamma → Beta"):
        Problem(items, dependencies=edges)


def test_an_item_that_waits_for_itself_is_a_circle() -> None:
    with pytest.raises(InvalidProblem, match="a → a"):
        Problem((Item("a"),), dependencies=(Dependency("a", "a"),))


def test_a_skill_that_only_chosen_people_have_is_enough() -> None:
    people = (Person("go", skills={"Go": 4}), Person("react", skills={"React": 4}))
    needs = (Need("React", 3), Need("Go", 3))
    assert one(work("a", 1, needs=needs, people=("go",)), *people).items
    with pytest.raises(InvalidProblem, match="No one has the skill Go"):
        one(work("a", 1, needs=(Need("Go", 3), Need("Go", 3)), people=("go",)), *people)


def test_somebody_who_never_works_may_be_in_the_team() -> None:
    assert Problem((work("a", 1),), (ANA, AWAY)).people


@pytest.mark.parametrize("mode", [0.0, 0.25, 0.4, 0.5, 0.77, 1.0])
def test_low_and_high_are_the_tenth_and_ninetieth_percentile(mode: float) -> None:
    import numpy as np

    effort = Effort(10, 10 + 4 * mode, 14)
    least, most = effort.ends
    shape = 4 * (effort.likely - least) / (most - least)
    grid = np.linspace(0, 1, 200_001)[1:-1]
    mass = np.cumsum(grid**shape * (1 - grid) ** (4 - shape))
    at = np.interp([(10 - least) / (most - least), (14 - least) / (most - least)], grid, mass / mass[-1])
    assert at == pytest.approx([0.1, 0.9], abs=0.001)


def test_the_mean_of_an_even_estimate_is_its_middle() -> None:
    assert Effort(2, 4, 6).mean == pytest.approx(4)
    assert Effort(3, 3, 3).mean == 3
    assert Effort(0, 0, 4).ends[0] == 0
