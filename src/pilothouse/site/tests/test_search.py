"""Search across rooms, and addresses of what references point to."""

from __future__ import annotations

from typing import Any

from pilothouse.kit.offering import Noun
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.roadmap import services as roadmap
from pilothouse.site import offering, search
from pilothouse.site.addresses import address
from pilothouse.vision import services as vision


def test_search_finds_members_by_a_part_of_their_name(api_for: Any) -> None:
    found = api_for("viewer").get("/search?q=edda").json()["results"]

    assert {"kind": "Members", "title": "Edda Editor", "subtitle": "editor"}.items() <= found[0].items()
    assert found[0]["url"].startswith("/w/acme/accounts/members#member-")


def test_search_finds_nothing_of_another_workspace(api_for: Any) -> None:
    assert api_for("stranger").get("/search?q=edda").json()["results"] == []


def test_every_noun_gives_its_best_only(owner: Any, monkeypatch: Any) -> None:
    def find(*, actor: Any, text: str, limit: int) -> list[Found]:
        return [Found(f"{text} {number}", "", Ref("team.person", number)) for number in range(limit + 5)]

    nouns = {
        "a.one": Noun("a.one", "team:person", title="A", find=find),
        "b.none": Noun("b.none", "team:person"),
        "b.two": Noun("b.two", "team:person", title="B", find=find),
    }
    monkeypatch.setattr(offering, "nouns", lambda: nouns)
    found = search.find(actor=owner, text="  plan \0 ", each=3)

    assert [(row.kind, row.title) for row in found] == [
        (kind, f"plan {number}") for kind in ("A", "B") for number in range(3)
    ]


def test_a_picker_asks_for_kinds_and_gets_references_to_send(api_for: Any) -> None:
    api = api_for("viewer")
    found = api.get("/search?q=e&kind=accounts.member").json()["results"]

    assert {row["kind"] for row in found} == {"Members"}
    assert all(row["ref"].startswith("accounts.member:") for row in found)
    assert api.get("/search?q=edda&kind=team.person&kind=roadmap.item").json()["results"] == []


def test_a_kind_that_cannot_be_found_is_refused_with_those_that_can(api_for: Any) -> None:
    refused = api_for("viewer").get("/search?q=e&kind=accounts.token")

    assert refused.status_code == 422
    assert refused.json()["where"] == "kind"
    assert "accounts.member" in refused.json()["cure"]


def test_blank_words_find_nothing(api_for: Any) -> None:
    assert api_for("viewer").get("/search?q=%20%00").json()["results"] == []
    assert api_for("viewer").get("/search").status_code == 422
    assert api_for("viewer").get("/search?q=" + "x" * 101).status_code == 422


def test_references_lead_to_pages_in_the_actor_s_workspace(owner: Any) -> None:
    assert address(owner, Ref("accounts.token", 3)) == "/w/acme/accounts/tokens"
    assert address(owner, Ref("accounts.member", 3)) == "/w/acme/accounts/members#member-3"
    assert address(owner, Ref("nowhere.thing", 3)) == ""


def test_a_page_addressed_by_key_needs_the_key_or_looks_it_up(owner: Any, client_for: Any, now: Any) -> None:
    product = vision.add_product(actor=owner, now=now, key="ATL", name="Atlas")
    item = roadmap.add_item(actor=owner, now=now, product_id=product.id, title="First")
    ref = Ref("roadmap.item", item.id)

    assert address(owner, ref, item.key) == f"/w/acme/roadmap/items/{item.key}"
    assert address(owner, ref) == f"/w/acme/ref/roadmap.item/{item.id}"
    answer = client_for("viewer").get(address(owner, ref))
    assert answer.headers["Location"] == f"/w/acme/roadmap/items/{item.key}"


def test_a_reference_to_what_is_gone_or_unknown_is_not_found(client_for: Any) -> None:
    for path in ("roadmap.item/987654", "nowhere.thing/3"):
        assert client_for("viewer").get(f"/w/acme/ref/{path}").status_code == 404


def test_every_noun_has_a_page(owner: Any) -> None:
    for kind in offering.nouns():
        assert address(owner, Ref(kind, 3), "3").startswith("/w/acme/"), kind


def test_every_noun_that_is_found_has_a_heading() -> None:
    assert {noun.title for noun in offering.nouns().values() if noun.find} >= {"Items", "Members", "People"}
    assert all(bool(noun.title) == bool(noun.find) for noun in offering.nouns().values())
