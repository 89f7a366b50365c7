"""A new risk alerts in the next assessment, reaches the inbox, and what was stated of it is scored."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit import clock
from pilothouse.risk import queries
from pilothouse.risk import services as risk
from tests.fixtures import People
from tests.journeys.looking import SIZES, faults
from tests.journeys.test_exposure import planned
from tests.journeys.test_planning import worker

__all__ = ["planned", "worker"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_risk_alerts_and_what_was_stated_is_scored(
    planned: People, worker: None, open_page: Any, screenshot: Any
) -> None:
    from playwright.sync_api import expect

    page = open_page(planned, viewport=SIZES["1440"])
    page.set_default_timeout(60_000)
    page.goto("/w/acme/risk/assessments")
    expect(page.get_by_text("No assessment yet")).to_be_visible()
    page.goto("/w/acme/risk/exposure")
    page.get_by_role("button", name="Replan").click()
    expect(page.locator(".exposure-ranking tbody tr").first).to_be_visible(timeout=300_000)
    page.goto("/w/acme/risk/assessments")
    expect(page.get_by_text("This is the first assessment.")).to_be_visible()

    page.get_by_role("link", name="Cadence and alerts").click()
    page.locator("[name=new_days]").fill("4")
    page.get_by_role("button", name="Save").click()
    owner = queries.risks(actor=planned.actor)[0].owner_id
    values = {"event": "The port authority goes on strike", "probability": 0.5, "delay_likely": 12.0}
    values |= {"owner_id": owner, "touches": ["ATL"]}
    strike = risk.add_risk(actor=planned.actor, now=clock.now(), values=values)
    page.goto("/w/acme/risk/assessments")
    page.get_by_role("button", name="Assess now").click()
    expect(page.get_by_text("New risk of 6.0 days: R-6 The port authority goes on strike")).to_be_visible()
    expect(page.get_by_text("Entered by")).to_be_visible()
    assert not faults(page, screenshot, "assessments")

    _reload_until(page, "/w/acme/accounts/inbox", "1 risk alert: All products")
    settled = {"status": "occurred", "outcome": "It lasted nine days."}
    risk.change_risk(actor=planned.actor, now=clock.now(), id=strike.id, version=None, values=settled)
    page.goto("/w/acme/risk/ledger?state=resolved")
    expect(page.get_by_text("It struck")).to_be_visible()
    expect(page.get_by_text("nothing is changed before")).to_be_visible()
    assert not faults(page, screenshot, "ledger")
    page.goto("/w/acme/risk/brief")
    expect(page.get_by_text("has no response").first).to_be_visible()
    assert not faults(page, screenshot, "brief")


def _reload_until(page: Any, address: str, words: str) -> None:
    """Notifications are made every few seconds."""
    for _ in range(60):
        page.goto(address)
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(1_000)
    raise AssertionError(f"'{words}' never came to {address}")
