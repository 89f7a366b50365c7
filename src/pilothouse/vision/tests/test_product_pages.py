"""Products in the browser and over REST."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.vision import queries, services
from tests.reading import html


@pytest.fixture
def atlas(editor: Any, now: Any) -> Any:
    return services.add_product(
        actor=editor,
        now=now,
        key="ATL",
        name="Atlas",
        statement="For teams.",
        description="**Bold** <script>alert(1)</script>",
    )


def _text(answer: Any) -> str:
    return html(answer)


def test_an_empty_workspace_is_told_what_a_product_is(client_for: Any) -> None:
    for name, button in (("editor", True), ("viewer", False)):
        text = _text(client_for(name).get("vision/"))
        assert "No product yet" in text
        assert (">Add a product</a>" in text) is button


def test_a_product_is_added_through_the_form(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    assert "Add the product" in _text(client.get("vision/products/new"))
    refused = client.post("vision/products/new", {"name": "Atlas", "key": "!"})
    assert refused.status_code == 422
    assert "is not a key" in _text(refused)
    answer = client.post("vision/products/new", {"name": "Atlas", "key": "atl", "statement": "For teams."})

    (made,) = queries.products(actor=editor)
    assert answer.headers["Location"].endswith(f"/vision/products/{made.id}")
    assert (made.key, made.statement) == ("ATL", "For teams.")
    again = client.post("vision/products/new", {"name": "Atlas", "key": "ATL"})
    assert again.status_code == 422
    assert "already a product ATL" in _text(again)


def test_the_page_of_a_product_shows_it_without_scripts(client_for: Any, atlas: Any) -> None:
    text = _text(client_for("viewer").get(f"vision/products/{atlas.id}"))

    assert "For teams." in text
    assert "<strong>Bold</strong>" in text
    assert "<script>alert" not in text
    assert f"vision/products/{atlas.id}/edit" not in text


def test_a_stale_form_shows_both_versions(client_for: Any, editor: Any, now: Any, atlas: Any) -> None:
    services.change_product(actor=editor, now=now, id=atlas.id, version=1, values={"name": "Atlas 3"})
    client, path = client_for("editor"), f"vision/products/{atlas.id}/edit"
    answer = client.post(path, {"version": 1, "name": "Mine", "statement": "For teams."})

    assert answer.status_code == 412
    assert re.search(r"Keep mine.*?Mine.*?Take theirs.*?Atlas 3", _text(answer), re.DOTALL)
    assert client.post(path, {"version": 2, "name": "Mine"}).status_code == 302
    assert queries.product(actor=editor, id=atlas.id).name == "Mine"


def test_a_product_is_removed_unless_it_is_used(client_for: Any, editor: Any, now: Any, atlas: Any) -> None:
    from pilothouse.roadmap import services as roadmap

    item = roadmap.add_item(actor=editor, now=now, product_id=atlas.id, title="Replay")
    client, path = client_for("editor"), f"vision/products/{atlas.id}/remove"
    answer = client.client.post(client.url(path), {"version": 1}, follow=True)
    assert "still used, in 1 place" in _text(answer)
    roadmap.remove_item(actor=editor, now=now, key=item.key, version=None)
    client.post(path, {"version": 1})

    assert queries.products(actor=editor) == ()


def test_a_viewer_and_a_stranger_keep_out(client_for: Any, atlas: Any) -> None:
    for path in (
        "vision/products/new",
        f"vision/products/{atlas.id}/edit",
        f"vision/products/{atlas.id}/remove",
    ):
        assert client_for("viewer").post(path, {}).status_code == 403
    assert client_for("stranger").get(f"vision/products/{atlas.id}").status_code == 404
    assert client_for("stranger").get("/w/acme/vision/").status_code == 404


@pytest.mark.parametrize("path", ["/w/acme/vision/", "/api/v1/products"])
def test_a_list_of_fifty_asks_as_often_as_one_of_five(
    client_for: Any, editor: Any, now: Any, path: str
) -> None:
    client = client_for("viewer")

    def asked(many: int) -> int:
        for at in range(many):
            services.add_product(actor=editor, now=now, key=f"P{many}X{at}", name=f"Product {at}")
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    assert asked(5) == asked(45)


def test_products_are_served_over_rest(api_for: Any, atlas: Any) -> None:
    api, path = api_for("editor"), f"/products/{atlas.id}"
    changed = api.patch(path, {"name": "Atlas 3", "statement": None}, If_Match='"1"')

    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert changed.json()["statement"] == "For teams."
    assert api.patch(path, {"name": "Late"}, If_Match='"1"').status_code == 412
    assert api.get("/products").json() == [api.get(path).json()]
    assert api.post("/products", {"key": "ATL", "name": "Twice"}).status_code == 409
    assert api.post("/products", {"key": "atl", "name": "Low"}).status_code == 422
    assert api_for("viewer").patch(path, {"name": "x"}).status_code == 403
    assert api_for("stranger").get(path).status_code == 404
    assert api.delete(path, If_Match='"1"').status_code == 412
    assert api.delete(path, If_Match='"2"').status_code == 204
    assert api.get("/products").json() == []
