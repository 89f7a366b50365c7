"""What need not move stays, by plans that can be followed by hand and by properties."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.check import check
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.parts import Alternative
from pilothouse.engine.schedule.plan import Limit, Placed
from pilothouse.engine.schedule.problem import Dependency, Item, Need, Person, Problem
from pilothouse.engine.schedule.repair import judged, kept_of
from pilothouse.engine.schedule.replan import Replanned, replan
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, problems, work

LIMIT = Limit(passes=60)
ADA, BOB = Person("ada", skills={"go": 3.0}), Person("bob", skills={"go": 3.0})


def row(name: str, days: float) -> Item:
    return Item(name, effort=exactly(days), needs=(Need("go", 1.0),))


def changed(problem: Problem, name: str, **values: object) -> Problem:
    items = tuple(replace(i, **values) if i.id == name else i for i in problem.items)  # type: ignore[arg-type]
    return replace(problem, items=items)


CHAINS = Problem(
    tuple(row(f"{chain}{number}", 4) for chain in "ab" for number in range(4)),
    (ADA, BOB),
    tuple(Dependency(f"{chain}{number}", f"{chain}{number + 1}") for chain in "ab" for number in range(3)),
)


def starts(found: Replanned) -> dict[str, float]:
    return {at.item: at.start for at in found.plan.placed}


def test_without_a_change_nothing_moves() -> None:
    plan = solve(CHAINS, limit=LIMIT)
    found = replan(CHAINS, plan.placed, limit=LIMIT)
    assert found.moved == ()
    assert len(found.kept) == 8
    assert [(at.start, at.people) for at in found.plan.placed] == [
        (at.start, at.people) for at in plan.placed
    ]


def test_what_takes_longer_pushes_what_follows_it_and_nothing_else() -> None:
    plan = solve(CHAINS, limit=LIMIT)
    found = replan(changed(CHAINS, "a1", effort=exactly(6)), plan.placed, limit=LIMIT)
    assert {at.item for at in found.moved} <= {"a1", "a2", "a3"}
    assert {at.item: at.days for at in found.moved} == {"a2": 2.0, "a3": 2.0}
    assert "a1 ends" in found.moved[0].text
    assert found.plan.makespan == 18.0


def test_a_shift_that_is_not_noticed_is_no_move() -> None:
    plan = solve(CHAINS, limit=LIMIT)
    found = replan(changed(CHAINS, "a1", effort=exactly(4.04)), plan.placed, limit=LIMIT)
    assert (found.moved, len(found.kept)) == ((), 8)


def test_a_shift_of_less_than_a_day_costs_that_share_of_a_move() -> None:
    """Else where everything shifts by an hour, moving everything anywhere would cost no more."""
    plan = solve(CHAINS, limit=LIMIT)
    kept = kept_of(CHAINS, compile_problem(CHAINS), {at.item: at for at in plan.placed}, frozenset())
    people = [list(crew or ()) for crew in kept.crews]

    def cost(shift: float) -> float:
        found = Found(0.0, kept.starts + shift, kept.starts + 4 + shift, tuple(map(tuple, people)))
        return judged(kept, found, 1.0).worth

    assert cost(0.0) == 0.0
    assert 8 * 0.25 <= cost(0.25) <= 8 * 0.25 + 0.5
    assert 8 <= cost(1.0) < cost(30.0) <= 8.5


def test_what_takes_less_pulls_nothing_forward_and_says_that_it_stays() -> None:
    plan = solve(CHAINS, limit=LIMIT)
    found = replan(changed(CHAINS, "a1", effort=exactly(1)), plan.placed, limit=LIMIT)
    assert found.moved == ()
    kept = next(at for at in found.plan.placed if at.item == "a2")
    assert (kept.start, kept.reason.kind) == (8.0, "published")


def test_new_work_goes_where_there_is_room() -> None:
    plan = solve(CHAINS, limit=LIMIT)
    more = replace(CHAINS, items=(*CHAINS.items, row("new", 3)))
    found = replan(more, plan.placed, limit=LIMIT)
    assert (found.moved, found.added) == ((), ("new",))
    assert starts(found)["new"] == 16.0


def test_who_leaves_moves_their_work_only() -> None:
    problem = Problem((row("x", 2), row("y", 2), row("z", 2)), (ADA, BOB))
    plan = solve(problem, limit=LIMIT)
    gone = next(at.people[0] for at in plan.placed if at.start == 2.0 or at.item == "x")
    left = tuple(person for person in (ADA, BOB) if person.id != gone)
    found = replan(replace(problem, people=left), plan.placed, limit=LIMIT)
    theirs = {at.item for at in plan.placed if gone in at.people}
    assert {at.item for at in found.moved} == theirs
    assert all(at.people_after == (left[0].id,) for at in found.moved)


def test_removed_work_is_told_and_holds_nothing_up() -> None:
    plan = solve(CHAINS, limit=LIMIT)
    fewer = replace(
        CHAINS,
        items=tuple(item for item in CHAINS.items if item.id != "b3"),
        dependencies=tuple(edge for edge in CHAINS.dependencies if edge.successor != "b3"),
    )
    found = replan(fewer, plan.placed, limit=LIMIT)
    assert (found.moved, found.removed) == ((), ("b3",))


def test_a_move_that_is_refused_is_made_by_something_else() -> None:
    """Both people are busy until day 4; what is new and urgent takes somebody's place, but not that of y."""
    problem = Problem((row("x", 4), row("y", 4)), (ADA,))
    plan = solve(problem, limit=LIMIT)
    first, second = sorted(plan.placed, key=lambda at: at.start)
    longer = changed(problem, first.item, effort=exactly(6))
    pushed = replan(longer, plan.placed, limit=LIMIT)
    assert [at.item for at in pushed.moved] == [second.item]
    refused = replan(longer, plan.placed, held=frozenset({second.item}), limit=LIMIT)
    assert [at.item for at in refused.moved] == [first.item]
    assert starts(refused)[second.item] == second.start


def test_when_much_is_won_the_plan_is_made_anew() -> None:
    """Everything was published late; planning anew wins a hundred days."""
    plan = solve(CHAINS, limit=LIMIT)
    late = [replace(at, start=at.start + 100, finish=at.finish + 100) for at in plan.placed]
    assert replan(CHAINS, late, limit=LIMIT).is_anew
    stubborn = replan(CHAINS, late, stability=1e6, limit=LIMIT)
    assert not stubborn.is_anew
    assert stubborn.moved == ()
    assert stubborn.plan.makespan - stubborn.anew_makespan == 100.0
    assert stubborn.anew_moves == 8


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_a_plan_made_again_is_feasible_and_moves_no_more_than_one_made_anew(
    problem: Problem, data: st.DataObject
) -> None:
    plan = solve(problem, limit=Limit(passes=30))
    item = data.draw(st.sampled_from(problem.items))
    days = exactly(data.draw(st.sampled_from([0.0, 1.5, 7.0])))
    size = {"effort": days} if item.duration is None else {"duration": days}
    fresh = changed(problem, item.id, **size)
    found = replan(fresh, plan.placed, limit=Limit(passes=30))
    late = {(row.kind, row.subject) for row in found.plan.violations}
    broken = [row for row in check(fresh, found.plan) if row.hard and (row.kind, row.subject) not in late]
    assert not broken
    stubborn = replan(fresh, plan.placed, stability=1e9, limit=Limit(passes=30))
    assert len(stubborn.moved) <= min(len(found.moved), found.anew_moves)
    assert {at.item for at in found.moved} | set(found.kept) == {row.id for row in fresh.items}
    assert found == replan(fresh, plan.placed, limit=Limit(passes=30))


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InvalidProblem, match="stability"):
        replan(CHAINS, (), stability=-1)
    ways = (Alternative("one", duration=exactly(1)),)
    with pytest.raises(InvalidProblem, match="still to be chosen"):
        replan(Problem((Item("x", alternatives=ways),)), ())


def test_nothing_to_plan() -> None:
    plan = solve(CHAINS, limit=LIMIT)
    found = replan(Problem(()), plan.placed)
    assert len(found.removed) == 8
    assert found.plan.placed == ()


def test_one_item_makes_room_rather_than_all_that_comes_later() -> None:
    """Ada does ten items of a day; the first takes two now. Pushing on would move the other nine."""
    items = tuple(work(f"i{number}", 1, people=("ada",)) for number in range(10))
    problem = Problem(items, (Person("ada"),))
    reason = solve(problem, limit=LIMIT).placed[0].reason
    published = [Placed(item.id, day, day + 1.0, ("ada",), reason) for day, item in enumerate(items)]
    grown = replace(problem, items=(work("i0", 2, people=("ada",)), *items[1:]))
    found = replan(grown, published, limit=LIMIT)
    assert [(row.item, row.start_after) for row in found.moved] == [("i1", 10.0)]
