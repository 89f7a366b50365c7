"""The settings pages of statuses, labels and custom fields, and the item form with what they add."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services

pytestmark = pytest.mark.django_db


def test_statuses_are_added_renamed_ordered_and_removed_on_their_page(small: Any, client_for: Any) -> None:
    client = client_for("editor")
    assert "Rename or reorder these" in client.get("roadmap/statuses").content.decode()

    client.post("roadmap/statuses/add", {"name": "In review", "means": "in_progress", "colour": "purple"})
    made = next(row for row in queries.statuses(actor=small.actor) if row.name == "In review")
    changed = {"name": "Review", "means": "in_progress", "colour": "red", "version": made.version}
    assert client.post(f"roadmap/statuses/{made.id}/edit", changed).status_code == 302
    ids = [row.id for row in queries.statuses(actor=small.actor)]
    client.post("roadmap/statuses/order", {"ids": ids[::-1]})

    assert [row.id for row in queries.statuses(actor=small.actor)] == ids[::-1]
    page = client.get("roadmap/statuses").content.decode()
    assert 'aria-label="Move Review up"' in page
    client.post(f"roadmap/statuses/{made.id}/remove", {"version": made.version + 1})
    assert "Review" not in [row.name for row in queries.statuses(actor=small.actor)]


def test_labels_are_renamed_and_merged_on_their_page(small: Any, client_for: Any) -> None:
    small.item("One", labels=["web", "site"])
    web, site = sorted(queries.labels(actor=small.actor), key=lambda row: row.name, reverse=True)
    client = client_for("editor")

    client.post(f"roadmap/labels/{web.id}/edit", {"name": "Web", "colour": "blue", "version": 1})
    client.post(f"roadmap/labels/{site.id}/merge", {"into_id": web.id, "version": 1})

    assert [(row.name, row.items) for row in queries.labels(actor=small.actor)] == [("Web", 1)]
    assert "own-blue" in client.get("roadmap/labels").content.decode()


def test_a_wrong_formula_stands_at_its_field(small: Any, client_for: Any) -> None:
    client = client_for("editor")
    client.post("roadmap/fields/add", {"name": "Ratio", "kind": "formula", "formula": "value / estimate"})
    field = queries.custom_fields(actor=small.actor)[0]

    answer = client.post(
        f"roadmap/fields/{field.id}/edit",
        {"name": "Ratio", "formula": "value / size", "version": field.version},
    )

    assert answer.status_code == 422
    assert "size, which is no field" in answer.context["form"].errors["formula"][0]


def test_the_item_form_has_own_fields_and_keeps_the_reason(small: Any, client_for: Any) -> None:
    services.add_custom_field(actor=small.actor, now=small.now, name="Reach", kind="number")
    field = queries.custom_fields(actor=small.actor)[0]
    item = small.item("One", labels=["web"])
    client = client_for("editor")
    form = client.get("roadmap/items/APP-1/edit").context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None}

    client.post(
        "roadmap/items/APP-1/edit",
        sent
        | {
            "priority": "high",
            "labels": "web, api",
            f"custom_{field.id}": "12",
            "likely": "9",
            "high": "9",
            "why": "Two more regions",
        },
    )

    found = queries.item(actor=small.actor, key="APP-1")
    assert (found.priority, found.labels, found.custom[0].value) == ("high", ("api", "web"), 12.0)
    entry = journal.history(actor=small.actor, subject=Ref("roadmap.item", item.id))[0]
    assert entry.why == "Two more regions"
    page = client.get("roadmap/items/APP-1").content.decode()
    assert "Two more regions" in page
    assert "Reach" in page


def test_the_list_opens_with_open_items_and_says_so(small: Any, client_for: Any) -> None:
    small.item("Old", status="done")
    small.item("New", priority="urgent")
    client = client_for("viewer")

    page = client.get("roadmap/items")

    assert [row.item.title for row in page.context["page"].rows] == ["New"]
    assert "Open items only" in page.content.decode()
    every = client.get("roadmap/items?status=any&sort=-key").context["page"].rows
    assert [row.item.title for row in every] == ["New", "Old"]


def test_an_export_has_a_column_for_each_own_field(small: Any, client_for: Any) -> None:
    services.add_custom_field(actor=small.actor, now=small.now, name="Reach", kind="number")
    services.add_custom_field(
        actor=small.actor, now=small.now, name="Twice", kind="formula", formula="reach * 2"
    )
    small.item("One", labels=["a", "b"], priority="low", custom={"Reach": 2.5}, people=[small.ana])

    rows = b"".join(client_for("viewer").get("roadmap/items?format=csv").streaming_content).decode()

    head, line = rows.lstrip("\ufeff").splitlines()
    cells = dict(zip(head.split(","), line.split(","), strict=False))
    assert head.endswith("Reach,Twice")
    assert line.endswith("2.5,5.0")
    assert cells["priority"] == "low"
    assert '"a, b"' in line


def test_an_act_is_taken_back_by_its_address(small: Any, client_for: Any) -> None:
    item = small.item("One")
    done = services.bulk_change(actor=small.actor, now=small.now, ids=[item.id], values={"priority": "high"})

    answer = client_for("editor").post(f"roadmap/items/acts/{done.batch}/undo", follow=True)

    assert "1 item is as before." in answer.content.decode()
    assert queries.item(actor=small.actor, key="APP-1").priority is None
