"""Snapshots become problems: known answers, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pilothouse.engine.calendar import REACH
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Need, Problem
from pilothouse.kit.errors import Invalid
from pilothouse.roadmap.planning.nodes import (
    ItemNode,
    ParentEnd,
    ParentGroup,
    ParentStart,
    ProductGroup,
    ReleaseGroup,
)
from pilothouse.roadmap.planning.problem import Inputs, pose
from pilothouse.roadmap.planning.sizes import FALLBACK
from pilothouse.roadmap.queries.snapshot import ClosedItem, History, Link, Since, SkillNeed, Snapshot
from pilothouse.roadmap.queries.working import RAMP_FROM
from pilothouse.roadmap.tests.snapshots import MONDAY, WEEKDAYS, colleague, item, release, taken


def posed(snapshot: Snapshot) -> Inputs:
    return pose(snapshot, today=MONDAY)


def problem(*items: object, **values: object) -> Problem:
    return posed(taken(*items, **values)).problem  # type: ignore[arg-type]


def test_nothing_to_plan_and_no_one_to_do_it_are_refused() -> None:
    with pytest.raises(Invalid, match="nothing to plan"):
        posed(taken())
    gone = colleague(1, leaves_on=MONDAY - timedelta(days=1))
    with pytest.raises(Invalid, match="do the work"):
        posed(taken(item(1), people=(gone,)))


def test_a_parent_that_waits_and_is_waited_for_becomes_a_start_and_an_end() -> None:
    parent, parts = item(2, None), (item(3, parent_id=2), item(4, parent_id=2))
    links = (Link(1, 2, "FS", 1.0), Link(2, 5, "SS", 0.0), Link(2, 6, "FS", 0.0))
    inputs = posed(taken(item(1), parent, *parts, item(5), item(6), links=links))
    start, end = ParentStart(2).name, ParentEnd(2).name
    assert [row.id for row in inputs.problem.items] == ["1", "3", "4", "5", "6", start, end]
    assert set(inputs.problem.dependencies) == {
        *(Dependency(start, part) for part in ("3", "4")),
        *(Dependency(part, end) for part in ("3", "4")),
        Dependency("1", start, "FS", 1.0),
        Dependency(start, "5", "SS"),
        Dependency(end, "6"),
    }
    assert [inputs.nodes[name] for name in (start, end, "3")] == [ParentStart(2), ParentEnd(2), ItemNode(3)]


def test_names_lead_back_to_what_they_stand_for() -> None:
    inputs = posed(taken(item(1, None), item(2, parent_id=1, release_id=7), releases=(release(7),)))
    assert {inputs.nodes[group.id] for group in inputs.problem.groups} == {
        ParentGroup(1),
        ReleaseGroup(7),
        ProductGroup(1),
    }
    assert inputs.item("2") == item(2, parent_id=1, release_id=7)
    assert [inputs.item(group.id) for group in inputs.problem.groups] == [None, None, None]


def test_a_release_carries_leaves_whose_nearest_release_it_is() -> None:
    items = (
        item(1, None, release_id=7),
        item(2, None, parent_id=1, release_id=8),
        item(3, parent_id=2),
        item(4, parent_id=1),
        item(5),
    )
    target = MONDAY + timedelta(days=11)
    inputs = posed(taken(*items, releases=(release(7, target), release(8))))
    groups = {inputs.nodes[row.id]: row for row in inputs.problem.groups}
    assert groups[ReleaseGroup(7)] == Group("r7", ("4",), 10.0, "7.0")
    assert groups[ReleaseGroup(8)].members == ("3",)
    assert groups[ParentGroup(1)].members == ("3", "4")
    # The end of the target date: ten working days. Items of a release without target have none.
    assert inputs.targets == {"p1": 10.0, "4": 10.0}


def test_what_is_left_of_an_estimate_is_planned() -> None:
    (done,) = problem(item(1, 8.0, progress=0.75)).items
    assert done.effort == Effort(2.0, 2.0, 2.0)


def test_an_item_without_estimate_takes_what_finished_ones_imply() -> None:
    closed = tuple(ClosedItem(9, date(2025, 1, 6) + timedelta(weeks=number), None) for number in range(30))
    inputs = posed(taken(item(1, None), histories=(History(1, closed),)))
    assert inputs.problem.items[0].effort == Effort(5.0, 5.0, 5.0)
    assert "30 finished items implies 5 to 5 days" in inputs.assumed[1]
    assert "1 of 1 items have no estimate" in inputs.notes[1][0]


def test_the_record_of_another_product_says_nothing() -> None:
    closed = tuple(ClosedItem(9, date(2025, 1, 6) + timedelta(weeks=number), None) for number in range(30))
    inputs = posed(taken(item(1, None), histories=(History(2, closed),)))
    assert inputs.problem.items[0].effort == FALLBACK
    assert "1 to 8 days" in inputs.assumed[1]


def test_a_parent_with_only_finished_parts_takes_no_time() -> None:
    inputs = posed(taken(item(1, None), item(2), finished_parents=(1,)))
    assert inputs.problem.items[0].is_milestone
    assert "only closing it" in inputs.assumed[1]
    assert inputs.notes == {1: ()}


@pytest.mark.parametrize(
    ("values", "people"),
    [
        ({"owner_id": 101}, ("101",)),
        ({"owner_id": 101, "needs": (SkillNeed(1, 3, 1),)}, ()),
        ({"owner_id": 101, "chosen": (102,)}, ("102",)),
        ({"owner_id": 103}, ()),
        ({"chosen": (102, 103)}, ("102",)),
    ],
)
def test_who_does_an_item_is_the_choice_else_the_owner_where_no_skill_decides(
    values: dict[str, object], people: tuple[str, ...]
) -> None:
    leaves = colleague(103, leaves_on=MONDAY + timedelta(days=60))
    work = problem(item(1, **values), people=(colleague(101), colleague(102), leaves)).items[0]
    assert work.people == people


def test_needs_name_skills() -> None:
    needs = (SkillNeed(1, 3, 2), SkillNeed(None, 0, 1))
    assert problem(item(1, needs=needs), people=tuple(map(colleague, (1, 2, 3)))).items[0].needs == (
        Need("Go", 3.0, 2),
        Need(None, 0.0, 1),
    )


def test_work_in_progress_goes_on_unless_it_is_to_begin_later() -> None:
    later = MONDAY + timedelta(days=2)
    works = problem(
        item(1, is_started=True),
        item(2, is_started=True, earliest_start=later),
        item(3, is_started=True, earliest_start=MONDAY - timedelta(days=9)),
        item(4, None, is_started=True, milestone=True),
    ).items
    assert [row.fixed_start for row in works] == [0.0, None, 0.0, None]
    assert [row.earliest for row in works] == [0.0, 2.0, 0.0, 0.0]


def test_days_to_wait_after_something_finished_hold_all_leaves_back() -> None:
    since = (Since(1, "FS", 5.0, MONDAY), Since(1, "SS", 1.0, MONDAY), Since(4, "SS", 3.0, MONDAY))
    works = problem(item(1, None), item(2, parent_id=1), item(3, parent_id=1), item(4), since=since).items
    assert [row.earliest for row in works] == [6.0, 6.0, 3.0]


def test_people_work_less_while_they_arrive_and_not_while_they_are_away() -> None:
    away = (MONDAY + timedelta(days=7), MONDAY + timedelta(days=11))
    people = (
        colleague(1, availability=0.5, absences=(away,)),
        colleague(2, joins_on=MONDAY, ramp_weeks=1),
    )
    half, new = problem(item(1), people=people).people
    assert half.capacity == ((0, 0.5), (5, 0.0), (10, 0.5))
    assert new.capacity[0] == (0, pytest.approx(RAMP_FROM + (1 - RAMP_FROM) * 0.1))
    assert new.capacity[-1] == (5, 1.0)


def test_holidays_of_another_country_are_those_of_who_works_there() -> None:
    easter = date(2026, 4, 6)
    here, there = problem(item(1), people=(colleague(1), colleague(2, country="DE"))).people
    day = (easter - MONDAY).days // 7 * 5
    assert here.capacity == ((0, 1.0),)
    # Good Friday and Easter Monday.
    assert {(day - 1, 0.0), (day + 1, 1.0)} <= set(there.capacity)
    assert there.capacity[-1][0] < REACH


def test_holidays_and_absences_count_as_far_as_the_plan_may_lead() -> None:
    far = MONDAY + timedelta(days=7 * 52 * 5)
    away = (far, far + timedelta(days=4))
    inputs = posed(taken(item(1), people=(colleague(1, absences=(away,)), colleague(2, country="NL"))))
    here, dutch = inputs.problem.people

    assert inputs.clock.reach >= 260 * 5
    assert here.capacity[-2:] == ((260 * 5, 0.0), (260 * 5 + 5, 1.0))
    assert dutch.capacity[-1][0] > 260 * 4


def test_who_has_left_makes_no_plan_shorter() -> None:
    left = MONDAY - timedelta(days=7)
    gone = tuple(colleague(number, leaves_on=left) for number in range(2, 40))
    work = tuple(item(number, 40.0) for number in range(1, 31))
    alone = posed(taken(*work, people=(colleague(1),)))

    assert alone.clock.reach > REACH
    assert posed(taken(*work, people=(colleague(1), *gone))).clock.reach == alone.clock.reach


def test_closed_days_are_not_on_the_clock() -> None:
    from dataclasses import replace

    inputs = posed(taken(item(1), calendar=replace(WEEKDAYS, closed=(MONDAY,))))
    assert inputs.clock.start_date(0.0) == MONDAY + timedelta(days=1)


def test_items_of_several_products_are_one_problem() -> None:
    links = (Link(1, 2, "FS", 0.0),)
    both = problem(item(1), item(2, product_id=2), links=links)
    assert [row.id for row in both.items] == ["1", "2"]
    assert both.dependencies == (Dependency("1", "2"),)


def test_notes_name_work_that_waits_and_owners_who_leave() -> None:
    items = (item(1), *(item(number, is_started=True, owner_id=9) for number in range(2, 7)))
    links = tuple(Link(1, number, "FS", 0.0) for number in range(2, 7))
    assert posed(taken(*items, links=links)).notes[1] == (
        "5 items belong to people who leave or have left; anyone may do them.",
        (
            "In progress, yet waiting for something unfinished: APP-2, APP-3, APP-4 and 2 more; "
            "planned to go on after it."
        ),
    )
