"""What can be done about risks: entered beside a risk, and what it leaves once it is chosen."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.risk import queries, services
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_pages import text
from pilothouse.risk.tests.test_register import enter

pytestmark = pytest.mark.django_db


def late(shop: Shop, **values: Any) -> Any:
    given = {"probability": 0.4, "delay_low": 5.0, "delay_likely": 10.0, "delay_high": 20.0}
    return enter(shop, "Vendor late", touches=[shop.first], **(given | values))


def respond(shop: Shop, risk_id: int, **values: Any) -> Any:
    given = {
        "title": "Second vendor",
        "chance_left": 0.5,
        "impact_left": 0.2,
        "cost_cents": 500_000,
        "days": 3.0,
    }
    return services.add_response(
        actor=shop.actor, now=shop.now, risk_id=risk_id, values=given | {"before": [shop.first]} | values
    )


def change(shop: Shop, row: Any, **values: Any) -> Any:
    return services.change_response(
        actor=shop.actor, now=shop.now, id=row.id, version=row.version, values=values
    )


def test_what_is_chosen_is_what_plans_meet_and_what_is_proposed_is_not(shop: Shop) -> None:
    risk = late(shop, cost_likely_cents=1_000)
    before = queries.open_risks(actor=shop.actor)
    row = respond(shop, risk.id)

    assert (row.probability, row.delay) == (0.2, 2.0)
    assert queries.open_risks(actor=shop.actor) == before
    row = change(shop, row, state="chosen")
    (found,) = queries.open_risks(actor=shop.actor)
    assert (found.probability, found.delay, found.cost) == (0.2, (1.0, 2.0, 4.0), (200, 200, 200))
    assert queries.digest((found,)) != queries.digest(before)
    second = respond(shop, risk.id, title="Own build", chance_left=0.5, impact_left=1.0, state="done")
    assert queries.open_risks(actor=shop.actor)[0].probability == pytest.approx(0.1)
    change(shop, second, kind="avoid", chance_left=0.0)
    assert queries.open_risks(actor=shop.actor) == ()


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"title": " "}, "title"),
        ({"chance_left": 1.2}, "chance_left"),
        ({"impact_left": -0.1}, "impact_left"),
        ({"cost_cents": -1}, "cost_cents"),
        ({"days": -2.0}, "days"),
        ({"kind": "ignore"}, "kind"),
        ({"kind": "accept"}, "chance_left"),
        ({"kind": "accept", "chance_left": 1.0, "impact_left": 1.0}, "cost_cents"),
        ({"before": ["SHP"]}, "before"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(shop: Shop, values: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        respond(shop, late(shop).id, **values)
    assert refused.value.where == where
    assert queries.responses(actor=shop.actor) == ()


def test_an_opportunity_is_only_accepted(shop: Shop) -> None:
    risk = enter(shop, "Grant", kind="opportunity", probability=0.3, work=0.8, touches=[shop.first])
    with pytest.raises(Invalid, match="opportunity"):
        respond(shop, risk.id)
    respond(shop, risk.id, kind="accept", chance_left=1.0, impact_left=1.0, cost_cents=0, days=0.0)


def test_a_response_goes_with_its_risk_and_comes_back_after_it(shop: Shop) -> None:
    risk = late(shop)
    row = respond(shop, risk.id)
    entry = services.remove_response(actor=shop.actor, now=shop.now, id=row.id, version=row.version)
    with pytest.raises(NotFound):
        queries.response(actor=shop.actor, id=row.id)
    services.restore(actor=shop.actor, now=shop.now, entry_id=entry)
    assert queries.response(actor=shop.actor, id=row.id).title == "Second vendor"

    entry = services.remove_risk(actor=shop.actor, now=shop.now, id=risk.id, version=None)
    with pytest.raises(Conflict, match="risk"):
        services.restore(actor=shop.actor, now=shop.now, entry_id=entry - 1)
    services.restore(actor=shop.actor, now=shop.now, entry_id=entry)
    services.restore(actor=shop.actor, now=shop.now, entry_id=entry - 1)
    assert queries.responses(actor=shop.actor, risk_id=risk.id)[0].impact_left == 0.2


def test_it_is_entered_and_changed_on_the_page_of_its_risk(shop: Shop, client_for: Any) -> None:
    risk = late(shop)
    client = client_for("editor")
    assert "None yet" in text(client.get(f"risk/risks/{risk.id}"))
    sent = {
        "title": "Second vendor", "kind": "reduce", "state": "proposed", "chance_left": "50",
        "impact_left": "20", "cost_money": "5000", "days": "3", "before": shop.first,
    }  # fmt: skip
    url = f"risk/risks/{risk.id}/responses/new"
    refused = text(client.post(url, sent | {"chance_left": "120"}))
    assert "Second vendor" in refused
    assert queries.responses(actor=shop.actor) == ()
    client.post(url, sent)
    (row,) = queries.responses(actor=shop.actor)
    assert (row.chance_left, row.impact_left, row.cost_cents, row.days) == (0.5, 0.2, 500_000, 3.0)

    html = " ".join(text(client.get(f"risk/risks/{risk.id}")).split())
    assert "20 %, 2 days" in html
    assert "5,000 EUR" in html
    client.post(f"risk/responses/{row.id}/edit", sent | {"kind": "avoid", "version": row.version})
    assert queries.response(actor=shop.actor, id=row.id).kind == "avoid"
    assert client.get(f"risk/responses/{row.id}").url.endswith(f"/risk/risks/{risk.id}#responses")
    assert "Add a response" not in text(client_for("viewer").get(f"risk/risks/{risk.id}"))
    assert client_for("viewer").post(url, sent).status_code == 403


def test_it_goes_its_way_over_rest(shop: Shop, api_for: Any) -> None:
    risk, api = late(shop), api_for("editor")
    made = api.post(f"/risks/{risk.id}/responses", {"title": "Second vendor", "chance_left": 0.5})
    path = f"/risks/responses/{made.json()['id']}"

    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert api.patch(path, {"state": "chosen", "why": "Cheap."}, If_Match='"1"').json()["state"] == "chosen"
    assert api.patch(path, {"days": 2}, If_Match='"1"').status_code == 412
    assert [row["title"] for row in api.get(f"/risks/responses?risk_id={risk.id}").json()] == [
        "Second vendor"
    ]
    assert api_for("stranger").get("/risks/responses").json() == []
    assert api_for("stranger").get(path).status_code == 404
    assert api.delete(path, If_Match='"2"').status_code == 204
    assert api.get("/risks/responses").json() == []
