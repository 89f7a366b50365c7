"""Under a strict order that changed, kept places give way to what ranks above them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Dependency, Item, Person, Problem
from pilothouse.engine.schedule.ranks import Ranks
from pilothouse.engine.schedule.replan import Replanned, replan
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import problems, work

LIMIT = Limit(passes=30)
ORDER = {"App": 0, "Lab": 1}


def ordered(problem: Problem, ranks: Mapping[str, int]) -> Problem:
    return replace(
        problem, items=tuple(replace(item, rank=ranks[item.product]) for item in problem.items), strict=True
    )


def at(found: Replanned) -> dict[str, float]:
    return {row.item: row.start for row in found.plan.placed}


def mine(product: str, name: str, days: float, *people: str) -> Item:
    return work(name, days, people=people, product=product)


BOTH = Problem(
    (
        *(mine("App", f"a{number}", 3, "ada") for number in range(4)),
        *(mine("Lab", f"l{number}", 3, "ada") for number in range(4)),
        mine("Lab", "long", 90, "bob"),
        mine("App", "aside", 5, "cy"),
    ),
    (Person("ada"), Person("bob"), Person("cy")),
    tuple(Dependency(f"{own}{number}", f"{own}{number + 1}") for own in "al" for number in range(3)),
)


def test_what_is_ordered_above_now_goes_first_however_long_its_product_takes() -> None:
    before = solve(ordered(BOTH, ORDER), limit=LIMIT)
    found = replan(ordered(BOTH, {"Lab": 0, "App": 1}), before.placed, stability=0.3, limit=LIMIT)
    starts = at(found)
    assert [starts[f"l{number}"] for number in range(4)] == [0.0, 3.0, 6.0, 9.0]
    assert sorted(starts[f"a{number}"] for number in range(4)) == [12.0, 15.0, 18.0, 21.0]
    assert {"long", "aside"} <= set(found.kept)
    told = {row.item: row.text for row in found.moved}
    assert told["l0"] == "starts with the plan, ahead of a0 (App), because Lab is ordered above App"
    assert "Lab is ordered above App" in told["a0"]
    again = replan(ordered(BOTH, {"Lab": 0, "App": 1}), found.plan.placed, stability=0.3, limit=LIMIT)
    assert again.moved == ()


def swapped(**more: object) -> Replanned:
    before = solve(ordered(BOTH, ORDER), limit=LIMIT)
    after = ordered(BOTH, {"Lab": 0, "App": 1})
    return replan(after, before.placed, stability=0.3, limit=LIMIT, **more)  # type: ignore[arg-type]


def test_where_the_order_is_that_of_before_nothing_moves_for_it() -> None:
    assert swapped(ranked={item.id: 1 - ORDER[item.product] for item in BOTH.items}).moved == ()
    assert swapped(ranked={item.id: ORDER[item.product] for item in BOTH.items}).moved != ()


def test_a_lower_item_that_is_to_stay_stays_and_the_rest_goes_ahead() -> None:
    found = swapped(held=frozenset({"a0"}))
    starts = at(found)
    assert starts["a0"] == 0.0
    assert [starts[f"l{number}"] for number in range(4)] == [3.0, 6.0, 9.0, 12.0]
    (broken,) = (row for row in found.plan.violations if row.kind == "order")
    assert broken.text == (
        "l0 (Lab) starts 3.0 working days later than the order of products allows, "
        "as a0 (App) keeps its place"
    )
    assert not broken.hard


def test_a_higher_item_that_is_to_stay_stays_and_the_rest_goes_ahead() -> None:
    found = swapped(held=frozenset({"l3"}))
    starts = at(found)
    assert [starts[f"l{number}"] for number in range(4)] == [0.0, 3.0, 6.0, 21.0]
    (broken,) = (row for row in found.plan.violations if row.kind == "order")
    assert broken.text.startswith("l3 (Lab) keeps its place behind a")
    assert broken.text.endswith(" (App): 12.0 working days later than the order of products allows")


def test_a_move_that_is_refused_afterwards_goes_back_and_what_ranks_higher_makes_room() -> None:
    """Lab has gone ahead already; a0 is back where it was, and is to stay there."""
    before = {row.item: row for row in solve(ordered(BOTH, ORDER), limit=LIMIT).placed}
    taken = [row if row.item != "a0" else before["a0"] for row in swapped().plan.placed]
    ranked = {item.id: 1 - ORDER[item.product] for item in BOTH.items}
    after = ordered(BOTH, {"Lab": 0, "App": 1})
    found = replan(after, taken, stability=0.3, held=frozenset({"a0"}), ranked=ranked, limit=LIMIT)
    starts = at(found)
    assert starts["a0"] == 0.0
    assert min(starts[f"l{number}"] for number in range(4)) == 3.0
    (broken,) = (row for row in found.plan.violations if row.kind == "order")
    assert broken.text == (
        "l0 (Lab) starts 3.0 working days later than the order of products allows, "
        "as a0 (App) keeps its place"
    )


def reordered(items: tuple[Item, ...], before: str, after: str) -> dict[str, float]:
    """Starts by item after products, a letter each, have changed their order."""
    names = sorted({person for item in items for person in item.people})
    problem = Problem(items, tuple(Person(name) for name in names))
    first, then = ({product: rank for rank, product in enumerate(order)} for order in (before, after))
    published = solve(ordered(problem, first), limit=LIMIT).placed
    ranked = {item.id: first[item.product] for item in items}
    return at(replan(ordered(problem, then), published, stability=0.3, ranked=ranked, limit=LIMIT))


def test_a_lower_item_right_before_one_leaves_it_more_room_than_it_takes_itself() -> None:
    """Bob is free for half a day with Ada at 1.5 only: without that she could go on after one day."""
    items = (
        mine("A", "bobs", 1.5, "bob"),
        mine("A", "both", 1, "ada", "bob"),
        mine("B", "first", 1, "ada"),
        mine("B", "then", 2, "ada"),
    )
    starts = reordered(items, "AB", "BA")
    assert (starts["first"], starts["then"], starts["both"]) == (0.0, 1.0, 3.0)


def test_what_is_pushed_by_the_new_order_leaves_its_room_to_its_own_product() -> None:
    """Before, Low had Cy on the first day; High goes on with him where Mid is pushed out of Ada's way."""
    items = (
        mine("M", "pushed", 2, "ada", "bob"),
        mine("M", "takes", 1, "bob", "cy"),
        mine("H", "goes", 4, "ada"),
        mine("L", "low", 1, "cy"),
    )
    starts = reordered(items, "MLH", "HML")
    assert starts == {"goes": 0.0, "pushed": 4.0, "takes": 0.0, "low": 0.5}


def test_room_that_the_new_order_leaves_goes_to_the_next_product_before_the_one_after_it() -> None:
    """M and L keep their order; H pushes M's first item on, and L must not take the room before M does."""
    items = (
        mine("M", "pushed", 2, "ada", "bob"),
        mine("M", "next", 2, "bob"),
        mine("H", "goes", 5, "ada"),
        mine("L", "last", 2, "bob"),
        mine("M", "long", 30, "cy"),
    )
    starts = reordered(items, "MHL", "HML")
    assert (starts["goes"], starts["next"], starts["pushed"]) == (0.0, 0.0, 5.0)
    assert starts["last"] == 2.0


@settings(max_examples=40, deadline=None)
@given(problems(lags=(0.0, 2.0)), st.data())
def test_a_plan_in_its_order_owes_nothing(problem: Problem, data: st.DataObject) -> None:
    ranks = data.draw(st.lists(st.integers(0, 2), min_size=9, max_size=9))
    items = tuple(replace(item, rank=ranks[row]) for row, item in enumerate(problem.items))
    strict = replace(problem, items=items, strict=True)
    before = solve(strict, limit=LIMIT)
    assert replan(strict, before.placed, stability=1e6, limit=LIMIT).moved == ()


@st.composite
def three_products(draw: st.DrawFn) -> Problem:
    people = tuple(Person(f"p{number}") for number in range(3))
    items = tuple(
        mine(
            draw(st.sampled_from(["A", "B", "C"])),
            f"i{number}",
            draw(st.integers(1, 5)),
            *draw(st.sets(st.sampled_from(["p0", "p1", "p2"]), min_size=1, max_size=2)),
        )
        for number in range(draw(st.integers(2, 12)))
    )
    waits = draw(st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=5))
    edges = tuple(Dependency(f"i{a}", f"i{b}") for a, b in waits if a < b < len(items))
    return Problem(items, people, edges)


def stands_before(problem: Problem, plan: Plan) -> list[tuple[str, str]]:
    """Lower items that stand where one of the first rank could be by its people without them."""
    found, ranks = [], Ranks.of(problem).placed
    for row, (item, at) in enumerate(zip(problem.items, plan.placed, strict=True)):
        if ranks[row] > min(ranks):
            continue
        kept = {problem.items[other].id for other, rank in enumerate(ranks) if rank == ranks[row]}
        part = replace(
            problem,
            items=tuple(one for one in problem.items if one.id in kept),
            dependencies=tuple(edge for edge in problem.dependencies if edge.successor in kept),
        )
        lower = [one for one in plan.placed if one.item not in kept and {*one.people} & {*at.people}]
        for day in range(int(at.start)):
            end = day + at.finish - at.start
            in_the_way = [one.item for one in lower if one.start < min(end, at.start) and one.finish > day]
            if not in_the_way:
                continue
            early = replace(at, start=float(day), finish=end)
            rows = tuple(early if one is at else one for one in plan.placed if one.item in kept)
            if not any(broken.hard for broken in check(part, replace(plan, placed=rows))):
                found += [(item.id, other) for other in in_the_way]
    return found


@settings(max_examples=40, deadline=None)
@given(three_products(), st.permutations(["A", "B", "C"]), st.booleans())
def test_after_replanning_nothing_lower_stands_where_something_of_the_first_rank_could_be(
    problem: Problem, now: list[str], known: bool
) -> None:
    before = ordered(problem, {"A": 0, "B": 1, "C": 2})
    after = ordered(problem, {product: rank for rank, product in enumerate(now)})
    ranked = {item.id: item.rank for item in before.items} if known else None
    published = solve(before, limit=LIMIT).placed
    found = replan(after, published, stability=0.3, limit=LIMIT, ranked=ranked)
    assert not [row for row in check(after, found.plan) if row.hard]
    assert stands_before(after, found.plan) == []
    again = replan(after, found.plan.placed, stability=1e6, limit=LIMIT)
    assert not {row.item for row in again.moved} & {item.id for item in after.items if item.rank == 0}
