"""Priority, labels, own statuses and custom fields: what is stored, shown, filtered, sorted and recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.queries import ItemFilter

pytestmark = pytest.mark.django_db


def _item(small: Any, key: str = "APP-1") -> Any:
    return queries.item(actor=small.actor, key=key)


def _change(small: Any, key: str = "APP-1", **values: Any) -> Any:
    return services.change_item(actor=small.actor, now=small.now, key=key, version=None, values=values)


def _keys(small: Any, sort: str = "plan", **narrow: Any) -> list[str]:
    page = queries.items_page(actor=small.actor, narrow=ItemFilter(**narrow), sort=sort)
    return [row.key for row in page.rows]


def _field(small: Any, name: str, kind: str, **values: Any) -> Any:
    return services.add_custom_field(actor=small.actor, now=small.now, name=name, kind=kind, **values)


def _status(small: Any, name: str, means: str) -> Any:
    return services.add_status(actor=small.actor, now=small.now, name=name, means=means)


# Priority


def test_a_priority_is_one_of_four_words_or_none_and_sorts_by_weight(small: Any) -> None:
    for name in ("low", "urgent", None, "high"):
        small.item(f"With {name}", priority=name)

    assert _keys(small, "priority") == ["APP-2", "APP-4", "APP-1", "APP-3"]
    assert _keys(small, "-priority") == ["APP-1", "APP-4", "APP-2", "APP-3"]
    assert _keys(small, priority="high") == ["APP-4"]
    assert _keys(small, priority="none") == _keys(small, without="priority") == ["APP-3"]
    with pytest.raises(Invalid, match="'soon' is not a priority"):
        _change(small, priority="soon")


def test_keys_sort_as_people_count(small: Any) -> None:
    for number in range(11):
        small.item(f"Item {number}")

    assert _keys(small, "key")[:3] == ["APP-1", "APP-2", "APP-3"]
    assert _keys(small, "-key")[:2] == ["APP-11", "APP-10"]


def test_a_list_opens_with_the_plan_then_ranks_and_ends_with_what_is_closed(small: Any) -> None:
    small.item("Done before", status="done")
    small.item("Second of Ana", owner_id=small.ana, value=0)
    small.item("First of Ana", owner_id=small.ana, value=100)
    small.plan()
    small.item("Not planned")

    assert _keys(small) == ["APP-3", "APP-2", "APP-4", "APP-1"]
    assert _keys(small, status="open") == ["APP-3", "APP-2", "APP-4"]


# Labels


def test_labels_are_made_by_use_and_known_whatever_their_capitals(small: Any) -> None:
    small.item("One", labels=["Web", "api", "web"])
    small.item("Two", labels=["API"])

    assert _item(small).labels == ("Web", "api")
    assert [(row.name, row.items) for row in queries.labels(actor=small.actor)] == [("Web", 1), ("api", 2)]
    assert _keys(small, label="Api") == ["APP-1", "APP-2"]


def test_a_change_of_labels_alone_counts_a_version_and_is_recorded_in_words(small: Any) -> None:
    item = small.item("One", labels=["web"])

    changed = services.change_item(
        actor=small.actor, now=small.now, key="APP-1", version=item.version, values={"labels": ["api"]}
    )

    assert changed.version == item.version + 1
    entry = journal.history(actor=small.actor, subject=Ref("roadmap.item", item.id))[0]
    assert entry.changes == {"labels": [["web"], ["api"]]}
    with pytest.raises(Stale):
        services.change_item(
            actor=small.actor, now=small.now, key="APP-1", version=item.version, values={"labels": []}
        )


def test_a_label_is_renamed_merged_and_removed_on_every_item(small: Any) -> None:
    small.item("One", labels=["web", "site"])
    small.item("Two", labels=["site"])
    by = {row.name: row for row in queries.labels(actor=small.actor)}
    acting = {"actor": small.actor, "now": small.now}

    services.change_label(**acting, id=by["web"].id, version=1, values={"name": "Web", "colour": "blue"})
    with pytest.raises(Conflict, match="label web already"):
        services.change_label(**acting, id=by["site"].id, version=None, values={"name": "web"})
    merged = services.merge_label(**acting, id=by["site"].id, version=None, into_id=by["web"].id)

    assert (merged.name, merged.colour, merged.items) == ("Web", "blue", 2)
    assert _item(small).labels == _item(small, "APP-2").labels == ("Web",)
    services.remove_label(**acting, id=merged.id, version=None)
    assert _item(small).labels == ()


# Statuses


def test_a_fresh_workspace_has_the_five(small: Any) -> None:
    small.item("One")

    assert [(row.id, row.name) for row in queries.statuses(actor=small.actor)] == [
        (None, name) for name in ("Backlog", "Ready", "In progress", "Done", "Cancelled")
    ]
    assert _item(small).status_name == "Backlog"


def test_an_own_status_means_one_of_the_five_and_carries_its_dates(small: Any) -> None:
    review = _status(small, "In review", "in_progress")
    small.item("One")

    item = _change(small, status="in review")

    assert (item.status, item.status_name, item.started_on) == (
        "in_progress",
        "In review",
        small.now.date(),
    )
    names = [row.name for row in queries.statuses(actor=small.actor)]
    assert names == ["Backlog", "Ready", "In progress", "In review", "Done", "Cancelled"]
    assert _keys(small, status="In review") == ["APP-1"]
    assert _keys(small, status="In progress") == []
    assert _keys(small, status="in_progress") == ["APP-1"]
    # The meaning that it has already leaves it; another clears it.
    assert _change(small, status="in_progress").own_status_id == review.id
    assert _change(small, status="done").own_status_id is None


def test_items_without_a_status_of_their_own_count_for_the_first_of_their_meaning(small: Any) -> None:
    small.item("One", status="in_progress")
    services.start_statuses(actor=small.actor)
    review = _status(small, "In review", "in_progress")

    assert _keys(small, status="In progress") == ["APP-1"]
    order = [row.id for row in queries.statuses(actor=small.actor)]
    order.remove(review.id)
    services.order_statuses(actor=small.actor, now=small.now, ids=[review.id, *order])
    assert _item(small).status_name == "In review"
    assert {row.name: row.items for row in queries.statuses(actor=small.actor, counted=True)}[
        "In review"
    ] == 1


def test_the_last_status_of_a_meaning_stays_and_a_removed_one_leaves_the_meaning(small: Any) -> None:
    review = _status(small, "In review", "in_progress")
    small.item("One", own_status_id=review.id)
    done = next(row for row in queries.statuses(actor=small.actor) if row.means == "done")

    with pytest.raises(Conflict, match="Done is the only status that means done"):
        services.remove_status(actor=small.actor, now=small.now, id=done.id, version=None)
    services.remove_status(actor=small.actor, now=small.now, id=review.id, version=None)

    assert (_item(small).status, _item(small).status_name) == ("in_progress", "In progress")


def test_a_status_that_means_something_else_takes_its_items_along(small: Any) -> None:
    review = _status(small, "Accepted", "in_progress")
    small.item("One", own_status_id=review.id)

    services.change_status(
        actor=small.actor, now=small.now, id=review.id, version=None, values={"means": "done"}
    )

    assert (_item(small).status, _item(small).resolved_at) == ("done", small.now)


def test_a_status_that_is_not_there_is_refused_with_those_that_are(small: Any) -> None:
    small.item("One")
    with pytest.raises(Invalid, match="'QA' is not a status") as error:
        _change(small, status="QA")
    assert "backlog" in error.value.cure
    with pytest.raises(NotFound):
        _change(small, own_status_id=99)


# Custom fields


def test_values_are_kept_by_kind_and_come_back_as_text_and_value(small: Any) -> None:
    small.item("One")
    _field(small, "Reach", "number")
    _field(small, "Quarter", "choice", choices=["Q1", "Q2"])
    _field(small, "Check on", "date")
    _field(small, "Reviewer", "person")
    _field(small, "Note", "text")

    item = _change(
        small,
        custom={
            "reach": "1200",
            "Quarter": "q2",
            "check_on": "2027-03-01",
            "Reviewer": "ana ruiz",
            "Note": " a  b ",
        },
    )

    assert [(row.name, row.text, row.value) for row in item.custom] == [
        ("Reach", "1,200", 1200.0),
        ("Quarter", "Q2", "Q2"),
        ("Check on", "1 Mar 2027", date(2027, 3, 1)),
        ("Reviewer", "Ana Ruiz", small.ana),
        ("Note", "a b", "a b"),
    ]
    entry = journal.history(actor=small.actor, subject=Ref("roadmap.item", item.id))[0]
    assert entry.changes["Reviewer"] == [None, "Ana Ruiz"]
    assert entry.changes["Reach"] == [None, 1200.0]
    assert _change(small, custom={"Note": ""}).custom[-1].name == "Reviewer"


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("number", "many", "Field: 'many' is not a number"),
        ("date", "soon", "Field: 'soon' is not a date"),
        ("choice", "C", "Field: 'C' is not one of its choices"),
        ("person", "Zoe", "Field: 'Zoe' is not someone of the team"),
        ("formula", 1, "Field is computed"),
    ],
)
def test_a_value_of_another_kind_is_refused_at_its_field(
    small: Any, kind: str, value: Any, told: str
) -> None:
    small.item("One")
    more = {"choice": {"choices": ["A", "B"]}, "formula": {"formula": "value * 2"}}.get(kind, {})
    field = _field(small, "Field", kind, **more)

    with pytest.raises(Invalid) as error:
        _change(small, custom={field.id: value})

    assert error.value.message.startswith(told)
    assert error.value.where == f"custom_{field.id}"


def test_custom_fields_filter_and_sort(small: Any) -> None:
    reach = _field(small, "Reach", "number")
    team = _field(small, "Squad", "text")
    for number, squad in ((5, "Blue"), (None, "Red"), (3, "Dark blue")):
        small.item("Item", custom={reach.id: number, team.id: squad})

    assert _keys(small, f"custom_{reach.id}") == ["APP-3", "APP-1", "APP-2"]
    assert _keys(small, f"-custom_{reach.id}") == ["APP-1", "APP-3", "APP-2"]
    assert _keys(small, custom=((reach.id, ">=5"),)) == ["APP-1"]
    assert _keys(small, custom=((reach.id, "3"),)) == ["APP-3"]
    assert _keys(small, custom=((team.id, "blue"),)) == ["APP-1", "APP-3"]
    assert _keys(small, custom=((team.id, "blue"), (reach.id, "<4"))) == ["APP-3"]


def test_a_formula_is_computed_when_it_is_made_and_when_what_it_reads_changes(small: Any) -> None:
    small.item("One", 4.0, value=60)
    reach = _field(small, "Reach", "number")
    ratio = _field(small, "Worth a day", "formula", formula="value / estimate")
    _field(small, "Score", "formula", formula="worth_a_day * default(reach, 1)")

    assert [row.value for row in _item(small).custom] == [15.0, 15.0]
    assert [row.value for row in _change(small, custom={reach.id: 2}).custom] == [2.0, 15.0, 30.0]
    assert [row.value for row in _change(small, value=None).custom] == [2.0]
    changed = services.change_custom_field(
        actor=small.actor, now=small.now, id=ratio.id, version=1, values={"formula": "estimate * 10"}
    )
    assert changed.result == "number"
    assert [row.value for row in _item(small).custom] == [2.0, 40.0, 80.0]


def test_formulas_that_read_each_other_or_what_is_gone_are_refused(small: Any) -> None:
    first = _field(small, "First", "formula", formula="value + 1")
    _field(small, "Second", "formula", formula="first + 1")
    acting = {"actor": small.actor, "now": small.now, "id": first.id, "version": None}

    with pytest.raises(Invalid, match="first → second → first"):
        services.change_custom_field(**acting, values={"formula": "second + 1"})
    with pytest.raises(Invalid, match="A text \\+ a number"):
        services.change_custom_field(**acting, values={"formula": "'a'"})
    with pytest.raises(Conflict, match="formula of Second reads First"):
        services.remove_custom_field(**acting)
    with pytest.raises(Conflict, match="Items have Deadline already"):
        _field(small, "Deadline", "date")


def test_a_choice_that_items_have_stays(small: Any) -> None:
    field = _field(small, "Quarter", "choice", choices=["Q1", "Q2"])
    small.item("One", custom={field.id: "Q2"})

    with pytest.raises(Conflict, match="Items still have Q2"):
        services.change_custom_field(
            actor=small.actor, now=small.now, id=field.id, version=None, values={"choices": ["Q1"]}
        )


def test_a_removed_item_comes_back_with_labels_and_fields(small: Any) -> None:
    field = _field(small, "Reach", "number")
    _field(small, "Twice", "formula", formula="reach * 2")
    before = small.item("One", labels=["web"], priority="high", custom={field.id: 7})

    entry = services.remove_item(actor=small.actor, now=small.now, key="APP-1", version=None)
    after = services.restore_item(actor=small.actor, now=small.now, entry_id=entry)

    assert (after.labels, after.priority, after.custom) == (before.labels, "high", before.custom)
