"""The track record: forecasts are kept as shown, and every one of them ends somewhere in the open."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pilothouse.kit.errors import Forbidden, Invalid
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.queries import RecordFilter
from pilothouse.roadmap.services.record import band
from pilothouse.vision import services as vision
from tests.reading import html

pytestmark = pytest.mark.django_db


def _entries(item: Any) -> list[models.ForecastEntry]:
    return list(models.ForecastEntry.objects.filter(subject="item", subject_id=item.id).order_by("id"))


def _outcomes(item: Any) -> list[tuple[int, str, date]]:
    rows = models.ForecastOutcome.objects.filter(entry__subject="item", entry__subject_id=item.id)
    return list(rows.order_by("level").values_list("level", "kind", "ended_on"))


def _score(small: Any, days: int) -> int:
    return services.score_forecasts(actor=small.actor, now=small.now + timedelta(days=days))


def _status(small: Any, item: Any, status: str, days: int) -> None:
    services.change_item(
        actor=small.actor,
        now=small.now + timedelta(days=days),
        key=item.key,
        version=None,
        values={"status": status},
    )


def _record(small: Any, days: int, **narrow: Any) -> Any:
    day = (small.now + timedelta(days=days)).date()
    return queries.track_record(actor=small.actor, today=day, narrow=RecordFilter(**narrow))


def _listed(small: Any, **narrow: Any) -> Any:
    return queries.recorded_forecasts(actor=small.actor, narrow=RecordFilter(**narrow))


def _reasons(record: Any) -> dict[str, int]:
    return {row.reason.split()[0]: row.cases for row in record.unscored}


def _past(small: Any, count: int, held: int, *, days_apart: int = 21) -> None:
    """`count` first forecasts, each given 20 days before its date, of which the oldest `held` held at both
    levels. With their dates three weeks apart each is over before the next is given."""
    run = models.PlanRun.objects.get(number=small.plan().number)
    for number in range(count):
        day = date(2026, 1, 2) - timedelta(days=days_apart * (count - 1 - number))
        entry = models.ForecastEntry.objects.create(
            workspace_id=small.actor.workspace_id,
            product_id=small.product_id,
            run=run,
            subject="item",
            subject_id=10_000 + number,
            key=f"OLD-{number}",
            title="Old",
            layer="estimate",
            made_on=day - timedelta(days=20),
            p15=day,
            p50=day,
            p85=day,
            p95=day,
            horizon_days=20,
            band="2-6",
            first=True,
            first_in_band=True,
            inputs_hash="x",
            engine_version="1",
        )
        models.ForecastOutcome.objects.create(
            workspace_id=small.actor.workspace_id,
            entry=entry,
            kind="done",
            ended_on=day if number < held else day + timedelta(days=1),
            recorded_at=small.now,
        )


def test_a_plan_appends_one_entry_for_each_item_and_release(small: Any) -> None:
    release = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="1.0", target_on=date(2026, 3, 1)
    )
    item = small.item("Build", 3.0, release_id=release.id, deadline=date(2026, 2, 1))
    run = small.plan()
    (entry,) = _entries(item)
    planned = models.PlannedItem.objects.get(item_id=item.id)
    assert (entry.p15, entry.p50, entry.p85, entry.p95) == (
        planned.p15,
        planned.p50,
        planned.p85,
        planned.p95,
    )
    assert (entry.deadline, entry.layer, entry.made_on) == (date(2026, 2, 1), "estimate", run.as_of)
    assert (entry.inputs_hash, entry.engine_version) == (run.inputs_hash, run.engine_version)
    assert entry.horizon_days == (entry.p50 - run.as_of).days
    released = models.ForecastEntry.objects.get(subject="release")
    assert (released.subject_id, released.deadline) == (release.id, date(2026, 3, 1))


def test_entries_are_stored_with_their_run_or_not_at_all(small: Any) -> None:
    small.item("Build")

    def fail(run: Any) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        small.plan(stored=fail)
    assert not models.ForecastEntry.objects.exists()
    assert not models.PlanRun.objects.exists()


def test_a_forecast_that_did_not_change_is_not_repeated(small: Any) -> None:
    item = small.item("Build")
    small.plan()
    small.plan()
    assert len(_entries(item)) == 1
    services.change_item(
        actor=small.actor,
        now=small.now,
        key=item.key,
        version=None,
        values={"low": 3.0, "likely": 3.0, "high": 3.0},
    )
    small.plan()
    assert [(row.first, row.first_in_band) for row in _entries(item)] == [(True, True), (False, False)]


def test_a_new_deadline_is_a_new_entry(small: Any) -> None:
    item = small.item("Build")
    small.plan()
    services.change_item(
        actor=small.actor,
        now=small.now,
        key=item.key,
        version=None,
        values={"deadline": date(2026, 5, 1)},
    )
    small.plan()
    assert [row.deadline for row in _entries(item)] == [None, date(2026, 5, 1)]


def test_done_work_ends_its_forecasts_on_the_day_it_was_resolved(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    _status(small, item, "done", 2)
    _score(small, 3)
    assert _outcomes(item) == [(0, "done", date(2026, 1, 14))]
    assert _score(small, 60) == 0


def test_a_date_counts_when_it_has_come_though_the_work_was_early(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    due = (_entries(item)[0].p85 - small.now.date()).days
    _status(small, item, "done", 0)
    _score(small, 0)
    assert _record(small, due).p85.cases == 0
    assert _reasons(_record(small, due)) == {"Done": 1}
    assert (_record(small, due + 1).p85.held, _record(small, due + 1).p85.cases) == (1, 1)


def test_a_date_that_passed_with_the_work_open_is_missed_for_good(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    (entry,) = _entries(item)
    due = (entry.p85 - small.now.date()).days
    _score(small, due)
    assert 85 not in {level for level, _, _ in _outcomes(item)}
    _score(small, due + 1)
    assert (85, "passed", entry.p85) in _outcomes(item)
    _status(small, item, "done", due + 3)
    _score(small, due + 4)
    assert _outcomes(item)[0] == (0, "done", entry.p85 + timedelta(days=3))
    record = _record(small, due + 4)
    assert (record.p85.held, record.p85.cases, record.p50.held) == (0, 1, 0)


def test_passing_is_final_only_for_levels_whose_date_has_passed(small: Any) -> None:
    item = small.item("Build", low=2.0, likely=5.0, high=20.0, days=None)
    small.plan()
    (entry,) = _entries(item)
    assert entry.p50 < entry.p85
    open_days = (entry.p50 - small.now.date()).days + 1
    _score(small, open_days)
    assert {level for level, _, _ in _outcomes(item)} == {15, 50}
    _status(small, item, "done", open_days)
    days = (entry.p85 - small.now.date()).days + 1
    _score(small, days)
    record = _record(small, days)
    assert (record.p50.held, record.p50.cases) == (0, 1)
    assert (record.p85.held, record.p85.cases) == (1, 1)


def test_work_reported_late_stays_missed_and_is_told(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    due = (_entries(item)[0].p85 - small.now.date()).days
    _score(small, due + 3)
    _status(small, item, "done", 1)
    _score(small, due + 4)
    record = _record(small, due + 4)
    assert (record.p85.held, record.p85.cases, record.late_reports) == (0, 1, 1)


def test_cancelled_work_is_not_scored_but_counted(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    _status(small, item, "cancelled", 1)
    _score(small, 30)
    assert _outcomes(item) == [(0, "cancelled", date(2026, 1, 13))]
    assert _record(small, 30).p85.cases == 0
    assert _reasons(_record(small, 30)) == {"Cancelled": 1}


def test_cancelling_after_the_date_hides_no_miss(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    _status(small, item, "cancelled", 20)
    _score(small, 21)
    assert (_record(small, 21).p85.held, _record(small, 21).p85.cases) == (0, 1)


def test_removed_work_is_not_scored_but_counted(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    services.remove_item(actor=small.actor, now=small.now, key=item.key, version=None)
    _score(small, 30)
    assert _outcomes(item) == [(0, "removed", date(2026, 1, 12))]
    assert _reasons(_record(small, 30)) == {"Removed": 1}
    assert _listed(small, state="unscored").rows[0].title == "Build"


def test_work_done_on_an_unknown_day_is_counted_openly(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    models.Item.objects.filter(pk=item.id).update(status="done", resolved_at=None)
    _score(small, 1)
    assert [row.reason for row in _record(small, 30).unscored] == ["Done, but no one knows on which day"]


def test_work_that_was_done_before_the_forecast_is_no_success(small: Any) -> None:
    item = small.item("Build", 5.0)
    small.plan()
    models.Item.objects.filter(pk=item.id).update(status="done", resolved_at=small.now - timedelta(days=3))
    _score(small, 1)
    assert _outcomes(item)[0][1] == "earlier"
    assert _record(small, 30).p85.cases == 0


def test_every_forecast_is_scored_or_named(small: Any) -> None:
    items = [small.item(f"Item {number}", 2.0 + number) for number in range(6)]
    small.plan()
    _status(small, items[0], "done", 1)
    _status(small, items[1], "cancelled", 1)
    services.remove_item(actor=small.actor, now=small.now, key=items[2].key, version=None)
    services.make_plan(actor=small.actor, now=small.now + timedelta(days=7), draws=500)
    record = _record(small, 7)
    assert record.entries == models.ForecastEntry.objects.count() > 6
    assert record.p85.cases + sum(row.cases for row in record.unscored) == record.entries


def test_a_release_is_done_when_the_last_item_under_it_is(small: Any) -> None:
    release = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")
    top = small.item("Top", None, level="feature", release_id=release.id)
    first = small.item("First", 2.0, parent_key=top.key)
    small.plan()
    _status(small, first, "done", 1)
    _score(small, 1)
    outcomes = models.ForecastOutcome.objects.filter(entry__subject="release")
    assert not outcomes.filter(level=0).exists()
    _status(small, top, "done", 2)
    _score(small, 3)
    assert outcomes.get(level=0).ended_on == date(2026, 1, 14)


def test_planning_looks_what_became_of_earlier_forecasts(small: Any) -> None:
    item = small.item("Build", 1.0)
    small.plan()
    services.make_plan(actor=small.actor, now=small.now + timedelta(days=9), draws=500)
    assert len(_outcomes(item)) == 4


def test_fewer_than_twelve_cases_give_no_percentage(small: Any) -> None:
    small.item("Build")
    _past(small, 11, 9)
    share = _record(small, 0).p85
    assert share.text == "9 of 11 dates at 85 % held: too few to judge, 12 are needed."
    assert share.share is None


def test_the_sentence_names_share_and_interval(small: Any) -> None:
    small.item("Build")
    _past(small, 46, 38)
    assert _record(small, 0).p85.text == "38 of 46 dates at 85 % held (83 %, 95 % interval 69–91 %)."


def test_the_alarm_rings_when_dates_no_longer_hold(small: Any) -> None:
    small.item("Build")
    _past(small, 40, 16)
    (alarm,) = _record(small, 0).alarms
    assert (alarm.level, alarm.held, alarm.cases, alarm.too_early) == (85, 16, 40, True)
    assert queries.today(actor=small.actor, today=small.now.date()).alarms == (alarm,)


def test_dates_that_ran_at_the_same_time_share_their_luck_and_ring_no_alarm(small: Any) -> None:
    small.item("Build")
    _past(small, 40, 16, days_apart=1)
    assert _record(small, 0).alarms == ()


def test_eleven_misses_ring_no_alarm(small: Any) -> None:
    small.item("Build")
    _past(small, 11, 0)
    assert _record(small, 0).alarms == ()


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "under-2"), (13, "under-2"), (14, "2-6"), (42, "6-13"), (91, "over-13"), (900, "over-13")],
)
def test_horizons_fall_in_bands(days: int, name: str) -> None:
    assert band(days) == name


def test_by_horizon_the_first_date_from_that_far_counts(small: Any) -> None:
    item = small.item("Build", 30.0)
    small.plan()
    for days in (20, 21):
        services.change_item(
            actor=small.actor, now=small.now, key=item.key, version=None, values={"progress": days / 25}
        )
        services.make_plan(actor=small.actor, now=small.now + timedelta(days=days), draws=500)
    rows = _entries(item)
    assert [row.first for row in rows] == [True, False, False]
    assert [row.first_in_band for row in rows] == [True, True, False]
    assert [row.band for row in rows[1:]] == ["under-2", "under-2"]
    assert _listed(small, horizon=rows[0].band, state="all").total == 1
    assert _listed(small, horizon="under-2", state="all").total == 1
    record = _record(small, 40)
    assert (record.entries, record.cases, _reasons(record)["A"]) == (3, 1, 2)  # two are later dates


def test_unknown_filters_are_refused(small: Any) -> None:
    for narrow in ({"horizon": "soon"}, {"state": "lost"}, {"team": "x"}, {"subject": "moon"}):
        with pytest.raises(Invalid):
            RecordFilter(**narrow)


def test_a_viewer_may_not_score(viewer: Any, now: datetime) -> None:
    with pytest.raises(Forbidden):
        services.score_forecasts(actor=viewer, now=now)


def test_another_workspace_sees_nothing(small: Any, stranger: Any) -> None:
    item = small.item("Build", 1.0)
    _past(small, 20, 2)
    assert services.score_forecasts(actor=stranger, now=small.now + timedelta(days=30)) == 0
    assert _outcomes(item) == []
    record = queries.track_record(actor=stranger, today=small.now.date())
    assert (record.entries, record.p85.cases, record.alarms) == (0, 0, ())
    assert queries.recorded_forecasts(actor=stranger).total == 0


def test_the_page_shows_the_sentence_the_chart_and_the_alarm(small: Any, client_for: Any) -> None:
    small.item("Build")
    _past(small, 46, 18)
    text = html(client_for("viewer").get("/w/acme/roadmap/record"))
    assert "18 of 46 dates at 85\u00a0% held" in text
    assert '<svg class="reliability"' in text
    assert "Dates come too early" in text
    assert "Not scored at 85 %, and why" in text
    assert "guaranteed" not in text
    assert "Dates come too early" in client_for("viewer").get("/w/acme/").content.decode()


def test_the_empty_page_says_what_will_stand_there(small: Any, client_for: Any) -> None:
    text = html(client_for("viewer").get("/w/acme/roadmap/record"))
    assert "No date on record yet" in text


def test_filters_of_the_page_stand_in_the_address(small: Any, client_for: Any) -> None:
    small.item("Build")
    _past(small, 20, 12)
    client = client_for("viewer")
    text = html(client.get("/w/acme/roadmap/record?horizon=2-6&state=missed"))
    assert '<option value="2-6" selected>' in text
    assert text.count('<span class="badge bad">missed</span>') == 16
    assert "No forecast fits" in client.get("/w/acme/roadmap/record?horizon=over-13").content.decode()


def test_the_record_goes_out_as_csv(small: Any, client_for: Any) -> None:
    small.item("Build")
    _past(small, 3, 2)
    answer = client_for("viewer").get("/w/acme/roadmap/record?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["held85"] for row in rows] == ["no", "yes", "yes"]


def test_the_record_is_read_over_rest(small: Any, api_for: Any) -> None:
    small.item("Build")
    _past(small, 20, 17)
    found = api_for("viewer").get("/api/v1/record").json()
    share = next(row for row in found["levels"] if row["level"] == 85)
    assert (share["held"], share["cases"], share["share"]) == (17, 20, 0.85)
    page = api_for("viewer").get("/api/v1/record/entries?state=missed&size=2").json()
    assert (page["total"], [row["key"] for row in page["rows"]]) == (3, ["OLD-19", "OLD-18"])


def test_what_another_product_replans_is_not_repeated_and_each_has_its_own_record(small: Any) -> None:
    box = vision.add_product(actor=small.actor, now=small.now, key="BOX", name="Box").id
    small.item("App", owner_id=small.ana)
    small.item("Box", owner_id=small.ben, product_id=box)
    small.plan()
    small.item("App too", owner_id=small.ana)
    small.plan(anew=False, product_ids=[small.product_id])
    entries = models.ForecastEntry.objects.order_by("id")

    assert [(row.title, row.run.number) for row in entries] == [("App", 1), ("Box", 1), ("App too", 2)]
    later = small.now.date() + timedelta(days=60)

    def record(product: int | None) -> Any:
        narrow = queries.RecordFilter(product=product)
        return queries.track_record(actor=small.actor, today=later, narrow=narrow)

    assert [record(number).entries for number in (None, small.product_id, box)] == [3, 2, 1]
