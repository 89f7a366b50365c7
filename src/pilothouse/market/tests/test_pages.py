"""Pages of companies and contacts: what is shown, and what each line, button and form does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pilothouse.market import queries, services

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_line_adds_a_company_and_its_toast_removes_it(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    answer = client.post("market/companies/add", {"title": "Northwind"}, HTTP_HX_REQUEST="true")
    told = json.loads(answer.headers["HX-Trigger"])["added"]
    refused = client.post("market/companies/add", {"title": "northwind"}, HTTP_HX_REQUEST="true")

    assert (told["key"], refused.status_code) == ("Northwind", 409)
    assert "already" in text(refused)
    client.post(told["undo"].removeprefix("/w/acme/"))
    assert queries.companies(actor=editor).total == 0


def test_a_refused_form_says_why_at_its_field_and_keeps_what_was_typed(client_for: Any) -> None:
    client = client_for("editor")
    answer = client.post("market/companies/new", {"name": "Northwind", "revenue": "lots", "segment": "Mid"})

    assert answer.status_code == 422
    assert "is not an amount" in text(answer)
    assert 'value="Mid"' in text(answer)


def test_a_list_narrows_by_what_its_filters_say(client_for: Any, editor: Any, now: Any) -> None:
    for name, segment in (("Northwind", "Enterprise"), ("Contoso", "Small")):
        services.add_company(actor=editor, now=now, name=name, segment=segment)
    html = text(client_for("viewer").get("market/companies?segment=Small"))
    ids = client_for("viewer").get("market/companies?segment=Small&format=ids").json()

    assert "Contoso" in html
    assert ">Northwind<" not in html
    assert len(ids) == 1


def test_an_owner_erases_a_contact_from_its_page_and_an_editor_is_not_offered_it(
    client_for: Any, editor: Any, now: Any
) -> None:
    row = services.add_contact(actor=editor, now=now, name="Ana Ruiz")
    path = f"market/contacts/{row.id}"

    assert "erase" not in text(client_for("editor").get(path))
    assert client_for("editor").post(f"{path}/erase", {"version": row.version}).status_code == 403
    client_for("owner").post(f"{path}/erase", {"version": row.version})
    html = text(client_for("owner").get(path))
    assert "Ana Ruiz" not in html.replace("was erased", "")
    assert "Erased contact" in html


def test_rest_answers_with_versions_and_refuses_a_change_without_one(api_for: Any) -> None:
    api = api_for("editor")
    made = api.post("/companies", {"name": "Northwind", "revenue_cents": 100, "currency": "JPY"})
    path = f"/companies/{made.json()['id']}"

    assert (made.status_code, made.headers["ETag"], made.json()["revenue_cents"]) == (201, '"1"', 100)
    assert api.patch(path, {"plan": "Gold"}, If_Match="").status_code == 428
    assert api.patch(path, {"plan": "Gold"}, If_Match='"9"').status_code == 412
    changed = api.patch(path, {"plan": "Gold"}, If_Match='"1"')
    assert (changed.json()["plan"], changed.headers["ETag"]) == ("Gold", '"2"')
