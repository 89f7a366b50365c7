"""Two products share a person: plan, see why, reorder, watch dates move, refuse a move."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Long work is done while the test runs, as `pilothouse serve` does it."""
    from pilothouse.site.serve import start_worker

    stop = threading.Event()
    thread = start_worker(stop)
    yield
    stop.set()
    thread.join(timeout=10)


@pytest.fixture
def shared(people: dict[str, People]) -> People:
    """Atlas and Harbor, one ten-day item each for Jia Tan, and two that Harbor's waits for nothing of."""
    from pilothouse.kit import clock
    from pilothouse.roadmap import services as roadmap
    from pilothouse.team import services as team
    from pilothouse.vision import services as vision

    owner, now = people["owner"], clock.now()
    actor = owner.actor
    jia = team.add_person(actor=actor, now=now, name="Jia Tan")
    ben = team.add_person(actor=actor, now=now, name="Ben Okafor")
    for key, name, title in (("ATL", "Atlas", "Wire protocol"), ("HAR", "Harbor", "Manifest API")):
        product = vision.add_product(actor=actor, now=now, key=key, name=name)
        for each, person in ((title, jia), (f"{name} guide", ben)):
            roadmap.add_item(
                actor=actor,
                now=now,
                product_id=product.id,
                title=each,
                low=8.0,
                likely=10.0,
                high=14.0,
                owner_id=person.id,
            )
    return owner


def _planned(page: Any, press: str | re.Pattern[str], number: int) -> None:
    """Press a button that plans, and wait until run `number` is there."""
    page.get_by_role("button", name=press).last.click()
    for _ in range(240):
        if page.request.get(f"/w/acme/roadmap/runs/{number}").ok:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"run {number} was never made")


def _starts(page: Any) -> dict[str, str]:
    """Title of each item and its start, as the list of items shows them."""
    page.goto("/w/acme/roadmap/items?sort=start")
    heads = [text.strip() for text in page.locator("thead th").all_inner_texts()]
    at = next(place for place, text in enumerate(heads) if text.startswith("Start"))
    found = {}
    for row in page.locator("tbody tr").all():
        cells = row.locator("td, th").all_inner_texts()
        title = next(text for text in cells if re.search("protocol|API|guide", text))
        found[title.strip().splitlines()[0]] = cells[at].strip()
    return found


def test_two_products_share_a_person(shared: People, worker: None, open_page: Any, screenshot: Any) -> None:
    from playwright.sync_api import expect

    page = open_page(shared, viewport=SIZES["wide"])
    page.goto("/w/acme/roadmap/products")
    page.get_by_label("Strict").check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    _planned(page, re.compile("^Plan$"), 1)
    first = _starts(page)
    assert first["Wire protocol"] != first["Manifest API"], first

    page.goto("/w/acme/roadmap/items/HAR-1/why")
    why = page.locator("body")
    expect(why).to_contain_text("Jia Tan is free after Wire protocol (Atlas)")
    expect(why).to_contain_text("Atlas is ordered above Harbor")

    page.goto("/w/acme/roadmap/products")
    page.get_by_role("button", name="Move Harbor up").click()
    expect(page.locator("tbody tr").first).to_contain_text("Harbor")
    page.goto("/w/acme/roadmap/")
    _planned(page, "Propose a new plan", 2)
    page.goto("/w/acme/roadmap/runs/2")
    expect(page.locator("#proposal")).to_contain_text("Manifest API")
    every = page.locator("#proposal tbody input[name=accept]")
    page.get_by_label("Accept", exact=True).uncheck()
    assert not any(box.is_checked() for box in every.all())
    page.get_by_label("Accept", exact=True).check()
    _planned(page, "Plan with the accepted moves", 3)
    second = _starts(page)
    assert second["Manifest API"] == first["Wire protocol"]
    assert second["Wire protocol"] == first["Manifest API"]

    page.goto("/w/acme/roadmap/runs/3")
    page.get_by_label("Keep Wire protocol where it was").check()
    _planned(page, "Replan with the refused kept in place", 4)
    page.goto("/w/acme/roadmap/runs/4")
    expect(page.locator("main")).to_contain_text("Asked to stay")
    # Harbor goes first and keeps its new date; Atlas cannot stay, and the page says which rule forbids it.
    expect(page.locator("main")).to_contain_text("could not stay")
    assert _starts(page) == second

    page.goto("/w/acme/roadmap/load?product=HAR")
    page.locator("a.load-cell").first.click()
    expect(page.locator("#load-week")).to_contain_text("Of Harbor")

    for scheme in ("light", "dark"):
        for size, viewport in SIZES.items():
            shown = open_page(shared, scheme, viewport=viewport)
            for name, path in (
                ("products", "products"),
                ("run", "runs/4"),
                ("load", "load?product=HAR"),
                ("timeline", ""),
            ):
                shown.goto(f"/w/acme/roadmap/{path}")
                shown.wait_for_timeout(400)
                screenshot(shown, f"portfolio-{name}-{size}-{scheme}", full_page=False)
                wide = shown.evaluate("document.documentElement.scrollWidth")
                assert wide <= viewport["width"], f"{path} is {wide} px wide on {size}"
