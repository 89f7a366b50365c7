"""What has happened already shapes the plan: work in progress, finished parts, the record, who has left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pilothouse.engine.schedule.problem import Problem
from pilothouse.kit.errors import PilothouseError
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import ReleaseName
from pilothouse.team import services as team


def _planned(small: Any, item: Any) -> models.PlannedItem:
    return models.PlannedItem.objects.filter(item_id=item.id).latest("id")


def _finish(small: Any, item: Any) -> None:
    services.complete_item(actor=small.actor, now=small.now, key=item.key, version=None)


def _old(small: Any, count: int, *, a_week: int, month: int = 1, **values: Any) -> None:
    """`count` items that Ana finished, `a_week` each week from a Monday of that month on."""
    base = datetime(2025, month, 6 if month == 1 else 3, 12, tzinfo=UTC)
    first = models.Item.objects.count()
    models.Item.objects.bulk_create(
        models.Item(
            workspace_id=small.actor.workspace_id,
            product_id=small.product_id,
            key=f"OLD-{first + number}",
            title="Old",
            status="done",
            owner_id=small.ana,
            resolved_at=base + timedelta(weeks=number // a_week, minutes=number),
            **values,
        )
        for number in range(count)
    )


def test_work_in_progress_goes_on_at_once_even_when_it_could_have_begun_earlier(small: Any) -> None:
    running = small.item(
        "Running", 3.0, status="in_progress", owner_id=small.ana, earliest_start=date(2026, 1, 5)
    )
    urgent = small.item("Urgent", 3.0, owner_id=small.ana, cost_of_delay_cents=10**8)
    small.plan()
    assert _planned(small, running).start == date(2026, 1, 12)
    assert _planned(small, running).reason["kind"] == "fixed"
    assert _planned(small, urgent).start == date(2026, 1, 15)


def test_two_items_in_progress_with_one_person_are_done_one_after_the_other(small: Any) -> None:
    first = small.item("First", 3.0, status="in_progress", owner_id=small.ana)
    second = small.item("Second", 3.0, status="in_progress", owner_id=small.ana)
    small.plan()
    spans = sorted((_planned(small, item).start, _planned(small, item).finish) for item in (first, second))
    assert spans == [(date(2026, 1, 12), date(2026, 1, 14)), (date(2026, 1, 15), date(2026, 1, 19))]


def test_work_in_progress_that_waits_is_told(small: Any) -> None:
    first, second = small.item("First", 3.0), small.item("Second", 1.0, status="in_progress")
    small.after(first, second)
    run = small.plan()
    assert _planned(small, second).start == date(2026, 1, 15)
    assert run.notes == (
        "In progress, yet waiting for something unfinished: APP-2; planned to go on after it.",
    )


def test_what_is_done_of_an_estimate_is_not_planned_again(small: Any) -> None:
    item = small.item("Half done", 6.0, progress=0.5)
    small.plan()
    assert (_planned(small, item).start, _planned(small, item).finish) == (
        date(2026, 1, 12),
        date(2026, 1, 14),
    )


def test_a_parent_with_all_parts_done_takes_no_time_and_nobody(small: Any) -> None:
    parent = small.item("Parent", None, level="feature")
    _finish(small, small.item("Part", 3.0, parent_key=parent.key))
    follower = small.item("Follower", 2.0)
    small.after(parent, follower)
    run = small.plan()
    assert (_planned(small, parent).people, _planned(small, parent).finish) == ([], date(2026, 1, 12))
    assert _planned(small, follower).start == date(2026, 1, 12)
    assert "finished" in queries.why(actor=small.actor, key=parent.key).estimate
    assert not any("no estimate" in note for note in run.notes)


def test_days_to_wait_after_something_finished_still_count(small: Any) -> None:
    first, second = small.item("Sent to the store"), small.item("Announce", 1.0)
    small.after(first, second, lag_days=5.0)
    _finish(small, first)
    small.plan()
    # Finished on Monday 12 January: five working days lie between, 13 to 19.
    assert _planned(small, second).start == date(2026, 1, 20)


def test_the_nearest_release_carries_an_item(small: Any) -> None:
    def release(name: str) -> int:
        return services.add_release(
            actor=small.actor, now=small.now, product_id=small.product_id, name=name
        ).id

    outer, inner = release("1.0"), release("2.0")
    top = small.item("Top", None, level="initiative", release_id=outer)
    middle = small.item("Middle", None, level="feature", parent_key=top.key, release_id=inner)
    small.item("Far", 8.5, parent_key=middle.key)  # medians in the middle of a day
    small.item("Near", 2.5, parent_key=top.key)
    services.make_plan(actor=small.actor, now=small.now, draws=4_000)
    found = {row.release_id: row.p50 for row in models.PlannedRelease.objects.all()}
    assert found == {outer: date(2026, 1, 14), inner: date(2026, 1, 21)}
    assert queries.item(actor=small.actor, key="APP-3").carried_by == ReleaseName(inner, "2.0", None)


def test_story_points_take_the_days_of_their_size_class(small: Any) -> None:
    _old(small, 40, a_week=5, story_points=1.0)
    _old(small, 40, a_week=1, month=3, story_points=8.0)
    little = small.item("Little", None, story_points=1.0)
    large = small.item("Large", None, story_points=8.0)
    odd = small.item("Odd", None, story_points=3.0)
    small.plan()
    texts = [queries.why(actor=small.actor, key=item.key).estimate for item in (little, large, odd)]
    assert "40 finished items of 1 story point implies 1 to 1 days" in texts[0]
    assert "40 finished items of 8 story points implies 5 to 5 days" in texts[1]
    assert "80 finished items implies" in texts[2]


def test_weeks_of_tidying_up_say_nothing_about_effort(small: Any) -> None:
    _old(small, 40, a_week=4)
    _old(small, 200, a_week=200, month=11)
    small.item("Vague", None)
    assert "40 finished items implies 1.25 to 1.25 days" in small.plan().notes[0]


def test_twenty_nine_finished_items_are_no_record(small: Any) -> None:
    _old(small, 29, a_week=5)
    small.item("Vague", None)
    assert "one to eight days" in small.plan().notes[0]


def test_items_of_people_who_have_left_are_told_and_done_by_others(small: Any) -> None:
    item = small.item("Orphan", owner_id=small.ben)
    team.change_person(
        actor=small.actor, now=small.now, id=small.ben, version=None, values={"leaves_on": date(2026, 1, 2)}
    )
    run = small.plan()
    assert _planned(small, item).people == [small.ana]
    assert any("have left" in note for note in run.notes)


def test_a_missed_hard_deadline_is_stored_as_a_violation_with_little_chance(small: Any) -> None:
    item = small.item("Late", 10.0, deadline=date(2026, 1, 14), deadline_hard=True)
    run = small.plan()
    assert _planned(small, item).chance < 0.2
    assert run.violations == ("Late ends 7.0 working days after its deadline",)


def test_a_plan_that_the_checker_refuses_is_not_stored(small: Any, monkeypatch: Any) -> None:
    from pilothouse.engine.forecast.futures import robust as solving

    honest = solving.solve

    def spoilt(problem: Problem, **values: Any) -> Any:
        from dataclasses import replace

        plan = honest(problem, **values)
        placed = [replace(row, start=row.start - 1.0, finish=row.finish - 1.0) for row in plan.placed]
        return replace(plan, placed=tuple(placed))

    monkeypatch.setattr(solving, "solve", spoilt)
    first, second = small.item("First", 3.0), small.item("Second", 3.0)
    small.after(first, second)
    with pytest.raises(PilothouseError, match="not stored"):
        small.plan()
    assert models.PlanRun.objects.count() == 0


def test_of_two_alike_the_one_above_goes_first(small: Any) -> None:
    first, second = (small.item(title, 3.0, owner_id=small.ana) for title in ("First", "Second"))
    small.plan()
    assert (_planned(small, first).start, _planned(small, second).start) == (
        date(2026, 1, 12),
        date(2026, 1, 15),
    )
    services.place_item(actor=small.actor, now=small.now, key=second.key, before_key=first.key)
    small.plan(anew=True)
    assert (_planned(small, second).start, _planned(small, first).start) == (
        date(2026, 1, 12),
        date(2026, 1, 15),
    )
