"""Saved views: kept for oneself or shared, opened by their number, changed by who made them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pilothouse.accounts import queries, services
from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Scope
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale

PAGE = "roadmap.items"


@pytest.fixture
def save(editor: Any, now: Any) -> Any:
    def act(name: str = "Open", query: str = "status=open", actor: Any = None, **values: Any) -> Any:
        whole = {"page": PAGE, "name": name, "query": query} | values
        return services.save_view(actor=actor or editor, now=now, **whole)

    return act


def names(actor: Any) -> list[str]:
    return [view.name for view in queries.saved_views(actor=actor, page=PAGE)]


def test_a_view_is_ones_own_until_it_is_shared(save: Any, editor: Any, viewer: Any, now: Any) -> None:
    view = save()
    assert (names(editor), names(viewer)) == (["Open"], [])
    with pytest.raises(NotFound):
        queries.saved_view(actor=viewer, view_id=view.id)
    services.change_view(actor=editor, now=now, view_id=view.id, version=view.version, shared=True)
    seen = queries.saved_views(actor=viewer, page=PAGE)[0]
    assert (seen.owner_name, seen.is_mine, seen.may_change) == ("Edda Editor", False, False)


def test_only_what_others_see_is_told_in_the_record(save: Any, editor: Any, now: Any) -> None:
    save("Mine")
    view = save("Ours", shared=True)
    services.remove_view(actor=editor, now=now, view_id=view.id, version=None)
    entries = [entry for entry in journal.every(actor=editor) if entry.subject.kind == "accounts.view"]
    assert sorted((entry.verb, entry.title) for entry in entries) == [
        ("view.removed", "Ours"),
        ("view.saved", "Ours"),
    ]


def test_a_shared_view_is_changed_by_who_made_it_and_by_owners(
    save: Any, owner: Any, viewer: Any, now: Any
) -> None:
    view = save(shared=True)
    with pytest.raises(Forbidden, match="Edda Editor"):
        services.change_view(actor=viewer, now=now, view_id=view.id, version=None, name="Taken over")
    changed = services.change_view(
        actor=owner, now=now, view_id=view.id, version=view.version, name="All open"
    )
    assert changed.name == "All open"
    with pytest.raises(Stale):
        services.remove_view(actor=owner, now=now, view_id=view.id, version=view.version)


def test_a_viewer_opens_views_and_keeps_none(save: Any, viewer: Any, editor: Any) -> None:
    with pytest.raises(Forbidden):
        save(actor=viewer)
    with pytest.raises(Forbidden):
        save(actor=replace(editor, scope=Scope.READ))


def test_the_program_keeps_views_for_the_first_owner(save: Any, owner: Any) -> None:
    assert save(actor=replace(owner, user_id=None), shared=True).owner_name == "Olu Owner"


def test_a_name_is_taken_only_among_ones_own(save: Any, owner: Any, editor: Any, now: Any) -> None:
    save(shared=True)
    assert save(actor=owner).name == "Open"
    with pytest.raises(Conflict):
        save()
    other = save("Other")
    with pytest.raises(Conflict):
        services.change_view(actor=editor, now=now, view_id=other.id, version=None, name="Open")


def test_a_look_has_neither_product_nor_page_in_it(save: Any) -> None:
    view = save(query="?product=ATL&page=3&view=7&status=open&where.title=a%26b&format=csv")
    assert view.query == "status=open&where.title=a%26b"
    with pytest.raises(Invalid):
        save("Long", query="text=" + "x" * 9_000)


def test_a_page_opens_with_the_view_that_someone_chose(save: Any, editor: Any, viewer: Any) -> None:
    view = save(shared=True)
    services.choose_view(actor=viewer, page=PAGE, view_id=view.id)
    opened = queries.view_to_open(actor=viewer, page=PAGE, view_id=None)
    assert opened is not None
    assert (opened.id, opened.is_usual) == (view.id, True)
    assert queries.view_to_open(actor=editor, page=PAGE, view_id=None) is None
    services.choose_view(actor=viewer, page=PAGE, view_id=None)
    assert queries.view_to_open(actor=viewer, page=PAGE, view_id=None) is None
    with pytest.raises(NotFound):
        services.choose_view(actor=viewer, page="roadmap.table", view_id=view.id)


def test_the_address_of_a_view_leads_to_its_look_and_none_to_the_page_as_usual(
    save: Any, client_for: Any
) -> None:
    view = save(query="status=done&sort=-title", shared=True)
    client = client_for("viewer")
    answer = client.get(f"/w/acme/roadmap/items?view={view.id}&product=APP")
    assert answer.status_code == 302
    assert answer.headers["Location"] == (
        f"/w/acme/roadmap/items?status=done&sort=-title&product=APP&view={view.id}"
    )
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(f"/w/acme/roadmap/items?view={view.id}&status=open").status_code == 200
    client.post(f"/w/acme/accounts/views/{view.id}/choose", {"back": "/w/acme/roadmap/items"})
    assert client.get("/w/acme/roadmap/items").status_code == 302
    assert client.get("/w/acme/roadmap/items?view=none").status_code == 200


def test_the_menu_saves_the_look_and_comes_back_to_its_own_page_only(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    sent = {"page": PAGE, "name": "Late", "query": "status=open", "back": "/w/acme/roadmap/items"}
    answer = client.post("/w/acme/accounts/views/save", sent)
    view = queries.saved_views(actor=editor, page=PAGE)[0]
    assert answer.headers["Location"] == f"/w/acme/roadmap/items?view={view.id}"
    away = client.post(
        f"/w/acme/accounts/views/{view.id}/change",
        {"name": "Later", "version": view.version, "back": "https://elsewhere.example/w/acme/"},
    )
    assert away.headers["Location"] == f"/w/acme/?view={view.id}"
    assert names(editor) == ["Later"]


def test_views_go_over_rest(api_for: Any) -> None:
    api = api_for("editor")
    made = api.post("/views", {"page": PAGE, "name": "Late", "query": "status=open"})
    assert made.status_code == 201
    url = f"/views/{made.json()['id']}"
    assert api.patch(url, {"query": "status=done"}).json()["query"] == "status=done"
    assert api.put("/views/usual", {"page": PAGE, "view_id": made.json()["id"]}).status_code == 204
    assert [view["is_usual"] for view in api.get(f"/views?page={PAGE}").json()] == [True]
    assert api_for("viewer").get(url).status_code == 404
    assert api.delete(url).status_code == 204
