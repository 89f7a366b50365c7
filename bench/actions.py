"""Counts what a person does for common jobs in the browser: a click, a key chord or a typed text each is
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
from typing import Any

from bench.hands import WAIT_MS, Hands, Job, counted_of
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
OF_ROOMS = {
    "give a piece of feedback its theme": 4,
    "inform a customer that a fix shipped": 4,
    "compare two plan runs": 3,
    "refuse a move of the plan": 5,
    "choose a set of risk responses": 4,
}
PLAN_MS = 240_000  # for what waits for a plan
SPREADSHEET = """Errand,Responsable,Zustand,Guess in days,Needed by
Print the badges,Ana Ruiz,In work,3,2027-02-01
Book the hall,Zoe New,Waiting,1.5,2027-02-15
Order the food,,Finished,2,
"""


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


def triage(hands: Hands) -> None:
    hands.press("g m")
    hands.page.wait_for_url(re.compile(r"/market/(\?|$)"))
    row = hands.page.locator("[data-list] tbody tr").first
    row.locator(".row-title").focus()
    hands.press("t")
    hands.page.locator(".edit-panel input[role=combobox]").wait_for()
    hands.type("e")
    hands.page.locator(".picker-list [role=option]").first.wait_for()
    hands.press("Enter")
    hands.told(re.compile(": theme is "))


def inform(hands: Hands) -> None:
    page = hands.page
    hands.press("g m")
    page.wait_for_url(re.compile(r"/market/(\?|$)"))
    hands.click(page.get_by_role("link", name="Support", exact=True))
    page.wait_for_url(re.compile(r"/market/support"))
    hands.click(page.get_by_role("link", name="Customers to inform"))
    page.wait_for_url(re.compile(r"/market/support/"))
    hands.click(page.get_by_role("button", name="Mark as informed").first)
    hands.told(re.compile("informed"))


def _to_the_newest_run(hands: Hands) -> None:
    hands.press("g t")
    link = hands.page.get_by_role("link", name=re.compile(r"^Run \d+$")).first
    link.wait_for()
    hands.click(link)
    hands.page.wait_for_url(re.compile(r"/roadmap/runs/\d+"))


def compare_runs(hands: Hands) -> None:
    _to_the_newest_run(hands)
    hands.done += 1  # the choice of the other run
    hands.page.locator("#against").select_option(index=1)
    hands.page.wait_for_url(re.compile("against="))


def refuse_a_move(hands: Hands) -> None:
    page = hands.page
    _to_the_newest_run(hands)
    here = page.url.partition("?")[0]
    hands.click(page.get_by_role("checkbox", name=re.compile("^Keep .* where it was$")).first)
    hands.click(page.get_by_role("button", name="Replan with the refused kept in place"))
    result = page.get_by_role("link", name="Open the result")
    for _ in range(PLAN_MS // 200):
        if result.count() or not (page.url.partition("?")[0] == here or "/jobs/" in page.url):
            break
        page.wait_for_timeout(200)  # a page of the job's own goes on to the result by itself
    if page.url.partition("?")[0] == here:
        hands.click(result)
    page.wait_for_url(lambda url: "/roadmap/runs/" in url and url.partition("?")[0] != here)
    page.get_by_text("Asked to stay").wait_for()


def choose_responses(hands: Hands) -> None:
    page = hands.page
    hands.press("g k")
    page.wait_for_url(re.compile(r"/risk/(\?|$)"))
    hands.click(page.get_by_role("link", name="Responses", exact=True).first)
    page.wait_for_url(re.compile(r"/risk/responses"))
    hands.click(page.get_by_role("button", name="Find the best set"))
    best = page.get_by_role("button", name="Mark this set as chosen")
    best.wait_for()
    hands.click(best)
    page.get_by_text("This set is chosen").wait_for()


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
JOBS_OF_ROOMS: dict[str, Job] = {
    "give a piece of feedback its theme": triage,
    "inform a customer that a fix shipped": inform,
    "compare two plan runs": compare_runs,
    "refuse a move of the plan": refuse_a_move,
    "choose a set of risk responses": choose_responses,
}


def counted(page: Any) -> dict[str, int | str]:
    """Job -> the number of its actions, or why it did not come to its end; `page` shows Today."""
    page.set_default_timeout(WAIT_MS)
    page.get_by_role("link", name="Roadmap").first.click()
    page.get_by_role("link", name="Items", exact=True).first.click()
    page.wait_for_url(re.compile(r"/roadmap/items"))
    return counted_of(page, JOBS)


def counted_of_rooms(page: Any) -> dict[str, int | str]:
    """The same of the jobs of other rooms and of plans, each from wherever one is."""
    page.set_default_timeout(PLAN_MS)
    return counted_of(page, JOBS_OF_ROOMS)


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
        found = counted_of_rooms(page) | counted(page)
        browser.close()
    ceilings = CEILINGS | OF_ROOMS
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        for name, many in found.items():
            print(f"{many!s:>4} of {ceilings[name]:>2}  {name}")
    if any(not isinstance(many, int) or many > ceilings[name] for name, many in found.items()):
        sys.exit(1)


if __name__ == "__main__":
    main()
