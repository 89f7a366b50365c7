"""With the demo product: look, ask why, change, replan, bring a backlog in, take it back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import filled
from tests.browsing import ARTIFACTS
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAMPLE = Path(__file__).parents[2] / "src/pilothouse/connectors/jira/samples/sample.csv"


@pytest.fixture
def demo(transactional_db: None) -> People:
    """The owner of the freshly loaded demo, without its history, which takes longer and is not looked at."""
    from pilothouse.accounts import models, queries
    from pilothouse.kit import clock
    from pilothouse.site import demo as content

    now = clock.now()
    slug = filled.once(f"demo-of-{now.date()}", lambda: content.load(now=now, past=False))
    user = models.User.objects.get(memberships__workspace__slug=slug)
    return People(user, queries.actor_for(user_id=user.pk, slug=slug, channel="web"))


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Long work is done while the test runs, as `pilothouse serve` does it."""
    from pilothouse.site.serve import start_worker

    stop = threading.Event()
    thread = start_worker(stop)
    yield
    stop.set()
    thread.join(timeout=10)


def test_the_timeline_shows_the_plan_and_answers_why(demo: People, open_page: Any) -> None:
    from playwright.sync_api import expect

    page = open_page(demo, viewport={"width": 1440, "height": 900})
    page.goto("/w/demo/roadmap/?product=ATL&zoom=quarter")
    row = page.get_by_role("row", name=re.compile("Wire protocol v3"))
    expect(row).to_be_visible()
    row.click()
    expect(page.locator("#why")).to_contain_text("Done by")
    expect(page.locator("#why")).to_contain_text(re.compile(r"starts when .+ (ends|is free after .+)"))
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=str(ARTIFACTS / "timeline.png"))
    assert (ARTIFACTS / "timeline.png").stat().st_size > 30_000


def test_a_raised_estimate_moves_dates_in_the_next_run(demo: People, worker: None, open_page: Any) -> None:
    from playwright.sync_api import expect

    page = open_page(demo)
    page.goto("/w/demo/roadmap/items")
    page.get_by_role("link", name="Back-pressure and replay").first.click()
    page.get_by_role("link", name="Credit-based flow control").first.click()
    page.get_by_role("link", name="Edit all fields").click()
    page.get_by_label("High estimate, person-days").fill("60")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("stale").first).to_be_visible()

    page.goto("/w/demo/roadmap/")
    page.get_by_role("button", name="Replan with minimal changes").click()
    expect(page.get_by_text("has changed since")).not_to_be_visible(timeout=60_000)
    page.get_by_role("link", name=re.compile("What moved since run")).click()
    expect(page).to_have_url(re.compile(r"/runs/\d+$"))
    moved = page.get_by_role("table").last
    expect(moved).to_contain_text("Credit-based flow control")
    expect(moved).to_contain_text("later")


def test_a_backlog_is_checked_imported_planned_and_undone(demo: People, worker: None, open_page: Any) -> None:
    from playwright.sync_api import expect

    page = open_page(demo)
    page.goto("/w/demo/connectors/")
    page.get_by_label("A table (CSV, XLSX)").set_input_files(str(SAMPLE))
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("What each column means")).to_be_visible()
    number = page.url.rpartition("/")[2]
    page.get_by_label("Its name").fill("Portal")
    for step in ("What the words of the file mean", "Who the people of the file are", "What will happen"):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text(step)).to_be_visible()
    page.get_by_role("button", name="Import 18 items").click()
    page.get_by_role("button", name="Plan now").click(timeout=60_000)
    expect(page).to_have_url(re.compile(r"/runs/3$"), timeout=60_000)
    expect(page.get_by_text("Items planned")).to_be_visible()

    page.goto("/w/demo/roadmap/items?text=company+account")
    expect(page.get_by_role("link", name="Log in with a company account")).to_be_visible()

    page.goto(f"/w/demo/connectors/{number}")
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("This import was undone.")).to_be_visible()
    page.goto("/w/demo/roadmap/items?text=company+account")
    expect(page.get_by_text("No item fits these filters")).to_be_visible()
