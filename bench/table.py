"""`python -m bench.table ADDRESS [--rows 20000]` opens the table of a workspace in Chromium and says how long
its rows take, and how smoothly they scroll.
ADDRESS is that of the table of a server that is running, such as `http://127.0.0.1:8000/w/demo/roadmap/table`.
With `--rows` the server's first rows are repeated up to that many, so that the browser alone is measured. The
same scrolling of an empty page of that height follows: what is beyond its frames is the table's own.
"""

from __future__ import annotations

import argparse
import json
import statistics
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tools.browser import FLAGS, chromium

# Scrolls for three seconds, 12 rows a frame, and notes how long each frame takes.
SCROLL = """async selector => {
    const holder = document.querySelector(selector), times = []
    holder.scrollTop = 0
    let last = await new Promise(requestAnimationFrame)
    const end = last + 3000
    while (last < end) {
        holder.scrollTop += 360
        const now = await new Promise(requestAnimationFrame)
        times.push(now - last)
        last = now
    }
    return times
}"""
EMPTY = """height => {
    const page = document.createElement('div'), whole = document.createElement('div')
    page.id = 'empty-page'
    page.style.cssText = 'position:fixed;inset:120px 0 0 190px;overflow:auto;background:white;z-index:99'
    whole.style.height = `${height}px`
    page.append(whole)
    document.body.append(page)
}"""
TYPED = """async text => {
    const begin = performance.now(), field = document.querySelector('[aria-label="Filter Title"]')
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
    const told = document.querySelector('.tb-told'), before = told.textContent
    while (told.textContent === before) await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    return performance.now() - begin
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--rows", type=int, default=0, help="repeat the first rows up to so many")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(options.address)  # a demo logs in here
        if options.rows:
            page.route("**/sheets/items?*", Repeated(options.rows))
        page.goto(options.address)
        page.locator(".tabulator-row").first.wait_for()
        print(f"first rows: {_since_start(page):,.0f} ms after the address was opened")
        page.locator(".tb:not([aria-busy])").wait_for(timeout=120_000)
        rows = page.locator(".tb-told").inner_text()
        print(f"all rows ({rows}): {_since_start(page):,.0f} ms")
        table = _scrolled(page, ".tabulator-tableholder", "scrolling")
        print(f"filter: {page.evaluate(TYPED, '77'):,.0f} ms, of which 150 ms wait for more letters")
        page.evaluate(EMPTY, page.evaluate("document.querySelector('.tabulator-tableholder').scrollHeight"))
        empty = _scrolled(page, "#empty-page", "an empty page")
        print(f"a frame takes {table / empty:.2f} times that of an empty page")
        browser.close()


class Repeated:
    """Answers for rows: those of the server's first answer, again and again with numbers of their own."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.first: list[dict[str, Any]] = []

    def __call__(self, route: Any) -> None:
        if not self.first:
            self.first = route.fetch().json()["rows"]
        asked = parse_qs(urlsplit(route.request.url).query)
        start, size = int(asked["start"][0]), int(asked["size"][0])
        end = min(start + size, self.many)
        rows = [self.first[at % len(self.first)] | {"id": at + 1} for at in range(start, end)]
        answer = {"total": self.many, "next": end if end < self.many else None, "rows": rows}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(answer))


def _scrolled(page: Any, selector: str, name: str) -> float:
    times = sorted(page.evaluate(SCROLL, selector))
    slow = sum(time > 34 for time in times) / len(times)
    median = statistics.median(times)
    print(
        f"{name}: {len(times)} frames, median {median:.0f} ms, 95 % {times[int(len(times) * 0.95)]:.0f} ms, "
        f"{slow:.0%} over 34 ms"
    )
    return median


def _since_start(page: Any) -> float:
    return float(page.evaluate("performance.now()"))


if __name__ == "__main__":
    main()
