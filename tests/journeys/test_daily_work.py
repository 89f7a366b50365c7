"""A day's work on the list of items: values changed where they stand, by pointer and by keyboard."""

from __future__ import annotations

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
def owner(people: dict[str, People]) -> Any:
    """Atlas with six items, and two people; the owner's actor."""
    owner = people["owner"].actor
    by: Any = {"actor": owner, "now": clock.now()}
    team.add_person(**by, name="Ana Ruiz")
    team.add_person(**by, name="Ben Okafor")
    product = vision.add_product(**by, key="ATL", name="Atlas").id
    for title in ("Ingest", "Billing", "Search", "Reports", "Exports", "Alerts"):
        roadmap.add_item(**by, product_id=product, title=title)
    roadmap.add_release(**by, product_id=product, name="1.0")
    return owner


def _item(owner: Any, key: str) -> Any:
    return queries.item(actor=owner, key=key)


def test_values_are_changed_where_they_stand(owner: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items")
    status = page.get_by_role("button", name="Status of ATL-1: backlog")
    status.click()
    page.locator(".edit-panel").get_by_role("option", name="In progress").click()
    page.get_by_role("button", name="Status of ATL-1: in progress").wait_for()
    assert _item(owner, "ATL-1").status == "in_progress"

    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Status of ATL-1: backlog").wait_for()
    assert _item(owner, "ATL-1").status == "backlog"

    page.get_by_role("button", name="Owner of ATL-2: none").press("Enter")
    page.keyboard.type("oka")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Owner of ATL-2: Ben Okafor").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Owner of ATL-2: Ben Okafor"

    page.keyboard.press("d")
    page.get_by_label("Deadline", exact=True).fill("2020-01-01")
    page.keyboard.press("Enter")
    page.get_by_text("is before today").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".edit-panel").count() == 0


def test_ticked_rows_are_changed_together(owner: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items")
    page.get_by_label("Select all of this page").click()
    page.keyboard.press("o")
    page.keyboard.type("ana")
    page.keyboard.press("Enter")
    page.get_by_text("6 items changed.").wait_for()
    assert {row.owner_name for row in queries.items_page(actor=owner).rows} == {"Ana Ruiz"}
    assert page.get_by_role("button", name="Owner of ATL-6: Ana Ruiz").count() == 1


def test_a_newer_value_is_shown_beside_ones_own(owner: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items")
    page.get_by_role("button", name="Release of ATL-3: none").click()
    page.locator("#edit-release-value").wait_for()
    release = queries.releases(actor=owner)[0]
    by: Any = {"actor": owner, "now": clock.now()}
    other = roadmap.add_release(**by, product_id=release.product_id, name="2.0")
    roadmap.change_item(**by, key="ATL-3", version=None, values={"release_id": other.id})
    page.keyboard.type("1.0")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Release of ATL-3: 1.0").wait_for()
    assert _item(owner, "ATL-3").release_name == "1.0"
