"""A fact about a competitor is recorded in the matrix, expires, makes an item suspect, and is renewed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.market import queries, services
from pilothouse.market.contracts import fact_number
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from tests.journeys.looking import SIZES, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_fact_is_recorded_expires_makes_an_item_suspect_and_is_renewed(
    people: Any, open_page: Any, screenshot: Any
) -> None:
    from playwright.sync_api import expect

    owner = people["owner"]
    by: Any = {"actor": owner.actor, "now": clock.now()}
    atlas = vision.add_product(**by, key="ATL", name="Atlas")
    item = roadmap.add_item(**by, product_id=atlas.id, title="Replay API")
    brook, tide = (services.add_competitor(**by, name=name) for name in ("Brook", "Tide"))
    product = f"vision.product:{atlas.id}"
    replay, keys = (services.add_feature(**by, product=product, name=name) for name in ("Replay", "Own keys"))
    page = open_page(owner, viewport=SIZES["1440"])
    page.set_default_timeout(60_000)
    page.goto("/w/acme/market/competitors")

    page.get_by_role("button", name="Answer of Brook: Own keys").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".edit-list")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Answer of Brook: Replay: No")).to_be_visible()
    cell = fact_number(replay.id, brook.id)
    assert queries.fact(actor=owner.actor, id=cell, today=clock.today()).answer == "no"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Answer of Brook: Replay: none")).to_have_count(0)

    page.goto(f"/w/acme/market/facts/{cell}")
    page.get_by_label("Answer", exact=True).select_option("no")
    page.get_by_label("Source").fill("https://brook.example/docs")
    seen = clock.today() - timedelta(days=300)
    page.get_by_label("Seen on").fill(seen.isoformat())
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Brook: Replay: no.")).to_be_visible()
    services.rest_on_fact(**by, id=cell, target=f"roadmap.item:{item.id}")
    page.goto(f"/w/acme/roadmap/items/{item.key}")
    panel = page.get_by_role("region", name="Facts about competitors behind it")
    expect(panel.get_by_text("Suspect")).to_be_visible()
    page.goto("/w/acme/")
    expect(page.get_by_text("Suspect")).to_be_visible()
    page.goto("/w/acme/market/competitors")
    assert faults(page, screenshot, "competitors") == []

    page.goto(f"/w/acme/roadmap/items/{item.key}")
    panel.get_by_role("button", name="Checked today, still so").click()
    expect(page.get_by_text("Checked today, still so: 1 fact.")).to_be_visible()
    expect(panel.get_by_text("Suspect")).to_have_count(0)
    assert queries.suspect(actor=owner.actor, today=clock.today()) == 0
    assert tide.name in {row.name for row in queries.competitor_names(actor=owner.actor)}
    assert keys.name == "Own keys"
