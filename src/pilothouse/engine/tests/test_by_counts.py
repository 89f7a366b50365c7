from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pilothouse.engine.calendar import PlanClock
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.forecast.history.by_counts import ByCounts, by_counts
from pilothouse.engine.forecast.history.weeks import whole_weeks
from pilothouse.engine.schedule.plan import Limit
from pilothouse.engine.schedule.problem import Dependency, Effort, Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.tests.plans import work

FIRST = date(2025, 6, 2)
CLOCK = PlanClock(date(2026, 1, 5))
ITEMS = tuple(work(f"i{number}", 2) for number in range(12))
PROBLEM = Problem(
    (*ITEMS, Item("gate", deadline=5.0)),
    (Person("p"),),
    tuple(Dependency(f"i{number}", f"i{number + 1}") for number in range(11)),
    groups=(Group("all", tuple(item.id for item in ITEMS), 15.0), Group("none", ("gate",))),
)


def told(counts: list[int], problem: Problem = PROBLEM, **targets: float) -> ByCounts | None:
    plan = solve(problem, limit=Limit(passes=5))
    return by_counts(
        problem=problem,
        plan=plan,
        forecast=simulate(problem, plan, draws=200),
        clock=CLOCK,
        first_monday=FIRST,
        counts=counts,
        seed=3,
        targets=targets,
    )


def test_item_n_of_the_plans_order_is_done_when_the_team_has_finished_n() -> None:
    found = told([3] * 31)
    assert found is not None
    assert found.weeks == 31
    assert [found.places[f"i{number}"] for number in range(12)] == list(range(1, 13))
    assert "gate" not in found.places
    finishes = {row.item: row.finish for row in found.forecast.items}
    ordered = [finishes[f"i{number}"].p85 for number in range(12)]
    assert ordered == sorted(ordered)
    # Twelve items at three a week: about four weeks of five days.
    assert 15 <= finishes["i11"].p50 <= 30
    assert found.forecast.finish == finishes["i11"]
    assert found.forecast.groups[0].finish == finishes["i11"]


def test_starts_lie_at_least_the_planned_length_before_finishes() -> None:
    found = told([3] * 31)
    assert found is not None
    for row in found.forecast.items:
        assert row.item == "gate" or row.start.p50 <= max(0.0, row.finish.p50 - 2.0)


def test_chances_of_deadlines_and_targets_come_from_the_counts() -> None:
    found = told([3] * 31, i11=15.0, i0=15.0, all=15.0)
    assert found is not None
    rows = {row.item: row for row in found.forecast.items}
    whole = found.forecast.groups[0]
    assert rows["i0"].chance is None
    assert rows["i0"].target_chance == pytest.approx(1.0, abs=0.05)
    assert rows["i11"].target_chance == whole.chance == whole.target_chance
    assert whole.chance is not None
    assert 0 < whole.chance < 0.5
    assert sum(share for day, share in whole.histogram if day <= 15.0) == pytest.approx(whole.chance)


@pytest.mark.parametrize("counts", [[], [3, 3, 3], [0] * 30])
def test_counts_that_say_too_little_give_no_dates(counts: list[int]) -> None:
    assert told(counts) is None


def test_a_plan_without_work_has_nothing_to_count() -> None:
    assert told([3] * 31, replace(PROBLEM, items=(Item("gate"),), dependencies=(), groups=())) is None


def test_weeks_that_are_over_count_and_quiet_ones_too() -> None:
    weeks = [(date(2026, 1, 5), 2), (date(2026, 1, 12), 0), (date(2026, 1, 19), 4)]
    assert whole_weeks(weeks, date(2026, 1, 21)) == (date(2026, 1, 5), [2, 0])
    assert whole_weeks(weeks, date(2026, 2, 9)) == (date(2026, 1, 5), [2, 0, 4, 0, 0])
    assert whole_weeks(weeks, date(2026, 1, 7)) == (date(2026, 1, 5), [])
    assert whole_weeks([], date(2026, 1, 7)) == (date(2026, 1, 5), [])


def test_what_others_do_together_stays_and_what_counts_date_is_left_out() -> None:
    """Three products in turn by one person; the last one is dated by counts."""
    items = tuple(
        Item(f"{name}{n}", effort=Effort(1, 2, 8), product=name) for name in "abc" for n in range(3)
    )
    order = tuple(Dependency(f"{one}2", f"{two}0") for one, two in ("ab", "bc"))
    groups = tuple(Group(f"g{name}", tuple(f"{name}{n}" for n in range(3)), 20.0) for name in "abc")
    problem = Problem(items, (Person("p"),), order, groups=groups)
    plan = solve(problem, limit=Limit(passes=5))
    forecast = simulate(problem, plan, draws=400, joint_sets={"two": ("ga", "gb")})
    given = {"clock": CLOCK, "first_monday": FIRST, "counts": [3, 0, 2, 4] * 6, "seed": 3, "targets": {}}
    own = replace(plan, placed=tuple(row for row in plan.placed if row.item[0] == "c"))
    found = by_counts(problem=problem, plan=own, forecast=forecast, **given)  # type: ignore[arg-type]
    assert found is not None
    before, joint = forecast.joint, found.forecast.joint
    assert before is not None
    assert joint is not None

    assert joint.pairs == tuple(row for row in before.pairs if "gc" not in (row.first, row.second))
    assert len(joint.pairs) == 1
    assert joint.product_slips == tuple(
        row for row in before.product_slips if "c" not in (row.late, row.moved)
    )
    assert {(row.late, row.moved) for row in joint.product_slips} == {("a", "b")}
    assert joint.slips == tuple(row for row in before.slips if "gc" not in (row.late, row.moved))
    assert joint.held == before.held
    assert (before.all_held is None, joint.all_held) == (False, None)
