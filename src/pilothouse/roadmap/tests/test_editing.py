"""Fields of items that are changed where they are shown."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from pilothouse.kit.editing import by_noun, pages
from pilothouse.roadmap import queries, services

HTMX = {"HX-Request": "true"}


@pytest.fixture
def item(small: Any) -> Any:
    return small.item("One", days=None)


@pytest.fixture
def edit(item: Any, client_for: Any) -> Any:
    """Open a field of the item as a script does, and send values based on what was opened."""

    client = client_for("editor")

    def send(field: str, *value: str, **more: str) -> Any:
        form = client.get(f"kit/edit/roadmap.item/{item.id}/{field}", headers=HTMX).context["form"]
        hidden = {name: form[name].value() or "" for name in ("version", "was")}
        return client.post(
            f"kit/edit/roadmap.item/{item.id}/{field}", hidden | {"value": value} | more, headers=HTMX
        )

    return send


def _now(small: Any) -> Any:
    return queries.item(actor=small.actor, key="APP-1")


def test_each_kind_of_field_is_stored_by_the_rooms_service(small: Any, edit: Any) -> None:
    small.item("Two")
    release = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")
    sent = {
        "title": ("Say hello",),
        "status": ("ready",),
        "people": (str(small.ana), str(small.ben)),
        "owner": (str(small.ben),),
        "estimate": ("2 / 5 / 9",),
        "labels": ("api", "urgent"),
        "release": (str(release.id),),
        "deadline": ("2031-03-04",),
        "waits_for": ("APP-2",),
        "cost_of_delay": ("1,250.50",),
        "progress": ("40",),
        "mandatory": ("yes",),
        "description": ("First\nSecond",),
    }

    assert {field: edit(field, *value).status_code for field, value in sent.items()} == dict.fromkeys(
        sent, 200
    )

    row = _now(small)
    assert (row.title, row.status, row.people_names) == ("Say hello", "ready", ("Ana Ruiz", "Ben Okafor"))
    assert (row.owner_name, row.release_name, row.deadline) == ("Ben Okafor", "1.0", date(2031, 3, 4))
    assert (row.low, row.likely, row.high) == (2, 5, 9)
    assert (row.cost_of_delay_cents, row.progress, row.mandatory) == (125050, 0.4, True)
    assert ([each.key for each in row.waits_for], row.description) == (["APP-2"], "First\nSecond")
    assert set(row.labels) == {"api", "urgent"}


def test_the_answer_brings_every_value_of_the_row_anew_with_its_version(small: Any, edit: Any) -> None:
    answer = edit("status", "in_progress")

    html = answer.content.decode()
    assert 'data-field="status" data-value="in_progress"' in html
    assert set(re.findall(r'data-version="(\d+)"', html)) == {str(_now(small).version)}
    told = json.loads(answer.headers["HX-Trigger"])["edited"]
    assert (told["text"], told["version"]) == ("APP-1: status is In progress.", _now(small).version)


def test_undo_brings_back_what_a_change_brought_along(small: Any, edit: Any, client_for: Any) -> None:
    told = json.loads(edit("status", "done").headers["HX-Trigger"])["edited"]
    assert (_now(small).progress, _now(small).resolved_at is None) == (1.0, False)

    client_for("editor").post(told["undo"].removeprefix("/w/acme/"), headers=HTMX)

    row = _now(small)
    assert (row.status, row.progress, row.resolved_at) == ("backlog", 0.0, None)


def test_a_refused_value_stays_in_the_form_with_the_reason(small: Any, edit: Any) -> None:
    answer = edit("estimate", "9 / 5 / 2")

    assert answer.status_code == 422
    assert answer.context["form"]["value"].value() == "9 / 5 / 2"
    assert "out of order" in answer.context["form"].errors["value"][0]
    assert "Two numbers" in edit("estimate", "2 / 5").context["form"].errors["value"][0]
    assert _now(small).likely is None


def test_a_newer_value_of_the_same_field_is_shown_beside_ones_own(small: Any, edit: Any) -> None:
    services.change_item(
        actor=small.actor, now=small.now, key="APP-1", version=None, values={"title": "Theirs"}
    )
    answer = edit("title", "Mine", version="1", was="One")

    assert answer.status_code == 412
    assert (answer.context["conflict"]["theirs"], answer.context["conflict"]["mine"]) == ("Theirs", "Mine")
    assert _now(small).title == "Theirs"

    kept = answer.context["form"].data
    assert edit("title", "Mine", version=kept["version"], was=kept["was"]).status_code == 200
    assert _now(small).title == "Mine"


def test_a_newer_version_in_which_the_field_stayed_is_no_conflict(small: Any, edit: Any) -> None:
    services.change_item(
        actor=small.actor, now=small.now, key="APP-1", version=None, values={"owner_id": small.ana}
    )

    assert edit("title", "Mine", version="1", was="One").status_code == 200
    assert (_now(small).title, _now(small).owner_name) == ("Mine", "Ana Ruiz")


def test_another_field_changed_at_the_same_moment_is_no_conflict(
    small: Any, item: Any, edit: Any, monkeypatch: Any
) -> None:
    store, calls = pages._store, []

    def slow(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            services.change_item(
                actor=small.actor, now=small.now, key="APP-1", version=None, values={"priority": "high"}
            )
        return store(*given)

    monkeypatch.setattr(pages, "_store", slow)

    assert edit("title", "Say hello").status_code == 200
    assert (_now(small).title, _now(small).priority, len(calls)) == ("Say hello", "high", 2)


def test_what_was_blocking_and_is_left_out_blocks_no_longer(small: Any, edit: Any) -> None:
    small.item("Two")
    small.item("Three")
    edit("waits_for", "APP-2")

    edit("waits_for", "APP-3")

    assert [each.key for each in _now(small).waits_for] == ["APP-3"]
    assert edit("waits_for", "APP-1").status_code == 422


def test_one_field_of_several_items_is_changed_at_once(small: Any, item: Any, client_for: Any) -> None:
    other, client = small.item("Two"), client_for("editor")

    answer = client.post(
        "kit/edit/roadmap.item/owner", {"ids": [item.id, other.id], "value": small.ana}, headers=HTMX
    )

    assert json.loads(answer.headers["HX-Trigger"])["edited"]["text"] == "2 items changed."
    assert {row.owner_name for row in queries.items_page(actor=small.actor).rows} == {"Ana Ruiz"}
    assert client.get("kit/edit/roadmap.item/title").status_code == 404


def test_ticked_items_are_put_into_a_release_and_taken_out(small: Any, item: Any, client_for: Any) -> None:
    release = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")
    client, path = client_for("editor"), "kit/edit/roadmap.item/release"

    client.post(path, {"ids": [item.id], "value": release.id}, headers=HTMX)
    assert _now(small).release_id == release.id
    client.post(path, {"ids": [item.id], "value": ""}, headers=HTMX)
    assert _now(small).release_id is None


def test_all_that_fit_the_filters_are_told_by_number(small: Any, item: Any, client_for: Any) -> None:
    small.item("Two", status="ready")

    assert client_for("viewer").get("roadmap/items?format=ids&status=backlog").json() == [item.id]


def test_without_scripts_the_form_is_a_page_and_goes_back(small: Any, item: Any, client_for: Any) -> None:
    client, path = client_for("editor"), f"kit/edit/roadmap.item/{item.id}/status"
    page = client.get(path, headers={"Referer": "http://testserver/w/acme/roadmap/items?sort=key"})

    assert "<h1>" in page.content.decode()
    back = page.context["form"]["back"].value()
    answer = client.post(path, {"value": "ready", "version": 1, "was": "backlog", "back": back})
    assert answer.headers["Location"] == "/w/acme/roadmap/items?sort=key"
    away = client.post(path, {"value": "backlog", "version": 2, "was": "ready", "back": "//evil.example/w/"})
    assert away.headers["Location"] == "/w/acme/"


def test_a_viewer_sees_values_and_may_change_none(small: Any, item: Any, client_for: Any) -> None:
    viewer = client_for("viewer")

    assert viewer.get(f"kit/edit/roadmap.item/{item.id}/status").status_code == 403
    assert "data-editable" not in viewer.get("roadmap/items").content.decode()


def test_every_field_opens_for_every_item(item: Any, client_for: Any) -> None:
    client = client_for("editor")
    status = {
        field: client.get(f"kit/edit/roadmap.item/{item.id}/{field}", headers=HTMX).status_code
        for field in by_noun()["roadmap.item"]
    }

    assert status == dict.fromkeys(status, 200)
    assert client.get(f"kit/edit/roadmap.item/{item.id}/rank").status_code == 404
    assert client.get("kit/edit/roadmap.item/987654321/status").status_code == 404


def test_no_two_fields_share_a_key() -> None:
    keys = [row.key for row in by_noun()["roadmap.item"].values() if row.key]

    assert len(keys) == len(set(keys))


def test_a_custom_field_is_changed_where_it_is_shown(small: Any, client_for: Any) -> None:
    given: Any = {"actor": small.actor, "now": small.now}
    size = services.add_custom_field(**given, name="Size", kind="choice", choices=["S", "L"])
    weight = services.add_custom_field(**given, name="Weight", kind="number")
    row, client = small.item("One"), client_for("editor")

    def edit(field: int, value: str) -> int:
        path = f"kit/edit/roadmap.item/{row.id}/custom_{field}"
        return int(client.post(path, {"value": value, "was": "", "version": 1}).status_code)

    page = client.get(f"roadmap/items/{row.key}").content.decode()
    assert f'data-field="custom_{size.id}"' in page
    assert (edit(size.id, "L"), edit(weight.id, "0"), edit(size.id, "XL")) == (302, 302, 422)
    found = {each.name: each.value for each in queries.item(actor=small.actor, key=row.key).custom}
    assert found == {"Size": "L", "Weight": 0}
