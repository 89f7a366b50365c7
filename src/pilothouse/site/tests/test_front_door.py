"""The front door, settings, and pages of failure."""

from __future__ import annotations

from typing import Any

from django.test import Client

from pilothouse.accounts import services
from pilothouse.accounts.queries import members
from pilothouse.kit import clock
from pilothouse.kit.products import NO_CHOICE
from pilothouse.roadmap import services as roadmap
from pilothouse.site import offering
from pilothouse.vision import services as vision


def test_the_front_door_leads_a_member_to_today(client_for: Any) -> None:
    assert client_for("viewer").get("/").headers["Location"] == "/w/acme/"


def test_the_front_door_leads_nobody_to_log_in(workspace: Any) -> None:
    assert Client().get("/").headers["Location"] == "/login"


def test_who_belongs_to_no_workspace_is_told_so(people: dict[str, Any], client_for: Any, now: Any) -> None:
    owner, viewer = people["owner"].actor, client_for("viewer")
    own = next(row for row in members(actor=owner) if row.user_id == people["viewer"].user.pk)
    services.remove_member(actor=owner, now=now, member_id=own.id)
    answer = viewer.get("/")

    assert answer.status_code == 404
    assert "You belong to no workspace." in answer.content.decode()


def test_settings_list_the_pages_of_every_room(client_for: Any) -> None:
    page = client_for("viewer").get("settings").content.decode()

    for address in ("workspace", "members", "tokens", "profile"):
        assert f'href="/w/acme/accounts/{address}"' in page


def test_the_palette_offers_the_settings_everywhere(client_for: Any) -> None:
    page = client_for("viewer").get("activity").content.decode()

    assert '"url": "/w/acme/accounts/tokens"' in page


def test_the_rail_marks_where_one_is(client_for: Any) -> None:
    viewer = client_for("viewer")

    def marked(path: str) -> str:
        return viewer.get(path).context["active_nav"]

    assert marked("activity") == "activity"
    assert marked("settings") == "settings"
    assert marked("accounts/members") == "settings"


def test_no_two_links_of_the_rail_have_the_same_key() -> None:
    keys = [link.key for _, link in offering.rail() if link.key]

    assert len(keys) == len(set(keys))


def test_today_asks_every_room_for_its_cards_and_welcomes_while_nothing_is_there(
    client_for: Any, owner: Any
) -> None:
    cards = offering.cards(actor=owner, today=clock.today(), choice=NO_CHOICE)

    assert [card.template for card in cards["side"]] == ["journal/today/_changed.html"]
    assert cards["main"] == cards["actions"] == []
    assert "Where is your product going?" in client_for("viewer").get("").content.decode()


def test_the_cards_of_today_stand_in_their_order(owner: Any, now: Any, client_for: Any) -> None:
    product = vision.add_product(actor=owner, now=now, key="ATL", name="Atlas")
    roadmap.add_item(actor=owner, now=now, product_id=product.id, title="First")
    html = client_for("viewer").get("").content.decode()
    places = [html.index(f'id="{name}"') for name in ("moved", "late", "next", "drivers", "full", "changed")]

    assert places == sorted(places)
    assert "Where is your product going?" not in html
    assert "/roadmap/plan" not in html
    assert "/roadmap/plan" in client_for("editor").get("").content.decode()


def test_failures_are_pages_for_people_and_documents_for_programs(client_for: Any) -> None:
    viewer = client_for("viewer")
    page, document = viewer.get("no-such-page"), viewer.get("/api/v1/no-such-thing")

    assert page.status_code == document.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert document.headers["Content-Type"] == "application/problem+json"
    assert document.json()["code"] == "not_found"


def test_a_page_of_failure_carries_no_token_that_would_tell_pages_apart(client_for: Any) -> None:
    viewer = client_for("viewer")

    assert viewer.get("no-such-page").content == viewer.get("no-such-page").content


def test_a_failed_fragment_becomes_a_notice(client_for: Any) -> None:
    answer = client_for("viewer").get("activity?since=soon", headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "not a date" in answer.headers["HX-Trigger"]
