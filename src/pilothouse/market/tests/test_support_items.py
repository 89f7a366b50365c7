"""Support problems in the plan: escalated, linked, and customers told once the item shipped."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pilothouse.journal.models import Entry
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.roadmap import queries as roadmap_queries
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db
SAID = datetime(2026, 1, 5, 10, tzinfo=UTC)


@pytest.fixture
def product(editor: Any, now: Any) -> Any:
    return vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")


@pytest.fixture
def item(editor: Any, now: Any, product: Any) -> Any:
    return roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay API")


@pytest.fixture
def ana(editor: Any, now: Any) -> Any:
    north = services.add_company(actor=editor, now=now, name="Northwind")
    return services.add_contact(
        actor=editor, now=now, name="Ana Ruiz", email="ana@north.example", company_id=north.id
    )


def problem(actor: Any, item: Any = None, title: str = "Replay stops", **values: Any) -> Any:
    row = services.add_problem(actor=actor, now=SAID, title=title, **values)
    if item is None:
        return row
    target = f"roadmap.item:{item.id}"
    return services.link_problem(actor=actor, now=SAID, id=row.id, version=row.version, target=target)


def ship(actor: Any, now: Any, item: Any) -> None:
    roadmap.change_item(actor=actor, now=now, key=item.key, version=None, values={"status": "done"})


def waiting(actor: Any, about: Ref | None = None) -> list[str]:
    return [row.contact_name or row.company_name for row in queries.to_tell(actor=actor, about=about)]


def test_one_act_makes_an_item_with_the_words_beside_it(
    client_for: Any, editor: Any, now: Any, product: Any, ana: Any
) -> None:
    row = problem(editor, words="It stops at 4 a.m.", contact_id=ana.id, severity="high")
    done = services.escalate(actor=editor, now=now, id=row.id, version=row.version, product_id=product.id)
    made = roadmap_queries.item(actor=editor, key=done.item.key)

    assert (made.title, made.product_key) == ("Replay stops", "ATL")
    assert "Northwind" in made.description
    assert "4 a.m." not in made.description
    html = client_for("viewer").get(f"roadmap/items/{made.key}").content.decode()
    assert "It stops at 4 a.m." in html
    with pytest.raises(Conflict):
        services.escalate(actor=editor, now=now, id=row.id, version=None, product_id=product.id)
    assert "4 a.m." not in json.dumps([each.changes for each in Entry.objects.all()])


def test_what_cannot_be_linked_is_refused_and_nothing_is_made(
    editor: Any, viewer: Any, stranger: Any, now: Any, product: Any, item: Any
) -> None:
    row = problem(editor)
    with pytest.raises(Forbidden):
        services.escalate(actor=viewer, now=now, id=row.id, version=None, product_id=product.id)
    with pytest.raises(Stale):
        services.escalate(actor=editor, now=now, id=row.id, version=9, product_id=product.id)
    with pytest.raises(NotFound):
        services.escalate(actor=editor, now=now, id=row.id, version=None, product_id=999_999)
    for target, error in (
        (f"vision.product:{product.id}", Invalid),
        ("roadmap.item:999999", NotFound),
        ("Replay", Invalid),
    ):
        with pytest.raises(error):
            services.link_problem(actor=editor, now=now, id=row.id, version=None, target=target)
    with pytest.raises(NotFound):
        services.link_problem(
            actor=stranger, now=now, id=row.id, version=None, target=f"roadmap.item:{item.id}"
        )
    assert queries.problem(actor=editor, id=row.id).version == row.version
    assert roadmap_queries.items_page(actor=editor).total == 1


def test_customers_are_to_be_told_once_the_item_is_done_and_its_release_is_out(
    editor: Any, now: Any, product: Any, item: Any, ana: Any
) -> None:
    release = roadmap.add_release(actor=editor, now=now, product_id=product.id, name="1.0")
    roadmap.change_item(actor=editor, now=now, key=item.key, version=None, values={"release_id": release.id})
    row = problem(editor, item, contact_id=ana.id)
    assert waiting(editor) == []
    ship(editor, now, item)
    assert waiting(editor) == []
    with pytest.raises(Conflict):
        services.mark_told(actor=editor, now=now, ids=[row.id])
    roadmap.change_release(
        actor=editor, now=now, id=release.id, version=None, values={"released_on": date(2026, 1, 9)}
    )

    assert waiting(editor) == waiting(editor, Ref("roadmap.item", item.id)) == ["Ana Ruiz"]


def test_what_was_dropped_has_not_shipped(editor: Any, now: Any, item: Any, ana: Any) -> None:
    problem(editor, item, contact_id=ana.id)
    roadmap.change_item(actor=editor, now=now, key=item.key, version=None, values={"status": "cancelled"})

    assert waiting(editor) == []


def test_each_contact_is_told_once_of_all_they_reported(editor: Any, now: Any, item: Any, ana: Any) -> None:
    mine = [problem(editor, item, contact_id=ana.id, title=title) for title in ("Replay stops", "No replay")]
    contoso = services.add_company(actor=editor, now=now, name="Contoso").id
    theirs = [problem(editor, item, company_id=contoso, title="Replay is late")]
    problem(editor, item, title="Someone called")
    ship(editor, now, item)
    first, second, third = queries.to_tell(actor=editor)

    assert [row.id for row in first.problems] == [row.id for row in mine]
    assert [row.id for row in second.problems] == [row.id for row in theirs]
    assert (first.email, second.company_name, third.company_name) == ("ana@north.example", "Contoso", "")
    assert first.draft.startswith("Hello Ana Ruiz,")
    assert "- “No replay” (reported on 5 Jan 2026)" in first.draft
    assert "“Replay API” is available now" in first.draft
    assert first.mailto.startswith("mailto:ana%40north.example?subject=Replay%20API&body=Hello")


def test_who_told_when_and_how_is_kept_and_can_be_taken_back(
    editor: Any, viewer: Any, now: Any, item: Any, ana: Any
) -> None:
    row = problem(editor, item, contact_id=ana.id)
    ship(editor, now, item)
    with pytest.raises(Forbidden):
        services.mark_told(actor=viewer, now=now, ids=[row.id])
    with pytest.raises(Invalid):
        services.mark_told(actor=editor, now=now, ids=[row.id], how="pigeon")
    with pytest.raises(NotFound):
        services.mark_told(actor=editor, now=now, ids=[row.id, 999_999])

    assert services.mark_told(actor=editor, now=now, ids=[row.id], how="phone") == 1
    assert services.mark_told(actor=editor, now=now, ids=[row.id], how="chat") == 0
    told = queries.problem(actor=editor, id=row.id)
    assert (told.told_at, told.told_by, told.told_how) == (now, editor.name, "phone")
    assert waiting(editor) == []
    assert Entry.objects.filter(verb="support_problem.told").get().changes == {"told_how": ["", "phone"]}

    assert services.mark_not_told(actor=editor, now=now, ids=[row.id]) == 1
    assert waiting(editor) == ["Ana Ruiz"]


def test_another_item_takes_the_place_of_the_first_and_no_one_was_told_of_it(
    editor: Any, now: Any, product: Any, item: Any
) -> None:
    row = problem(editor, item)
    ship(editor, now, item)
    services.mark_told(actor=editor, now=now, ids=[row.id])
    other = roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay, again")
    row = services.link_problem(
        actor=editor, now=now, id=row.id, version=None, target=f"roadmap.item:{other.id}"
    )
    assert (row.item.key, row.told_at) == (other.key, None)

    row = services.unlink_problem(actor=editor, now=now, id=row.id, version=row.version)
    assert row.item is None
    with pytest.raises(NotFound):
        services.unlink_problem(actor=editor, now=now, id=row.id, version=None)


def test_the_page_of_an_item_shows_whom_to_tell_and_notes_it(
    client_for: Any, editor: Any, now: Any, item: Any, ana: Any
) -> None:
    row = problem(editor, item, contact_id=ana.id)
    path, client = f"roadmap/items/{item.key}", client_for("editor")
    assert ">Customers to inform<" not in client.get(path).content.decode()
    ship(editor, now, item)
    assert ">Customers to inform<" in client.get(path).content.decode()
    assert "Mark as informed" not in client_for("viewer").get(path).content.decode()
    sent = {"ids": [row.id], "how": "meeting", "back": f"/w/acme/{path}"}
    answer = client.post("market/support/told", sent)

    assert answer.url == f"/w/acme/{path}"
    html = " ".join(client.get(path).content.decode().split())
    assert "(meeting)" in html
    assert ">Customers to inform<" not in html
    assert "No one to inform" in client.get("market/support/tell").content.decode()


def test_an_item_is_made_and_unlinked_from_the_page_of_a_problem(
    client_for: Any, editor: Any, product: Any
) -> None:
    row, client = problem(editor), client_for("editor")
    path = f"market/support/{row.id}"
    assert "Make an item" in client.get(path).content.decode()
    assert client.post(f"{path}/escalate", {"version": row.version}).status_code == 422
    client.post(f"{path}/escalate", {"version": row.version, "product_id": product.id})
    row = queries.problem(actor=editor, id=row.id)
    assert row.item is not None
    assert row.item.key in client.get(path).content.decode()
    client.post(f"{path}/unlink", {"version": row.version})
    assert queries.problem(actor=editor, id=row.id).item is None


def test_rest_escalates_links_and_notes_who_was_told(
    api_for: Any, editor: Any, now: Any, product: Any, item: Any
) -> None:
    api, row = api_for("editor"), problem(editor)
    path = f"/support-problems/{row.id}"
    assert api.post(f"{path}/escalate", {"product_id": product.id}, If_Match='"9"').status_code == 412
    made = api.post(f"{path}/escalate", {"product_id": product.id}, If_Match='"1"').json()
    assert made["item"]["title"] == "Replay stops"
    put = api.request("put", f"{path}/item", {"target": f"roadmap.item:{item.id}"}, If_Match="*").json()
    assert put["item"]["key"] == item.key
    ship(editor, now, item)
    (told,) = api.get(f"/customers-to-tell?about=roadmap.item:{item.id}").json()
    assert [each["id"] for each in told["problems"]] == [row.id]
    assert api.post("/customers-told", {"ids": [row.id], "how": "chat"}).json() == {"changed": 1}
    assert api.post("/customers-told/take-back", {"ids": [row.id]}).json() == {"changed": 1}
    assert api.delete(f"{path}/item", If_Match="*").json()["item"] is None
