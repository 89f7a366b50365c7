"""The demo with its history: what the pages are to be seen with, and that nothing about it looks made up."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import F

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models, queries
from pilothouse.roadmap import services as roadmap
from pilothouse.site import demo
from pilothouse.site.demo.days import Days
from pilothouse.site.demo.planning import DRAWS, PASSES, SEED
from tests import filled
from tests.fixtures import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(scope="module")
def actor(module_db: None) -> Actor:
    """The demo with half a year behind it; loaded once, as that takes seconds."""
    slug = filled.once("demo", lambda: demo.load(now=NOW))
    return accounts.system_actor(slug=slug, channel="demo")


@pytest.fixture(scope="module")
def days() -> Days:
    return Days.of(NOW, country="DE", subdivision="BE")


def _items(actor: Actor, **values: Any) -> Any:
    return models.Item.objects.filter(workspace_id=actor.workspace_id, **values)


def test_each_product_has_finished_work_in_most_weeks_of_half_a_year(actor: Actor) -> None:
    for product, items, weeks in (("ATL", 40, 14), ("HAR", 30, 10)):
        done = _items(actor, status="done", product__key=product, likely__isnull=False)
        assert done.count() >= items
        number = done[0].product_id
        _, counts = queries.finished_weeks(actor=actor, product_id=number, today=TODAY)
        assert len(counts) >= 20
        assert sum(count > 0 for count in counts) >= weeks


def test_all_that_was_finished_says_who_did_it_and_from_when_to_when(actor: Actor) -> None:
    for row in _items(actor, status="done", likely__isnull=False):
        assert row.owner_id, row.title
        assert row.started_on <= row.resolved_at.date() <= TODAY, row.title


def test_nothing_happens_on_a_weekend_or_a_holiday(actor: Actor, days: Days) -> None:
    found: dict[str, date | None] = {}
    for item in _items(actor):
        ended = item.resolved_at.date() if item.resolved_at else None
        found |= {f"{item.key} started": item.started_on, f"{item.key} ended": ended}
        found |= {f"{item.key} deadline": item.deadline}
    for release in models.Release.objects.filter(workspace_id=actor.workspace_id):
        found |= {f"{release.name} target": release.target_on, f"{release.name} out": release.released_on}
    for run in models.PlanRun.objects.filter(workspace_id=actor.workspace_id):
        found[f"run {run.number}"] = run.as_of
    odd = {name: day for name, day in found.items() if day and not days.clock.calendar.is_working(day)}

    assert odd == {}


def test_past_releases_are_out_some_in_time_and_some_late(actor: Actor) -> None:
    out = [row for row in queries.releases(actor=actor) if row.released_on is not None]
    held = [row.released_on <= row.target_on for row in out if row.released_on and row.target_on]

    assert len(held) == 6
    assert {True, False} == set(held)


def test_dates_on_record_held_as_often_as_they_said(actor: Actor) -> None:
    record = queries.track_record(actor=actor, today=TODAY)

    assert record.p85.cases >= 70
    assert 0.80 <= record.p85.held / record.p85.cases <= 0.93
    assert record.alarms == ()
    assert 0.38 <= record.p50.held / record.p50.cases <= 0.65
    assert [row.label for row in record.horizons if row.p85.cases][:3] == [
        "under 2 weeks",
        "2 to 6 weeks",
        "6 to 13 weeks",
    ]


def test_runs_go_back_half_a_year_and_the_newest_is_of_today(actor: Actor) -> None:
    runs = queries.runs_page(actor=actor).rows

    assert len(runs) >= 12
    assert runs[0].as_of == TODAY
    assert not runs[0].stale
    assert runs[-1].as_of <= TODAY - timedelta(weeks=24)
    gaps = [(new.as_of - old.as_of).days for new, old in pairwise(runs)]
    assert max(gaps) <= 31


def test_the_newest_run_moves_little_and_says_why(actor: Actor) -> None:
    """Someone asked for two weeks of leave, and a customer for a date. Plans that differ by the search's
    random numbers alone would move a third of all items, some by months, and the releases with them.
    """
    newest = queries.latest_run(actor=actor)
    assert newest is not None
    run = queries.run(actor=actor, number=newest.number)  # with its moves
    before = queries.previous_run(actor=actor, run=run)
    assert before is not None
    assert run.kept is not None
    moved = [row for row in queries.moved(actor=actor, run=run, against=before) if row.days]
    why = {row.key: row.text for row in run.kept.moves}
    parts = {row.key for row in _items(actor, parent__isnull=False, children__isnull=True)}
    far = [row for row in moved if row.key in parts and abs(row.days or 0) > 30]

    assert 1 <= len(why) <= 15
    assert all(why.values())
    assert len(far) <= 3, far
    assert all(row.key in why for row in far), far
    assert max(abs(row.days or 0) for row in moved if row.is_release) <= 10


def test_a_second_press_on_the_same_day_moves_nothing(actor: Actor) -> None:
    newest = queries.latest_run(actor=actor)
    run = roadmap.make_plan(actor=actor, now=NOW, seed=SEED, draws=DRAWS, passes=PASSES)

    assert newest is not None
    assert run.kept is not None
    assert (run.kept.moves, run.kept.anew) == ((), False)
    assert queries.moved(actor=actor, run=run, against=newest) == ()


def test_the_order_of_entries_is_the_order_in_which_it_happened(actor: Actor) -> None:
    from pilothouse.journal.models import Entry

    moments = list(
        Entry.objects.filter(workspace_id=actor.workspace_id).order_by("id").values_list("at", flat=True)
    )

    assert moments == sorted(moments)


def test_people_work_for_both_products_and_items_wait_across_them(actor: Actor) -> None:
    run = queries.latest_run(actor=actor)
    assert run is not None
    hands: dict[str, set[int]] = {}
    for row in models.PlannedItem.objects.filter(run_id=run.id).select_related("item__product"):
        hands.setdefault(row.item.product.key, set()).update(row.people)
    across = models.Dependency.objects.filter(workspace_id=actor.workspace_id).exclude(
        predecessor__product=F("successor__product")
    )

    assert len(hands["ATL"] & hands["HAR"]) >= 5
    assert across.count() >= 3


def test_one_release_is_safe_and_one_at_risk(actor: Actor) -> None:
    chances = {
        row.name: row.forecast.chance
        for row in queries.releases(actor=actor, only_planned=True)
        if row.forecast and row.forecast.chance is not None
    }

    assert 0.78 <= chances["1.4 declared fleets"] <= 0.96
    assert 0.33 <= chances["3.0 public beta"] <= 0.67
    assert all(0.2 < chance < 0.97 for chance in chances.values()), chances
