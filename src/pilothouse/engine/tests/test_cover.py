"""Teams: known answers, all small cases by trying every team, and what always holds."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.staffing.cover.assemble import assemble
from pilothouse.engine.staffing.cover.cells import Cells
from pilothouse.engine.staffing.cover.explain import why_not
from pilothouse.engine.staffing.cover.problem import Candidate, Cover, Critical, Demand
from pilothouse.engine.staffing.cover.teams import Search

MONTHS = ("January", "February")


def person(name: str, cost: float, days: tuple[float, ...] = (10, 10), zone: float = 0.0, **skills: float):
    return Candidate(name, skills=skills, days=days, cost=cost, zone=zone)


def small(seed: int) -> Cover:
    draw = random.Random(seed)
    people = tuple(
        Candidate(
            f"p{number}",
            skills={skill: float(draw.randint(1, 5)) for skill in draw.sample("abcde", draw.randint(1, 3))},
            days=tuple(float(draw.choice([0, 5, 10, 15])) for _ in range(3)),
            cost=float(draw.randint(1, 20)),
            zone=draw.choice([0.0, 1.0, 8.0]),
        )
        for number in range(draw.randint(6, 9))
    )
    demands = tuple(
        Demand(draw.choice("abcde"), float(draw.randint(1, 4)), draw.randrange(3), float(draw.randint(1, 12)))
        for _ in range(draw.randint(3, 8))
    )
    critical = (Critical(draw.choice("abcde"), 1.0, 2),) if draw.random() < 0.5 else ()
    overlap = draw.choice([None, 2.0])
    most = draw.choice([None, 4])
    return Cover(("1", "2", "3"), people, demands, critical, most=most, overlap=overlap)


def covers(cover: Cover, team: tuple[Candidate, ...]) -> bool:
    """By Hall: whatever needs of a month are taken together, their people have the days."""
    for month in range(len(cover.months)):
        cells: dict[tuple[str, float], float] = {}
        for row in cover.demands:
            if row.month == month:
                cells[row.skill, row.level] = cells.get((row.skill, row.level), 0.0) + row.days
        for count in range(1, len(cells) + 1):
            for chosen in itertools.combinations(cells, count):
                able = [one for one in team if any(one.skills.get(s, 0.0) >= level for s, level in chosen)]
                if sum(one.days[month] for one in able) < sum(cells[key] for key in chosen) - 1e-9:
                    return False
    for need in cover.critical:
        if sum(one.skills.get(need.skill, 0.0) >= need.level for one in team) < need.holders:
            return False
    if cover.overlap is None:
        return True
    width = cover.hours - cover.overlap
    return not team or any(all((one.zone - first.zone) % 24 <= width for one in team) for first in team)


def exhaustive(cover: Cover) -> float | None:
    costs = [
        sum(one.cost for one in team)
        for count in range(cover.least, min(len(cover.people), cover.most or 99) + 1)
        for team in itertools.combinations(cover.people, count)
        if covers(cover, team)
    ]
    return min(costs, default=None)


@pytest.mark.parametrize("seed", range(40))
def test_a_small_team_is_the_one_that_trying_all_finds(seed: int) -> None:
    cover = small(seed)
    found, wanted = assemble(cover, reasons=False), exhaustive(cover)
    if wanted is None:
        assert found.status == "infeasible"
        assert found.why is not None
        assert found.why.text
    else:
        assert (found.status, found.cost) == ("optimal", pytest.approx(wanted))
        names = {row.person for row in found.team}
        assert covers(cover, tuple(one for one in cover.people if one.id in names))


@pytest.mark.parametrize("seed", range(20))
def test_one_more_candidate_never_makes_a_team_dearer(seed: int) -> None:
    cover = small(seed)
    before = assemble(cover, reasons=False)
    more = person("new", 3.0, (10, 10, 10), a=5.0, c=4.0)
    after = assemble(
        Cover(cover.months, (*cover.people, more), cover.demands, cover.critical, most=cover.most,
              overlap=cover.overlap),
        reasons=False,
    )  # fmt: skip
    if before.status == "optimal":
        assert after.cost <= before.cost + 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_work_that_may_move_for_nothing_is_never_dearer_and_for_much_stays(seed: int) -> None:
    cover = small(seed)
    costs = []
    for price in (0.0, 1e5, None):
        found = assemble(
            Cover(cover.months, cover.people, cover.demands, cover.critical, most=cover.most,
                  overlap=cover.overlap, move_price=price),
            reasons=False,
        )  # fmt: skip
        costs.append(found.cost if found.team else float("inf"))
    free, dear, still = costs
    assert free <= still + 1e-6
    assert still == float("inf") or dear == pytest.approx(still)


def test_what_a_person_does_adds_up_and_stays_within_free_days() -> None:
    cover = next(row for row in map(small, range(40)) if assemble(row, reasons=False).team)
    found = assemble(cover)
    done = sum(days for row in found.team for _, _, _, days in row.work)
    assert done == pytest.approx(sum(row.days for row in cover.demands))
    for row in found.team:
        own = next(one for one in cover.people if one.id == row.person)
        for month in range(3):
            assert sum(days for _, _, when, days in row.work if when == month) <= own.days[month] + 1e-9


def test_two_who_are_cheap_alone_are_dearer_than_one_who_does_both() -> None:
    people = (person("ana", 5, a=3), person("ben", 5, b=3), person("cai", 8, a=3, b=3))
    needs = (Demand("a", 3, 0, 4), Demand("b", 3, 0, 6))
    found = assemble(Cover(MONTHS, people, needs))
    assert [row.person for row in found.team] == ["cai"]
    without = found.team[0].without
    assert without is not None
    assert (without.instead, without.cost, without.lost) == (("ana", "ben"), 2.0, 10.0)
    assert without.text == "Without cai 10 days would not be done. ana and ben instead costs 2 more."


def test_a_critical_skill_has_two_holders_and_who_is_kept_stays() -> None:
    people = (person("ana", 1, a=3), person("ben", 5, a=3), Candidate("cai", days=(0, 0), cost=9, kept=True))
    cover = Cover(MONTHS, people, (Demand("a", 1, 0, 4),), (Critical("a", 3, 2),))
    assert [row.person for row in assemble(cover).team] == ["ana", "ben", "cai"]


def test_zones_without_common_hours_make_no_team() -> None:
    people = (person("ana", 1, a=3), person("ben", 1, zone=9.0, b=3), person("cai", 7, zone=2.0, b=3))
    needs = (Demand("a", 1, 0, 4), Demand("b", 1, 0, 4))
    found = assemble(Cover(MONTHS, people, needs, overlap=4.0))
    assert [row.person for row in found.team] == ["ana", "cai"]
    assert assemble(Cover(MONTHS, people, needs)).cost == 2.0
    far = assemble(Cover(MONTHS, people[:2], needs, overlap=4.0))
    assert far.why is not None
    assert far.why.text.startswith("With 4 hours in common no group can do it. The nearest: Among people of")


def test_midnight_does_not_part_zones() -> None:
    people = (person("ana", 1, zone=-11.0, a=3), person("ben", 1, zone=12.0, b=3))
    needs = (Demand("a", 1, 0, 4), Demand("b", 1, 0, 4))
    assert assemble(Cover(MONTHS, people, needs, overlap=6.0)).cost == 2.0


def test_work_moves_a_month_where_that_is_cheaper_than_one_more() -> None:
    people = (person("ana", 5, a=3), person("ben", 50, a=3))
    needs = (Demand("a", 1, 0, 13), Demand("a", 1, 1, 4))
    assert assemble(Cover(MONTHS, people, needs)).cost == 55.0
    found = assemble(Cover(MONTHS, people, needs, move_price=2.0))
    assert (found.cost, found.moved) == (11.0, (("a", 1, 0, 3.0),))
    assert assemble(Cover(MONTHS, people, needs, move_price=20.0)).cost == 55.0


def test_the_smallest_set_of_needs_that_no_team_can_meet_is_named() -> None:
    people = (person("ana", 5, a=3, b=3), person("ben", 5, c=3))
    needs = (Demand("a", 3, 1, 6), Demand("b", 2, 1, 7), Demand("c", 1, 1, 9), Demand("a", 3, 0, 5))
    why = assemble(Cover(MONTHS, people, needs)).why
    assert why is not None
    assert {row[:3] for row in why.needs} == {("a", 3, 1), ("b", 2, 1)}
    assert why.text == (
        "In February the work in a at level 3 and b at level 2 takes 13 days; ana, all who can do it, has 10."
    )


@pytest.mark.parametrize("seed", range(60))
def test_without_any_one_of_the_smallest_set_the_rest_can_be_met(seed: int) -> None:
    cover = small(seed)
    cover = Cover(cover.months, cover.people, cover.demands)
    why = why_not(cover, Cells.of(cover))
    if why is None:
        return
    for left_out in why.needs:
        rest = tuple(Demand(*row) for row in why.needs if row != left_out)
        assert covers(Cover(cover.months, cover.people, rest), cover.people)
    assert not covers(
        Cover(cover.months, cover.people, tuple(Demand(*row) for row in why.needs)), cover.people
    )


def test_too_few_people_allowed_is_said_with_how_many_it_takes() -> None:
    people = (person("ana", 5, a=3), person("ben", 5, b=3))
    needs = (Demand("a", 1, 0, 6), Demand("b", 1, 0, 7))
    why = assemble(Cover(MONTHS, people, needs, most=1)).why
    assert why is not None
    assert why.text == "At least 2 people are needed, and the team may have 1 person."


def test_no_one_can_take_over_from_a_single_holder() -> None:
    people = (person("ana", 5, a=3), person("ben", 5, b=3))
    found = assemble(Cover(MONTHS, people, (Demand("a", 2, 0, 6),)))
    without = found.team[0].without
    assert without is not None
    assert without.text == (
        "No one can take over from ana. In January the work in a at level 2 takes 6 days; no one can do it."
    )


def test_the_front_falls_in_cost_and_coverage_and_keeps_critical_skills() -> None:
    people = tuple(person(f"p{one}", 3 + one, a=3, b=float(one % 3)) for one in range(6))
    needs = (Demand("a", 1, 0, 35), Demand("b", 1, 1, 15))
    found = assemble(Cover(MONTHS, people, needs, (Critical("b", 1, 2),)), fronted=True)
    costs, shares = [p.cost for p in found.front], [p.coverage for p in found.front]
    assert (costs[0], shares[0]) == (found.cost, 1.0)
    assert costs == sorted(costs, reverse=True)
    assert shares == sorted(shares, reverse=True)
    assert len(costs) >= 2
    assert all(len({"p1", "p2", "p4", "p5"} & set(point.people)) >= 2 for point in found.front)


def test_the_search_without_reasons_gives_the_same_team_twice() -> None:
    cover = small(11)
    assert assemble(cover) == assemble(cover)


def test_a_bound_is_never_above_the_team() -> None:
    for seed in range(10):
        team = Search(Cells.of(small(seed))).best(seconds=5.0, gap=0.1)
        assert team.chosen is None or team.bound <= team.cost + 1e-6


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Cover(MONTHS, (person("ana", 1, (-3, 10)),), ()), "-3 free days in month 1"),
        (lambda: Cover(MONTHS, (person("ana", 1, (3,)),), ()), "1 numbers of days are given for 2 months"),
        (lambda: Cover(MONTHS, (person("ana", -1),), ()), "The cost is negative"),
        (lambda: Cover(MONTHS, (person("ana", 1, a=7),), ()), "The level lies outside"),
        (lambda: Cover(MONTHS, (person("ana", 1), person("ana", 1)), ()), "used twice"),
        (lambda: Cover(MONTHS, (), ()), "no one to choose from"),
        (lambda: Cover(MONTHS, (person("a", 1),), (Demand("a", 1, 2, 3),)), "Month 3 does not exist"),
        (lambda: Cover(MONTHS, (person("a", 1),), (Demand("a", 1, 0, -3),)), "-3 person-days"),
        (lambda: Cover(MONTHS, (person("a", 1),), (), (Critical("a", 1, 0),)), "0 people at level 1"),
        (lambda: Cover(MONTHS, (person("a", 1),), (), least=3, most=2), "3 to 2 people"),
        (lambda: Cover(MONTHS, (person("a", 1),), (), overlap=9.0), "9 hours in common"),
        (lambda: Cover(MONTHS, (person("a", 1, zone=20.0),), ()), "no time zone +20"),
        (lambda: Cover(MONTHS, (person("a", 1),), (), move_price=-1.0), "price of moving work"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_cure(wrong, words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        wrong()
    assert words in caught.value.message
    assert caught.value.cure


@pytest.mark.parametrize("seed", range(10))
def test_a_search_out_of_time_is_never_dearer_than_the_greedy_team(seed: int) -> None:
    search = Search(Cells.of(small(seed)))
    everyone = np.ones(len(search.cells.cost), dtype=np.bool_)
    greedy = search.greedy(everyone, ~everyone, search.cells.cost)
    team = search.best(seconds=1e-9)
    if greedy is not None:
        assert team.chosen is not None
        assert team.bound - 1e-6 <= team.cost <= search.cells.cost[greedy].sum() + 1e-6
