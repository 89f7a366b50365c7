"""The inbox: triage by hand and by many, and one piece."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pilothouse.market import queries, services
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def pieces(editor: Any, now: Any) -> list[Any]:
    return [
        services.add_feedback(actor=editor, now=now, text=said)
        for said in ("The replay is slow", "Dark <b>mode</b>", "Fine")
    ]


def test_the_inbox_shows_what_is_new_and_the_rail_counts_it(
    client_for: Any, editor: Any, now: Any, pieces: list[Any]
) -> None:
    services.change_feedback(
        actor=editor, now=now, id=pieces[2].id, version=None, values={"state": "dismissed"}
    )
    html = text(client_for("viewer").get("market/"))
    every = text(client_for("viewer").get("market/?state=any"))

    assert "The replay is slow" in html
    assert "Dark &lt;b&gt;mode&lt;/b&gt;" in html
    assert ">Fine<" not in html
    assert ">Fine<" in every
    assert client_for("viewer").get("market/?format=ids").json() == [pieces[1].id, pieces[0].id]


def test_settling_a_piece_goes_on_to_the_next(client_for: Any, editor: Any, pieces: list[Any]) -> None:
    client = client_for("editor")
    first = pieces[2]
    answer = client.post(
        f"market/feedback/{first.id}/state", {"version": first.version, "state": "dismissed"}
    )

    assert answer.url.endswith(f"/market/feedback/{pieces[1].id}")
    assert queries.feedback(actor=editor, id=first.id).state == "dismissed"
    stale = client.post(f"market/feedback/{first.id}/state", {"version": 1, "state": "new"})
    assert stale.status_code == 412


def test_a_line_adds_a_piece_and_its_toast_removes_it(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    answer = client.post("market/feedback/add", {"title": "Too slow"}, HTTP_HX_REQUEST="true")
    told = json.loads(answer.headers["HX-Trigger"])["added"]

    assert queries.waiting(actor=editor) == 1
    client.post(told["undo"].removeprefix("/w/acme/"))
    assert queries.waiting(actor=editor) == 0


def test_many_are_settled_at_once_and_undone(
    client_for: Any, editor: Any, now: Any, pieces: list[Any]
) -> None:
    done = services.change_many(
        actor=editor,
        now=now,
        kind="market.feedback",
        ids=[row.id for row in pieces],
        values={"state": "dismissed"},
    )
    assert queries.waiting(actor=editor) == 0
    client_for("editor").post(f"market/acts/{done.batch}/undo")
    assert queries.waiting(actor=editor) == 3


def test_a_refused_link_says_why_at_its_field_and_keeps_what_was_typed(
    client_for: Any, pieces: list[Any]
) -> None:
    answer = client_for("editor").post(
        f"market/feedback/{pieces[0].id}/links",
        {"target": "no such thing", "importance": "2", "passage": "replay"},
    )

    assert answer.status_code == 422
    assert "was chosen" in text(answer)
    assert "replay</textarea>" in text(answer)


def test_rest_links_feedback_and_tells_who_is_behind(
    api_for: Any, editor: Any, now: Any, pieces: list[Any]
) -> None:
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    item = roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay")
    api, about = api_for("editor"), f"roadmap.item:{item.id}"
    made = api.post(f"/feedback/{pieces[0].id}/links", {"target": about, "passage": "replay"})
    found = api.get(f"/customers-behind?about={about}").json()

    assert (made.status_code, made.json()["links"][0]["passage"]) == (201, "replay")
    assert [row["feedback"]["text"] for row in found["heard"]] == ["The replay is slow"]
