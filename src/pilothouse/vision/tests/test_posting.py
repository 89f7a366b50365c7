"""What the buttons of the pages of blueprints, design reviews and hand-offs do."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.vision import queries, services
from pilothouse.vision.tests.conftest import TEXT, Shop

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_blueprint_is_saved_restored_and_removed(shop: Shop, client_for: Any) -> None:
    made, client = shop.blueprint(), client_for("editor")
    path = f"vision/blueprints/{made.id}"
    client.post(path, {"version": 1, "title": "Pay", "text": TEXT + "More.", "why": "Because"})
    assert queries.revision(actor=shop.actor, id=made.id, number=2).why == "Because"
    assert "+" in text(client.get(f"{path}/history?revision=2"))
    client.post(f"{path}/restore", {"version": 2, "number": "1"})
    found = queries.blueprint(actor=shop.actor, id=made.id)
    assert (found.title, found.text, found.number) == ("Checkout", TEXT.strip(), 3)
    assert client.post(f"{path}/restore", {"version": 3, "number": "x"}).status_code == 422

    client.post(f"{path}/keys", {"version": 3})
    assert client.get(f"{path}/download?format=md").content.decode().startswith("# Checkout")
    client.post(f"{path}/remove", {"version": queries.blueprint(actor=shop.actor, id=made.id).version})
    assert queries.blueprints(actor=shop.actor) == ()


def test_a_text_that_is_too_long_is_not_checked(shop: Shop, client_for: Any) -> None:
    made = shop.blueprint()
    text = {"text": "x" * (services.MOST_TEXT + 1)}
    answer = client_for("editor").post(
        f"/api/v1/blueprints/{made.id}/review", text, content_type="application/json"
    )

    assert answer.status_code == 422


def test_traces_are_added_confirmed_and_taken_away(shop: Shop, client_for: Any) -> None:
    made, client = shop.blueprint(), client_for("editor")
    path = f"vision/blueprints/{made.id}/traces"
    client.post(f"{path}/add", {"key": "R1", "to": shop.first})
    refused = client.post(f"{path}/add", {"key": "R1", "to": "SHP-99"})
    assert refused.status_code == 422
    assert 'value="SHP-99"' in text(refused)
    assert 'id="refused-to" role="alert">' in text(refused)
    shop.save(made.id, TEXT.replace("a saved card", "two saved cards"))
    (trace,) = queries.statement(actor=shop.actor, id=made.id, key="R1").traces
    assert trace.suspect
    version = queries.blueprint(actor=shop.actor, id=made.id).version
    client.post(f"{path}/{trace.id}/confirm", {"version": version})
    assert not queries.statement(actor=shop.actor, id=made.id, key="R1").suspect
    client.post(f"{path}/{trace.id}/remove")
    assert queries.statement(actor=shop.actor, id=made.id, key="R1").traces == ()


def test_a_design_review_is_opened_answered_closed_and_removed(shop: Shop, client_for: Any) -> None:
    made, client = shop.blueprint(), client_for("editor")
    path = f"vision/blueprints/{made.id}/reviews"
    assert client.post(path, {"title": ""}).status_code == 422
    client.post(path, {"title": "Security", "questions": "Threats: Who attacks?\nWhat is kept?"})
    (held,) = queries.design_reviews(actor=shop.actor, blueprint_id=made.id)
    assert [(check.part, check.question) for check in held.checks] == [
        ("Threats", "Who attacks?"), ("", "What is kept?"),
    ]  # fmt: skip

    client.post(f"vision/reviews/{held.id}/ask", {"part": "Threats", "question": "Since when?"})
    client.post(f"vision/checks/{held.checks[0].id}", {"answer": "finding", "note": "Anybody", "version": 1})
    for check in queries.design_review(actor=shop.actor, id=held.id).checks[1:]:
        client.post(f"vision/checks/{check.id}", {"answer": "passed", "version": 1})
    client.post(f"vision/reviews/{held.id}/close", {"version": 1})
    found = queries.design_review(actor=shop.actor, id=held.id)
    assert (found.unanswered, found.blocking, found.closed_by) == (0, 1, shop.actor.name)

    client.post(path, {"title": "By mistake"})
    mistake = queries.design_reviews(actor=shop.actor, blueprint_id=made.id)
    (opened,) = [row for row in mistake if row.closed_at is None]
    client.post(f"vision/reviews/{opened.id}/remove", {"version": 1})
    assert len(queries.design_reviews(actor=shop.actor, blueprint_id=made.id)) == 1


def test_a_blueprint_is_handed_over_and_acknowledged(shop: Shop, client_for: Any) -> None:
    made, client = shop.blueprint(), client_for("editor")
    path = f"vision/blueprints/{made.id}"
    shop.to(made.id, "in_review", "finalised")
    client.post(f"{path}/hand-over", {"teams": [str(one) for one in shop.teams], "note": "Read"})
    again = client.post(f"{path}/hand-over", {"teams": [str(shop.teams[0])]}, follow=True)
    assert "Nothing changed since hand-off 1." in text(again)
    (row,) = queries.handoffs(actor=shop.actor, blueprint_id=made.id)
    first = row.acknowledgements[0]
    client.post(f"vision/handoffs/{row.id}/acknowledge/{first.id}", {"note": "R1 is unclear."})

    told = queries.handoff(actor=shop.actor, id=row.id)
    assert (told.waiting, told.acknowledgements[0].note) == (1, "R1 is unclear.")
    data = client.get(f"vision/handoffs/{row.id}?format=json")
    assert data.headers["Content-Disposition"] == 'attachment; filename="Checkout-1.json"'
    assert data.json() == told.content


def test_a_second_hand_off_is_shown_beside_the_first(shop: Shop, client_for: Any) -> None:
    made = shop.blueprint()
    for words in ("a saved card", "a voucher"):
        if words == "a voucher":
            shop.to(made.id, "draft", why="A voucher as well.")
            shop.save(made.id, TEXT.replace("a saved card", words))
        shop.to(made.id, "in_review", "finalised")
        row = services.hand_over(actor=shop.actor, now=shop.now, blueprint_id=made.id, team_ids=shop.teams)
    html = text(client_for("viewer").get(f"vision/handoffs/{row.id}"))

    assert row.number == 2
    assert "The checkout must take a voucher. Serves G1." in html


def test_an_item_is_made_from_a_requirement_trace_included(shop: Shop, client_for: Any) -> None:
    from pilothouse.roadmap import queries as roadmap

    made, client = shop.blueprint(), client_for("editor")
    row = queries.statement(actor=shop.actor, id=made.id, key="R1")
    path = f"roadmap/items/new?blueprint={made.id}&requirement=R1"
    assert path.replace("&", "&amp;") in text(client.get(f"vision/blueprints/{made.id}/trace"))
    assert row.text in text(client.get(path))

    sent = {"title": row.text, "product": made.product_id, "level": "feature", "kind": "build"}
    assert client.post(path, sent | {"status": "backlog"}).status_code == 302
    (trace,) = queries.statement(actor=shop.actor, id=made.id, key="R1").traces
    assert roadmap.item(actor=shop.actor, key=trace.subject.key).title == row.text


@pytest.mark.parametrize(("written", "is_able"), [(TEXT, True), ("Nothing is asked for here.", False)])
def test_a_button_that_cannot_act_is_disabled_with_its_reason(
    shop: Shop, client_for: Any, written: str, is_able: bool
) -> None:
    made, client = shop.blueprint(text=written), client_for("editor")
    shop.to(made.id, "in_review")
    page = " ".join(text(client.get(f"vision/blueprints/{made.id}")).split())
    gate = services.review(actor=shop.actor, id=made.id).gate

    assert gate.may_finalise is is_able
    assert ('disabled aria-describedby="gate"' in page) is not is_able
