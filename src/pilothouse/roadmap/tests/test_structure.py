"""Hierarchy and dependencies together: no circle gets in by any way, and who closes one is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.ordering import Order
from pilothouse.team import services as team
from pilothouse.vision import services as vision


def _change(small: Any, item: Any, **values: Any) -> Any:
    return services.change_item(actor=small.actor, now=small.now, key=item.key, version=None, values=values)


def test_an_item_is_not_moved_under_what_waits_for_it(small: Any) -> None:
    parent, item = small.item("Parent", None, level="feature"), small.item("Item")
    small.after(item, parent)
    with pytest.raises(Invalid) as caught:
        services.move_item(
            actor=small.actor, now=small.now, key=item.key, version=None, parent_key=parent.key
        )
    assert caught.value.code == "cycle"
    assert f"{parent.key} Parent" in caught.value.message
    assert f"{item.key} Item" in caught.value.message
    assert queries.item(actor=small.actor, key=item.key).parent_key == ""
    assert small.plan().items == 2


def test_items_wait_for_each_other_across_products_and_never_in_a_circle(small: Any) -> None:
    other = vision.add_product(actor=small.actor, now=small.now, key="LIB", name="Library")
    item, theirs = small.item("Item"), replace(small, product_id=other.id).item("Theirs")
    small.after(theirs, item)
    assert [row.key for row in queries.item(actor=small.actor, key=item.key).waits_for] == [theirs.key]
    with pytest.raises(Invalid, match=f"Circular dependency: .*{theirs.key} Theirs") as caught:
        small.after(item, theirs)
    assert caught.value.code == "cycle"


def test_a_bulk_move_refuses_the_circle_too(small: Any) -> None:
    parent, item, other = small.item("Parent", None, level="feature"), small.item("Item"), small.item("Other")
    small.after(parent, item)
    with pytest.raises(Invalid, match="ircular dependency"):
        services.bulk_change(
            actor=small.actor, now=small.now, ids=[other.id, item.id], values={"parent_key": parent.key}
        )
    assert queries.item(actor=small.actor, key=other.key).parent_key == ""


def test_a_part_is_not_raised_above_its_parent_nor_a_parent_lowered_below_its_part(small: Any) -> None:
    parent = small.item("Parent", None, level="initiative")
    part = small.item("Part", level="feature", parent_key=parent.key)
    with pytest.raises(Invalid, match="An initiative cannot hold an objective") as caught:
        _change(small, part, level="objective")
    assert caught.value.where == "parent"
    with pytest.raises(Invalid, match=part.key) as caught:
        _change(small, parent, level="task")
    assert caught.value.where == "level"
    assert _change(small, part, level="task").level == "task"


def test_moving_changes_parent_and_rank_in_one_entry(small: Any) -> None:
    parent, item = small.item("Parent", None, level="feature"), small.item("Item")
    moved = services.move_item(
        actor=small.actor, now=small.now, key=item.key, version=1, parent_key=parent.key, rank=0.5
    )
    assert (moved.parent_key, moved.version) == (parent.key, 2)
    entry = journal.history(actor=small.actor, subject=Ref("roadmap.item", item.id))[0]
    assert (entry.verb, entry.changes) == ("item.moved", {"parent_id": [None, parent.id], "rank": [2.0, 0.5]})


def test_a_completed_item_leaves_the_plan_and_joins_the_record(small: Any) -> None:
    item, other = small.item("Item"), small.item("Other")
    done = services.complete_item(actor=small.actor, now=small.now, key=item.key, version=1)
    assert (done.status, done.progress, done.resolved_at) == ("done", 1.0, small.now)
    assert small.plan().items == 1
    assert queries.weekly_counts(actor=small.actor, product_id=small.product_id) == ((small.now.date(), 1),)
    assert queries.item(actor=small.actor, key=other.key).forecast is not None


def test_a_dependency_changes_its_lag_and_says_so(small: Any) -> None:
    first, second = small.item("First"), small.item("Second")
    number = small.after(first, second)
    services.change_dependency(actor=small.actor, now=small.now, id=number, kind="SS", lag_days=3.0)
    edge = queries.item(actor=small.actor, key=second.key).waits_for[0]
    assert (edge.kind, edge.lag_days) == ("SS", 3.0)
    entry = journal.history(actor=small.actor, subject=Ref("roadmap.item", second.id))[0]
    assert entry.changes == {
        "waits for": [
            "APP-1 First (starts after it ends)",
            "APP-1 First (starts after it starts, 3 days later)",
        ],
        "edge": [[first.id, "FS", 0.0], [first.id, "SS", 3.0]],
    }


@pytest.mark.parametrize(("kind", "lag"), [("XX", 0.0), ("FS", 5000.0), ("FS", float("nan"))])
def test_a_dependency_keeps_sound_timing(small: Any, kind: str, lag: float) -> None:
    number = small.after(small.item("First"), small.item("Second"))
    with pytest.raises(Invalid) as caught:
        services.change_dependency(actor=small.actor, now=small.now, id=number, kind=kind, lag_days=lag)
    assert caught.value.cure
    assert models.Dependency.objects.get().kind == "FS"


def test_dependencies_of_others_answer_like_missing_ones(small: Any, people: Any) -> None:
    number = small.after(small.item("First"), small.item("Second"))
    stranger = people["stranger"].actor
    for act in (services.change_dependency, services.remove_dependency):
        with pytest.raises(NotFound):
            act(actor=stranger, now=small.now, id=number)
        with pytest.raises(Forbidden):
            act(actor=people["viewer"].actor, now=small.now, id=number)
    assert models.Dependency.objects.count() == 1


def test_a_restored_item_leaves_out_a_dependency_that_would_close_a_circle(small: Any) -> None:
    a, b, c = small.item("Alpha"), small.item("Beta"), small.item("Gamma")
    small.after(a, b)
    small.after(b, c)
    entry = services.remove_item(actor=small.actor, now=small.now, key=b.key, version=None)
    small.after(c, a)
    back = services.restore_item(actor=small.actor, now=small.now, entry_id=entry)
    assert ([edge.key for edge in back.waits_for], back.holds_up) == ([a.key], ())
    assert small.plan().items == 3


def test_a_restored_item_does_without_people_who_are_gone(small: Any) -> None:
    item = small.item("Item", owner_id=small.ben)
    services.pin_people(
        actor=small.actor, now=small.now, key=item.key, version=None, people=[small.ana, small.ben]
    )
    entry = services.remove_item(actor=small.actor, now=small.now, key=item.key, version=None)
    team.remove_person(actor=small.actor, now=small.now, id=small.ben, version=None)
    back = services.restore_item(actor=small.actor, now=small.now, entry_id=entry)
    assert (back.owner_id, back.people) == (None, (small.ana,))


def test_a_removal_is_restored_once(small: Any) -> None:
    item = small.item("Item")
    entry = services.remove_item(actor=small.actor, now=small.now, key=item.key, version=None)
    services.restore_item(actor=small.actor, now=small.now, entry_id=entry)
    with pytest.raises(Conflict):
        services.restore_item(actor=small.actor, now=small.now, entry_id=entry)


def test_texts_are_stored_without_control_characters(small: Any) -> None:
    item = small.item("Two\nlines\0", description="a\r\nb\0c")
    assert (item.title, item.description) == ("Two lines", "a\nbc")


_NUMBERS = st.integers(0, 7)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(_NUMBERS, _NUMBERS), max_size=14),
    st.dictionaries(st.integers(1, 7), _NUMBERS, max_size=5),
)
def test_the_quick_order_judges_as_the_whole_check(
    edges: list[tuple[int, int]], links: dict[int, int]
) -> None:
    """Parents always have lower numbers, so that the hierarchy itself has no circle."""
    parents = {child: parent for child, parent in links.items() if parent < child}
    order = Order((), parents)
    kept: list[tuple[int, int]] = []
    for edge in edges:
        sound = structure.cycle([*kept, edge], parents) is None
        assert order.add(*edge) == sound, (kept, edge, parents)
        if sound:
            kept.append(edge)
