"""The list of items as a tree, and acts on its rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pilothouse.roadmap import queries, services

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tree(small: Any) -> Any:
    """APP-1 holds APP-2, which holds APP-3 and APP-4; APP-5 stands beside APP-1."""
    small.item("Platform", level="initiative")
    small.item("Sync", level="feature", parent_key="APP-1")
    small.item("Read", level="task", parent_key="APP-2")
    small.item("Write", level="task", parent_key="APP-2")
    small.item("Site", level="initiative")
    return small


def _rows(small: Any, **more: Any) -> list[tuple[str, int, int]]:
    given = {"actor": small.actor, "narrow": queries.ItemFilter(status="open")} | more
    return [(row.item.key, row.depth, row.leaves) for row in queries.item_rows(**given).rows]


def test_parts_stand_below_what_they_are_part_of_and_counts_count_leaves(tree: Any) -> None:
    assert _rows(tree) == [
        ("APP-1", 0, 2),
        ("APP-2", 1, 2),
        ("APP-3", 2, 0),
        ("APP-4", 2, 0),
        ("APP-5", 0, 0),
    ]
    assert [row[1] for row in _rows(tree, sort="title")] == [0] * 5


def test_folded_parts_are_counted_and_not_shown(tree: Any) -> None:
    number = queries.item(actor=tree.actor, key="APP-2").id

    assert _rows(tree, folded=[number]) == [("APP-1", 0, 2), ("APP-2", 1, 2), ("APP-5", 0, 0)]


def test_pages_are_of_rows_and_a_part_whose_parent_does_not_fit_stands_at_the_top(tree: Any) -> None:
    assert [row[0] for row in _rows(tree, page=2, size=2)] == ["APP-3", "APP-4"]
    assert _rows(tree, narrow=queries.ItemFilter(level="task")) == [("APP-3", 0, 0), ("APP-4", 0, 0)]


def test_a_release_from_above_is_told_of_what_has_none_of_its_own(tree: Any) -> None:
    by = {"actor": tree.actor, "now": tree.now}
    one, two = (
        services.add_release(**by, product_id=tree.product_id, name=name).id for name in ("1.0", "2.0")
    )
    services.change_item(**by, key="APP-1", version=None, values={"release_id": one})
    services.change_item(**by, key="APP-4", version=None, values={"release_id": two})

    rows = queries.item_rows(actor=tree.actor, narrow=queries.ItemFilter()).rows
    assert {row.item.key: row.carried_by for row in rows} == {
        "APP-1": "", "APP-2": "1.0", "APP-3": "1.0", "APP-4": "", "APP-5": ""
    }  # fmt: skip


def test_a_fold_is_kept_for_the_person_and_taken_back_by_another(tree: Any, client_for: Any) -> None:
    client, number = client_for("viewer"), queries.item(actor=tree.actor, key="APP-1").id

    def keys() -> list[str]:
        return [row.item.key for row in client.get("roadmap/items").context["page"].rows]

    assert (
        client.get(f"roadmap/items?fold={number}&text=").headers["Location"] == "/w/acme/roadmap/items?text="
    )
    assert keys() == ["APP-1", "APP-5"]
    client.get(f"roadmap/items?fold={number}")
    assert len(keys()) == 5


def test_a_row_gets_another_place_and_its_old_one_back(tree: Any, client_for: Any) -> None:
    client = client_for("editor")
    answer = client.post("roadmap/items/APP-5/place", {"before": "APP-1"}, headers=HTMX)
    assert _rows(tree)[0][0] == "APP-5"

    undo = json.loads(answer.headers["HX-Trigger"])["added"]["undo"]
    client.post(undo.removeprefix("/w/acme/"), headers=HTMX)
    assert _rows(tree)[-1][0] == "APP-5"


def test_a_copy_comes_with_its_parts_and_undo_removes_them(tree: Any, client_for: Any) -> None:
    client = client_for("editor")
    answer = client.post("roadmap/items/APP-2/duplicate", headers=HTMX)
    assert _rows(tree)[4:7] == [("APP-6", 1, 2), ("APP-7", 2, 0), ("APP-8", 2, 0)]

    undo = json.loads(answer.headers["HX-Trigger"])["added"]["undo"]
    client.post(undo.removeprefix("/w/acme/"), headers=HTMX)
    assert len(_rows(tree)) == 5
