"""Old plan runs lose the rows of their items; nothing that a page or the record needs is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit import jobs
from pilothouse.kit.errors import Forbidden, Gone
from pilothouse.roadmap import models, queries, services, tasks
from pilothouse.roadmap.queries import runs

RUNS = 4


@pytest.fixture
def old(small: Any, owner: Any) -> Any:
    """Four runs of which each moves something, made 200 days ago."""
    first = small.item("First", 3.0, owner_id=small.ana)
    small.item("Second", owner_id=small.ana)
    for number in range(RUNS):
        services.change_item(
            actor=small.actor,
            now=small.now,
            key=first.key,
            version=None,
            values={"likely": 4.0 + 5 * number, "high": 8.0 + 8 * number},
        )
        small.plan()
    models.PlanRun.objects.update(created_at=small.now - timedelta(days=200))
    return owner


def _held() -> list[int]:
    return sorted(set(models.PlannedItem.objects.values_list("run__number", flat=True)))


def test_old_runs_are_thinned_but_for_the_newest_two(small: Any, old: Any) -> None:
    assert services.thin_runs(actor=old, now=small.now, days=0) == 0
    assert services.thin_runs(actor=old, now=small.now, days=201) == 0
    assert _held() == [1, 2, 3, 4]

    assert services.thin_runs(actor=old, now=small.now, days=180) == 2
    assert _held() == [3, 4]
    assert sorted(set(models.PlannedLoad.objects.values_list("run__number", flat=True))) == [3, 4]
    assert services.thin_runs(actor=old, now=small.now, days=180) == 0


def test_what_pages_and_the_record_need_is_the_same_as_before(small: Any, old: Any) -> None:
    def told() -> Any:
        actor, run = small.actor, queries.run(actor=small.actor, number=RUNS)
        before = queries.previous_run(actor=actor, run=run)
        return (
            queries.today(actor=actor, today=small.now.date()),
            queries.moved(actor=actor, run=run, against=before),
            queries.planned_items(actor=actor, run=run),
            list(models.ForecastEntry.objects.values()),
            list(models.ForecastOutcome.objects.values()),
            list(models.PlannedRelease.objects.values()),
            [queries.run(actor=actor, number=number).p85 for number in range(1, RUNS + 1)],
        )

    first = told()
    services.thin_runs(actor=old, now=small.now, days=180)

    assert told() == first


def test_a_thinned_run_says_so_and_what_moved_most_then(small: Any, old: Any, client_for: Any) -> None:
    before = runs.previous_run(actor=small.actor, run=queries.run(actor=small.actor, number=2))
    assert before is not None
    moved = queries.moved(actor=small.actor, run=queries.run(actor=small.actor, number=2), against=before)
    services.thin_runs(actor=old, now=small.now, days=180)
    run = queries.run(actor=small.actor, number=2)

    assert moved
    assert run.thinned_on == small.now.date()
    assert queries.largest_kept(actor=small.actor, run=run, most=50) == tuple(
        row for row in moved if row.days != 0
    )
    page = client_for("viewer").get(f"/w/{small.actor.workspace_slug}/roadmap/runs/2").content.decode()
    assert "were kept until" in page
    assert "First" in page
    kept = queries.run(actor=small.actor, number=3)
    assert queries.moved(actor=small.actor, run=kept, against=run) == ()  # of items, all would seem new
    with pytest.raises(Gone, match="plan run 2"):
        queries.places(actor=small.actor, number=2)


def test_a_product_that_is_planned_no_more_keeps_its_newest_run(small: Any, old: Any) -> None:
    models.RunProduct.objects.filter(run__number__gt=2).delete()
    services.thin_runs(actor=old, now=small.now, days=180)

    assert {1, 2} <= set(_held())


def test_thinning_that_was_broken_off_goes_on(small: Any, old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(rows: Any) -> None:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr("pilothouse.roadmap.services.thinning._empty", broken)
        with pytest.raises(OSError, match="full"):
            services.thin_runs(actor=old, now=small.now, days=180)
    assert queries.run(actor=small.actor, number=1).thinned_on is not None

    assert services.thin_runs(actor=old, now=small.now, days=180) == 2
    assert _held() == [3, 4]


def test_it_is_done_by_itself_and_by_owners_alone(small: Any, old: Any, settings: Any) -> None:
    with pytest.raises(Forbidden):
        services.thin_runs(actor=small.actor, now=small.now, days=180)
    settings.PILOTHOUSE_RUN_DAYS = 180
    tasks.thin_runs_everywhere()
    jobs.run_waiting()

    assert 1 not in _held()
