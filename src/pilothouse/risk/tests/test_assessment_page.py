"""Assessments as people see them, and whom their alerts reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services as talk
from pilothouse.risk import history_charts, queries, services
from pilothouse.risk.tasks import assess_everywhere
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_assessing import LARGER, WEEK, late, measured, rule
from pilothouse.risk.tests.test_exposure_page import SURE, stored
from pilothouse.risk.tests.test_pages import text
from pilothouse.risk.tests.test_register import change
from pilothouse.team import services as team

pytestmark = pytest.mark.django_db


def assessed(shop: Shop) -> None:
    """Two assessments: the vendor became worse, and its review is overdue."""
    row = late(shop, review_on=shop.now.date() - timedelta(days=2))
    measured(shop, (row, SURE), run=7)
    services.assess_run(actor=shop.actor, now=shop.now, run=7)
    change(shop, row, probability=0.6)
    measured(shop, (row, LARGER), run=8)
    services.assess_run(actor=shop.actor, now=shop.now + WEEK, run=8)


def test_the_page_shows_alerts_changes_risks_and_history(shop: Shop, client_for: Any) -> None:
    client = client_for("viewer")
    assert "No assessment yet" in text(client.get("risk/assessments"))
    assessed(shop)
    html = text(client.get("risk/assessments?product=SHP"))
    words = " ".join(html.split())

    assert "Risks cost the 85 % date 9.0 days, 6.0 more than in the assessment before." in words
    assert "Probability 30 % → 60 % by Edda Editor." in words
    assert "is overdue since" in words
    assert html.count('class="exposure-plot"') == 1
    assert "Vendor late" in words
    assert "Assess now" not in words
    first = queries.assessments(actor=shop.actor).rows[-1].id
    earlier = text(client.get(f"risk/assessments/{first}"))
    assert "This is the first assessment." in " ".join(earlier.split())
    assert client.get("risk/assessments/99999").status_code == 404


def test_an_editor_assesses_now_and_sets_cadence_and_alerts(shop: Shop, client_for: Any) -> None:
    editor = client_for("editor")
    refused = editor.post("risk/assessments/take", {"ref": ""}, follow=True)
    assert "No plan has been measured yet" in text(refused)
    stored(shop)
    assert "All products: assessed." in text(editor.post("risk/assessments/take", {"ref": ""}, follow=True))
    wrong = editor.post("risk/assessments/rule", {"version": 1, "weeks": 1, "chance_below": 120})
    assert wrong.status_code == 422
    assert 'value="120"' in text(wrong)
    sent = {"version": 1, "weeks": 2, "chance_below": 40, "reserve_money": "900"}
    assert "were changed" in text(editor.post("risk/assessments/rule", sent, follow=True))
    found = queries.assessment_rule(actor=shop.actor)
    assert (found.weeks, found.chance_below, found.grown_days, found.reserve_cents, found.overdue) == (
        2, 0.4, None, 90_000, False,
    )  # fmt: skip
    assert "Reserve" not in text(editor.get("risk/assessments/rule?product=SHP"))
    assert client_for("viewer").get("risk/assessments/rule").status_code == 403


def test_new_alerts_reach_owners_of_the_workspace_and_of_the_risk_and_who_watches(
    shop: Shop, owner: Any, viewer: Any
) -> None:
    team.join_person(actor=viewer, now=shop.now, person_id=shop.ana)
    assessed(shop)
    while talk.notify(actor=owner, now=shop.now + WEEK):
        pass

    for reader in (owner, viewer):
        lines = [row for row in accounts.inbox(actor=reader).rows if row.reason == "alert"]
        assert {row.title for row in lines} == {"1 risk alert: All products", "1 risk alert: Shop"}
        assert "is overdue since" in " ".join(row.text for row in lines)
    grown = [row for row in accounts.inbox(actor=owner).rows if "9.0 days" in row.text]
    assert len(grown) == 2
    editor_lines = accounts.inbox(actor=shop.actor).rows
    assert [row for row in editor_lines if row.reason == "alert"] == []
    talk.watch(actor=shop.actor, now=shop.now, about=shop.scope, on=True)
    rule(shop, str(shop.scope), chance_below=None, grown_days=1.0)
    measured(shop, run=9)
    services.assess(actor=shop.actor, now=shop.now + WEEK, ref=str(shop.scope))
    other = late(shop, "Strike", probability=0.9, delay_likely=20.0)
    assert other.expected_days == 18.0
    services.assess(actor=shop.actor, now=shop.now + WEEK, ref=str(shop.scope))
    while talk.notify(actor=owner, now=shop.now + WEEK):
        pass
    (line,) = (row for row in accounts.inbox(actor=shop.actor).rows if row.reason == "alert")
    assert line.text == "New risk of 18.0 days: R-2 Strike"


def test_it_is_taken_and_read_over_rest(shop: Shop, api_for: Any) -> None:
    api = api_for("editor")
    assert api.post("/risks/assessments", {"scope": ""}).status_code == 409
    stored(shop)
    made = api.post("/risks/assessments", {"scope": str(shop.scope)})
    assert (made.status_code, made.json()["brief"]["name"]) == (200, "Shop")
    listed = api.get(f"/risks/assessments?scope={shop.scope}").json()
    assert [row["id"] for row in listed["rows"]] == [made.json()["brief"]["id"]]
    assert api.get(f"/risks/assessments/{listed['rows'][0]['id']}").json() == made.json()
    kept = api.get("/risks/assessments/rule")
    assert (kept.headers["ETag"], kept.json()["weeks"]) == ('"1"', 1)
    changed = api.patch("/risks/assessments/rule", {"grown_days": None}, **{"If-Match": kept.headers["ETag"]})
    assert changed.json()["grown_days"] is None
    assert api.post("/risks/assessments", {"scope": "roadmap.item:1"}).status_code == 422


def test_the_look_starts_a_job_only_where_something_is_due(shop: Shop) -> None:
    from pilothouse.kit import jobs

    assess_everywhere()
    assert [row.name for row in jobs.recent(actor=shop.actor, limit=5)] == []
    stored(shop)
    assess_everywhere()
    assert [row.name for row in jobs.recent(actor=shop.actor, limit=5)] == ["risk.assess"]
    jobs.run_waiting()
    assert queries.assessments(actor=shop.actor, ref=None).total == 2


def test_a_plot_of_one_moment_is_none_and_of_several_stays_in_its_frame(shop: Shop) -> None:
    assessed(shop)
    rows = queries.assessments(actor=shop.actor).rows
    plot = history_charts.days_plot(rows)
    assert plot is not None
    assert plot.line == "76.0,161.3 468.0,12.0"
    assert history_charts.days_plot(rows[:1]) is None
    assert history_charts.chance_plot(rows) is None
