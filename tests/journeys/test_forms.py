"""Forms keep what was typed: refused in place, asked about before it is lost, resolved on conflict."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.roadmap import queries
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(people: dict[str, People]) -> Any:
    """Two items of Atlas; the owner's actor."""
    actor = people["owner"].actor
    by: Any = {"actor": actor, "now": clock.now()}
    product = vision.add_product(**by, key="ATL", name="Atlas").id
    for title in ("Ingest", "Replay"):
        roadmap.add_item(**by, product_id=product, title=title)
    return actor


def test_a_small_form_is_refused_where_it_stands_and_then_taken(owner: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items/ATL-2")
    field = page.get_by_role("combobox", name="The other item, of any product")
    field.fill("ATL-99")
    page.keyboard.press("Enter")
    page.get_by_text("There is no item ATL-99.").wait_for()

    assert page.url.endswith("/roadmap/items/ATL-2")
    assert field.input_value() == "ATL-99"
    assert field.evaluate("node => node === document.activeElement")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("ATL-1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert [edge.key for edge in queries.item(actor=owner, key="ATL-2").waits_for] == ["ATL-1"]


def test_leaving_a_changed_form_asks_first(owner: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items/ATL-1/edit")
    page.get_by_label("Title").fill("Ingest twice")
    page.get_by_role("link", name="Today").click()
    page.get_by_role("button", name="Cancel").click()
    assert page.url.endswith("/edit")

    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("setTimeout(() => location.assign('/w/acme/'), 0)")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/edit")

    page.get_by_role("link", name="Today").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Leave without saving").click()
    assert page.url.endswith("/w/acme/")


def test_a_form_that_is_sent_or_unchanged_or_cancelled_asks_nothing(owner: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items/ATL-1/edit")
    page.get_by_label("Title").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Today").click()
    page.goto("/w/acme/roadmap/items/ATL-1/edit")
    page.get_by_label("Title").fill("Ingest twice")
    with page.expect_navigation():
        page.get_by_role("link", name="Cancel").click()
    page.goto("/w/acme/roadmap/items/ATL-1/edit")
    page.get_by_label("Title").fill("Ingest twice")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    assert queries.item(actor=owner, key="ATL-1").title == "Ingest twice"


def test_a_conflict_is_resolved_field_by_field(owner: Any, page: Any, screenshot: Any) -> None:
    page.goto("/w/acme/roadmap/items/ATL-1/edit")
    change: Any = {"actor": owner, "now": clock.now(), "key": "ATL-1"}
    theirs = {"title": "Intake", "description": "Read it all", "status": "ready", "value": 70}
    roadmap.change_item(**change, version=None, values=theirs)
    page.get_by_label("Title").fill("Ingest twice")
    page.get_by_label("Description").fill("Read half")
    page.get_by_role("button", name="Save").click()
    rows = page.locator("[data-conflict]")
    rows.first.wait_for()

    assert rows.evaluate_all("all => all.map(one => one.dataset.conflict)") == [
        "title", "status", "description", "value",
    ]  # fmt: skip
    screenshot(page, "conflict")
    rows.nth(2).get_by_text("Take theirs").click()
    assert page.get_by_label("Description").input_value() == "Read it all"
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    stored = queries.item(actor=owner, key="ATL-1")
    assert (stored.title, stored.description, stored.status, stored.value) == (
        "Ingest twice", "Read it all", "ready", 70,
    )  # fmt: skip
