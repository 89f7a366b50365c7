"""`python -m tools.screens` takes the picture of the timeline for the README from the demo, in Chromium."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.browser import FLAGS, chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
_ITEM = "Wire protocol v3"
_READY = re.compile(r"ready: (http\S+?)/?$")


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


def main() -> None:
    from playwright.sync_api import sync_playwright

    executable = chromium()
    if executable is None:
        raise SystemExit("screens: needs Chromium: apt-get install chromium")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(address)
        page.get_by_role("link", name="Roadmap").first.click()
        page.get_by_role("button", name="Quarter").click()
        page.get_by_text(_ITEM).first.click()
        page.locator("#why").get_by_text(_ITEM).first.wait_for()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / "timeline.png")
        browser.close()
    print(f"screens: took {(IMAGES / 'timeline.png').relative_to(ROOT)}")


if __name__ == "__main__":
    main()
