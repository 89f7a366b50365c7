"""A day's work without a pointer: every stop of the Tab key is seen, and every act has its way back."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_STOPS = 80
# The element with the focus, whether it shows that it has it, and whether it lies in the window.
_FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect()
  const line = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  return { name: at.getAttribute('aria-label') || at.innerText || at.name || at.tagName,
           shown: line || style.boxShadow !== 'none' || at === document.body,
           seen: box.bottom > 0 && box.top < innerHeight }
}"""


@pytest.fixture
def owner(people: dict[str, People]) -> Any:
    """Atlas with three items; the owner's actor."""
    actor = people["owner"].actor
    by: Any = {"actor": actor, "now": clock.now()}
    product = vision.add_product(**by, key="ATL", name="Atlas").id
    for title in ("Ingest", "Billing", "Search"):
        roadmap.add_item(**by, product_id=product, title=title)
    return actor


def _tab_to(page: Any, target: Any) -> None:
    """Press Tab until `target` has the focus."""
    focused = page.locator(":focus").and_(target)
    for _ in range(_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        assert stop["shown"], f"The focus on '{stop['name']}' is not shown."
        assert stop["seen"], f"'{stop['name']}' has the focus out of sight."
        if focused.count():
            return
    raise AssertionError(f"Tab does not come to {target} in {_STOPS} stops.")


def _order(owner: Any) -> list[str]:
    return [row.key for row in queries.items_page(actor=owner).rows]


def test_items_are_added_changed_ordered_talked_about_and_undone_by_keys_alone(owner: Any, page: Any) -> None:
    page.goto("/w/acme/roadmap/items")
    page.keyboard.press("c")
    page.keyboard.type("Kiosk 5d")
    page.keyboard.press("Enter")
    page.locator('tr[data-key="ATL-4"]').wait_for()
    assert queries.item(actor=owner, key="ATL-4").likely == 5.0

    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.keyboard.type("in prog")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Status of ATL-1: in progress").wait_for()

    page.keyboard.press("Alt+ArrowDown")
    page.locator('tr[data-key="ATL-2"] + tr[data-key="ATL-1"]').wait_for()
    assert _order(owner)[:2] == ["ATL-2", "ATL-1"]
    page.keyboard.press("Control+z")
    page.locator('tr[data-key="ATL-1"] + tr[data-key="ATL-2"]').wait_for()
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Status of ATL-1: backlog").wait_for()

    page.goto("/w/acme/roadmap/items/ATL-1")
    _tab_to(page, page.locator("summary", has_text="Remove").first)
    page.keyboard.press("Enter")
    why = page.get_by_label("Why, for the history")
    why.wait_for()
    page.keyboard.press("Escape")
    why.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"

    _tab_to(page, page.get_by_label("Write a comment"))
    page.keyboard.type("Ready on **Friday**.")
    page.keyboard.press("Control+Enter")
    page.locator("#talk strong", has_text="Friday").wait_for()
    about = Ref("roadmap.item", queries.item(actor=owner, key="ATL-1").id)
    assert [row.body for row in accounts.comments(actor=owner, about=about).rows] == ["Ready on **Friday**."]
