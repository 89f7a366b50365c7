"""Adding, changing, removing and ordering items."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Need


def _verbs(small: Any, item: Any) -> list[str]:
    return [entry.verb for entry in journal.history(actor=small.actor, subject=Ref("roadmap.item", item.id))]


def test_an_added_item_gets_the_next_key_and_one_entry(small: Any) -> None:
    first, second = small.item("One"), small.item("Two")
    assert (first.key, second.key) == ("APP-1", "APP-2")
    assert _verbs(small, first) == ["item.added"]


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"low": 3.0, "likely": 2.0, "high": 5.0}, "estimate"),
        ({"low": -1.0, "likely": 2.0, "high": 5.0}, "estimate"),
        ({"low": 1.0, "likely": None, "high": 5.0}, "estimate"),
        ({"low": None, "likely": 2.0, "high": 5.0}, "estimate"),
        ({"low": None, "likely": -2.0, "high": None}, "estimate"),
        ({"low": None, "likely": 20_000.0, "high": None}, "estimate"),
        ({"deadline": date(2026, 1, 11)}, "deadline"),
        ({"deadline": date(2026, 2, 1), "earliest_start": date(2026, 3, 1)}, "deadline"),
        ({"level": "saga"}, "level"),
        ({"progress": 1.5}, "progress"),
        ({"title": "  "}, "title"),
    ],
)
def test_a_broken_rule_is_named_with_its_cure_and_changes_nothing(
    small: Any, values: dict[str, Any], where: str
) -> None:
    item = small.item("Thing")
    with pytest.raises(Invalid) as caught:
        services.change_item(actor=small.actor, now=small.now, key=item.key, version=1, values=values)
    assert caught.value.where == where
    assert caught.value.cure or where == "level"
    assert queries.item(actor=small.actor, key=item.key) == item
    assert _verbs(small, item) == ["item.added"]


def test_a_stale_change_is_refused_with_both_versions(small: Any) -> None:
    item = small.item("Thing")
    services.change_item(actor=small.actor, now=small.now, key=item.key, version=1, values={"value": 10})
    with pytest.raises(Stale) as caught:
        services.change_item(actor=small.actor, now=small.now, key=item.key, version=1, values={"value": 20})
    assert (caught.value.extra["stored"], caught.value.extra["yours"]) == ({"value": 10}, {"value": 20})


def test_a_circle_of_dependencies_is_refused_and_named(small: Any) -> None:
    a, b, c = small.item("Alpha"), small.item("Beta"), small.item("Gamma")
    small.after(a, b)
    small.after(b, c)
    with pytest.raises(Invalid) as caught:
        small.after(c, a)
    assert caught.value.code == "cycle"
    assert all(word in caught.value.message for word in ("Alpha", "Beta", "Gamma"))


def test_a_circle_through_a_parent_is_refused_too(small: Any) -> None:
    parent = small.item("Parent", None, level="feature")
    part = small.item("Part", parent_key=parent.key)
    other = small.item("Other")
    small.after(parent, other)
    with pytest.raises(Invalid, match="ircular dependency"):
        small.after(other, part)


def test_an_item_cannot_be_part_of_its_own_part(small: Any) -> None:
    parent = small.item("Parent")
    part = small.item("Part", parent_key=parent.key)
    with pytest.raises(Invalid, match="part of itself"):
        services.change_item(
            actor=small.actor, now=small.now, key=parent.key, version=None, values={"parent_key": part.key}
        )


def test_a_removed_item_comes_back_with_its_needs_and_dependencies(small: Any) -> None:
    a, b = small.item("Alpha"), small.item("Beta")
    small.needs(b.key)
    small.after(a, b)
    before = queries.item(actor=small.actor, key=b.key)
    entry = services.remove_item(actor=small.actor, now=small.now, key=b.key, version=None)
    with pytest.raises(NotFound):
        queries.item(actor=small.actor, key=b.key)
    back = services.restore_item(actor=small.actor, now=small.now, entry_id=entry)
    assert back.needs == before.needs
    assert [edge.key for edge in back.waits_for] == [a.key]
    assert (back.title, back.likely, back.id) == (before.title, before.likely, before.id)


def test_an_item_with_parts_is_not_removed(small: Any) -> None:
    parent = small.item("Parent")
    small.item("Part", parent_key=parent.key)
    with pytest.raises(Conflict):
        services.remove_item(actor=small.actor, now=small.now, key=parent.key, version=None)


def test_a_bulk_change_is_all_or_nothing(small: Any) -> None:
    a, b = small.item("Alpha"), small.item("Beta")
    with pytest.raises(NotFound):
        services.bulk_change(actor=small.actor, now=small.now, ids=[a.id, 10**6], values={"status": "done"})
    assert queries.item(actor=small.actor, key=a.key).status == "backlog"
    assert (
        services.bulk_change(
            actor=small.actor, now=small.now, ids=[a.id, b.id], values={"status": "done"}
        ).changed
        == 2
    )
    assert queries.item(actor=small.actor, key=b.key).resolved_at == small.now


def test_a_viewer_changes_nothing_and_a_stranger_sees_nothing(small: Any, people: Any) -> None:
    item = small.item("Thing")
    with pytest.raises(Forbidden):
        services.change_item(
            actor=people["viewer"].actor, now=small.now, key=item.key, version=1, values={"value": 1}
        )
    with pytest.raises(NotFound):
        queries.item(actor=people["stranger"].actor, key=item.key)
    assert queries.timeline(actor=people["stranger"].actor, today=small.now.date()).rows == ()


def test_lists_filter_sort_and_page(small: Any) -> None:
    for number in range(7):
        small.item(f"Thing {number}", status="ready" if number % 2 else "backlog")
    narrow = queries.ItemFilter(text="thing", status="ready")
    found = queries.items_page(actor=small.actor, narrow=narrow, sort="-title", page=1, size=2)
    assert [row.title for row in found.rows] == ["Thing 5", "Thing 3"]
    assert (found.total, found.pages) == (3, 2)


def test_many_items_are_added_in_order_with_their_needs_in_one_batch(small: Any) -> None:
    rows = [
        {"title": "First", "likely": 3.0, "needs": [Need(small.go, 3, 1)]},
        {"title": "Second", "level": "feature"},
    ]
    first, second = services.add_items(
        actor=small.actor, now=small.now, product_id=small.product_id, rows=rows
    )
    assert (first.key, second.key) == ("APP-1", "APP-2")
    added = queries.item(actor=small.actor, key="APP-1")
    assert [(need.skill_name, need.level) for need in added.needs] == [("Go", 3)]
    assert [row.key for row in queries.items_page(actor=small.actor).rows] == ["APP-1", "APP-2"]
    told = [
        journal.history(actor=small.actor, subject=Ref("roadmap.item", row.id)) for row in (first, second)
    ]
    assert [entries[0].verb for entries in told] == ["item.added", "item.added"]
    assert told[0][0].batch == told[1][0].batch != ""


def test_of_many_items_none_is_added_where_one_breaks_a_rule(small: Any) -> None:
    with pytest.raises(Invalid):
        services.add_items(
            actor=small.actor,
            now=small.now,
            product_id=small.product_id,
            rows=[{"title": "First"}, {"title": " "}],
        )
    assert queries.items_page(actor=small.actor).total == 0
