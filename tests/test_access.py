"""No page breaks a rule of accessibility that axe knows, in light or in dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.crawl import crawl
from tests.fixtures import People, sign_in
from tests.permissions.callers import fill

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    scheme: str,
    people: dict[str, People],
    open_page: Callable[..., Any],
    screenshot: Callable[[Any, str], Any],
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    fill(people["owner"])
    pages = [row for row in crawl(sign_in(people["owner"]), "/w/acme/").values() if row.is_html]
    page = open_page(people["owner"], scheme)
    nobody = open_page(None, scheme)
    broken = []
    for opened, url in [(nobody, "/login"), *((page, row.url) for row in pages)]:
        opened.goto(url)
        if opened.locator("body > *").count() == 0 or not opened.title():
            continue  # a fragment, seen inside the page that fetches it
        opened.wait_for_load_state("networkidle")
        name = url.strip("/").removeprefix("w/acme").strip("/").replace("/", "-").split("?")[0] or "today"
        screenshot(opened, f"{name}-{scheme}")
        for row in Axe().run(opened, options=RULES).response["violations"]:
            places = "; ".join(" ".join(node["target"]) for node in row["nodes"][:4])
            broken.append(f"{url}: {row['id']}: {row['help']} ({places})")

    assert not broken, "\n".join(broken)
