"""A support problem comes in, is answered, becomes an item, ships, and the customer is informed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.market import services as market
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from tests.fixtures import People
from tests.journeys.looking import SIZES, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Export stops at 10,000 rows"


def test_a_support_problem_ships_and_the_customer_is_informed(
    people: dict[str, People], open_page: Any, screenshot: Any
) -> None:
    from playwright.sync_api import expect

    owner = people["owner"]
    by = {"actor": owner.actor, "now": clock.now()}
    vision.add_product(**by, key="ATL", name="Atlas")
    company = market.add_company(**by, name="Nordhavn Lines").id
    market.add_contact(**by, name="Ida Holm", company_id=company, email="ida@nordhavn.example")
    page = open_page(owner, viewport=SIZES["1440"])
    page.goto("/w/acme/market/support")
    add = page.get_by_role("textbox", name="What goes wrong")
    add.fill(TITLE)
    add.press("Enter")
    page.get_by_role("link", name=TITLE).click()

    page.get_by_role("button", name="Answered now").click()
    expect(page.get_by_role("button", name="Not answered yet")).to_be_visible()
    page.locator(".facts [data-field=contact]").click()
    page.keyboard.type("Ida")
    page.get_by_role("option", name=re.compile("Ida Holm")).click()
    expect(page.get_by_role("button", name=re.compile("^Company of .*Nordhavn Lines"))).to_be_visible()
    assert faults(page, screenshot, "support-problem") == []

    page.get_by_role("button", name="Make an item").click()
    expect(page.get_by_role("link", name=re.compile(f"ATL-1 {TITLE}"))).to_be_visible()
    page.goto("/w/acme/market/support/tell")
    expect(page.get_by_role("button", name="Mark as informed")).to_have_count(0)
    roadmap.change_item(**by, key="ATL-1", version=None, values={"status": "done"})

    page.goto("/w/acme/market/support")
    page.get_by_role("link", name="Customers to inform").first.click()
    page.get_by_text("Draft", exact=True).click()
    draft = page.get_by_role("textbox", name="Draft for Ida Holm")
    expect(draft).to_have_value(re.compile(f"^Hello Ida Holm,\n.*{TITLE}", re.DOTALL))
    assert faults(page, screenshot, "customers-to-inform") == []
    page.get_by_role("button", name="Mark as informed").click()
    expect(page.get_by_role("button", name="Mark as informed")).to_have_count(0)

    page.goto("/w/acme/market/support?state=open")
    assert faults(page, screenshot, "support-queue") == []
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text(re.compile("^Informed "))).to_be_visible()
