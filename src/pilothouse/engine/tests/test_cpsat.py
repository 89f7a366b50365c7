"""Proofs are held to an oracle that tries everything, and to what is known."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people import cpsat
from pilothouse.engine.schedule.check import check, feasible
from pilothouse.engine.schedule.compiled import compile_problem
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Group, Item, Need, Person, Pool, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import exactly, work

LIMIT = Limit(seconds=1.0, workers=1)


@st.composite
def small(draw: st.DrawFn) -> Problem:
    """Two to four whole-day items for three people of two skills, one of them chosen now and then."""
    people = (
        Person("ada", skills={"a": 1.0}),
        Person("bob", skills={"b": 1.0}),
        Person("cai", skills={"a": 1.0, "b": 1.0}),
    )
    items, edges = [], []
    for number in range(draw(st.integers(2, 4))):
        needs = [
            Need(skill, 1.0, heads)
            for skill, heads in (("a", draw(st.integers(0, 1))), ("b", draw(st.integers(0, 1))))
            if heads
        ]
        items.append(
            Item(
                f"i{number}",
                duration=exactly(draw(st.integers(0, 4))),
                needs=tuple(needs),
                people=("cai",) if draw(st.integers(0, 4)) == 0 and not needs else (),
                demands={"rig": draw(st.integers(0, 1))},
                earliest=float(draw(st.sampled_from([0, 0, 3]))),
            )
        )
        if number and draw(st.booleans()):
            edges.append(Dependency(f"i{draw(st.integers(0, number - 1))}", f"i{number}"))
    return Problem(tuple(items), people, tuple(edges), (Pool("rig", 1),))


def shortest_by_trying(problem: Problem) -> float:
    """Every order with every team, each item as early as it goes, day by day."""
    skills = {person.id: person.skills for person in problem.people}
    teams = []
    for item in problem.items:
        wanted = [need.skill for need in item.needs]
        able = [
            crew
            for crew in combinations(skills, len(wanted))
            if any(
                all(skill in skills[who] for who, skill in zip(row, wanted, strict=True))
                for row in permutations(crew)
            )
        ]
        teams.append([item.people] if item.people else able)
    before = {(edge.predecessor, edge.successor) for edge in problem.dependencies}
    best = float("inf")
    for order in permutations(range(len(problem.items))):
        names = [problem.items[index].id for index in order]
        if any((late, early) in before for at, late in enumerate(names) for early in names[:at]):
            continue
        for crews in product(*teams):
            busy: set[tuple[str, int]] = set()
            ends: dict[str, int] = {}
            for index in order:
                item = problem.items[index]
                days = round(item.duration.mean) if item.duration else 0
                held = [*crews[index], *(["rig"] if item.demands.get("rig") else [])]
                moment = max([int(item.earliest)] + [ends[a] for a, b in before if b == item.id])
                while any((who, day) in busy for who in held for day in range(moment, moment + days)):
                    moment += 1
                busy |= {(who, day) for who in held for day in range(moment, moment + days)}
                ends[item.id] = moment + days
            best = min(best, max(ends.values()))
    return best


@settings(max_examples=40, deadline=None)
@given(small())
def test_what_is_called_optimal_is_the_best_of_all(problem: Problem) -> None:
    plan = solve(problem, limit=LIMIT)
    assert feasible(problem, plan)
    assert plan.status == "optimal"
    assert plan.makespan == shortest_by_trying(problem)


@settings(max_examples=40, deadline=None)
@given(small())
def test_a_poor_plan_is_bettered_and_what_is_found_is_feasible(problem: Problem) -> None:
    compiled = compile_problem(problem)
    poor = float(sum(compiled.work) + compiled.earliest.max() + 1)
    starts = np.zeros(len(problem.items))
    answer = cpsat.improve(
        compiled,
        best=Found(poor, starts, starts, ((),) * len(problem.items)),
        bound=0.0,
        early=0.0,
        until=time.perf_counter() + 5,
        workers=1,
        seed=0,
    )
    assert answer.proved
    assert answer.found is not None
    assert answer.found.score == shortest_by_trying(problem) == max(answer.found.finishes)
    again = solve(problem, limit=Limit(passes=50))
    for row, start, finish, team in zip(
        again.placed, answer.found.starts, answer.found.finishes, answer.found.teams, strict=True
    ):
        object.__setattr__(row, "start", float(start))
        object.__setattr__(row, "finish", float(finish))
        object.__setattr__(row, "people", tuple(problem.people[person].id for person in team))
    object.__setattr__(again, "makespan", answer.found.score)
    object.__setattr__(again, "lower_bound", 0.0)
    assert not [row for row in check(problem, again) if row.hard]


@settings(max_examples=25, deadline=None)
@given(small())
def test_one_more_person_never_makes_what_is_solved_exactly_later(problem: Problem) -> None:
    more = replace(problem, people=(*problem.people, Person("dee", skills={"a": 1.0, "b": 1.0})))
    fewer, plenty = solve(problem, limit=LIMIT), solve(more, limit=LIMIT)
    assert fewer.status == plenty.status == "optimal"
    assert plenty.makespan <= fewer.makespan


def test_two_at_a_time_of_three_alike_who_never_fit_in_together() -> None:
    """Three items that take two of three people each: one after the other, though heads would fit 1.5."""
    people = tuple(Person(f"p{number}", skills={"a": 1.0}) for number in range(3))
    items = tuple(Item(f"i{n}", duration=exactly(2), needs=(Need("a", 1.0, 2),)) for n in range(3))
    plan = solve(Problem(items, people), limit=LIMIT)
    assert (plan.makespan, plan.lower_bound, plan.status) == (6.0, 6.0, "optimal")


def test_lateness_is_proved_least_before_makespan() -> None:
    """The long item first ends all on day 6; the short one has to go first to be in time."""
    people = (Person("ada"),)
    items = (work("long", 4), work("short", 2, deadline=2.0), work("after", 1))
    plan = solve(Problem(items, people, groups=(Group("g", ("after",), 3.0),)), limit=LIMIT)
    assert plan.status == "optimal"
    assert [row.finish for row in plan.placed] == [7.0, 2.0, 3.0]


def test_half_days_lie_on_a_grid_and_thirds_of_sevenths_do_not() -> None:
    def with_days(days: float) -> Problem:
        return Problem((work("one", days),), (Person("ada"),))

    assert cpsat.fits(compile_problem(with_days(2.5)))
    assert not cpsat.fits(compile_problem(with_days(1 / 7)))


@pytest.mark.parametrize("capacity", [((0, 0.5),), ((0, 1.0), (4, 0.0)), ((0, 1.0), (4, 0.0), (6, 1.0))])
def test_calendars_are_left_to_the_search(capacity: tuple[tuple[int, float], ...]) -> None:
    problem = Problem((work("one", 2),), (Person("ada", capacity=capacity),))
    assert not cpsat.fits(compile_problem(problem))
    assert feasible(problem, solve(problem, limit=Limit(seconds=0.2)))


def test_time_that_is_over_proves_nothing() -> None:
    problem = Problem((work("one", 2), work("two", 2)), (Person("ada"),))
    starts = np.zeros(2)
    answer = cpsat.improve(
        compile_problem(problem),
        best=Found(9.0, starts, starts, ((0,), (0,))),
        bound=1.0,
        early=0.0,
        until=time.perf_counter(),
        workers=1,
        seed=0,
    )
    assert answer == cpsat.Answer(1.0, False)
