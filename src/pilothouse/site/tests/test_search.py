"""Search across rooms, and addresses of what references point to."""

from __future__ import annotations

from typing import Any

from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.site import search
from pilothouse.site.addresses import address
from pilothouse.site.rooms import offered


def test_search_finds_members_by_a_part_of_their_name(api_for: Any) -> None:
    found = api_for("viewer").get("/search?q=edda").json()["results"]

    assert {"kind": "Members", "title": "Edda Editor", "subtitle": "editor"}.items() <= found[0].items()
    assert found[0]["url"].startswith("/w/acme/accounts/members#member-")


def test_search_finds_nothing_of_another_workspace(api_for: Any) -> None:
    assert api_for("stranger").get("/search?q=edda").json()["results"] == []


def test_every_room_gives_its_best_only(owner: Any, monkeypatch: Any) -> None:
    class Room:
        def __init__(self, kind: str) -> None:
            self.kind = kind

        def search(self, *, actor: Any, text: str, limit: int) -> list[Found]:
            return [Found(self.kind, f"{text} {number}", "", "/") for number in range(limit + 5)]

    monkeypatch.setattr(
        search, "offered", lambda name: iter([("a", Room("A")), ("b", Room("B")), ("c", object())])
    )
    found = search.find(actor=owner, text="  plan \0 ", each=3)

    assert [(row.kind, row.title) for row in found] == [
        (kind, f"plan {number}") for kind in ("A", "B") for number in range(3)
    ]


def test_blank_words_find_nothing(api_for: Any) -> None:
    assert api_for("viewer").get("/search?q=%20%00").json()["results"] == []
    assert api_for("viewer").get("/search").status_code == 422
    assert api_for("viewer").get("/search?q=" + "x" * 101).status_code == 422


def test_references_lead_to_pages_in_the_actor_s_workspace(owner: Any) -> None:
    assert address(owner, Ref("accounts.token", 3)) == "/w/acme/accounts/tokens"
    assert address(owner, Ref("accounts.member", 3)) == "/w/acme/accounts/members#member-3"
    assert address(owner, Ref("nowhere.thing", 3)) == ""


def test_rooms_are_asked_whether_their_queries_are_a_file_or_a_folder() -> None:
    asked = {room for room, module in offered("queries") if hasattr(module, "search")}

    assert {"accounts", "roadmap", "team", "vision"} <= asked
