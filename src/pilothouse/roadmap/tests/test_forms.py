"""The forms of items and releases, and amounts in the workspace's currency."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.accounts import services as accounts
from pilothouse.roadmap import queries, services

FIELDS = {"title": "Thing", "level": "task", "kind": "build", "status": "ready", "mandatory": "on"}
EDIT = "roadmap/items/APP-1/edit"


def _filled(small: Any) -> dict[str, Any]:
    """As the form of the one item is sent, whose present version is the first."""
    return FIELDS | {"product": small.product_id, "version": 1}


@pytest.mark.parametrize(
    ("currency", "typed", "stored", "shown", "again"),
    [
        ("EUR", "1250.50", 125_050, "1,250.50 EUR", "1250.50"),
        ("JPY", "1250", 1_250, "1,250 JPY", "1250"),
        ("XAF", "1,250", 1_250, "1,250 XAF", "1250"),
        ("JOD", "1250.5", 1_250_500, "1,250.500 JOD", "1250.500"),
        ("CLF", "1250.0001", 12_500_001, "1,250.0001 CLF", "1250.0001"),
    ],
)
def test_a_cost_of_delay_is_what_was_typed_in_any_currency(
    small: Any, owner: Any, client_for: Any, currency: str, typed: str, stored: int, shown: str, again: str
) -> None:
    accounts.change_workspace(actor=owner, now=small.now, currency=currency)
    item, client = small.item("Thing"), client_for("editor")

    assert client.post(EDIT, _filled(small) | {"cost_of_delay_money": typed}).status_code == 302

    assert queries.item(actor=small.actor, key=item.key).cost_of_delay_cents == stored
    assert f"{shown}" in client.get("roadmap/items/APP-1").content.decode()
    assert f'value="{again}"' in client.get(EDIT).content.decode()


def test_an_amount_that_the_currency_cannot_hold_stands_at_its_field(
    small: Any, owner: Any, client_for: Any
) -> None:
    accounts.change_workspace(actor=owner, now=small.now, currency="JPY")
    item = small.item("Thing")

    answer = client_for("editor").post(EDIT, _filled(small) | {"cost_of_delay_money": "12.50"})

    assert answer.status_code == 422
    assert "12.50" in answer.context["form"].errors["cost_of_delay_money"][0]
    assert queries.item(actor=small.actor, key=item.key) == item


def test_the_form_of_an_item_starts_with_what_is_stored(small: Any, client_for: Any) -> None:
    small.item("Thing", 3.0, cost_of_delay_cents=5_000, progress=0.25, deadline=date(2026, 5, 1))
    client = client_for("editor")
    form = client.get(EDIT).context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None}
    before = queries.item(actor=small.actor, key="APP-1")

    assert client.post(EDIT, sent).status_code == 302

    assert queries.item(actor=small.actor, key="APP-1") == before


def test_what_a_service_refuses_of_one_field_stands_at_that_field(small: Any, client_for: Any) -> None:
    small.item("Thing")

    answer = client_for("editor").post(EDIT, _filled(small) | {"deadline": "2020-01-01"})

    assert answer.status_code == 422
    assert "before today" in answer.context["form"].errors["deadline"][0]


def test_a_release_is_added_changed_and_removed_by_its_forms(small: Any, client_for: Any) -> None:
    client = client_for("editor")
    values = {"product": small.product_id, "name": "1.0", "target_on": "2027-03-01", "growing": "on"}

    assert client.post("roadmap/releases/new", values).status_code == 302
    release = queries.releases(actor=small.actor)[0]
    assert (release.name, release.target_on, release.growing) == ("1.0", date(2027, 3, 1), True)

    changed = {"name": "1.1", "target_on": "2027-03-01", "version": release.version}
    assert client.post(f"roadmap/releases/{release.id}/edit", changed).status_code == 302
    assert queries.release(actor=small.actor, id=release.id).name == "1.1"

    stale = client.post(f"roadmap/releases/{release.id}/remove", {"version": release.version})
    assert stale.status_code == 412
    assert 'role="alert">Someone else changed this' in stale.content.decode()
    assert (
        client.post(f"roadmap/releases/{release.id}/remove", {"version": release.version + 1}).status_code
        == 302
    )
    assert queries.releases(actor=small.actor) == ()


def test_a_release_that_is_out_already_is_added_as_such(small: Any, client_for: Any) -> None:
    values = {"product": small.product_id, "name": "0.9", "released_on": "2025-12-01"}

    assert client_for("editor").post("roadmap/releases/new", values).status_code == 302

    assert queries.releases(actor=small.actor)[0].released_on == date(2025, 12, 1)


def test_a_name_that_is_taken_stands_at_its_field(small: Any, client_for: Any) -> None:
    services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="1.0")

    answer = client_for("editor").post("roadmap/releases/new", {"product": small.product_id, "name": "1.0"})

    assert "already" in answer.context["form"].errors["name"][0]


def test_saving_a_form_keeps_the_status_that_the_item_shows(small: Any, client_for: Any) -> None:
    services.add_status(actor=small.actor, now=small.now, name="In review", means="in_progress")
    small.item("Thing", status="ready")
    client = client_for("editor")
    chosen = client.get(EDIT).context["form"]["status"].value()
    assert chosen == "Ready"

    assert client.post(EDIT, _filled(small) | {"title": "Other", "status": chosen}).status_code == 302

    item = queries.item(actor=small.actor, key="APP-1")
    assert (item.title, item.status, item.own_status_id) == ("Other", "ready", None)
    panel = client.get(f"kit/edit/roadmap.item/{item.id}/status", headers={"HX-Request": "true"})
    marked = [row for row in panel.content.decode().split("<button") if 'aria-selected="true"' in row]
    assert len(marked) == 1
    assert "Ready" in marked[0]
