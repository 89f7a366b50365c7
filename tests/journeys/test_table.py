"""A table worked in as in a spreadsheet: a cell, columns, groups, a view, a paste with its preview, undo."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.roadmap import queries
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = "/w/acme/roadmap/table"


@pytest.fixture
def owner(people: dict[str, People]) -> Any:
    """The owner's actor, with three items of one product."""
    actor = people["owner"].actor
    by: Any = {"actor": actor, "now": clock.now()}
    product = vision.add_product(**by, key="ATL", name="Atlas").id
    for title, status in (("Ingest", "backlog"), ("Replay", "ready"), ("Billing", "backlog")):
        roadmap.add_item(**by, product_id=product, title=title, status=status)
    return actor


def _cell(page: Any, key: str, column: str) -> Any:
    return page.locator(f".tabulator-row:has-text('{key}') [tabulator-field={column}]")


def _item(owner: Any, key: str) -> Any:
    return queries.item(actor=owner, key=key)


def _paste(page: Any, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer()
            data.setData('text/plain', text)
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        text,
    )


def test_cells_are_typed_refused_where_they_stand_and_taken_back(owner: Any, page: Any) -> None:
    from playwright.sync_api import expect

    page.goto(TABLE)
    _cell(page, "ATL-1", "status").wait_for()
    heights = "rows => rows.map(row => row.getBoundingClientRect().height)"
    assert set(page.locator(".tabulator-row").evaluate_all(heights)) == {30}  # what scrolling counts with
    _cell(page, "ATL-1", "status").click()
    page.keyboard.type("rea")
    page.keyboard.press("Enter")
    page.locator(".tb-busy").first.wait_for(state="detached")
    assert _cell(page, "ATL-1", "status").inner_text() == "Ready"
    assert _item(owner, "ATL-1").status == "ready"

    _cell(page, "ATL-2", "likely").click()
    page.keyboard.type("1,500")
    page.keyboard.press("Enter")
    page.locator(".tb-bad").wait_for()
    page.keyboard.press("ArrowUp")
    assert "two ways" in page.get_by_role("alert").inner_text()
    assert _cell(page, "ATL-2", "likely").inner_text() == "1,500"
    page.keyboard.press("F2")
    page.get_by_role("textbox", name="Estimate", exact=True).fill("1.5")
    page.keyboard.press("Enter")
    page.locator(".tb-bad, .tb-busy").first.wait_for(state="detached")
    assert _item(owner, "ATL-2").likely == 1.5

    page.keyboard.press("Control+z")
    expect(_cell(page, "ATL-2", "likely")).to_have_text("")
    page.keyboard.press("Control+z")
    expect(_cell(page, "ATL-1", "status")).to_have_text("Backlog")
    page.locator(".tb-busy").first.wait_for(state="detached")
    assert (_item(owner, "ATL-2").likely, _item(owner, "ATL-1").status) == (None, "backlog")


def test_a_paste_shows_what_it_would_do_and_is_one_act(owner: Any, page: Any) -> None:
    page.goto(TABLE)
    _cell(page, "ATL-1", "title").click()
    _paste(page, "Key\tTitle\tStatus\nATL-1\tIngest twice\tready\n\tA new one\todd")
    dialog = page.get_by_role("dialog", name="Paste")
    dialog.get_by_text("1 new item, 2 changed cells, 1 refused.").wait_for()
    assert _item(owner, "ATL-1").title == "Ingest"
    dialog.get_by_role("button", name="Apply").click()
    _cell(page, "ATL-4", "title").wait_for()
    assert (_item(owner, "ATL-1").title, _item(owner, "ATL-4").title) == ("Ingest twice", "A new one")
    page.keyboard.press("Control+z")
    _cell(page, "ATL-4", "title").wait_for(state="detached")
    assert _item(owner, "ATL-1").title == "Ingest"


def test_a_look_is_made_kept_as_a_view_and_opened_by_its_address(
    owner: Any, page: Any, screenshot: Any
) -> None:
    page.goto(TABLE)
    page.get_by_label("Group by").select_option("status")
    page.locator(".tb-group").first.wait_for()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Release", exact=True).uncheck()
    page.keyboard.press("Escape")
    assert page.get_by_role("columnheader", name="Release").count() == 0
    page.locator("details.views summary").click()
    page.get_by_label("Name of a new view").fill("By status")
    with page.expect_navigation():
        page.get_by_role("button", name="Save as new view").click()
    assert "group=status" in page.url
    assert "view=" in page.url
    assert page.get_by_label("View: By status, change").count() == 1
    page.locator(".tb-group").first.wait_for()
    assert [head.inner_text().split("\n")[-2:] for head in page.locator(".tb-group").all()]
    assert page.get_by_role("columnheader", name="Release").count() == 0
    screenshot(page, "table-view", full_page=False)
