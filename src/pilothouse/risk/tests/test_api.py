"""Uncertainties over REST."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.risk.tests.conftest import Shop

pytestmark = pytest.mark.django_db


def test_a_question_goes_its_way_over_rest(shop: Shop, api_for: Any) -> None:
    api = api_for("editor")
    about = shop.blueprint()
    asked = {"scope": str(shop.scope), "question": "Does it scale?", "about": about.ref, "part": "R1"}
    made = api.post("/uncertainties", asked | {"items": [shop.first], "chance": 0.3})
    row = made.json()

    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert row["scope"] == {
        "ref": str(shop.scope), "key": "SHP", "title": "Shop", "open": True, "within": "",
        "gone": False, "shipped": False,
    }  # fmt: skip
    assert (row["about"]["ref"], row["part"]["key"]) == (about.ref, "R1")
    assert [each["key"] for each in row["subjects"]] == [shop.first]
    assert row["worth"] is None
    path = f"/uncertainties/{row['id']}"
    changed = api.patch(path, {"chance": None, "question": None, "about": ""}, If_Match='"1"').json()
    assert (changed["chance"], changed["question"]) == (None, "Does it scale?")
    assert (changed["about"], changed["part"]) == (None, None)
    assert api.patch(path, {"question": "Other?"}, If_Match='"1"').status_code == 412
    assert api.post(f"{path}/resolve", {"resolution": "Yes"}).status_code == 422
    evidence = api.post(f"{path}/evidence", {"text": "Load test", "leans": "good"})
    assert (evidence.status_code, evidence.json()["evidence"][0]["text"]) == (201, "Load test")
    assert api.post(f"{path}/resolve", {"resolution": "Yes"}).json()["state"] == "resolved"
    assert api.post(f"{path}/reopen", {"why": "More load"}).json()["state"] == "open"
    assert api.post(f"{path}/accept", {"why": "Small"}).json()["state"] == "accepted"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_lists_are_narrowed_by_what_a_question_is_about_and_by_state(shop: Shop, api_for: Any) -> None:
    about, other = shop.blueprint(), shop.blueprint(title="Other")
    shop.ask("Mine?", about=about.ref)
    shop.ask("Everybody's?")
    shop.ask("Theirs?", about=other.ref)
    api = api_for("viewer")

    def questions(query: str) -> list[str]:
        return sorted(row["question"] for row in api.get(f"/uncertainties?{query}").json())

    assert questions("") == ["Everybody's?", "Mine?", "Theirs?"]
    assert questions(f"scope={shop.scope}&about={about.ref}") == ["Everybody's?", "Mine?"]
    assert questions(f"scope={shop.scope}&state=resolved") == []
    assert api.get("/uncertainties?scope=vision.product:987654321").status_code == 404
    assert api.get("/uncertainties?scope=nonsense").status_code == 422
    assert api_for("stranger").get(f"/uncertainties?scope={shop.scope}").status_code == 404
    assert api_for("stranger").get("/uncertainties").json() == []
