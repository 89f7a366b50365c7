"""The best set of responses, as people see and choose it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.risk import queries, services
from pilothouse.risk.contracts import AdviceAsked, AdvisedResponse, ResponseAdvice, RiskResponse, SkillDays
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_exposure_page import stored
from pilothouse.risk.tests.test_pages import text
from pilothouse.risk.tests.test_responses import change, late, respond

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 22)


def words(answer: Any) -> str:
    return " ".join(text(answer).split())


def weighed(
    row: RiskResponse, *, chosen: bool = True, reason: str = "", gain: float = 3.25
) -> AdvisedResponse:
    return AdvisedResponse(
        response_id=row.id,
        title=row.title,
        kind=row.kind,
        risk_id=row.risk_id,
        risk_key=row.risk_key,
        risk_event=row.risk_event,
        cost_cents=row.cost_cents,
        days=row.days,
        skill_name=row.skill_name,
        chosen=chosen,
        gain=gain,
        error=0.1,
        reason=reason,
        based_on=row.version,
    )


def answered(shop: Shop, *rows: AdvisedResponse, **values: Any) -> ResponseAdvice:
    chosen = [row for row in rows if row.chosen]
    given: dict[str, Any] = {
        "id": 0, "run": 7, "as_of": DAY, "computed_at": shop.now, "asked_by": "Edda",
        "asked": AdviceAsked(budget_cents=600_000), "name": "All products",
        "cost_cents": sum(row.cost_cents for row in chosen), "days": sum(row.days for row in chosen),
        "gain": 3.25 if chosen else 0.0, "error": 0.1, "p85": DAY, "p85_after": date(2026, 6, 17),
        "chance": None, "chance_after": None, "tried": 4, "exact": True, "draws": 10_000, "seed": 7,
        "responses": rows,
        "digest": queries.advice_digest(
            queries.open_risks(actor=shop.actor), queries.responses(actor=shop.actor)
        ),
    }  # fmt: skip
    return services.record_advice(actor=shop.actor, advice=ResponseAdvice(**(given | values)))


def test_the_page_says_what_is_chosen_what_it_gains_and_why_the_rest_is_left_out(
    shop: Shop, client_for: Any
) -> None:
    risk = late(shop)
    one, other = respond(shop, risk.id), respond(shop, risk.id, title="Own build", cost_cents=900_000)
    answered(
        shop,
        weighed(one),
        weighed(other, chosen=False, reason="Costs more than the budget leaves.", gain=1.0),
        asked=AdviceAsked(budget_cents=600_000, days=(SkillDays(None, 5.0),)),
    )
    html = words(client_for("viewer").get("risk/responses"))
    assert "22 Jun → 17 Jun" in html
    assert '3.3 <span class="text-muted">± 0.2</span> days' in html
    assert "5,000 EUR" in html
    assert "of 6,000 EUR" in html
    assert "Costs more than the budget leaves." in html
    assert "5 days of anyone" in html
    assert "All 4 sets that fit were judged" in html
    assert "Mark this set as chosen" not in html
    assert "have changed" not in html
    change(shop, other, days=9.0)
    assert "have changed" in words(client_for("viewer").get("risk/responses"))


def test_chance_is_told_in_points_and_nothing_may_be_best(shop: Shop, client_for: Any) -> None:
    one = respond(shop, late(shop).id)
    asked = AdviceAsked("chance", "roadmap.release:3")
    answered(shop, weighed(one, gain=0.12), asked=asked, gain=0.12, error=0.01, chance=0.6, chance_after=0.72)
    html = words(client_for("editor").get("risk/responses"))
    assert "60 % → 72 %" in html
    assert '12 <span class="text-muted">± 2</span> %' in html
    answered(shop, weighed(one, chosen=False, reason="Gains nothing."), p85_after=DAY)
    html = words(client_for("editor").get("risk/responses"))
    assert "To do nothing is best for All products" in html
    assert "Mark this set" not in html


def test_a_click_chooses_the_set_and_the_toast_takes_it_back(shop: Shop, client_for: Any) -> None:
    one = respond(shop, late(shop).id)
    found, client = answered(shop, weighed(one)), client_for("editor")
    assert "Mark this set as chosen" in words(client.get("risk/responses"))
    url = f"risk/responses/best/{found.id}/choose"
    client.post(url)
    page = words(client.get("risk/responses"))
    assert "1 response marked as chosen" in page
    assert "This set is chosen" in page
    assert queries.response(actor=shop.actor, id=one.id).state == "chosen"
    undo = page.split("/risk/responses/acts/")[1].split("/undo")[0]
    client.post(f"risk/responses/acts/{undo}/undo")
    assert queries.response(actor=shop.actor, id=one.id).state == "proposed"
    assert client_for("viewer").post(url).status_code == 403

    answer = client.post(url)
    assert "was changed since this set was found" in words(answer)
    assert queries.response(actor=shop.actor, id=one.id).state == "proposed"


def test_the_form_offers_dates_chances_and_skills_and_says_what_is_missing(
    shop: Shop, client_for: Any
) -> None:
    risk, client = late(shop), client_for("editor")
    assert "No responses yet" in words(client.get("risk/responses"))
    one = respond(shop, risk.id)
    assert "No plan has been measured yet" in words(client.get("risk/responses"))
    stored(shop)
    html = words(client.get("risk/responses"))
    assert 'value="p85|roadmap.release:5"' in html
    assert 'value="chance|roadmap.release:5"' in html
    assert 'value="chance|"' not in html
    assert 'name="days_0"' in html
    assert 'max="5000.00"' in html
    change(shop, one, state="rejected")
    assert "No response is proposed" in words(client.get("risk/responses"))


def test_it_is_read_chosen_and_taken_back_over_rest(shop: Shop, api_for: Any) -> None:
    api, risk = api_for("editor"), late(shop)
    assert api.get("/risks/responses/best").json() is None
    one = respond(shop, risk.id)
    found = answered(shop, weighed(one))
    path = f"/risks/responses/best/{found.id}"
    assert api.get("/risks/responses/best").json() == api.get(path).json()
    assert [row["title"] for row in api.get(path).json()["responses"]] == ["Second vendor"]
    assert api_for("stranger").get(path).status_code == 404
    done = api.post(f"{path}/choose", {}).json()
    assert done["chosen"] == 1
    assert api.post("/risks/responses/undo", {"batch": done["batch"]}).json()["restored"] == 1
    assert api.post(f"{path}/choose", {}).status_code == 409
    assert api.post("/risks/responses/undo", {"batch": "nothing"}).status_code == 404
