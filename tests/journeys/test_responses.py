"""Responses to risks are weighed for a budget, chosen, taken back, and their work is added to the plan."""

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


def test_a_set_is_found_chosen_taken_back_and_its_work_planned(
    planned: People, worker: None, open_page: Any, screenshot: Any
) -> None:
    from playwright.sync_api import expect

    for row in queries.risks(actor=planned.actor)[:2]:
        values = {"title": f"Against: {row.event}", "kind": "avoid", "chance_left": 0.0, "days": 0.5}
        values |= {"cost_cents": 100_000}
        risk.add_response(actor=planned.actor, now=clock.now(), risk_id=row.id, values=values)
    page = open_page(planned, viewport=SIZES["1440"])
    page.set_default_timeout(60_000)
    page.goto("/w/acme/risk/responses")
    page.get_by_role("button", name="Replan").click()
    budget, find = page.locator("#budget"), page.get_by_role("button", name="Find the best set")
    expect(budget).to_be_visible(timeout=300_000)
    budget.fill("-1")
    find.click()
    expect(page.get_by_text("A budget is 0 or more")).to_be_visible()
    expect(budget).to_have_value("-1")
    slider = page.locator("[data-slides]")
    slider.focus()
    slider.press("End")
    expect(budget).to_have_value("2000")
    find.click()
    expect(page.get_by_role("heading", name="Best set for All products")).to_be_visible(timeout=300_000)
    assert faults(page, screenshot, "responses") == []

    choose = page.get_by_role("button", name="Mark this set as chosen")
    choose.click()
    expect(page.get_by_text("This set is chosen")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(choose).to_be_visible()
    assert {row.state for row in queries.responses(actor=planned.actor)} == {"proposed"}
    row = queries.responses(actor=planned.actor)[0]
    chosen = {"state": "chosen"}
    risk.change_response(actor=planned.actor, now=clock.now(), id=row.id, version=None, values=chosen)
    page.goto("/w/acme/risk/responses")
    page.get_by_role("button", name=f"Add {row.title} to the plan").click()
    expect(page.get_by_text("was added. Replan to give it dates.")).to_be_visible()
    assert queries.response(actor=planned.actor, id=row.id).is_in_plan
