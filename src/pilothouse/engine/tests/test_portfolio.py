"""Several products in one plan: order, allocations, caps, and replanning of one of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import Limit, Placed, Plan
from pilothouse.engine.schedule.problem import Cap, Dependency, Item, Need, Person, Problem
from pilothouse.engine.schedule.replan import replan
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import ALL_KINDS, exactly

FEW = Limit(passes=30)
TITLES = {"a": "Atlas", "h": "Harbor", "c": "Comet"}
JIA, PRIYA = Person("jia", "Jia Tan", {"go": 3.0}), Person("priya", "Priya Deshmukh", {"go": 3.0})
GO = Need("go", 1.0)


def row(name: str, days: float, product: str, rank: int = 0, **more: object) -> Item:
    return Item(name, effort=exactly(days), needs=(GO,), product=product, rank=rank, **more)  # type: ignore[arg-type]


def at(plan: Plan, name: str) -> Placed:
    return next(placed for placed in plan.placed if placed.item == name)


def times(plan: Plan, product: str) -> list[tuple[str, float, float, tuple[str, ...]]]:
    return [(at.item, at.start, at.finish, at.people) for at in plan.placed if at.item.startswith(product)]


def nearly(row: Placed) -> tuple[str, float, float, tuple[str, ...]]:
    return row.item, round(row.start, 12), round(row.finish, 12), row.people


@st.composite
def portfolios(draw: st.DrawFn, *, strict: bool = True) -> Problem:
    """Three products that share three people, with allocations, a cap and dependencies on what is above."""
    calendars = st.sampled_from([((0, 1.0),), ((0, 0.5),), ((0, 1.0), (3, 0.0), (6, 1.0))])
    people = [
        Person("p0", skills={"go": 3.0, "ui": 2.0}, capacity=draw(calendars)),
        Person("p1", skills={"go": 3.0}, capacity=draw(calendars)),
        Person("p2#a", skills={"go": 3.0}, capacity=((0, 0.6),), only=frozenset("a"), of="p2"),
        Person("p2#", skills={"go": 3.0}, capacity=((0, 0.4),), besides=frozenset("a"), of="p2"),
    ]
    items, edges = [], []
    for rank, product in enumerate("ahc"):
        for number in range(draw(st.integers(1, 4))):
            days = draw(st.sampled_from([0.0, 0.5, 1.25, 3.0, 4.0]))
            skill = draw(st.sampled_from(["go", "go", "ui", None]))
            heads = draw(st.sampled_from([1, 1, 2])) if skill == "go" else 1
            items.append(
                Item(
                    f"{product}{number}",
                    effort=exactly(days),
                    needs=(Need(skill, 1.0, heads),),
                    product=product,
                    rank=rank,
                    deadline=draw(st.sampled_from([None, 5.0])),
                )
            )
            if len(items) > 1 and draw(st.booleans()):
                kind = draw(st.sampled_from(ALL_KINDS[:3]))
                edges.append(Dependency(items[draw(st.integers(0, len(items) - 2))].id, items[-1].id, kind))
    caps = draw(st.sampled_from([(), (Cap("team", ("p0", "p1", "p2#a", "p2#"), ("h", "c"), 2),)]))
    return Problem(tuple(items), tuple(people), tuple(edges), caps=caps, strict=strict, product_titles=TITLES)


def without(problem: Problem, product: str) -> Problem:
    kept = {item.id for item in problem.items if item.product != product}
    return replace(
        problem,
        items=tuple(item for item in problem.items if item.id in kept),
        dependencies=tuple(e for e in problem.dependencies if {e.predecessor, e.successor} <= kept),
    )


@settings(max_examples=25, deadline=None)
@given(portfolios())
def test_a_product_below_changes_nothing_above_it(problem: Problem) -> None:
    whole, fewer = solve(problem, limit=FEW), solve(without(problem, "c"), limit=FEW)
    assert [row for row in check(problem, whole) if row.hard] == []
    for product in "ah":
        assert times(whole, product) == times(fewer, product)
        mine = [placed.reason for placed in whole.placed if placed.item.startswith(product)]
        assert mine == [placed.reason for placed in fewer.placed if placed.item.startswith(product)]


@settings(max_examples=25, deadline=None)
@given(portfolios(strict=False), st.sampled_from([{}, {"a": 5.0}]))
def test_weighed_products_pass_the_checker(problem: Problem, weights: dict[str, float]) -> None:
    problem = replace(problem, product_weights=weights)
    plan = solve(problem, limit=FEW)
    assert [row for row in check(problem, plan) if row.hard] == []
    assert plan.weighed is not None
    assert plan.lower_bound <= plan.weighed + 1e-6 <= plan.makespan + 2e-6


def test_what_a_higher_product_waits_for_ranks_with_it() -> None:
    items = (row("a1", 4, "a", 1), row("a2", 3, "a", 1), row("h1", 1, "h", 0), row("c1", 2, "c", 2))
    edges = (Dependency("c1", "a2"), Dependency("a2", "h1"))
    problem = Problem(items, (JIA,), edges, strict=True, product_titles=TITLES)
    plan = solve(problem, limit=FEW)
    assert [at(plan, name).start for name in ("c1", "a2", "h1", "a1")] == [0.0, 2.0, 5.0, 6.0]
    assert at(plan, "a2").reason.text.startswith("starts when c1 (Comet) ends")
    told = at(plan, "a1").reason.text
    assert told.startswith("starts when Jia Tan is free after h1 (Harbor), ")
    assert told.endswith("which goes first because Harbor is ordered above Atlas")


def test_a_reason_says_which_product_lifted_what_went_first() -> None:
    items = (row("a1", 4, "a", 1), row("c1", 2, "c", 2), row("h1", 0, "h", 0))
    problem = Problem(items, (JIA,), (Dependency("c1", "h1"),), strict=True, product_titles=TITLES)
    told = at(solve(problem, limit=FEW), "a1").reason.text
    assert told.endswith(
        "after c1 (Comet), which goes first because Harbor, ordered above Atlas, waits for it"
    )


def test_what_counts_more_goes_first() -> None:
    items = (row("a1", 5, "a"), row("h1", 5, "h"))
    for first, second, weights in (("a1", "h1", {"a": 2.0}), ("h1", "a1", {"h": 2.0})):
        problem = Problem(items, (JIA,), product_weights=weights, product_titles=TITLES)
        plan = solve(problem, limit=FEW)
        assert (at(plan, first).start, at(plan, second).start) == (0.0, 5.0)
        assert plan.weighed == pytest.approx((2 * 5 + 10) / 3)
        assert "which goes first because" in at(plan, second).reason.text
        assert "counts more than" in at(plan, second).reason.text


def test_people_work_for_their_products_only() -> None:
    only = replace(JIA, only=frozenset("h"))
    problem = Problem((row("a1", 3, "a"), row("a2", 3, "a"), row("h1", 3, "h")), (only, PRIYA))
    plan = solve(problem, limit=FEW)
    assert {at(plan, name).people for name in ("a1", "a2")} == {("priya",)}
    wrong = replace(plan, placed=tuple(replace(placed, people=("jia",)) for placed in plan.placed))
    assert {found.kind for found in check(problem, wrong)} >= {"allocation"}


def test_no_more_of_a_team_than_the_cap_says_work_at_once() -> None:
    items = tuple(row(f"a{number}", 2, "a") for number in range(4))
    cap = Cap("team", ("jia", "priya"), ("a",), 1, "Platform")
    problem = Problem(items, (JIA, PRIYA), caps=(cap,), product_titles=TITLES)
    plan = solve(problem, limit=FEW)
    assert check(problem, plan) == ()
    assert plan.makespan == 8.0
    both = solve(replace(problem, caps=()), limit=FEW)
    assert [(found.kind, found.subject) for found in check(problem, both) if found.hard] == [("cap", "team")]
    other = Person("bo", "Bo", {"go": 1.0})
    assert solve(replace(problem, people=(JIA, PRIYA, other)), limit=FEW).makespan == 4.0


def test_a_cap_lets_a_team_of_two_take_one_of_its_people() -> None:
    """Whoever is cheapest comes first; of those who are counted no more than there is room for."""
    pair = Item("a1", effort=exactly(4), needs=(Need("go", 1.0, 2),), product="a")
    cap = Cap("team", ("jia", "priya"), ("a",), 1)
    problem = Problem((pair,), (JIA, PRIYA, Person("bo", skills={"go": 1.0})), caps=(cap,))
    plan = solve(problem, limit=FEW)
    assert check(problem, plan) == ()
    assert "bo" in at(plan, "a1").people
    with pytest.raises(InvalidProblem, match="needs 2 people of team at once"):
        replace(problem, people=(JIA, PRIYA))


def test_parts_of_a_person_are_never_more_than_the_whole() -> None:
    parts = tuple(
        Person(f"jia#{name}", "Jia Tan", {"go": 3.0}, ((0, share),), only=frozenset(name), of="jia")
        for name, share in (("a", 0.6), ("h", 0.4))
    )
    problem = Problem((row("a1", 3, "a"), row("h1", 2, "h")), parts)
    plan = solve(problem, limit=FEW)
    assert [at(plan, name).finish for name in ("a1", "h1")] == pytest.approx([5.0, 5.0])
    assert check(problem, plan) == ()
    for wrong, says in (
        ({"capacity": ((0, 0.6), (4, 0.7))}, "110 % of a day from day 4"),
        ({"whole": ((0, 0.9),)}, "works 90 %"),
        ({"only": frozenset("ah")}, "Two parts of Jia Tan work for h"),
    ):
        with pytest.raises(InvalidProblem, match=says):
            Problem(problem.items, (replace(parts[0], **wrong), parts[1]))


def test_what_nobody_of_the_product_can_do_says_who_could() -> None:
    only = replace(JIA, only=frozenset("h"))
    with pytest.raises(InvalidProblem) as told:
        Problem((row("a1", 3, "a"),), (only,), product_titles=TITLES)
    assert told.value.message == (
        "No one who works for Atlas has go at level 1; Jia Tan works for Harbor only."
    )
    assert told.value.cure.startswith("Allocate some of their time to Atlas")
    with pytest.raises(InvalidProblem, match="Jia Tan is chosen and does not work for Atlas"):
        Problem((row("a1", 3, "a", people=("jia",)),), (only,), product_titles=TITLES)
    pair = Item("a1", effort=exactly(1), needs=(Need("go", 1.0, 2),), product="a")
    with pytest.raises(InvalidProblem, match="It needs 2 people at once, more than work for Atlas"):
        Problem((pair,), (only, PRIYA), product_titles=TITLES)


def test_a_circle_over_products_names_them() -> None:
    items = (row("a1", 1, "a", title="Pipeline"), row("h1", 1, "h", title="Manifest API"))
    edges = (Dependency("a1", "h1"), Dependency("h1", "a1"))
    with pytest.raises(InvalidProblem) as told:
        Problem(items, (JIA,), edges, product_titles=TITLES)
    assert "Pipeline (Atlas) → Manifest API (Harbor) → Pipeline (Atlas)" in told.value.message


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"product_weights": {"a": 0.0}}, "weight 0 of Atlas"),
        ({"caps": (Cap("team", ("nobody",), ("a",), 1),)}, "not in this plan: nobody"),
        ({"caps": (Cap("team", ("jia",), ("a",), 0),)}, "At most 0 people"),
        ({"items": (row("a1", 1, "a", -1),)}, "rank -1"),
        ({"people": (replace(JIA, only=frozenset("a"), besides=frozenset("a")),)}, "for no product"),
    ],
)
def test_what_cannot_be_shared_out_is_told(values: dict[str, object], says: str) -> None:
    problem = Problem((row("a1", 1, "a"),), (JIA,), product_titles=TITLES)
    with pytest.raises(InvalidProblem, match=says):
        replace(problem, **values)  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(portfolios(), st.sampled_from("ahc"), st.booleans())
def test_only_what_may_move_moves(problem: Problem, product: str, strict: bool) -> None:
    plan = solve(problem, limit=FEW)
    problem = replace(problem, strict=strict)
    moving = frozenset(item.id for item in problem.items if item.product == product)
    found = replan(problem, plan.placed, moving=moving, limit=FEW)
    assert [row for row in check(problem, found.plan) if row.hard] == []
    assert {row.item for row in found.moved} <= moving
    alone = Limit(FEW.passes, workers=1)
    assert found == replan(problem, plan.placed, moving=moving, limit=alone)


@settings(max_examples=10, deadline=None)
@given(portfolios())
def test_the_last_product_made_anew_around_the_others_is_as_in_the_whole_plan(problem: Problem) -> None:
    plan = solve(problem, limit=FEW)
    last = frozenset(item.id for item in problem.items if item.product == "c")
    grown = replace(
        problem,
        items=tuple(
            replace(item, effort=exactly(item.effort.mean + 1)) if item.id in last and item.effort else item
            for item in problem.items
        ),
    )
    whole, part = solve(grown, limit=FEW), replan(grown, plan.placed, moving=last, stability=0.0, limit=FEW)
    # How many days are walked one by one hangs on the calendars of all, and with it the last bit of a sum.
    assert part.anew_makespan == pytest.approx(whole.makespan, abs=1e-12)
    assert [nearly(row) for row in part.plan.placed if row.item[0] in "ah"] == [
        nearly(row) for row in whole.placed if row.item[0] in "ah"
    ]


def test_what_may_not_move_is_busy_time_for_what_grows() -> None:
    """Atlas grows and goes round Harbor's work; with everything free to move, Harbor's would be pushed."""
    items = (row("a1", 2, "a"), row("h1", 3, "h", people=("jia",)), row("a2", 2, "a", people=("jia",)))
    problem = Problem(items, (JIA, PRIYA), (Dependency("a1", "a2"),), product_titles=TITLES)
    placed = tuple(
        replace(at(solve(problem, limit=FEW), name), start=start, finish=finish, people=people)
        for name, start, finish, people in (
            ("a1", 0.0, 2.0, ("jia",)),
            ("a2", 2.0, 4.0, ("jia",)),
            ("h1", 4.0, 7.0, ("jia",)),
        )
    )
    longer = replace(
        problem, items=tuple(replace(i, effort=exactly(3)) if i.id == "a2" else i for i in problem.items)
    )
    found = replan(longer, placed, moving=frozenset({"a1", "a2"}), stability=1.0, limit=FEW)
    assert [moved.item for moved in found.moved] == ["a2"]
    assert at(found.plan, "h1").start == 4.0
    assert at(found.plan, "a2").start == 7.0
    told = at(found.plan, "a2").reason.text
    assert told == "starts when Jia Tan is free after h1 (Harbor), which stays where it was published"


def test_busy_people_follow_each_other() -> None:
    plan = solve(
        Problem(
            tuple(row(f"{p}{n}", 1.5, p, "ahc".index(p)) for p in "ahc" for n in range(5)),
            (JIA,),
            strict=True,
        ),
        limit=FEW,
    )
    own = sorted(plan.placed, key=lambda placed: placed.start)
    assert all(after.start == before.finish for before, after in pairwise(own))


def test_a_share_that_has_not_begun_or_has_ended_is_no_absence() -> None:
    """Jia is at work all the time, for Harbor until day 3 and from day 20 on, or not again."""
    problem = Problem((row("h1", 3, "h", people=("jia",)),), (JIA,), product_titles=TITLES)
    reason = solve(problem, limit=FEW).placed[0].reason
    placed = (Placed("h1", 3.0, 6.0, ("jia",), reason),)

    def share(*steps: tuple[int, float]) -> Problem:
        part = replace(JIA, capacity=((0, 1.0), (3, 0.0), *steps), of="j", only=frozenset({"h"}))
        return replace(problem, people=(part,))

    found = replan(share((20, 1.0)), placed, held=frozenset({"h1"}), stability=1.0, limit=FEW)
    assert found.moved[0].refused is not None
    assert found.moved[0].refused.text == "the share of Jia Tan for Harbor has not begun"
    longer = replace(share(), items=(row("h1", 5, "h", people=("jia",)),))
    plan = solve(longer, limit=FEW)
    assert "Jia Tan until day 5.0, whose share for Harbor ends on day 3" in plan.violations[0].text
    assert [row.text for row in check(longer, plan) if row.kind == "late"] == [plan.violations[0].text]


def test_a_refused_move_that_cannot_be_says_why_and_what_would_help() -> None:
    """Jia goes away while both her items lie there; Priya is free for one of them."""
    items = (row("a1", 3, "a"), row("h1", 3, "h"), row("c1", 3, "c", people=("jia",)))
    problem = Problem(items, (JIA, PRIYA), product_titles=TITLES)
    reason = solve(problem, limit=FEW).placed[0].reason
    placed = (
        Placed("a1", 0.0, 3.0, ("priya",), reason),
        Placed("h1", 3.0, 6.0, ("jia",), reason),
        Placed("c1", 6.0, 9.0, ("jia",), reason),
    )
    away = replace(JIA, capacity=((0, 1.0), (3, 0.0), (20, 1.0)))
    found = replan(
        replace(problem, people=(away, PRIYA)), placed, held=frozenset({"h1", "c1"}), stability=1.0, limit=FEW
    )
    told = {moved.item: moved.refused for moved in found.moved}
    assert told["h1"] is not None
    assert told["c1"] is not None
    assert (told["h1"].text, told["h1"].until) == ("Jia Tan is absent", 20.0)
    assert told["h1"].cure == "it could stay with someone else who has go 1: Priya Deshmukh"
    assert told["c1"].cure == "it could stay if someone else were chosen for it"


@pytest.mark.parametrize(
    ("change", "kind", "text"),
    [
        ({"people": (PRIYA,)}, "gone", "jia is no longer in the plan"),
        ({"people": (replace(JIA, only=frozenset("h")), PRIYA)}, "allocation", "no longer works for Atlas"),
        ({"people": (replace(JIA, skills={}), PRIYA)}, "skill", "Jia Tan does not have go 1"),
        ({"earliest": 7.0}, "earliest", "it may not start before its earliest date"),
        ({"effort": exactly(8)}, "predecessor", "h1 (Harbor), which it waits for, ends later"),
    ],
)
def test_every_rule_that_keeps_an_item_from_staying_is_named(
    change: dict[str, object], kind: str, text: str
) -> None:
    items = (row("h1", 2, "h", people=("priya",)), row("a1", 3, "a"))
    problem = Problem(items, (JIA, PRIYA), (Dependency("h1", "a1"),), product_titles=TITLES)
    plan = solve(problem, limit=FEW)
    placed = [replace(at, people=("jia",)) if at.item == "a1" else at for at in plan.placed]
    if "people" in change:
        fresh = replace(problem, **change)  # type: ignore[arg-type]
    else:
        which = "h1" if "effort" in change else "a1"
        fresh = replace(
            problem,
            items=tuple(replace(i, **change) if i.id == which else i for i in items),  # type: ignore[arg-type]
        )
    found = replan(fresh, placed, held=frozenset({"a1"}), limit=FEW)
    refused = next(moved.refused for moved in found.moved if moved.item == "a1")
    assert refused is not None
    assert (refused.kind, text in refused.text) == (kind, True)
    assert refused.cure.startswith("it could stay")
