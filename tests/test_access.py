"""No page breaks a rule of accessibility that axe knows, in light or in dark, or is wider than a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest

from tests.crawl import crawl
from tests.fixtures import People, sign_in
from tests.permissions.callers import fill

PHONE = 390
PARTS = 2  # of the pages, for several processes
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
SCHEMES = {"light": RULES, "dark": OF_COLOURS}  # a page differs by its colours alone in the second


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_on_any_page_and_it_fits_a_phone(
    people: dict[str, People], open_page: Callable[..., Any], screenshot: Callable[..., Any], part: int
) -> None:
    fill(people["owner"])
    found = [row.url for row in crawl(sign_in(people["owner"]), "/w/acme/").values() if row.is_html]
    pages = [url for url in found if _part(url) == part]
    page, nobody = open_page(people["owner"]), open_page(None)
    broken: list[str] = []
    for opened, url in [(nobody, "/login"), *((page, url) for url in pages)]:
        opened.goto(url)
        if not opened.title():
            continue  # a fragment, seen inside the page that fetches it
        opened.wait_for_load_state("networkidle")
        name = url.strip("/").removeprefix("w/acme").strip("/").replace("/", "-").split("?")[0] or "today"
        for scheme, rules in SCHEMES.items():
            opened.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            screenshot(opened, f"{name}-{scheme}", full_page=False)
            broken += [f"{url} in {scheme}: {text}" for text in _violations(opened, rules)]
        usual = opened.viewport_size
        opened.set_viewport_size({"width": PHONE, "height": 844})
        width = opened.evaluate("document.documentElement.scrollWidth")
        if width > PHONE:
            broken.append(f"{url} is {width} px wide on a phone of {PHONE} px")
        screenshot(opened, f"{name}-phone", full_page=False)
        opened.set_viewport_size(usual)

    assert not broken, "\n".join(broken)


def _part(url: str) -> int:
    """Which part a page belongs to, whatever numbers its rows have got."""
    return crc32(re.sub(r"\d+", "", url).encode()) % PARTS


def _violations(page: Any, rules: dict[str, Any]) -> Iterator[str]:
    from axe_playwright_python.sync_playwright import Axe

    for row in Axe().run(page, options=rules).response["violations"]:
        places = "; ".join(" ".join(node["target"]) for node in row["nodes"][:4])
        yield f"{row['id']}: {row['help']} ({places})"
