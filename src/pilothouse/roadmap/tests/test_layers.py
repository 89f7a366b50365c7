"""Futures are drawn from estimates as the team's own finished items read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.roadmap import models, services
from pilothouse.team import services as team
from tests.fixtures import sign_in

pytestmark = pytest.mark.django_db


def history(small: Any, many: int, days: int, owner: int | None = None) -> None:
    """Items estimated at two days that each took `days` working days of Ana's or of `owner`'s, one after the
    other."""
    ended = small.now.date() - timedelta(days=3)
    for number in range(many):
        begun = ended
        worked = 1
        while worked < days:
            begun -= timedelta(days=1)
            worked += begun.weekday() < 5
        models.Item.objects.create(
            workspace_id=small.actor.workspace_id,
            product_id=small.product_id,
            key=f"OLD-{owner or small.ana}-{number}",
            title="Done",
            status="done",
            owner_id=owner or small.ana,
            low=2.0,
            likely=2.0,
            high=2.0,
            started_on=begun,
            resolved_at=small.now.replace(year=ended.year, month=ended.month, day=ended.day),
        )
        ended = begun - timedelta(days=1)
        while ended.weekday() > 4:
            ended -= timedelta(days=1)


def test_a_team_that_took_twice_as_long_is_believed_to_go_on(small: Any) -> None:
    for number in range(6):
        small.item(f"Part {number}", 4.0, owner_id=small.ana)
    before = small.plan()
    history(small, 80, 4)
    after = small.plan()

    assert before.makespan == after.makespan == 24.0
    assert after.p50 is not None
    assert before.p50 is not None
    assert (after.p50 - small.now.date()).days > 1.4 * (before.p50 - small.now.date()).days
    assert any("last 80 finished items" in line and "times their estimate" in line for line in after.basis)
    assert any("errors that other teams make" in line for line in before.basis)


def test_the_estimates_of_a_team_are_read_by_its_own_record(small: Any) -> None:
    """Of one product, of which Ana's team takes twice as long as estimated and Ben's as long."""
    for name, person in (("Slow", small.ana), ("Exact", small.ben)):
        made = team.add_team(actor=small.actor, now=small.now, name=name)
        values = {"team_id": made.id}
        team.change_person(actor=small.actor, now=small.now, id=person, version=None, values=values)
    history(small, 80, 4)
    history(small, 80, 2, small.ben)
    items = [small.item(f"Of {owner}", 20.0, owner_id=owner) for owner in (small.ana, small.ben)]
    small.plan()
    rows = [models.PlannedItem.objects.get(item_id=item.id) for item in items]
    slow, exact = ((row.p50 - small.now.date()).days for row in rows)

    assert rows[0].finish == rows[1].finish
    assert slow > 1.4 * exact


def test_later_dates_are_wider(small: Any) -> None:
    for number in range(20):
        small.item(f"Part {number}", 4.0, owner_id=small.ana)
    run = small.plan()
    rows = models.PlannedItem.objects.filter(run_id=run.id).order_by("start")
    first, last = rows[0], rows[19]

    def spread(row: models.PlannedItem) -> float:
        begin = small.now.date()
        return (row.p85 - begin).days / max(1, (row.p50 - begin).days)

    assert (last.p85 - last.p50) > (first.p85 - first.p50)
    assert 1.15 < spread(last) < 2.0


def test_the_run_page_says_what_dates_rest_on(small: Any, people: Any) -> None:
    small.item("Part", 4.0, owner_id=small.ana)
    run = small.plan()
    page = sign_in(people["owner"]).get(f"/w/acme/roadmap/runs/{run.number}").content.decode()
    assert "What the dates rest on" in page
    assert "drift by about 11 % a week" in page


def finish_weekly(small: Any, weeks: int, many: int) -> None:
    monday = small.now - timedelta(days=small.now.weekday())
    for week in range(1, weeks + 1):
        for number in range(many):
            models.Item.objects.create(
                workspace_id=small.actor.workspace_id,
                product_id=small.product_id,
                key=f"OLD-{week}-{number}",
                title="Done",
                status="done",
                resolved_at=monday - timedelta(days=7 * week - 2),
            )


def test_without_estimates_dates_come_from_the_weekly_counts_in_the_order_of_the_plan(small: Any) -> None:
    target = small.now.date() + timedelta(days=18)
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=target
    )
    for number in range(12):
        small.item(f"Part {number}", None, release_id=release.id)
    assumed = small.plan()
    assert not any("more." in line for line in assumed.basis)
    finish_weekly(small, 30, 3)
    run = small.plan()

    assert "12 of 12 items have no estimate" in run.basis[0]
    rows = list(models.PlannedItem.objects.filter(run_id=run.id).order_by("p50", "p85"))
    assert [row.p85 for row in rows] == sorted(row.p85 for row in rows)
    assert all(row.start_p50 <= row.p50 <= row.p85 <= row.p95 for row in rows)
    assert all("no estimate" in row.assumed and "30 weeks" in row.assumed for row in rows)
    chances = [row.release_chance for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.9
    assert chances[-1] == models.PlannedRelease.objects.get(run_id=run.id).chance < 0.5
    # Three a week: twelve are done in about four weeks.
    days = (rows[-1].p50 - small.now.date()).days
    assert 18 <= days <= 40
    assert run.p85 == rows[-1].p85


def test_a_few_estimates_are_enough_to_plan_by_them(small: Any) -> None:
    finish_weekly(small, 30, 3)
    for number in range(6):
        small.item(f"Part {number}", None if number else 3.0)
        small.item(f"Sized {number}", 3.0)
    assert not any("item n of the plan" in line for line in small.plan().basis)


def test_a_release_that_still_grows_is_later_and_its_items_are_not(small: Any) -> None:
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="Beta", growing=True
    )
    assert release.growing
    for number in range(4):
        small.item(f"Part {number}", 4.0, owner_id=small.ana, release_id=release.id)
    grows = small.plan()
    services.change_release(
        actor=small.actor, now=small.now, id=release.id, version=None, values={"growing": False}
    )
    fixed = small.plan()

    def dates(run: Any) -> tuple[Any, list[Any]]:
        planned = models.PlannedRelease.objects.get(run_id=run.id)
        return planned, list(models.PlannedItem.objects.filter(run_id=run.id).values_list("p85", flat=True))

    (late, items), (early, same) = dates(grows), dates(fixed)
    assert items == same
    assert late.p50 > early.p50
    assert (late.p85 - late.p50) > (early.p85 - early.p50)
    assert any("Beta still grows: with 0% of its items finished" in line for line in grows.basis)
    assert not any("still grows" in line for line in fixed.basis)
