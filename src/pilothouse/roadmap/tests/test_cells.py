"""The table of items: rows as cells, and cells that are typed or pasted as one act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.sheets import CellEdit, RowEdit, SheetChange
from pilothouse.roadmap import queries, services
from pilothouse.vision import services as vision


def cell(small: Any, row: Any, name: str) -> Any:
    names = [column.name for column in queries.sheet_columns(actor=small.actor)]
    return row.cells[names.index(name)]


def edit(item: Any, was: str | None = None, **texts: str) -> RowEdit:
    return RowEdit(tuple(CellEdit(name, text, was) for name, text in texts.items()), id=item.id)


@pytest.fixture
def apply(small: Any) -> Any:
    def act(*rows: RowEdit, **values: Any) -> SheetChange:
        return services.apply_cells(actor=small.actor, now=small.now, rows=rows, **values)

    return act


def stored(small: Any, key: str) -> Any:
    return queries.item(actor=small.actor, key=key)


def test_rows_come_in_parts_with_cells_as_they_are_shown(small: Any) -> None:
    small.item("First", 3.0, owner_id=small.ana, status="in_progress")
    small.item("Second")
    part = queries.sheet_rows(actor=small.actor, size=1)
    assert (part.total, part.next) == (2, 1)
    assert [cell(small, part.rows[0], name) for name in ("key", "title", "status", "owner", "likely")] == [
        "APP-1", "First", "In progress", "Ana Ruiz", 3.0,
    ]  # fmt: skip
    assert queries.sheet_rows(actor=small.actor, start=1).next is None


def test_a_typed_cell_is_stored_and_the_row_comes_back_as_it_is_now(small: Any, apply: Any) -> None:
    item = small.item("First")
    done = apply(edit(item, status="IN PROGRESS", owner="ben okafor", likely="4,5", low="", high=""))
    assert done.applied
    assert not [each.refused for each in done.rows[0].cells if each.refused]
    assert cell(small, done.rows[0].row, "status") == "In progress"
    found = stored(small, "APP-1")
    assert (found.owner_name, found.likely, found.low) == ("Ben Okafor", 4.5, None)


def test_a_refused_cell_keeps_what_was_typed_and_the_others_are_stored(small: Any, apply: Any) -> None:
    item = small.item("First")
    done = apply(edit(item, title="Renamed", owner="Nobody", p85="2027-01-01", low="9"))
    refused = {each.column: each for each in done.rows[0].cells if each.refused}
    assert set(refused) == {"owner", "p85", "low"}
    assert refused["owner"].new == "Nobody"
    assert "out of order" in refused["low"].refused
    assert stored(small, "APP-1").title == "Renamed"


def test_a_cell_that_somebody_changed_is_told_with_theirs_and_mine(small: Any, apply: Any) -> None:
    item = small.item("First")
    apply(edit(item, title="Theirs"))
    change = apply(edit(item, was="First", title="Mine")).rows[0].cells[0]
    assert (change.stale, change.old, change.new) == (True, "Theirs", "Mine")
    assert stored(small, "APP-1").title == "Theirs"
    assert apply(edit(item, title="Mine")).applied
    assert stored(small, "APP-1").title == "Mine"


def test_another_cell_of_a_row_may_have_changed_meanwhile(small: Any, apply: Any) -> None:
    item = small.item("First")
    apply(edit(item, title="Theirs"))
    assert not apply(edit(item, was="Backlog", status="ready")).rows[0].cells[0].refused
    assert stored(small, "APP-1").status == "ready"


def test_a_preview_stores_nothing_and_its_seal_does_exactly_that(small: Any, apply: Any) -> None:
    small.item("First")
    rows = (
        RowEdit((CellEdit("title", "By key"), CellEdit("status", "odd")), key="APP-1"),
        RowEdit((CellEdit("title", "New one"), CellEdit("likely", "2"))),
    )
    shown = apply(*rows, preview=True)
    assert not shown.applied
    assert [row.is_new for row in shown.rows] == [False, True]
    assert [(each.column, each.old, bool(each.refused)) for each in shown.rows[0].cells] == [
        ("title", "First", False),
        ("status", "Backlog", True),
    ]
    assert queries.items_page(actor=small.actor).total == 1
    assert stored(small, "APP-1").title == "First"

    done = apply(*rows, seal=shown.seal)
    assert (done.applied, done.rows[1].key) == (True, "APP-2")
    assert stored(small, "APP-2").likely == 2.0
    entries = journal.batch(actor=small.actor, batch=done.batch)
    assert {entry.verb: entry.title for entry in entries} == {
        "item.changed": "APP-1 By key",
        "item.added": "APP-2 New one",
    }


def test_a_cell_that_means_what_stands_there_is_no_change(small: Any, apply: Any) -> None:
    item = small.item("First", None, priority="high", likely=12.0, deadline=date(2027, 3, 1))
    shown = apply(
        edit(item, priority="HIGH", likely="12 d", deadline="1 Mar 2027", kind="build"), preview=True
    )
    assert shown.rows[0].cells == ()
    other = apply(edit(item, priority="low", likely="13 d"), preview=True).rows[0]
    assert [(cell.column, cell.old) for cell in other.cells] == [("priority", "High"), ("likely", "12")]


def test_a_seal_that_no_longer_holds_stores_nothing(small: Any, apply: Any) -> None:
    item = small.item("First")
    rows = (edit(item, status="ready"), RowEdit((CellEdit("title", "New one"),)))
    shown = apply(*rows, preview=True)
    apply(edit(item, status="done"))
    now = apply(*rows, seal=shown.seal)
    assert not now.applied
    assert now.rows[0].cells[0].old == "Done"
    assert queries.items_page(actor=small.actor).total == 1
    assert stored(small, "APP-1").status == "done"


def test_a_new_row_needs_a_title_and_goes_on_without_what_is_refused(small: Any, apply: Any) -> None:
    done = apply(
        RowEdit((CellEdit("status", "ready"),)),
        RowEdit((CellEdit("title", "Fine"), CellEdit("deadline", "3/4/2027"))),
    )
    assert "needs a title" in done.rows[0].refused
    assert (done.rows[1].is_new, done.rows[1].cells[1].column) == (True, "deadline")
    assert done.rows[1].cells[1].refused
    assert stored(small, done.rows[1].key).deadline is None


def test_a_row_of_another_workspace_is_gone_and_another_key_makes_a_new_row(
    small: Any, apply: Any, stranger: Any
) -> None:
    assert "removed" in apply(RowEdit((CellEdit("title", "x"),), id=10**6)).rows[0].refused
    assert apply(RowEdit((CellEdit("title", "Brought"),), key="OLD-7")).rows[0].key == "OLD-7"


def test_rest_stores_cells_for_editors_only(small: Any, api_for: Any) -> None:
    item = small.item("First")
    body = {"rows": [{"id": item.id, "cells": [{"column": "status", "text": "ready", "was": "Backlog"}]}]}
    assert api_for("viewer").post("/sheets/items/cells", body).status_code == 403
    answer = api_for("editor").post("/sheets/items/cells", body)
    assert answer.status_code == 200
    assert answer.json()["rows"][0]["cells"] == [
        {"column": "status", "old": "Backlog", "new": "ready", "refused": "", "stale": False}
    ]
    rows = api_for("viewer").get("/sheets/items?status=ready").json()
    assert (rows["total"], rows["next"], rows["rows"][0]["id"]) == (1, None, item.id)


def test_what_is_shown_is_exported_with_its_columns_in_its_order_and_runs_nothing(
    small: Any, client_for: Any
) -> None:
    first, second = small.item("=1+1", 3.0), small.item("Second")
    values = {"columns": "title,likely,gone", "ids": f"{second.id},{first.id},999", "format": "csv"}
    answer = client_for("viewer").post("/w/acme/roadmap/table/export", values)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = [line.rsplit(",", 1) for line in text.splitlines()]
    assert [line for line, _ in lines] == ["Title,Estimate,Product key", "Second,2.0,APP", "'=1+1,3.0,APP"]
    when = {said for _, said in lines[1:]}  # by which a later import knows what was edited since
    assert lines[0][1] == "Exported"
    assert [datetime.fromisoformat(each) for each in when]


def test_the_table_hands_over_its_columns_and_only_the_rows_of_the_filters(
    small: Any, client_for: Any
) -> None:
    page = client_for("viewer").get("/w/acme/roadmap/table?status=open&product=APP").content.decode()
    assert f"status=open&amp;product={small.product_id}" in page or "status=open" in page
    assert '"may_edit": false' in page
    assert "Ana Ruiz" in page


def test_labels_priority_people_and_custom_fields_are_cells_like_others(small: Any, apply: Any) -> None:
    tier = services.add_custom_field(
        actor=small.actor, now=small.now, name="Tier", kind="choice", choices=["Gold"]
    )
    size = services.add_custom_field(actor=small.actor, now=small.now, name="Size", kind="number")
    double = services.add_custom_field(
        actor=small.actor, now=small.now, name="Double", kind="formula", formula="size * 2"
    )
    item = small.item("First")
    names = {f"custom_{tier.id}": "gold", f"custom_{size.id}": "2,5", f"custom_{double.id}": "9"}
    done = apply(
        edit(item, priority="HIGH", labels="api, new one", people="Ana Ruiz, Ben Okafor", **names)
    ).rows[0]
    refused = [each.column for each in done.cells if each.refused]
    assert refused == [f"custom_{double.id}"]
    shown = {name: cell(small, done.row, name) for name in ("priority", "labels", "people", *names)}
    assert shown == {
        "priority": "High", "labels": ("api", "new one"), "people": ("Ana Ruiz", "Ben Okafor"),
        f"custom_{tier.id}": "Gold", f"custom_{size.id}": 2.5, f"custom_{double.id}": 5.0,
    }  # fmt: skip
    wrong = apply(edit(item, **{f"custom_{tier.id}": "Silver", "title": "Second"})).rows[0]
    assert [each.column for each in wrong.cells if each.refused] == [f"custom_{tier.id}"]
    assert stored(small, "APP-1").title == "Second"


def test_one_undo_takes_the_whole_act_back_and_tells_what_stays(small: Any, apply: Any) -> None:
    first, second = small.item("First"), small.item("Second")
    done = apply(
        edit(first, status="ready", labels="api"),
        edit(second, status="done"),
        RowEdit((CellEdit("title", "New"),)),
    )
    apply(edit(second, status="cancelled"))
    undone = services.undo_cells(actor=small.actor, now=small.now, batch=done.batch)
    assert undone.gone == (done.rows[2].id,)
    assert {row.id: cell(small, row, "status") for row in undone.rows} == {
        first.id: "Backlog",
        second.id: "Cancelled",
    }
    assert any(text.startswith("APP-2") for text in undone.kept)
    assert stored(small, "APP-1").labels == ()


def test_an_item_goes_to_another_product_by_its_cell_and_comes_back(small: Any, apply: Any, now: Any) -> None:
    vision.add_product(actor=small.actor, now=now, key="NEW", name="Newer")
    item = small.item("First")
    done = apply(edit(item, product="newer", title="Moved"))
    assert (stored(small, "APP-1").product_name, stored(small, "APP-1").title) == ("Newer", "Moved")
    services.undo_cells(actor=small.actor, now=small.now, batch=done.batch)
    assert (stored(small, "APP-1").product_name, stored(small, "APP-1").title) == ("App", "First")


def test_nothing_stays_of_a_new_row_whose_title_is_refused(small: Any, apply: Any) -> None:
    new = RowEdit((CellEdit("title", "x" * 501), CellEdit("labels", "fresh")))
    done = apply(new, RowEdit((CellEdit("title", "Short enough"),)))
    assert [bool(row.refused) for row in done.rows] == [True, False]
    assert [row.title for row in queries.items_page(actor=small.actor).rows] == ["Short enough"]
    assert len(list(journal.batch(actor=small.actor, batch=done.batch))) == 1


def test_a_status_in_other_capitals_is_no_change(small: Any, apply: Any) -> None:
    item = small.item("First", status="in_progress")
    done = apply(edit(item, status="in PROGRESS"), preview=True)
    assert done.rows[0].cells == ()


def test_an_undo_gives_back_what_only_the_added_rows_stood_against(small: Any, apply: Any) -> None:
    item = small.item("First")
    part = RowEdit((CellEdit("title", "Part"), CellEdit("level", "feature"), CellEdit("parent", "APP-1")))
    done = apply(edit(item, level="feature"), part)
    assert done.applied
    assert queries.items_page(actor=small.actor).total == 2
    undone = services.undo_cells(actor=small.actor, now=small.now, batch=done.batch)
    assert undone.kept == ()
    assert stored(small, "APP-1").level == "task"
