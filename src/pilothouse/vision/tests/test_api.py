"""The way of a blueprint over HTTP, from a document to a hand-off."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.kit.actor import Scope
from pilothouse.vision.papers import FORMATS, read_paper, write_paper
from pilothouse.vision.tests.conftest import TEXT, Shop
from tests.fixtures import People, token

pytestmark = pytest.mark.django_db


def test_a_blueprint_goes_its_way_over_http(shop: Shop, api_for: Any) -> None:
    api = api_for("editor")
    made = api.post(
        f"/products/{shop.product_id}/blueprints", {"title": "Checkout", "text": TEXT + "\nSee R9."}
    ).json()
    path = f"/blueprints/{made['id']}"
    api.post(f"{path}/traces", {"key": "R1", "to": shop.first})
    api.post(f"{path}/state", {"state": "in_review"})
    asked = api.post(
        "/uncertainties",
        {
            "scope": str(shop.scope),
            "question": "Does the bank agree?",
            "about": f"vision.blueprint:{made['id']}",
            "part": "R1",
        },
    ).json()

    refused = api.post(f"{path}/state", {"state": "finalised"})
    assert refused.status_code == 409
    assert refused.json()["detail"] == "1 blocking uncertainty: cannot be finalised"
    assert refused.json()["extra"]["reasons"] == ["Open question: Does the bank agree?"]

    question = f"/uncertainties/{asked['id']}"
    assert api.post(f"{question}/resolve", {"resolution": "Yes"}).status_code == 422
    api.post(f"{question}/evidence", {"text": "Their letter", "leans": "good"})
    assert api.post(f"{question}/resolve", {"resolution": "Yes"}).json()["state"] == "resolved"
    assert api.post(f"{path}/state", {"state": "finalised"}).json()["state"] == "finalised"

    handed = api.post(f"{path}/handoffs", {"team_ids": list(shop.teams)}).json()
    team = handed["acknowledgements"][0]["id"]
    told = api.post(f"/handoffs/{handed['id']}/acknowledgements/{team}", {"note": "Read"}).json()
    assert told["acknowledgements"][0]["note"] == "Read"
    assert told["content"]["statements"][1]["traces"] == [shop.first]

    api.post(f"{path}/state", {"state": "draft", "why": "Vouchers"})
    api.patch(path, {"text": TEXT.replace("a saved card", "a voucher")})
    (row,) = [each for each in api.get(f"{path}/statements").json() if each["traces"]]
    assert row["suspect"]
    trace = row["traces"][0]["id"]
    assert not api.post(f"{path}/traces/{trace}/confirm").json()["suspect"]


def test_a_text_is_reviewed_without_being_stored(shop: Shop, api_for: Any) -> None:
    made = shop.blueprint()
    told = api_for("viewer").post(
        f"/blueprints/{made.id}/review", {"text": "## Goals\n- G1: It must be fast.\n"}
    )

    assert told.status_code == 200
    assert "VAG001" in [row["code"] for row in told.json()["findings"]]
    assert api_for("viewer").get(f"/blueprints/{made.id}").json()["text"] == TEXT.strip()


def test_a_change_based_on_an_older_version_answers_412(shop: Shop, api_for: Any) -> None:
    made = shop.blueprint()
    api = api_for("editor")
    tag = api.get(f"/blueprints/{made.id}").headers["ETag"]
    assert api.patch(f"/blueprints/{made.id}", {"text": "One"}, If_Match=tag).status_code == 200
    stale = api.patch(f"/blueprints/{made.id}", {"text": "Two"}, If_Match=tag)

    assert stale.status_code == 412
    assert stale.json()["extra"]["stored"]["text"] == "One"


@pytest.mark.parametrize("form", FORMATS)
def test_a_blueprint_leaves_as_a_document(form: str, shop: Shop, api_for: Any) -> None:
    made = shop.blueprint()
    answer = api_for("viewer").get(f"/blueprints/{made.id}/document?format={form}")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="Checkout.{form}"'
    assert "R1: The checkout must take a saved card." in read_paper(name=f"x.{form}", data=answer.content)[1]


def test_a_document_comes_in(shop: Shop, people: dict[str, People], client: Any) -> None:
    data = write_paper(text=TEXT, title="x", form="docx")
    answer = client.post(
        f"/api/v1/products/{shop.product_id}/blueprints/import",
        {"file": SimpleUploadedFile("plan.docx", data)},
        headers={"Authorization": f"Bearer {token(people['editor'], scope=Scope.WRITE)}"},
    )

    assert answer.status_code == 201
    assert answer.json()["title"] == "Checkout"
