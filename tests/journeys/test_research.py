"""A study is planned, run and understood: what it shows becomes an insight, which its item shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.market import queries
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from tests.fixtures import People
from tests.test_access import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}


@pytest.fixture
def owner(people: dict[str, People]) -> Any:
    """An item of Atlas; the owner's actor."""
    actor = people["owner"].actor
    by: Any = {"actor": actor, "now": clock.now()}
    product = vision.add_product(**by, key="ATL", name="Atlas").id
    roadmap.add_item(**by, product_id=product, title="Untick hosts")
    return actor


def test_from_a_study_to_an_insight_to_its_item(owner: Any, page: Any, screenshot: Any) -> None:
    from playwright.sync_api import expect

    page.set_default_timeout(90_000)
    page.goto("/w/acme/market/research/new")
    page.get_by_label("Study", exact=True).fill("Can they read a diff?")
    page.get_by_label("Kind").select_option("usability")
    page.get_by_label("People wanted").fill("12")
    page.get_by_role("button", name="Add the study").click()
    expect(page.get_by_text("97 %")).to_be_visible()
    page.get_by_role("textbox", name="Task").fill("Take out a host")
    page.get_by_role("form", name="Add a task").get_by_role("button", name="Add").click()
    expect(page.get_by_text("Take out a host").first).to_be_visible()  # the page has come anew
    page.get_by_text("Add a participant").click()
    page.get_by_label("Segment").fill("Enterprise")
    page.locator("form[action$='/participants']").get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Participant 1").click()
    page.get_by_label("Take out a host: outcome").select_option("helped")
    page.get_by_label("Take out a host: seconds").fill("190")
    page.get_by_role("button", name="Record the results").click()
    expect(page.get_by_text("Too few to say").first).to_be_visible()
    expect(page.get_by_text("n = 1").first).to_be_visible()

    page.get_by_text("Add a session").click()
    page.locator("form[action$='/sessions']").get_by_label("Notes").fill("Looks long. Where do I untick it?")
    page.get_by_role("button", name="Add the session").click()
    page.get_by_label("Words of the notes").fill("Where do I untick it?")
    page.get_by_label("Tags").fill("take out")
    page.get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator("mark")).to_have_text("Where do I untick it?")
    page.locator("summary", has_text="Evidence of an insight").click()
    page.get_by_label("Or a new insight").fill("They cannot take a host out")
    page.get_by_role("button", name="Add as evidence").click()
    expect(page.get_by_role("heading", name="They cannot take a host out")).to_be_visible()
    expect(page.get_by_text("One voice").first).to_be_visible()

    about = page.get_by_role("combobox", name="Item, requirement or theme")
    about.fill("Untick")
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_role("link", name="ATL-1 Untick hosts").click()
    expect(page.get_by_role("link", name="They cannot take a host out")).to_be_visible()
    insight = queries.insights(actor=owner).rows[0]
    assert (insight.strength, insight.study_title) == ("anecdote", "Can they read a diff?")
    pages = {
        "study": f"research/{insight.study_id}",
        "studies": "research",
        "insight": f"insights/{insight.id}",
        "insights": "insights",
    }
    assert not [fault for name, path in pages.items() for fault in _looked_at(page, screenshot, name, path)]


def test_a_survey_is_answered_without_a_log_in(
    owner: Any, page: Any, open_page: Any, screenshot: Any
) -> None:
    from playwright.sync_api import expect

    page.set_default_timeout(90_000)
    page.goto("/w/acme/market/research/new")
    page.get_by_label("Study", exact=True).fill("What matters?")
    page.get_by_label("Kind").select_option("survey")
    page.get_by_role("button", name="Add the study").click()
    for text, kind, options in (("Which colour?", "single", "Red\nGreen"), ("Why?", "text", "")):
        form = page.locator("form[action$='/questions']")
        page.locator("details", has=form).evaluate("node => { node.open = true; }")
        form.get_by_label("Question").fill(text)
        form.get_by_label("Kind").select_option(kind)
        form.get_by_label("Options").fill(options)
        form.get_by_role("button", name="Add the question").click()
        expect(page.get_by_role("heading", name=text)).to_be_visible()
    page.get_by_text("Make a link").click()
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Address of Any number of answers").input_value()

    nobody = open_page(None)
    nobody.goto(address)
    assert not list(_looked_at(nobody, screenshot, "survey", address))
    nobody.get_by_label("Green").check()
    nobody.get_by_label("Why?").fill("It calms.")
    nobody.get_by_role("button", name="Send the answers").click()
    expect(nobody.get_by_text("Thank you.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("It calms.")).to_be_visible()
    page.get_by_role("button", name="Bring the answers to Why? into the inbox").click()
    expect(page.get_by_text("In the inbox now: 1")).to_be_visible()
    assert [row.channel for row in queries.feedback_page(actor=owner).rows] == ["survey"]
    assert not list(_looked_at(page, screenshot, "survey-study", page.url))


def _looked_at(page: Any, screenshot: Any, name: str, path: str) -> Iterator[str]:
    """What axe finds, and where the page is wider than its window, in each size and in light and dark."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto(path if "://" in path else f"/w/acme/market/{path}")
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            screenshot(page, f"{name}-{size}-{scheme}")
            found = Axe().run(page, options=RULES).response["violations"]
            yield from (f"{name} {size} {scheme}: {row['id']} {row['nodes'][0]['target']}" for row in found)
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            yield f"{name} is wider than {size}"
    page.set_viewport_size(SIZES["1440"])
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
