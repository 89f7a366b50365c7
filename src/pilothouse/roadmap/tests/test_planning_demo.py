"""The demo's plan, pinned: an engine or a translation that moves its dates must say so.

`UPDATE_PINNED=1` writes `pinned_demo.json` anew; the commit then says why dates moved.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models, planning, queries, services
from pilothouse.site import demo
from tests.fixtures import NOW

pytestmark = pytest.mark.django_db
PINNED = Path(__file__).with_name("pinned_demo.json")
PASSES, DRAWS = 200, 2_000
ITEMS = 18  # with the two releases forty dates


def _plan(*, actor: Actor, now: Any, product_id: int, seed: int) -> Any:
    """As `make_plan`, yet with nothing left to the speed of the machine."""
    plan = planning.compute(
        actor=actor, product_id=product_id, today=now.date(), seed=seed, draws=DRAWS, passes=PASSES
    )
    return services.store_plan(actor=actor, now=now, plan=plan)


@pytest.fixture(scope="module")
def actor(module_db: None) -> Actor:
    """The demo, planned twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo.roadmap, "make_plan", _plan)
        slug = demo.load(now=NOW)
    return accounts.system_actor(slug=slug, channel="demo")


def _dates(actor: Actor) -> dict[str, list[str]]:
    """p50 and p85 of every third item and of all releases, by what they are called."""
    run = models.PlanRun.objects.filter(workspace_id=actor.workspace_id)[0]
    rows = run.planned_items.select_related("item").order_by("item_id")[::3][:ITEMS]
    found = {f"{row.item.key} {row.item.title}": row for row in rows}
    found |= {row.release.name: row for row in run.planned_releases.select_related("release")}
    return {name: [row.p50.isoformat(), row.p85.isoformat()] for name, row in found.items()}


def test_the_plan_of_the_demo_is_the_pinned_one(actor: Actor) -> None:
    found = _dates(actor)
    if os.environ.get("UPDATE_PINNED") == "1":
        lines = (f" {json.dumps(name)}: {json.dumps(dates)}" for name, dates in found.items())
        PINNED.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    pinned = json.loads(PINNED.read_text())
    moved = {
        name: f"{pinned.get(name)} -> {found.get(name)}"
        for name in found.keys() | pinned.keys()
        if pinned.get(name) != found.get(name)
    }
    assert sum(map(len, found.values())) == 40
    assert moved == {}, (
        "dates of the demo's plan moved. Where that is meant, write them anew with UPDATE_PINNED=1 pytest "
        f"{Path(__file__).name}, and say in the commit why they moved"
    )


def test_no_item_of_the_demo_starts_after_it_ends(actor: Actor) -> None:
    rows = models.PlannedItem.objects.filter(workspace_id=actor.workspace_id).select_related("item")
    assert rows.count() > 100
    for row in rows:
        assert row.start <= row.finish
        assert row.start_p50 <= row.p50 <= row.p85 <= row.p95
        if row.item.milestone:
            assert row.start == row.finish
            assert row.start_p50 == row.p50


def test_every_place_shows_the_same_start_and_finish(actor: Actor) -> None:
    run = queries.latest_run(actor=actor)
    assert run is not None
    stored = {
        row.item.key: (row.start_p50, row.p50, row.p85)
        for row in models.PlannedItem.objects.filter(run_id=run.id).select_related("item")
    }
    listed = queries.items_page(actor=actor, size=500).rows
    bars = queries.timeline(actor=actor, today=NOW.date()).rows
    exported = queries.planned_items(actor=actor, run=run)
    assert {row.key: (row.start, row.p50, row.p85) for row in listed if row.p50} == stored
    assert {row.key: (row.start, row.p50, row.p85) for row in exported} == stored
    assert {row.key: (row.start, row.p50, row.p85) for row in bars if row.key in stored} == stored
    for key, dates in stored.items():
        why, item = queries.why(actor=actor, key=key), queries.item(actor=actor, key=key).forecast
        assert item is not None
        assert (why.start, why.p50, why.p85) == (item.start, item.p50, item.p85) == dates


def test_every_place_shows_the_same_chance(actor: Actor) -> None:
    run = queries.latest_run(actor=actor)
    assert run is not None
    stored = {
        row.item.key: (row.chance, row.release_chance)
        for row in models.PlannedItem.objects.filter(run_id=run.id).select_related("item")
    }
    listed = queries.items_page(actor=actor, size=500).rows
    assert {row.key: (row.chance, row.release_chance) for row in listed if row.p50} == stored
    for key, (chance, _) in stored.items():
        assert queries.why(actor=actor, key=key).chance == chance


def test_shares_up_to_a_deadline_add_up_to_the_stored_chance(actor: Actor) -> None:
    """What the drawing says of a date is what the page says of it."""
    for release in queries.releases(actor=actor, only_planned=True):
        found, target = release.forecast, release.target_on
        assert found is not None
        assert target is not None
        assert _share(found.histogram, target) == pytest.approx(found.chance, abs=0.002)


def _share(histogram: Any, until: date) -> float:
    return sum(share for day, share in histogram if day <= until)
