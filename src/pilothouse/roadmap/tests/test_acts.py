"""Acts on many items, taking them back, copies and order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import Need
from pilothouse.roadmap.queries import ItemFilter

pytestmark = pytest.mark.django_db


def _bulk(small: Any, ids: Any = (), **values: Any) -> Any:
    return services.bulk_change(actor=small.actor, now=small.now, ids=ids, values=values)


def _undo(small: Any, batch: str) -> Any:
    return services.undo_batch(actor=small.actor, now=small.now, batch=batch)


def _item(small: Any, key: str) -> Any:
    return queries.item(actor=small.actor, key=key)


def _stored(small: Any) -> list[Any]:
    """Everything of all items but what counts changes and what follows from a plan."""
    rows = models.Item.objects.filter(workspace_id=small.actor.workspace_id).order_by("id")
    found = []
    for row in rows:
        item = _item(small, row.key)
        columns = {
            field.attname: getattr(row, field.attname)
            for field in models.Item._meta.concrete_fields
            if field.attname != "version"
        }
        found.append((columns, item.labels, item.people, item.custom))
    return found


def _act_of(small: Any, item: Any, verb: str) -> str:
    """The act by which something was last done to an item."""
    rows = models_of_journal().filter(verb=verb, subject_id=item.id).order_by("-id")
    return str(rows[0].batch)


def models_of_journal() -> Any:
    from pilothouse.journal.models import Entry

    return Entry.objects


@pytest.fixture
def many(small: Any) -> list[int]:
    field = services.add_custom_field(actor=small.actor, now=small.now, name="Reach", kind="number")
    services.add_custom_field(
        actor=small.actor, now=small.now, name="Twice", kind="formula", formula="reach * 2"
    )
    services.add_status(actor=small.actor, now=small.now, name="In review", means="in_progress")
    return [
        small.item("One", labels=["web"], custom={field.id: 3}).id,
        small.item("Two", None, priority="low", status="done").id,
        small.item("Three", level="feature", people=[small.ben], owner_id=small.ana).id,
    ]


VALUES = some.fixed_dictionaries(
    {},
    optional={
        "status": some.sampled_from(("backlog", "ready", "In review", "done", "cancelled")),
        "priority": some.sampled_from((None, "urgent", "medium")),
        "owner": some.booleans(),
        "add_labels": some.lists(some.sampled_from(("web", "api", "ui")), max_size=2),
        "remove_labels": some.lists(some.sampled_from(("web", "api")), max_size=2),
        "people": some.booleans(),
        "deadline": some.dates(date(2027, 1, 1), date(2030, 1, 1)),
        "likely": some.just(0.0) | some.floats(0.0001, 100),
        "kind": some.sampled_from(("build", "test")),
        "mandatory": some.booleans(),
        "custom": some.sampled_from(({"Reach": 5}, {"Reach": None})),
        "cost_of_delay_cents": some.integers(0, 10**6),
    },
).filter(bool)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=VALUES)
def test_an_act_that_is_taken_back_leaves_the_same_rows(small: Any, many: list[int], values: Any) -> None:
    wanted = dict(values)
    if "owner" in wanted:
        wanted["owner_id"] = small.ben if wanted.pop("owner") else None
    if "people" in wanted:
        wanted["people"] = [small.ana] if wanted["people"] else []
    if "likely" in wanted:
        wanted |= {"low": None, "high": None}
    before = _stored(small)

    done = _bulk(small, many, **wanted)
    if done.changed:
        undone = _undo(small, done.batch)
        assert undone.kept == ()
        assert undone.restored == done.changed

    assert _stored(small) == before


def test_all_that_a_filter_lets_through_is_changed_in_one_act(small: Any, many: list[int]) -> None:
    done = services.bulk_change(
        actor=small.actor,
        now=small.now,
        narrow=ItemFilter(status="open"),
        values={"priority": "high"},
        why="For the board",
    )

    assert (done.items, done.changed) == (2, 2)
    entries = list(journal.batch(actor=small.actor, batch=done.batch))
    assert {(entry.verb, entry.why) for entry in entries} == {("item.changed", "For the board")}
    assert [_item(small, f"APP-{at}").priority for at in (1, 2, 3)] == ["high", "low", "high"]


def test_what_was_changed_since_stays_and_is_reported(small: Any, many: list[int]) -> None:
    done = _bulk(small, many[:1], priority="high", kind="test")
    services.change_item(
        actor=small.actor, now=small.now, key="APP-1", version=None, values={"kind": "design"}
    )

    undone = _undo(small, done.batch)

    assert undone.kept == (("APP-1", "The kind was changed since."),)
    assert (_item(small, "APP-1").priority, _item(small, "APP-1").kind) == (None, "design")


def test_taking_back_what_was_taken_back_does_it_again(small: Any, many: list[int]) -> None:
    done = _bulk(small, many, add_labels=["later"])
    again = _undo(small, _undo(small, done.batch).batch)

    assert again.restored == 3
    assert "later" in _item(small, "APP-2").labels


def test_a_rule_that_is_broken_names_the_item_and_nothing_is_changed(small: Any, many: list[int]) -> None:
    small.item("Task")

    with pytest.raises(Invalid, match="APP-3: A task cannot hold a feature"):
        _bulk(small, many, parent_key="APP-4")
    with pytest.raises(Invalid, match="of one item alone"):
        _bulk(small, many, title="Same")
    assert _item(small, "APP-1").parent_key == ""


def test_moving_to_a_product_with_another_value_is_one_act(small: Any, many: list[int]) -> None:
    from pilothouse.vision import services as vision

    other = vision.add_product(actor=small.actor, now=small.now, key="WEB", name="Web")
    done = _bulk(small, many[:2], product_id=other.id, priority="urgent")
    assert {_item(small, key).product_key for key in ("APP-1", "APP-2")} == {"WEB"}

    undone = _undo(small, done.batch)

    assert (undone.restored, undone.kept) == (2, ())
    assert (_item(small, "APP-1").product_key, _item(small, "APP-1").priority) == ("APP", None)


def test_there_is_nothing_to_take_back_of_an_act_that_never_was(small: Any) -> None:
    with pytest.raises(NotFound):
        _undo(small, "nothing")


def test_a_copy_has_what_was_entered_but_no_progress(small: Any, many: list[int]) -> None:
    first = small.item("Original", 3.0, status="in_progress", priority="high", labels=["web"], value=7)
    small.needs(first.key)

    copy = services.duplicate_item(actor=small.actor, now=small.now, key=first.key)

    assert (copy.title, copy.status, copy.priority, copy.labels, copy.value, copy.likely) == (
        "Original (copy)", "backlog", "high", ("web",), 7, 3.0,
    )  # fmt: skip
    assert [(need.skill_id, need.level) for need in copy.needs] == [(small.go, 3)]
    order = [row.key for row in queries.items_page(actor=small.actor, sort="rank").rows]
    assert order.index(copy.key) == order.index(first.key) + 1


def test_a_copy_with_its_parts_keeps_what_waits_within_and_can_be_taken_back(small: Any) -> None:
    whole = small.item("Whole", None, level="feature")
    one = small.item("One", parent_key=whole.key)
    two = small.item("Two", parent_key=whole.key)
    outside = small.item("Outside")
    small.after(one, two)
    small.after(outside, two)

    copy = services.duplicate_item(
        actor=small.actor, now=small.now, key=whole.key, with_parts=True, batch="copy"
    )

    parts = {part.title: _item(small, part.key) for part in copy.children}
    assert [each.title for each in parts["Two"].waits_for] == ["One"]
    assert parts["Two"].waits_for[0].key == parts["One"].key
    _undo(small, "copy")
    assert queries.items_page(actor=small.actor).total == 4


def test_an_item_is_put_before_or_after_another_and_taken_back(small: Any) -> None:
    for title in ("A", "B", "C"):
        small.item(title)

    def order() -> str:
        return "".join(row.title for row in queries.items_page(actor=small.actor, sort="rank").rows)

    def place(key: str, **where: str) -> None:
        services.place_item(actor=small.actor, now=small.now, key=key, batch="place", **where)

    place("APP-3", before_key="APP-1")
    assert order() == "CAB"
    _undo(small, "place")
    assert order() == "ABC"
    for _ in range(60):  # the gap between two ranks ends, and all are numbered anew
        place("APP-1", after_key="APP-2")
        place("APP-3", after_key="APP-2")
    assert order() == "BCA"
    with pytest.raises(Invalid, match="Say before or after"):
        services.place_item(actor=small.actor, now=small.now, key="APP-1")


def test_an_import_is_not_taken_back_here(small: Any) -> None:
    from pilothouse.roadmap.contracts import ImportedItem

    services.import_items(
        actor=small.actor, now=small.now, batch="b", product_id=small.product_id, people={},
        items=[ImportedItem("csv", "1", "One")],
    )  # fmt: skip
    with pytest.raises(Conflict, match="import"):
        _undo(small, "b")


def test_undoing_an_act_gives_needs_and_people_back_and_undoing_that_takes_them_again(small: Any) -> None:
    item = small.item("Build", people=[small.ben])
    given: dict[str, Any] = {"actor": small.actor, "now": small.now, "key": item.key, "version": None}
    services.set_needs(**given, needs=[Need(None, 0, 2)])
    services.change_whole_item(
        **given, values={"title": "Built"}, needs=[Need(None, 0, 3)], people=[small.ana], batch="act"
    )
    undone = _undo(small, "act")
    found = _item(small, item.key)

    assert (found.title, found.people, [need.people for need in found.needs]) == ("Build", (small.ben,), [2])
    assert (undone.restored, undone.kept) == (1, ())
    _undo(small, undone.batch)
    again = _item(small, item.key)
    assert (again.title, again.people, [need.people for need in again.needs]) == ("Built", (small.ana,), [3])


def test_undoing_an_act_gives_dependencies_back_where_they_are_as_it_left_them(small: Any) -> None:
    first, second, third = (small.item(title) for title in ("One", "Two", "Three"))
    given: dict[str, Any] = {"actor": small.actor, "now": small.now}
    services.add_dependency(**given, predecessor=first.key, successor=third.key, kind="SS", lag_days=2)
    services.wait_for(**given, key=third.key, version=None, predecessors=[second.key])
    undone = _undo(small, _act_of(small, third, "item.dependency_added"))
    edges = _item(small, third.key).waits_for

    assert [(edge.key, edge.kind, edge.lag_days) for edge in edges] == [(first.key, "SS", 2)]
    services.change_dependency(**given, id=edges[0].id, kind="FS", batch="kind")
    services.change_dependency(**given, id=edges[0].id, lag_days=3)
    kept = _undo(small, "kind").kept
    assert [why for _, why in kept] == ["The dependency was changed since."]
    again = _undo(small, undone.batch)
    assert len(again.kept) == 1
    assert [edge.key for edge in _item(small, third.key).waits_for] == [first.key, second.key]
