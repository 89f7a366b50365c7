"""A page as it is seen: wide and on a phone, in light and in dark, by axe."""

from __future__ import annotations

from typing import Any

from tests.test_access import RULES

SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}


def faults(page: Any, screenshot: Any, name: str) -> list[str]:
    """What axe finds, and where the page is wider than its window; a picture of each is kept."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            screenshot(page, f"{name}-{size}-{scheme}")
            rows = Axe().run(page, options=RULES).response["violations"]
            found += [f"{size} {scheme}: {row['id']} {row['nodes'][0]['target']}" for row in rows]
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            found.append(f"wider than {size}")
    page.set_viewport_size(SIZES["1440"])
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found
