"""What a run stores beside its dates, and lists that are read along them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.queries import comparing, moves_stored, runs
from pilothouse.roadmap.queries.filtering import ItemFilter, narrowed, ordered


def _two_runs(small: Any) -> Any:
    first, second = small.item("First", 3.0, owner_id=small.ana), small.item("Second", owner_id=small.ana)
    small.after(first, second)
    small.plan()
    services.change_item(
        actor=small.actor, now=small.now, key=first.key, version=None, values={"likely": 9.0, "high": 12.0}
    )
    small.item("Third", owner_id=small.ben)
    return small.plan()


def test_a_run_stores_the_moves_that_comparing_finds(small: Any) -> None:
    run = _two_runs(small)
    before = runs.previous_run(actor=small.actor, run=run)
    assert before is not None
    compared = [row for row in comparing.moved(actor=small.actor, run=run, against=before) if row.days != 0]

    row = models.PlanRun.objects.get(number=run.number)
    told = moves_stored.stored_moves(actor=small.actor, rows=row.result[moves_stored.STORED], most=20)
    part = row.products.get()

    assert compared
    assert list(told) == compared
    assert part.result[moves_stored.STORED] == row.result[moves_stored.STORED]


def test_stored_moves_bear_the_names_of_today_and_forget_what_is_gone(small: Any) -> None:
    run = _two_runs(small)
    longest, other, new = queries.today(actor=small.actor, today=small.now.date()).moved
    assert {longest.title, other.title} == {"First", "Second"}
    assert longest.days is not None
    assert other.days is not None
    assert longest.days >= other.days > 0  # which of the two moves by a day more is up to the draws
    assert (new.title, new.days, new.note) == ("Third", None, "new")

    services.change_item(
        actor=small.actor, now=small.now, key=longest.key, version=None, values={"title": "Renamed"}
    )
    services.remove_item(actor=small.actor, now=small.now, key=other.key, version=None)

    assert run.number == 2
    again = queries.today(actor=small.actor, today=small.now.date())
    assert [row.title for row in again.moved] == ["Renamed", "Third"]


def test_a_run_of_before_without_stored_moves_is_compared(small: Any) -> None:
    _two_runs(small)
    stored = queries.today(actor=small.actor, today=small.now.date()).moved
    for row in (*models.PlanRun.objects.all(), *models.RunProduct.objects.all()):
        row.result.pop(moves_stored.STORED, None)
        row.save()

    assert queries.today(actor=small.actor, today=small.now.date()).moved == stored


def test_the_order_of_the_plan_is_the_same_in_parts(small: Any) -> None:
    items = [small.item(f"Item {number}", 1.0 + number % 3, owner_id=small.ana) for number in range(7)]
    small.plan()
    small.item("Not planned yet")
    services.change_item(
        actor=small.actor, now=small.now, key=items[2].key, version=None, values={"status": "done"}
    )
    rows = narrowed(small.actor, ItemFilter())
    whole = [row.pk for row in ordered(small.actor, rows, "plan")]

    pages = [queries.items_page(actor=small.actor, sort="plan", page=page, size=3).rows for page in (1, 2, 3)]

    assert [row.id for rows in pages for row in rows] == whole
    assert len(whole) == 8


def test_a_list_of_runs_leaves_out_what_is_long(small: Any) -> None:
    _two_runs(small)
    kept = small.plan(keep_to=2)
    assert kept.kept is not None

    row = models.PlanRun.objects.get(number=kept.number)
    row.details = row.details | {"moves": [_move((small.now + timedelta(days=1)).date().isoformat())]}
    row.save()

    whole = queries.run(actor=small.actor, number=kept.number).kept
    listed = queries.runs_page(actor=small.actor).rows[0].kept
    assert whole is not None
    assert listed is not None
    assert [move.key for move in whole.moves] == ["APP-1"]
    assert listed.moves == ()


def _move(day: str) -> dict[str, Any]:
    return {"key": "APP-1", "title": "First", "from": day, "to": day, "days": 1.0, "others": 0, "text": "x"}


def test_the_page_of_a_run_has_the_stored_moves_that_comparing_finds(small: Any) -> None:
    run = _two_runs(small)
    before = runs.previous_run(actor=small.actor, run=run)
    assert before is not None
    every = comparing.moved(actor=small.actor, run=run, against=before)
    with CaptureQueriesContext(connection) as asked:
        stored = comparing.most_moved(actor=small.actor, run=run, against=before, most=50)

    row = models.PlanRun.objects.get(number=run.number)
    counted = row.result.pop(moves_stored.COUNTED)
    row.save()
    compared = comparing.most_moved(actor=small.actor, run=run, against=before, most=50)

    assert stored == compared == (every, len(every))
    assert counted == {"against": before.id, "many": len(every)}
    assert not any("planneditem" in one["sql"] for one in asked)


def test_moves_against_another_run_or_beyond_what_is_stored_are_compared(small: Any) -> None:
    run = _two_runs(small)
    before = runs.previous_run(actor=small.actor, run=run)
    assert before is not None
    row = models.PlanRun.objects.get(number=run.number)
    most = len(row.result[moves_stored.STORED])
    assert moves_stored.shown_of(row, before.id, most) is not None
    assert moves_stored.shown_of(row, before.id + 1, most) is None
    row.result[moves_stored.COUNTED]["many"] = most + 1  # one moved at p50 alone, which is not stored
    assert moves_stored.shown_of(row, before.id, most) is not None
    assert moves_stored.shown_of(row, before.id, most + 1) is None
