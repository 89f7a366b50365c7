"""At 200 % zoom of a window of 1440 pixels, which leaves 720, and in one of 320, every page is whole."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision
from tests.fixtures import People
from tests.journeys.test_planning import demo

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Beside what the rail leads to: forms, settings, and lists that stand in no tab.
_BESIDE = (
    "roadmap/items/ATL-1/edit", "roadmap/load", "roadmap/fields", "roadmap/record", "team/people/merge",
    "team/calendar", "trash", "accounts/members", "accounts/tokens", "settings", "market/support/levels",
)  # fmt: skip
_SIZES = ((720, 450), (320, 640))
# The tabs of a page, and of each list on it the first thing that it leads to.
_ONWARD = """() => [
  ...document.querySelectorAll('.seg a, [data-go]'),
  ...[...document.querySelectorAll('[data-list]')].map((list) => list.querySelector('[data-key] a[href]')),
].map((link) => link?.getAttribute('href')?.split(/[?#]/)[0]).filter((path) => path?.startsWith('/w/'))"""
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


def test_no_page_scrolls_sideways_and_nothing_is_cut_off_in_a_small_window(
    demo: People, open_page: Any
) -> None:
    """Every page with an entry in the rail, its tabs, and one of each kind that its lists lead to."""
    page = open_page(demo, viewport={"width": 720, "height": 450}, device_scale_factor=2)
    waiting, seen, found = [f"/w/demo/{path}" for path in ("", *_BESIDE)], set(), {}
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"/([A-Z]+-)?\d+(?=/|$)", "/*", path)
        if kind in seen:
            continue
        seen.add(kind)
        page.set_viewport_size({"width": 720, "height": 450})
        assert page.goto(path).ok, path
        waiting += page.evaluate(_ONWARD)
        for width, height in _SIZES:
            page.set_viewport_size({"width": width, "height": height})
            wide, cut = page.evaluate(_CUT)
            if wide > 0 or cut:
                found[path, width] = (wide, cut)
    assert not found
    assert len(seen) > 40


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


def test_the_tab_of_the_open_page_is_seen_on_a_phone(owner: People, open_page: Any) -> None:
    page = open_page(owner, viewport={"width": 390, "height": 844})
    for path in ("market/relayed", "market/contacts", "risk/brief", "market/"):
        page.goto(f"/w/acme/{path}")
        page.wait_for_load_state("networkidle")
        box = page.locator(".seg [aria-current=page]").first.bounding_box()
        assert box is not None
        assert box["x"] >= 0, path
        assert box["x"] + box["width"] <= 390, path
        assert page.evaluate("scrollY") == 0
