"""`python -m tools.screens [ADDRESS]` takes the pictures of the README and the guides in Chromium.

They are of a fresh demo, or of the one that is served at ADDRESS.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.browser import FLAGS, chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
_ITEM = "Wire protocol v3"
_READY = re.compile(r"ready: (http\S+?)/?$")
_CELLS = (
    "Task\tStatus\tPriority\tWho\tEffort\nShift plans\tIn Arbeit\tP1\tjia tan\t3d\n"
    "Rosters\tParked\tBlocker\tNoor\t1w\n"
)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo, served for as long as it is looked at."""
    with tempfile.TemporaryDirectory() as home:
        program = [sys.executable, "-m", "pilothouse.site.cli", "serve", "--demo", "--port", "8765"]
        served = subprocess.Popen(
            program, env=os.environ | {"PILOTHOUSE_HOME": home}, stdout=subprocess.PIPE, text=True
        )
        try:
            lines = iter(served.stdout or ())
            yield next(found[1] for line in lines if (found := _READY.search(line.strip())))
        finally:
            served.terminate()
            served.wait(20)


def _timeline(page: Any) -> None:
    page.get_by_role("button", name="Quarter").click()
    page.get_by_text(_ITEM).first.click()
    page.locator("#why").get_by_text(_ITEM).first.wait_for()


def _both(page: Any) -> None:
    page.get_by_role("button", name="Quarter").click()


def _portfolios(page: Any) -> None:
    """Saved portfolios, and the choice at the top of every page in which they stand."""
    page.locator("#portfolios").evaluate("head => head.scrollIntoView()")
    page.locator("[data-choice] > summary").click()


def _views(page: Any) -> None:
    page.locator(".tabulator-row").first.wait_for()
    page.locator("summary", has_text="Views").click()


def _themes(page: Any) -> None:
    """The list, below what is proposed."""
    page.locator("form.filters").evaluate("form => form.scrollIntoView()")


def _status(page: Any) -> None:
    page.locator(".row-title").nth(2).focus()
    page.keyboard.press("s")
    page.locator(".edit-list").wait_for()


def _values(page: Any) -> None:
    """An upload that waits in its second step; nothing of it is brought in."""
    page.locator("textarea[name=pasted]").evaluate("field => (field.closest('details').open = true)")
    page.locator("textarea[name=pasted]").fill(_CELLS)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_label("Into the product").wait_for()
    page.goto(f"{page.url}?step=values")


def _study(page: Any) -> None:
    """The usability test."""
    page.get_by_role("link", name="Can operators read a manifest diff?").first.click()


Act = Callable[[Any], None]
# Name of the picture, page of the demo's workspace, and what is done there before it is taken. The import is
# last: it leaves something behind.
PICTURES: tuple[tuple[str, str, Act | None], ...] = (
    ("first-minutes", "", None),
    ("timeline", "roadmap/?product=ATL", _timeline),
    ("several-products", "roadmap/", _both),
    ("portfolios", "roadmap/products", _portfolios),
    ("daily-work", "roadmap/items", _status),
    ("table", "roadmap/table", _views),
    ("risks", "risk/", None),
    ("proposals", "risk/proposals", None),
    ("responses", "risk/responses", None),
    ("exposure", "risk/exposure", None),
    ("assessments", "risk/assessments", None),
    ("ledger", "risk/ledger", None),
    ("fields", "roadmap/fields", None),
    ("inbox", "accounts/inbox", None),
    ("customers", "market/", None),
    ("support", "market/support", None),
    ("competitors", "market/competitors?product=ATL", None),
    ("research", "market/research", _study),
    ("themes", "market/themes", _themes),
    ("import", "connectors/", _values),
)


def take(address: str, executable: str) -> None:
    """All pictures of the demo that is served at `address`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(address)
        workspace = page.url.partition("/w/")[2].partition("/")[0]
        for name, path, act in PICTURES:
            page.goto(f"{address}/w/{workspace}/{path}")
            page.wait_for_load_state("networkidle")
            if act:
                act(page)
                page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / f"{name}.png")
            print(f"screens: took docs/images/{name}.png")
        browser.close()


def main() -> None:
    executable = chromium()
    if executable is None:
        raise SystemExit("screens: needs Chromium: apt-get install chromium")
    if len(sys.argv) > 1:
        take(sys.argv[1].rstrip("/"), executable)
        return
    with demo() as address:
        take(address, executable)


if __name__ == "__main__":
    main()
