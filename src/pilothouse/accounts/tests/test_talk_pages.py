"""The comments on the page of a thing, and the forms that write them."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts import queries, services
from pilothouse.kit.refs import Ref
from pilothouse.vision import services as vision

HTMX = {"HX-Request": "true"}


@pytest.fixture
def about(editor: Any, now: Any) -> Ref:
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    return Ref("vision.product", product.id)


def test_a_comment_is_written_on_the_page_of_the_thing(client_for: Any, editor: Any, about: Ref) -> None:
    client = client_for("editor")
    answer = client.post(f"/w/acme/accounts/talk/{about}/add", {"body": "Hello <b>you</b>"}, follow=True)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Hello &lt;b&gt;you&lt;/b&gt;" in html
    number = queries.comments(actor=editor, about=about).rows[0].id
    assert answer.redirect_chain[0][0] == f"/w/acme/ref/vision.product/{about.id}#comment-{number}"


def test_htmx_gets_the_comments_anew_and_an_error_at_the_field(client_for: Any, about: Ref) -> None:
    client = client_for("editor")
    done = client.post(f"/w/acme/accounts/talk/{about}/add", {"body": "Hello"}, headers=HTMX)
    wrong = client.post(f"/w/acme/accounts/talk/{about}/add", {"body": " "}, headers=HTMX)

    assert done.status_code == 200
    assert b"Hello" in done.content
    assert b"<html" not in done.content
    assert wrong.status_code == 422
    assert b'aria-invalid="true"' in wrong.content


def test_a_stale_edit_shows_both_and_keeps_what_was_typed(
    client_for: Any, editor: Any, now: Any, about: Ref
) -> None:
    row = services.add_comment(actor=editor, now=now, about=about, body="One")
    services.change_comment(actor=editor, now=now, id=row.id, version=1, body="Two")
    answer = client_for("editor").post(
        f"/w/acme/accounts/comments/{row.id}/edit", {"body": "Mine", "version": 1}, headers=HTMX
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Mine</textarea>" in html
    assert "Two" in html


def test_a_viewer_sees_comments_and_no_form(client_for: Any, editor: Any, now: Any, about: Ref) -> None:
    services.add_comment(actor=editor, now=now, about=about, body="For @Olu Owner")
    html = client_for("viewer").get(f"/w/acme/vision/products/{about.id}").content.decode()

    assert "<strong>@Olu Owner</strong>" in html
    assert 'name="body"' not in html


def test_a_removed_comment_is_brought_back_by_its_toast(
    client_for: Any, editor: Any, now: Any, about: Ref
) -> None:
    row = services.add_comment(actor=editor, now=now, about=about, body="Once")
    client = client_for("editor")
    html = client.post(
        f"/w/acme/accounts/comments/{row.id}/remove", {"version": 1}, follow=True
    ).content.decode()
    undo = html.split('action="/w/acme/accounts/comments/restore/')[1].split('"')[0]

    assert "Once" not in html
    assert b"Once" in client.post(f"/w/acme/accounts/comments/restore/{undo}", follow=True).content


def test_comments_over_rest_carry_versions(api_for: Any, about: Ref) -> None:
    api = api_for("editor")
    made = api.post("/api/v1/comments", {"subject": str(about), "body": "Hi"})
    url = f"/api/v1/comments/{made.json()['id']}"

    assert made.status_code == 201
    assert made.headers["ETag"] == '"1"'
    assert api.get(f"/api/v1/comments?subject={about}").json()["rows"] == [made.json()]
    changed = api.request("PATCH", url, {"body": "Ho"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["body"]) == (200, "Ho")
    assert api.request("DELETE", url, If_Match='"1"').status_code == 412
    assert api.request("DELETE", url, If_Match='"2"').status_code == 204
