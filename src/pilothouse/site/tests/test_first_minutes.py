"""The first minutes: the demo beside an empty workspace, and a guided first look at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services
from pilothouse.kit.actor import Role
from pilothouse.roadmap import services as roadmap
from pilothouse.site import demo, tasks
from pilothouse.vision import services as vision
from tests.reading import html


@pytest.fixture
def shown(db: None, now: Any) -> str:
    """A workspace of the demo, without its half year."""
    services.found_workspace(
        now=now,
        name="Atlas and Harbor (demo)",
        slug="demo",
        email="demo@localhost",
        person="Demo",
        password=None,
        is_demo=True,
        currency="EUR",
    )
    return "demo"


def test_an_empty_workspace_offers_the_demo_an_item_and_an_import(client_for: Any) -> None:
    page = client_for("editor").get("").content.decode()

    for words in ("Look at the demo first", ">New item</a>", "Import a backlog"):
        assert words in page
    for path in ("roadmap/", "roadmap/items"):
        page = client_for("editor").get(path).content.decode()
        assert page.count("Import a backlog") >= 1
        assert ">New item</a>" in page


def test_the_demo_is_entered_with_one_click_where_it_is_loaded(
    shown: str, client_for: Any, editor: Any
) -> None:
    client = client_for("editor")
    for _ in range(2):
        answer = client.post("demo")
        assert answer.headers["Location"] == "/w/demo/?look=1"
    assert editor.user_id is not None
    actor = accounts.actor_for(user_id=editor.user_id, slug="demo", channel="web")
    assert actor.role == Role.EDITOR


def test_where_it_is_not_loaded_a_job_loads_it_and_leads_there(
    client_for: Any, editor: Any, now: Any, monkeypatch: Any
) -> None:
    answer = client_for("editor").post("demo")
    assert "/kit/jobs/" in answer.headers["Location"]

    def founded(*, now: Any) -> str:
        services.found_workspace(
            now=now, name="D", slug="demo", email="d@localhost", person="D", password=None, is_demo=True
        )
        return "demo"

    monkeypatch.setattr(demo, "load", founded)
    done = tasks.load_demo(_Steps(), actor=editor)
    assert done == {"result_url": "/w/demo/?look=1"}
    assert "demo" in [row.slug for row in accounts.workspaces_of(editor.user_id)]


class _Steps:
    def step(self, text: str, **numbers: int) -> None:
        assert text


def test_the_guided_look_is_dismissed_for_good_and_can_be_asked_for(shown: str, client_for: Any) -> None:
    client = client_for("editor")
    client.post("demo")
    member = Client()
    member.cookies = client.client.cookies
    assert "Three things to try" in member.get("/w/demo/").content.decode()
    member.post("/w/demo/look")
    assert "Three things to try" not in member.get("/w/demo/").content.decode()
    assert "Three things to try" in member.get("/w/demo/?look=1").content.decode()


def test_the_guided_look_asks_for_another_order_than_there_is(
    shown: str, client_for: Any, editor: Any, now: Any
) -> None:
    client = client_for("editor")
    client.post("demo")
    actor = accounts.actor_for(user_id=editor.user_id, slug="demo", channel="web")
    made = [
        vision.add_product(actor=actor, now=now, key=name[:3].upper(), name=name).id
        for name in ("Atlas", "Harbor")
    ]
    for order, asked in ((made, "Harbor"), (made[::-1], "Atlas")):
        roadmap.order_products(actor=actor, now=now, version=None, product_ids=order)
        page = " ".join(html(client.client.get("/w/demo/?look=1")).split())
        assert f"Put {asked} first in" in page
        assert f"what it costs {'Atlas' if asked == 'Harbor' else 'Harbor'}." in page


def test_a_workspace_of_ones_own_has_no_guided_look(client_for: Any) -> None:
    assert "Three things to try" not in client_for("editor").get("?look=1").content.decode()


def test_what_is_shown_once_can_be_copied(client_for: Any) -> None:
    client = client_for("owner")
    page = client.post("accounts/tokens", {"name": "CI", "scope": "read", "days": 30}).content.decode()
    assert 'data-copy="token-secret"' in page
    assert 'id="token-secret"' in page


def test_the_calendar_stays_in_team(client_for: Any) -> None:
    answer = client_for("editor").get("team/calendar")
    assert answer.context["active_nav"] == "team"
    assert client_for("editor").get("accounts/workspace").context["active_nav"] == "settings"
