"""Plans that keep to an earlier one, and moves that are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit.errors import NotFound
from pilothouse.roadmap import models, services
from tests.fixtures import sign_in
from tests.reading import html

pytestmark = pytest.mark.django_db


def starts(small: Any, run: Any) -> dict[str, Any]:
    rows = models.PlannedItem.objects.filter(run_id=run.id).select_related("item")
    return {row.item.title: row.start for row in rows}


def test_a_plan_that_keeps_moves_only_what_must(small: Any) -> None:
    first = small.item("First", 5.0, owner_id=small.ana)
    second = small.item("Second", 5.0, owner_id=small.ana)
    small.item("Other", 3.0, owner_id=small.ben)
    small.after(first, second)
    before = small.plan()
    assert before.kept is None
    services.change_item(
        actor=small.actor,
        now=small.now,
        key=first.key,
        version=None,
        values=dict.fromkeys(("low", "likely", "high"), 8.0),
    )
    after = small.plan(keep_to=before.number)

    assert after.kept is not None
    assert [row.title for row in after.kept.moves] == ["Second"]
    assert after.kept.moves[0].days == 3.0
    assert "First ends" in after.kept.moves[0].text
    assert after.kept.kept == 2
    assert starts(small, after)["Other"] == starts(small, before)["Other"]


def test_days_that_passed_since_are_taken_off(small: Any) -> None:
    small.item("First", 5.0, owner_id=small.ana)
    small.item("Second", 5.0, owner_id=small.ana)
    before = small.plan()
    small = replace(small, now=small.now + timedelta(days=1))
    after = small.plan(keep_to=before.number)

    assert after.kept is not None
    moved = {row.title for row in after.kept.moves}
    # What has not begun yet begins now, a day late; what was planned for later keeps its date or follows it.
    assert len(moved) <= 2
    assert all(row.days <= 1.0 for row in after.kept.moves)


def test_a_refused_move_is_not_made(small: Any) -> None:
    first = small.item("First", 5.0, owner_id=small.ana)
    second = small.item("Second", 5.0, owner_id=small.ana)
    before = small.plan()
    early, late = sorted((first, second), key=lambda row: starts(small, before)[row.title])
    services.change_item(
        actor=small.actor,
        now=small.now,
        key=early.key,
        version=None,
        values=dict.fromkeys(("low", "likely", "high"), 8.0),
    )
    proposed = small.plan(keep_to=before.number)
    assert proposed.kept is not None
    assert [row.key for row in proposed.kept.moves] == [late.key]
    refused = small.plan(keep_to=before.number, hold=[late.key])
    assert refused.kept is not None
    assert [row.key for row in refused.kept.moves] == [early.key]
    assert refused.kept.held == (late.key,)


def test_a_run_or_item_that_is_not_there_is_refused(small: Any) -> None:
    small.item("First", 5.0, owner_id=small.ana)
    with pytest.raises(NotFound, match="no plan run 9"):
        small.plan(keep_to=9)
    run = small.plan()
    with pytest.raises(NotFound):
        small.plan(keep_to=run.number, hold=["NONE-1"])


def test_the_run_page_tells_what_moved_and_takes_refusals(small: Any, people: Any) -> None:
    first = small.item("First", 5.0, owner_id=small.ana)
    second = small.item("Second", 5.0, owner_id=small.ana)
    small.after(first, second)
    before = small.plan()
    services.change_item(
        actor=small.actor,
        now=small.now,
        key=first.key,
        version=None,
        values=dict.fromkeys(("low", "likely", "high"), 8.0),
    )
    run = small.plan(keep_to=before.number)
    client = sign_in(people["owner"])
    page = html(client.get(f"/w/acme/roadmap/runs/{run.number}"))

    assert "keeping to run" in page
    assert "starts when First ends" in page
    assert f'name="hold" value="{second.key}"' in page
    again = client.post(
        "/w/acme/roadmap/plan", {"product": small.product_id, "keep_to": before.number, "hold": [second.key]}
    )
    assert again.status_code == 302
