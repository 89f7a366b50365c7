"""What a plan reads: plain values, and a digest that knows what can move a date."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import models as django

from pilothouse.engine.forecast.history.estimate_model import DEFAULT
from pilothouse.roadmap import models, services
from pilothouse.roadmap.contracts import Allocation, TeamShare
from pilothouse.roadmap.queries.snapshot import (
    ClosedItem,
    EstimatedItem,
    History,
    Link,
    OpenItem,
    OpenProduct,
    Since,
    SkillNeed,
    digest,
    reading,
    snapshot,
)
from pilothouse.roadmap.tests.snapshots import colleague, item, release, taken
from pilothouse.vision import services as vision


def read(small: Any) -> Any:
    return snapshot(actor=small.actor)


def _values(value: Any) -> Any:
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from _values(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _values(part)


def test_open_items_are_read_with_needs_choices_links_and_releases(small: Any) -> None:
    beta = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="Beta")
    parent = small.item("Parent", None, level="feature", release_id=beta.id)
    first, second = small.item("First", 3.0, parent_key=parent.key), small.item("Second", value=70)
    small.needs(first.key)
    small.after(first, second, lag_days=2.0)
    services.pin_people(actor=small.actor, now=small.now, key=second.key, version=None, people=[small.ben])
    found = read(small)
    assert [(row.title, row.parent_id, row.release_id) for row in found.items] == [
        ("Parent", None, beta.id),
        ("First", parent.id, None),
        ("Second", None, None),
    ]
    assert found.items[1].needs == (SkillNeed(small.go, 3, 1),)
    assert (found.items[2].chosen, found.items[2].value) == ((small.ben,), 70)
    assert found.links == (Link(first.id, second.id, "FS", 2.0),)
    assert [(row.id, row.name, row.growing) for row in found.releases] == [(beta.id, "Beta", False)]
    assert [person.name for person in found.people] == ["Ana Ruiz", "Ben Okafor"]
    assert found.people[0].skills == ((small.go, 4),)
    assert dict(found.skills) == {small.go: "Go"}


def test_what_is_finished_is_read_as_history(small: Any) -> None:
    parent = small.item("Parent", None, level="feature")
    first, after = small.item("First", 2.0, owner_id=small.ana, parent_key=parent.key), small.item("After")
    small.after(first, after, lag_days=2.0)
    services.change_item(
        actor=small.actor, now=small.now, key=first.key, version=None, values={"status": "in_progress"}
    )
    services.complete_item(actor=small.actor, now=small.now, key=first.key, version=None)
    found, today = read(small), small.now.date()
    assert found.finished_parents == (parent.id,)
    assert found.since == (Since(after.id, "FS", 2.0, today),)
    history = found.history(small.product_id)
    assert history.closed == (ClosedItem(small.ana, today, None),)
    assert history.estimated == (EstimatedItem(small.ana, today, today, 2.0, 2.0, 2.0),)
    assert history.weeks == ((today - timedelta(days=today.weekday()), 1),)
    assert found.history(-1) == History(-1)


def test_a_snapshot_holds_no_rows(small: Any) -> None:
    small.after(small.item("First", owner_id=small.ana), small.item("Second"))
    kinds = {type(value) for value in _values(read(small))}
    assert not any(issubclass(kind, django.Model | django.QuerySet) for kind in kinds)
    assert kinds - {int, float, str, bool, date, tuple, type(None)} == {
        kind for kind in kinds if is_dataclass(kind)
    }


def test_one_snapshot_holds_several_products(small: Any) -> None:
    other = vision.add_product(actor=small.actor, now=small.now, key="LAB", name="Lab")
    services.add_item(actor=small.actor, now=small.now, product_id=other.id, title="Theirs")
    small.item("Ours")
    services.order_products(actor=small.actor, now=small.now, version=None, product_ids=[other.id])
    both = read(small)
    assert {row.title: row.product_id for row in both.items} == {
        "Ours": small.product_id,
        "Theirs": other.id,
    }
    assert [row.product_id for row in both.histories] == [other.id, small.product_id]
    assert [row.title for row in both.items] == ["Theirs", "Ours"]


def test_a_paused_product_is_not_read(small: Any) -> None:
    other = vision.add_product(actor=small.actor, now=small.now, key="LAB", name="Lab")
    services.add_item(actor=small.actor, now=small.now, product_id=other.id, title="Theirs")
    small.item("Ours")
    services.order_products(actor=small.actor, now=small.now, version=None, product_ids=[], paused=[other.id])
    assert [row.title for row in read(small).items] == ["Ours"]


def test_only_what_can_move_a_product_counts_where_the_order_is_strict() -> None:
    items = (item(1), item(2, product_id=2), item(3, product_id=3))
    whole = taken(*items, mode="strict")
    assert [row.id for row in whole.moving(1).items] == [1]
    assert [row.id for row in whole.moving(2).items] == [1, 2]
    waiting = replace(whole, links=(Link(3, 1, "FS", 0.0),))
    assert [row.id for row in waiting.moving(1).items] == [1, 3]
    assert taken(*items).moving(1).items == items


def test_as_many_estimated_items_are_read_as_the_engine_learns_from() -> None:
    assert DEFAULT.window == reading.LAST_ESTIMATED


def test_the_record_reaches_three_years_back_from_its_newest_item(small: Any) -> None:
    small.item("Open")
    newest = datetime(2025, 6, 2, 12, tzinfo=UTC)
    for days in (0, 3 * 365, 3 * 365 + 1):
        models.Item.objects.create(
            workspace_id=small.actor.workspace_id,
            product_id=small.product_id,
            key=f"OLD-{days}",
            title="Old",
            status="done",
            owner_id=small.ana,
            resolved_at=newest - timedelta(days=days),
        )
    assert len(read(small).history(small.product_id).closed) == 2


OTHER: dict[str, Any] = {
    "product_id": 2,
    "parent_id": 9,
    "release_id": 7,
    "is_started": True,
    "milestone": True,
    "low": 1.0,
    "likely": 1.5,
    "high": 9.0,
    "story_points": 5.0,
    "progress": 0.5,
    "earliest_start": date(2026, 2, 2),
    "deadline": date(2026, 2, 2),
    "deadline_hard": True,
    "cost_of_delay": 100,
    "value": 5,
    "priority": "high",
    "owner_id": 3,
    "team_id": 4,
    "needs": (SkillNeed(1, 3, 1),),
    "chosen": (102,),
    "id": 77,
}


@pytest.mark.parametrize("name", [field.name for field in fields(OpenItem) if field.compare])
def test_every_field_that_can_move_a_date_changes_the_digest(name: str) -> None:
    assert digest(taken(item(1))) != digest(taken(replace(item(1), **{name: OTHER[name]})))


@pytest.mark.parametrize("name", [field.name for field in fields(OpenItem) if not field.compare])
def test_names_and_texts_do_not(name: str) -> None:
    other = replace(item(1), **{name: date(2020, 1, 1) if name == "started_on" else "other"})
    assert digest(taken(item(1))) == digest(taken(other))


@pytest.mark.parametrize(
    "values",
    [
        {"people": (colleague(101),)},
        {"people": (colleague(101), colleague(102, availability=0.5))},
        {"people": (colleague(101), colleague(102, skills=((1, 5),)))},
        {"people": (colleague(101), colleague(102, absences=((date(2026, 2, 2), date(2026, 2, 3)),)))},
        {"links": (Link(1, 2, "FS", 0.0),)},
        {"since": (Since(1, "FS", 1.0, date(2026, 1, 2)),)},
        {"releases": (release(7, date(2026, 3, 2)),)},
        {"finished_parents": (1,)},
        {"histories": (History(1, weeks=((date(2026, 1, 5), 3),)),)},
        {"mode": "strict"},
        {"products": (OpenProduct(1, "P1", "Product 1", 2.0),)},
        {"allocations": (Allocation(101, 1, 0.5),)},
        {"team_shares": (TeamShare(1, 1, 0.0, 0.5),)},
    ],
)
def test_all_else_that_a_plan_reads_changes_the_digest(values: dict[str, Any]) -> None:
    assert digest(taken(item(1), item(2))) != digest(taken(item(1), item(2), **values))


def test_order_matters_as_plans_break_ties_by_it() -> None:
    assert digest(taken(item(1), item(2))) != digest(taken(item(2), item(1)))


def test_the_same_values_give_the_same_digest_whatever_they_are_called() -> None:
    renamed = taken(
        item(1),
        people=(colleague(101, name="X", day_rate=5), colleague(102)),
        skills=((1, "Golang"),),
        mark="9",
    )
    assert digest(taken(item(1))) == digest(renamed)
    assert taken(item(1)) == renamed


def test_reading_costs_the_same_for_few_and_for_many(small: Any, django_assert_num_queries: Any) -> None:
    beta = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="Beta", growing=True
    )

    def add(many: int) -> None:
        for number in range(many):
            parent = small.item(f"Parent {number}", None, level="feature", release_id=beta.id)
            small.needs(small.item(f"Part {number}", parent_key=parent.key, owner_id=small.ana).key)
        done = small.item("Done", owner_id=small.ana)
        services.complete_item(actor=small.actor, now=small.now, key=done.key, version=None)

    for many in (1, 25):
        add(many)
        with django_assert_num_queries(25):
            read(small)
