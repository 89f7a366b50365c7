"""At 200 % zoom of a window of 1440 pixels, which leaves 720, every page is whole."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_PAGES = (
    "", "my-work", "accounts/inbox", "vision/", "roadmap/", "roadmap/items", "roadmap/items/ATL-1",
    "roadmap/items/ATL-1/edit", "roadmap/table", "roadmap/releases", "roadmap/load", "roadmap/fields",
    "team/", "team/people/merge", "team/calendar", "connectors/", "trash", "activity", "accounts/members",
)  # fmt: skip
# How far the page itself scrolls sideways, and what can be used or read but lies outside of it, or is cut by
# its own box; what lies in a part that scrolls by itself, or ends in dots, is reached.
_CUT = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
  const scrolls = (node) => {
    if (node.closest('.tabulator')) return true  // its heads follow its rows
    for (let at = node.parentElement; at; at = at.parentElement)
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at !== document.body) return true
    return false
  }
  const cut = [...document.querySelectorAll('a, button, input, select, textarea, summary, h1, h2, th, label')]
    .filter((node) => {
      const box = node.getBoundingClientRect(), style = getComputedStyle(node)
      if (box.width < 2 || style.visibility === 'hidden') return false
      if (node.closest('.visually-hidden, .skip')) return false
      const outside = (box.right > innerWidth + 1 || box.left < -1) && !scrolls(node)
      const clipped = style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' &&
        style.display !== 'inline' && node.scrollWidth > node.clientWidth + 1
      return outside || clipped
    })
  return [wide, cut.map((node) => `${node.tagName} ${node.innerText || node.name || ''}`.trim().slice(0, 60))]
}"""


@pytest.fixture
def owner(people: dict[str, People]) -> People:
    """A product with a long name, long titles, a release and two people."""
    by: Any = {"actor": people["owner"].actor, "now": clock.now()}
    product = vision.add_product(**by, key="ATL", name="Atlas for stations that are seldom online").id
    for name in ("Ana Ruiz", "Wolfeschlegelsteinhausenbergerdorff Ben"):
        team.add_person(**by, name=name)
    release = roadmap.add_release(**by, product_id=product, name="3.0 public beta of everything").id
    for title in (
        "Ingest of events from stations that are seldom online",
        "Donaudampfschifffahrtsgesellschaft",
    ):
        roadmap.add_item(**by, product_id=product, title=title, release_id=release, likely=3.0)
    return people["owner"]


def test_nothing_is_cut_off_and_no_page_scrolls_sideways_at_double_size(
    owner: People, open_page: Any
) -> None:
    page = open_page(owner, viewport={"width": 720, "height": 450}, device_scale_factor=2)
    found = {}
    for path in _PAGES:
        assert page.goto(f"/w/acme/{path}").ok
        wide, cut = page.evaluate(_CUT)
        if wide > 0 or cut:
            found[path] = (wide, cut)
    assert not found


@pytest.mark.parametrize(("width", "height"), [(390, 844), (720, 450)])
def test_an_open_menu_lies_inside_a_small_window(
    owner: People, open_page: Any, width: int, height: int
) -> None:
    page = open_page(owner, viewport={"width": width, "height": height})
    for path in ("roadmap/items", "roadmap/table", "roadmap/items/ATL-1"):
        page.goto(f"/w/acme/{path}")
        for menu in page.locator(":is(main, header) details.menu > summary:visible").all():
            menu.click()
            box = menu.locator("xpath=..").locator(".menu-list").bounding_box()
            assert box["x"] >= 0, path
            assert box["x"] + box["width"] <= width, path
            assert box["y"] + box["height"] <= height, path
            menu.click()
