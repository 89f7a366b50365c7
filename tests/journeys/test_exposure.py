"""A risk is entered, planned, seen in what it costs, removed, and gone from it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.risk import services as risk
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision
from tests.fixtures import People
from tests.journeys.looking import SIZES, faults
from tests.journeys.test_planning import worker

__all__ = ["worker"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RISKS = (
    ("Certification lab is booked out", 0.3, {"delay_low": 5, "delay_likely": 10, "delay_high": 20}),
    ("Broker library is abandoned", 0.15, {"delay_likely": 15, "cost_likely_cents": 800_000}),
    ("Penetration test finds a flaw", 0.4, {"delay_low": 2, "delay_likely": 5, "delay_high": 12}),
    ("Shared gateway code can be reused", 0.5, {"work": 0.7, "kind": "opportunity"}),
    ("Audit fine", 0.1, {"cost_likely_cents": 2_000_000}),
)


@pytest.fixture
def planned(people: dict[str, People]) -> People:
    """The owner of a workspace with a product, two people, six items and five risks."""
    owner = people["owner"]
    by = {"actor": owner.actor, "now": clock.now()}
    product = vision.add_product(**by, key="ATL", name="Atlas").id
    beta = roadmap.add_release(**by, product_id=product, name="Beta", target_on=date(2030, 1, 1)).id
    who = [team.add_person(**by, name=name).id for name in ("Ana Ruiz", "Ben Okafor")]
    for person in who:
        team.change_person(**by, id=person, version=None, values={"day_rate_cents": 60_000})
    keys = []
    for number, title in enumerate(("Gateway", "Replay", "Console", "Audit log", "Installer", "Pilot")):
        days = {"low": 5.0, "likely": 9.0, "high": 20.0}
        row = roadmap.add_item(**by, title=title, product_id=product, release_id=beta, **days)
        roadmap.pin_people(**by, key=row.key, version=None, people=[who[number % 2]])
        keys.append(row.key)
    for number, (event, probability, values) in enumerate(RISKS):
        given = {"event": event, "probability": probability, "owner_id": who[0], "touches": [keys[number]]}
        risk.add_risk(**by, values=given | values)
    return owner


def test_what_a_risk_costs_is_seen_after_the_plan_and_gone_without_it(
    planned: People, worker: None, open_page: Any, screenshot: Any
) -> None:
    from playwright.sync_api import expect

    page = open_page(planned, viewport=SIZES["1440"])
    page.set_default_timeout(60_000)
    page.goto("/w/acme/risk/exposure")
    expect(page.get_by_text("No plan has been measured yet")).to_be_visible()

    page.goto("/w/acme/risk/risks/new?touches=ATL")
    page.locator("[name=event]").fill("The port authority goes on strike")
    page.locator("[name=probability]").fill("80")
    page.locator("[name=delay_likely]").fill("60")
    page.locator("[name=owner_id]").select_option(index=1)
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_role("heading", name=re.compile("port authority")).first).to_be_visible()

    page.goto("/w/acme/risk/exposure")
    page.get_by_role("button", name="Replan").click()
    first = page.locator(".exposure-ranking tbody tr").first
    expect(first).to_contain_text("port authority", timeout=300_000)
    assert faults(page, screenshot, "exposure") == []
    page.goto("/w/acme/")
    expect(page.get_by_role("heading", name="Risks that cost most")).to_be_visible()

    page.goto("/w/acme/risk/exposure")
    first.get_by_role("link").click()
    page.get_by_role("button", name="Remove").first.click()
    page.locator("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Risk register")).to_be_visible()
    page.goto("/w/acme/risk/exposure")
    expect(page.get_by_text("Risks have changed since plan run")).to_be_visible()
    page.get_by_role("button", name="Replan").click()
    expect(first).not_to_contain_text("port authority", timeout=300_000)
    expect(page.locator(".exposure-ranking")).not_to_contain_text("port authority")
