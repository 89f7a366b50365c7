"""The register over REST."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.risk.tests.conftest import Shop

pytestmark = pytest.mark.django_db


def test_a_risk_goes_its_way_over_rest(shop: Shop, api_for: Any) -> None:
    api = api_for("editor")
    body = {"event": "Vendor late", "owner_id": shop.ana, "probability": 0.3, "touches": [shop.first]}
    made = api.post("/risks", body | {"delay_likely": 5})
    row = made.json()

    assert (made.status_code, made.headers["ETag"], row["key"]) == (201, '"1"', "R-1")
    path = f"/risks/{row['id']}"
    assert api.patch(path, {"probability": 0.5}, If_Match="").status_code == 428
    changed = api.patch(path, {"probability": 0.5, "status": "occurred", "why": "Seen."}, If_Match='"1"')
    assert (changed.json()["probability"], changed.json()["status"]) == (0.5, "occurred")
    assert api.patch(path, {"probability": 0.6}, If_Match='"1"').status_code == 412
    assert [each["id"] for each in api.get(f"/risks?scope={shop.scope}&status=occurred").json()] == [
        row["id"]
    ]
    assert api.get("/risks?status=open").json() == []
    assert api_for("stranger").get("/risks").json() == []
    assert api_for("stranger").get(path).status_code == 404
    assert api.delete(path, If_Match='"2"').status_code == 204
    assert api.get(path).status_code == 404


def test_the_same_key_of_a_repeated_request_enters_one_risk(shop: Shop, api_for: Any) -> None:
    api = api_for("editor")
    body = {"event": "Vendor late", "owner_id": shop.ana}
    answers = [api.post("/risks", body, Idempotency_Key="once").json()["id"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(api.get("/risks").json()) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"probability": 1}, "What is certain is no risk"),
        ({"probability": 0}, "What cannot happen is no risk"),
        ({"probability": 1.2}, "probability"),
        ({"delay_likely": -2}, "delay_likely"),
        ({"touches": ["SHP-99"]}, "SHP-99"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(
    shop: Shop, api_for: Any, body: dict[str, Any], told: str
) -> None:
    api = api_for("editor")
    answer = api.post("/risks", {"event": "Vendor late", "owner_id": shop.ana} | body)

    assert answer.status_code in (404, 422)
    assert told in answer.content.decode()
    assert api.get("/risks").json() == []


def test_several_are_changed_and_taken_back(shop: Shop, api_for: Any) -> None:
    api = api_for("editor")
    ids = [api.post("/risks", {"event": name, "owner_id": shop.ana}).json()["id"] for name in ("One", "Two")]
    done = api.post("/risks/bulk", {"ids": ids, "category": "launch"}).json()
    assert (done["risks"], done["changed"]) == (2, 2)
    assert {row["category"] for row in api.get("/risks").json()} == {"launch"}
    assert api.post("/risks/undo", {"batch": done["batch"]}).json() == {"restored": 2, "kept": []}
    assert {row["category"] for row in api.get("/risks").json()} == {"other"}
    assert api.post("/risks/bulk", {"ids": [987654321], "category": "launch"}).status_code == 404
