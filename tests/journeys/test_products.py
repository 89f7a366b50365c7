"""With two products that share a person: choose, reorder, watch a date move, refuse a move."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.roadmap import queries
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two(people: dict[str, People]) -> Any:
    """Atlas above Harbor in strict order, ten days each for Ana, planned; the owner's actor."""
    owner = people["owner"].actor
    by: Any = {"actor": owner, "now": clock.now()}
    ana = team.add_person(**by, name="Ana Ruiz").id
    products = [
        vision.add_product(**by, key=key, name=name).id for key, name in (("ATL", "Atlas"), ("HAR", "Harbor"))
    ]
    for product, title in zip(products, ("Ingest", "Manifest API"), strict=True):
        roadmap.add_item(**by, product_id=product, title=title, low=10, likely=10, high=10, owner_id=ana)
    roadmap.order_products(**by, version=None, product_ids=products, mode="strict")
    roadmap.make_plan(**by, draws=200)
    return owner


def test_a_product_is_chosen_by_keyboard_and_stays_over_the_tabs(two: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items")
    assert page.get_by_role("link", name="Manifest API").count() == 1
    page.keyboard.press("p")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/roadmap/items?product=ATL")
    assert page.get_by_role("link", name="Manifest API").count() == 0
    with page.expect_navigation():
        page.get_by_role("link", name="Releases").click()
    assert page.url.endswith("/roadmap/releases?product=ATL")
    page.keyboard.press("Control+k")
    page.keyboard.type("show all")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/roadmap/releases")


def test_reordering_moves_dates_only_with_consent_move_by_move(two: Any, page: Any) -> None:
    """The shared person is named; the order is changed by keyboard; one move is refused in vain."""
    page.goto("/w/acme/roadmap/items/HAR-1")
    assert "starts when Ana Ruiz is free after Ingest (Atlas)" in page.content()
    page.goto("/w/acme/roadmap/products")
    with page.expect_event("load"):  # a place in the page is a navigation too, before the page comes anew
        page.get_by_role("button", name="Move Harbor up").press("Enter")
    rows = page.locator("[data-sortable] tr")
    assert re.match(r"\s*Harbor", rows.first.locator("td").nth(1).inner_text())
    assert page.evaluate("document.activeElement.ariaLabel") == "Move Harbor down"

    made = roadmap.make_plan(actor=two, now=clock.now(), draws=200, kind="proposal", anew=True)
    before = queries.item(actor=two, key="ATL-1").forecast
    page.goto(f"/w/acme/roadmap/runs/{made.number}")
    page.get_by_label("Accept the move of Ingest").uncheck()
    assert page.get_by_label("Accept the move of Manifest API").is_checked()
    assert queries.item(actor=two, key="ATL-1").forecast == before
    asked = roadmap.make_plan(
        actor=two, now=clock.now(), draws=200, proposal=made.number, accept=["HAR-1"], hold=["ATL-1"]
    )
    page.goto(f"/w/acme/roadmap/runs/{asked.number}")
    assert page.get_by_text("could not stay").count() == 1
    page.goto("/w/acme/roadmap/?product=HAR")
    page.get_by_role("row", name=re.compile("Manifest API")).wait_for()
