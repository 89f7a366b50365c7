"""`python -m bench.timeline [--size 10x2000x200] [--home FOLDER] [--times 3]` opens the timeline of the
workspace of `bench/pages.py` in Chromium and says when it is seen.

`pilothouse serve` runs in a process of its own. Milliseconds since the address was opened, by the clock and,
for browser and server, of the processor: the page's first paint, the first lines with their bars, all lines.
The first opening fills the browser's cache and is told apart; of the others the median is told.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import load
import pages

from tools.browser import FLAGS, chromium

# Notes when lines first stand on the screen, and when those of the whole answer do.
WATCH = """() => {
    const seen = {}
    const note = (name) => {
        if (name in seen) return
        seen[name] = 0
        requestAnimationFrame(() => setTimeout(() => { seen[name] = performance.now() }))
    }
    const look = () => {
        const host = document.querySelector('[data-island="timeline"]')
        if (!host) return
        if (host.querySelector('.tl-row')) note('lines')
        if (host.querySelector('.tl-row') && !host.hasAttribute('aria-busy')) note('all')
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
    window.seen = seen
}"""
TOLD = """() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]
    const answers = performance.getEntriesByType('resource').filter((one) => one.name.includes('/timeline'))
    return {
        'first paint': paint?.startTime ?? 0,
        'first lines': window.seen.lines,
        'all lines': window.seen.all,
        'answers, kB': answers.reduce((sum, one) => sum + one.transferSize, 0) / 1000,
        'answers, until': Math.max(0, ...answers.map((one) => one.responseEnd)),
        'lines': Number(document.querySelector('.tl-names')?.getAttribute('aria-rowcount') ?? 0) - 1,
    }
}"""


def opened(page: Any, address: str, processes: list[int]) -> dict[str, float]:
    """One opening of the page, in milliseconds."""
    before = load.used(processes)[1]
    page.goto(address)
    page.locator('[data-island="timeline"]:not([aria-busy]) .tl-row').first.wait_for(timeout=120_000)
    page.wait_for_timeout(500)
    return page.evaluate(TOLD) | {"processor of the server": 1000 * (load.used(processes)[1] - before)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="10x2000x200", help="products x items of each x people")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--home", help="a folder to keep the database in, or to use again")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with pages.installation(options.home):
        client = pages.workspace(options.size)[0]
        cookie = client.cookies["sessionid"].value
        with load.serving({}) as (process, port), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            address = f"http://127.0.0.1:{port}"
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
            page = context.new_page()
            page.add_init_script(f"({WATCH})()")
            page.goto(f"{address}/w/{options.size}/activity")
            own = load.family(process)
            rows = [
                opened(page, f"{address}/w/{options.size}/roadmap/", own) for _ in range(options.times + 1)
            ]
            browser.close()
    for name in rows[0]:
        print(f"{name:24}{rows[0][name]:8.0f}{statistics.median(row[name] for row in rows[1:]):8.0f}")


if __name__ == "__main__":
    main()
