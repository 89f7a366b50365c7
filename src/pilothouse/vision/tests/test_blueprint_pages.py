"""Pages of blueprints: what is shown to whom, and what happens when two write at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.roadmap import queries as roadmap_queries
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import queries, services
from pilothouse.vision.pages.editor import base_of
from pilothouse.vision.tests.conftest import TEXT, Shop

pytestmark = pytest.mark.django_db


def test_a_viewer_reads_and_finds_no_button(shop: Shop, client_for: Any) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    asked = shop.ask(about=made.ref)
    held = services.open_design_review(actor=shop.actor, now=shop.now, blueprint_id=made.id, title="Security")
    paths = [
        f"vision/blueprints/{made.id}{end}" for end in ("", "/trace", "/reviews", "/handoffs", "/history")
    ]
    paths += [f"risk/uncertainties/{asked.id}", f"vision/reviews/{held.id}"]
    paths += [f"vision/products/{shop.product_id}{end}" for end in ("", "/strategy")]
    paths += [f"risk/of/{shop.scope}/uncertainties"]
    for path in paths:
        html = client_for("viewer").get(path).content.decode()
        body = html.split('<div class="page-body">')[1]
        forms = [part.split(">")[0] for part in body.split("<form")[1:]]
        assert [form for form in forms if 'method="post"' in form and "blueprint-form" not in form] == [], (
            path
        )


def test_a_trace_leads_to_the_item_and_nowhere_once_that_is_gone(shop: Shop, client_for: Any) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    shop.trace(made.id, "R1", "G1")
    link = f'href="/w/acme/roadmap/items/{shop.first}"'

    def page() -> str:
        return client_for("viewer").get(f"vision/blueprints/{made.id}/trace").content.decode()

    assert link in page()
    item = roadmap_queries.item(actor=shop.actor, key=shop.first)
    roadmap.remove_item(actor=shop.actor, now=shop.now, key=item.key, version=item.version)
    assert link not in page()
    assert "Removed since" in page()


def test_a_text_that_somebody_changed_meanwhile_is_kept_and_shown_beside_the_stored_one(
    shop: Shop, client_for: Any
) -> None:
    made = shop.blueprint()
    shop.save(made.id, TEXT + "- R3: Theirs must stay.\n")
    data = {"version": "1", "title": "Checkout", "text": TEXT + "- R3: Mine must stay.\n"}
    answer = client_for("editor").post(f"vision/blueprints/{made.id}", data)
    html = answer.content.decode()

    assert answer.status_code == 412
    assert "- R3: Mine must stay." in html.split("<textarea")[1].split("</textarea>")[0]
    assert "was not saved" in html
    assert 'data-sign="-"' in html
    assert "Theirs" in queries.blueprint(actor=shop.actor, id=made.id).text


def test_of_a_blueprint_changed_by_two_each_field_is_resolved_by_itself(shop: Shop, client_for: Any) -> None:
    made, client = shop.blueprint(), client_for("editor")
    url = f"vision/blueprints/{made.id}"
    filled = {"base_title": base_of(made.title), "base_text": base_of(made.text), "version": "1"}
    shop.save(made.id, TEXT + "- R3: Theirs must stay.\n")
    answer = client.post(url, filled | {"title": "Till", "text": made.text})
    rows = {row.name: (row.both, row.chosen) for row in answer.context["partings"]}
    assert rows == {"title": (True, "mine"), "text": (False, "theirs")}

    chosen = {"resolve-title": "mine", "resolve-text": "theirs"}
    version = str(queries.blueprint(actor=shop.actor, id=made.id).version)
    done = client.post(url, chosen | {"title": "Till", "text": made.text, "version": version})
    found = queries.blueprint(actor=shop.actor, id=made.id)
    assert done.status_code == 302
    assert (found.title, "Theirs must stay" in found.text) == ("Till", True)


def test_findings_come_as_one_types_and_nothing_is_stored(shop: Shop, client_for: Any) -> None:
    made, client = shop.blueprint(), client_for("editor")
    page = client.get(f"vision/blueprints/{made.id}").content.decode()
    given = json.loads(page.split('<script id="blueprint-config" type="application/json">')[1].split("</")[0])
    text = {"text": TEXT + "- R3: It must be fast.\n"}
    answer = client.post(given["review_url"], text, content_type="application/json").json()

    assert client.get(f"{given['rules_url']}/VAG001").status_code == 200
    assert [row["key"] for row in given["review"]["statements"]] == ["G1", "R1", "R2"]
    assert "VAG001" in [row["code"] for row in answer["findings"]]
    assert [row["key"] for row in answer["statements"]] == ["G1", "R1", "R2", "R3"]
    assert answer["gate"]["may_finalise"] is True
    assert queries.blueprint(actor=shop.actor, id=made.id).number == 1


def test_a_blueprint_begins_with_a_document_a_text_or_an_outline(shop: Shop, client_for: Any) -> None:
    path = f"vision/products/{shop.product_id}/blueprints/new"
    client = client_for("editor")
    client.post(path, {"file": SimpleUploadedFile("plan.md", TEXT.encode())})
    client.post(path, {"text": "# Typed\n\nWords"})
    client.post(path, {"title": "Outlined"})
    refused = client.post(path, {"file": SimpleUploadedFile("plan.pdf", b"%PDF")})

    rows = queries.blueprints(actor=shop.actor, product_id=shop.product_id)
    found = {row.title: queries.blueprint(actor=shop.actor, id=row.id).text for row in rows}
    assert set(found) == {"Checkout", "Typed", "Outlined"}
    assert "## Non-goals" in found["Outlined"]
    assert refused.status_code == 422
    assert "no kind that can be read" in refused.content.decode()


def test_the_outline_has_no_error_of_its_own(shop: Shop, client_for: Any) -> None:
    from pilothouse.vision import planning

    client_for("editor").post(f"vision/products/{shop.product_id}/blueprints/new", {"title": "Outlined"})
    (made,) = queries.blueprints(actor=shop.actor, product_id=shop.product_id)

    assert planning.reviewed(actor=shop.actor, id=made.id).count("error") == 0


def test_refusals_are_told_and_lead_back(shop: Shop, client_for: Any) -> None:
    made = shop.blueprint()
    shop.ask("Does the bank agree?")
    client = client_for("editor")
    client.post(f"vision/blueprints/{made.id}/state", {"state": "in_review", "version": "1"})
    answer = client.post(f"vision/blueprints/{made.id}/state", {"state": "finalised"}, follow=True)

    assert "1 blocking uncertainty: cannot be finalised" in answer.content.decode()
    assert queries.blueprint(actor=shop.actor, id=made.id).state == "in_review"
