"""Counts what a person does for ten common jobs in the browser: a click, a key chord or a typed text each is
one action.

`python bench/actions.py [--json]` serves a fresh demo and does the jobs in Chromium. It ends with 1 when a
job takes more than its ceiling or does not come to its end. Whoever needs more says why in the commit that
raises a ceiling.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from typing import Any

from tools.browser import FLAGS, chromium
from tools.screens import demo

CEILINGS = {
    "make a product with six items, two people, one dependency and a release": 25,
    "change a status": 2,
    "reorder": 1,
    "change 20 owners": 4,
    "estimate by a key": 3,
    "move to a release by a key": 3,
    "add a part": 3,
    "duplicate": 1,
    "block by another item": 4,
    "take it back": 1,
    "import a spreadsheet with odd headers": 8,
}
SPREADSHEET = """Errand,Responsable,Zustand,Guess in days,Needed by
Print the badges,Ana Ruiz,In work,3,2027-02-01
Book the hall,Zoe New,Waiting,1.5,2027-02-15
Order the food,,Finished,2,
"""
_WAIT_MS = 30_000
_PASTE = """(field, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}"""


class Hands:
    """A page whose actions are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.done = 0

    def click(self, target: Any, **more: Any) -> None:
        self.done += 1
        target.click(**more)

    def press(self, keys: str) -> None:
        self.done += 1
        for key in keys.split(" "):
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.done += 1
        self.page.keyboard.type(text)

    def paste(self, field: Any, text: str) -> None:
        self.done += 1
        field.evaluate(_PASTE, text)

    def choose(self, label: str, option: str) -> None:
        self.done += 1
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def told(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page says so: the act has come to its end."""
        self.page.locator("#toasts").get_by_text(text).last.wait_for()

    def row(self, key: str) -> Any:
        return self.page.locator(f'[data-list] tr[data-key="{key}"]')

    def goto_row(self, key: str) -> None:
        """Have the cursor on a row, as after j and k: not counted, since the hand may be there."""
        self.row(key).locator(".row-title").focus()


Job = Callable[[Hands], None]


def make_a_product(hands: Hands) -> None:
    page = hands.page
    hands.press("g v")
    page.wait_for_url(re.compile(r"/vision/"))
    hands.click(page.get_by_role("link", name="Add a product").first)
    _in_field(page, "Name")
    hands.type("Compass")
    hands.press("Enter")
    page.wait_for_url(re.compile(r"/vision/products/\d+"))
    for name in ("Ana Ruiz", "Ben Okafor"):
        hands.press("g p")
        page.wait_for_url(re.compile(r"/team/(\?|$)"))
        hands.press("c")
        page.wait_for_url(re.compile(r"/new"))
        _in_field(page, "Name")
        hands.type(f"{name} II")
        hands.press("Enter")
        page.wait_for_url(re.compile(r"/team/people/\d+"))
    hands.press("g r")
    page.wait_for_url(re.compile(r"/roadmap/"))
    hands.click(page.get_by_role("link", name="Releases", exact=True))
    page.wait_for_url(re.compile(r"/releases"))
    hands.press("c")
    page.wait_for_url(re.compile(r"/releases/new"))
    hands.choose("Product", "Compass")
    hands.click(page.get_by_label("Name", exact=True))
    hands.type("Launch")
    hands.press("Enter")
    page.wait_for_url(re.compile(r"/releases/\d+"))
    hands.press("c")
    lines = "\n".join(f"Compass {n} {n}d" for n in range(1, 7))
    hands.paste(page.locator("[data-quick-title]"), lines)
    row = page.locator("[data-list] tr", has_text="Compass 6").first
    row.wait_for()
    hands.goto_row(row.get_attribute("data-key") or "")
    block_by(hands, "Compass 1")


def _in_field(page: Any, label: str) -> None:
    """Wait until the field has the focus, which the page gives it."""
    page.locator(":focus").and_(page.get_by_label(label, exact=True)).wait_for()


def change_a_status(hands: Hands) -> None:
    cell = hands.row(_first(hands)).locator('.editable[data-field="status"]')
    hands.click(cell.locator("a"))
    hands.click(hands.page.locator(".edit-list [role=option]:not([aria-selected=true])").first)
    hands.told(": status is ")


def reorder(hands: Hands) -> None:
    hands.goto_row(_first(hands))
    hands.press("Alt+ArrowDown")
    hands.told("another place in the order")


def change_many_owners(hands: Hands) -> None:
    hands.click(hands.page.locator("[data-tick-all]"))
    hands.press("o")
    hands.type("ana")
    hands.press("Enter")
    hands.told(" items changed.")


def estimate(hands: Hands) -> None:
    hands.goto_row(_first(hands))
    hands.press("e")
    hands.type("2 / 4 / 9")
    hands.press("Enter")
    hands.told(": estimate is 2 / 4 / 9")


def move_to_release(hands: Hands) -> None:
    hands.goto_row(_first(hands))
    hands.press("m")
    hands.press("ArrowDown")
    hands.press("Enter")
    hands.told(": release is ")


def add_a_part(hands: Hands) -> None:
    hands.goto_row(_first(hands))
    hands.press("n")
    hands.type("Write the manual")
    hands.press("Enter")
    hands.told(" added.")


def duplicate(hands: Hands) -> None:
    hands.goto_row(_keys(hands)[-1])
    hands.press("Shift+D")
    hands.told(" is a copy of ")


def block(hands: Hands) -> None:
    keys = _keys(hands)
    hands.goto_row(keys[-1])
    block_by(hands, keys[0])


def block_by(hands: Hands, text: str) -> None:
    """Say what the row under the cursor waits for."""
    hands.press("b")
    hands.page.locator(".edit-panel input[role=combobox]").wait_for()
    hands.type(text)
    hands.page.locator(".picker-list [role=option]").first.wait_for()
    hands.press("Enter")
    hands.press("Enter")
    hands.told(": blocked by is ")


def import_a_spreadsheet(hands: Hands) -> None:
    page = hands.page
    hands.press("g d")
    page.wait_for_url(re.compile(r"/connectors/(\?|$)"))
    hands.done += 1  # the choice of the file
    page.locator("input[type=file]").set_input_files(
        {"name": "event.csv", "mimeType": "text/csv", "buffer": SPREADSHEET.encode()}
    )
    hands.click(page.get_by_role("button", name="Check the file"))
    page.wait_for_url(re.compile(r"/connectors/\d+"))
    hands.choose("Meaning of Errand", "Title")
    last = page.get_by_role("button", name=re.compile("^Import"))
    while not last.count() and hands.done <= CEILINGS["import a spreadsheet with odd headers"]:
        with page.expect_navigation():
            hands.click(page.get_by_role("button", name="Next"))
    hands.click(last)
    page.get_by_role("heading", name="What arrived").wait_for()


def take_back(hands: Hands) -> None:
    hands.press("Control+z")
    hands.told(re.compile(r"as before\.|Undone\."))


def _keys(hands: Hands) -> list[str]:
    rows = hands.page.locator("[data-list] tbody tr")
    return [str(key) for key in rows.evaluate_all("rows => rows.map(row => row.dataset.key)")]


def _first(hands: Hands) -> str:
    return _keys(hands)[0]


JOBS: dict[str, Job] = {
    "change a status": change_a_status,
    "reorder": reorder,
    "estimate by a key": estimate,
    "move to a release by a key": move_to_release,
    "add a part": add_a_part,
    "duplicate": duplicate,
    "block by another item": block,
    "take it back": take_back,
    "change 20 owners": change_many_owners,
    "make a product with six items, two people, one dependency and a release": make_a_product,
    "import a spreadsheet with odd headers": import_a_spreadsheet,
}


def counted(page: Any) -> dict[str, int | str]:
    """Job -> the number of its actions, or why it did not come to its end; `page` shows Today."""
    page.set_default_timeout(_WAIT_MS)
    page.get_by_role("link", name="Roadmap").first.click()
    page.get_by_role("link", name="Items", exact=True).first.click()
    page.wait_for_url(re.compile(r"/roadmap/items"))
    found: dict[str, int | str] = {}
    for name, job in JOBS.items():
        hands = Hands(page)
        try:
            job(hands)
            found[name] = hands.done
        except Exception as error:  # a job that fails is told, and the next one is tried
            found[name] = str(error).splitlines()[0]
            page.keyboard.press("Escape")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    executable = chromium()
    if executable is None:
        raise SystemExit("actions: needs Chromium: apt-get install chromium")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(address)
        found = counted(page)
        browser.close()
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        for name, many in found.items():
            print(f"{many!s:>4} of {CEILINGS[name]:>2}  {name}")
    if any(not isinstance(many, int) or many > CEILINGS[name] for name, many in found.items()):
        sys.exit(1)


if __name__ == "__main__":
    main()
