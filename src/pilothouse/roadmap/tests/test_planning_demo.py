"""The demo's plan, pinned: an engine or a translation that moves its dates must say so.

`UPDATE_PINNED=1` writes `pinned_demo.json` anew; the commit then says why dates moved.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts import queries as accounts
from pilothouse.accounts.models import Membership
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.roadmap import cli, models, planning, queries
from pilothouse.roadmap.services import plans
from pilothouse.site import demo
from tests import filled
from tests.fixtures import NOW

# What is drawn for an item goes by its number, which PostgreSQL does not give anew after a test.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PINNED = Path(__file__).with_name("pinned_demo.json")
PASSES, DRAWS = 60, 1_000
ITEMS = 16  # with the four releases forty dates


def _compute(**asked: Any) -> Any:
    """As always, yet with nothing left to the speed of the machine."""
    return planning.compute(**(asked | {"draws": DRAWS, "passes": PASSES}))


@pytest.fixture(scope="module")
def actor(module_db: None) -> Actor:
    """The demo without its history, planned twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "compute", _compute)
        slug = filled.once("demo-ahead", lambda: demo.load(now=NOW, past=False))
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


def test_files_the_shell_and_today_show_what_is_stored(
    actor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exports, the shell, facts for hand-offs, Today and what REST answers with: of items and releases
    alike.
    """
    run = queries.latest_run(actor=actor)
    assert run is not None
    rows = models.PlannedItem.objects.filter(run_id=run.id).select_related("item")
    stored = {row.item.key: _words(row.start_p50, row.p50, row.p85, row.chance) for row in rows}
    planned = models.PlannedRelease.objects.filter(run_id=run.id).select_related("release")
    releases = {row.release.name: _words(row.p50, row.p85, row.chance) for row in planned}
    client, room = Client(), f"/w/{actor.workspace_slug}/roadmap"
    client.force_login(Membership.objects.filter(workspace_id=actor.workspace_id)[0].user)

    sent = csv.DictReader(_file(client, f"{room}/items?format=csv"))
    assert {row["key"]: _row(row, "start", "p50", "p85", "chance") for row in sent if row["p50"]} == stored
    sent = csv.DictReader(_file(client, f"{room}/releases?format=csv"))
    assert {row["name"]: _row(row, "p50", "p85", "chance") for row in sent if row["p50"]} == releases

    told = cli._plan_json(actor, run)
    assert {row["key"]: _row(row, "start", "p50", "p85", "chance") for row in told["items"]} == stored
    assert {row["name"]: _row(row, "p50", "p85", "chance") for row in told["releases"]} == releases

    for product in run.products:
        facts = queries.plan_facts(actor=actor, product_id=product.product_id)
        found = {
            key: _words(row.start, row.p50, row.p85) for key, row in facts.plan.by_key.items() if row.p50
        }
        assert found == {key: stored[key][:3] for key in found}
        assert found

    today = queries.today(actor=actor, today=NOW.date())
    for row in (*today.late, *today.next_up):
        assert _words(row.start, row.p50, row.p85, row.chance) == stored[row.key]
    for release in (*today.releases, *queries.releases(actor=actor, only_planned=True)):
        shown = release.forecast
        assert shown is not None
        assert _words(shown.p50, shown.p85, shown.chance) == releases[release.name]


def _file(client: Client, address: str) -> io.StringIO:
    return io.StringIO(client.get(address).getvalue().decode("utf-8-sig"))


def _words(*values: date | float | None) -> tuple[str, ...]:
    """As files have them."""
    return tuple(
        "" if value is None else f"{value:.6f}" if isinstance(value, float) else value.isoformat()
        for value in values
    )


def _row(row: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """Some fields of a line of a file, or of an answer."""
    found = ["" if row[name] is None else str(row[name]) for name in names]
    return tuple(
        f"{float(text):.6f}" if name == "chance" and text else text
        for name, text in zip(names, found, strict=True)
    )


def test_a_start_that_is_not_the_planned_one_is_said_beside_the_reasons(actor: Actor) -> None:
    rows = models.PlannedItem.objects.filter(workspace_id=actor.workspace_id, run__kind="plan")
    newest = rows.filter(run=queries.newest(actor=actor)).select_related("item")
    apart = [row for row in newest if row.start != row.start_p50]
    assert apart
    for row in apart[:5]:
        told = queries.why(actor=actor, key=row.item.key)
        assert told.start == row.start_p50
        planned, median = day_text(row.start), day_text(row.start_p50)
        assert told.notes[0].startswith(f"Planned to start on {planned}, ")
        assert f"simulations is {median}." in told.notes[0]


def test_shares_up_to_a_deadline_add_up_to_the_stored_chance(actor: Actor) -> None:
    """What the drawing says of a date is what the page says of it."""
    for release in queries.releases(actor=actor, only_planned=True):
        found, target = release.forecast, release.target_on
        assert found is not None
        assert target is not None
        assert _share(found.histogram, target) == pytest.approx(found.chance, abs=0.002)


def _share(histogram: Any, until: date) -> float:
    return sum(share for day, share in histogram if day <= until)
