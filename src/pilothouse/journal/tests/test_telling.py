"""Recorded changes in words: names, dates and money as people read them, and only what was set."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.journal import queries, services
from pilothouse.kit.actor import Actor
from pilothouse.kit.recorded import declared
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import nouns
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision


def _told(actor: Actor, entries: Any) -> list[tuple[str, str, str]]:
    found = queries.told(actor=actor, entries=entries, currency="EUR", today=date(2026, 1, 12))
    return [(row.label, row.before, row.after) for entry in entries for row in found[entry.id]]


def _one(actor: Actor, now: Any, kind: str, changes: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    number = services.record(
        actor=actor, now=now, verb="thing.changed", subject=Ref(kind, 1), title="Thing", changes=changes
    )
    return _told(actor, [queries.entry(actor=actor, id=number)])


def test_an_owner_is_told_by_name_also_when_the_person_is_gone(editor: Actor, now: Any) -> None:
    ana = team.add_person(actor=editor, now=now, name="Ana")
    ben = team.add_person(actor=editor, now=now, name="Ben")
    changes: dict[str, list[Any]] = {"owner_id": [ana.id, ben.id]}
    assert _one(editor, now, "roadmap.item", changes) == [("owner", "Ana", "Ben")]

    team.remove_person(actor=editor, now=now, id=ana.id, version=None)
    assert _one(editor, now, "roadmap.item", changes) == [("owner", "Ana (removed since)", "Ben")]


@pytest.mark.parametrize(
    ("kind", "field", "pair", "told"),
    [
        ("roadmap.item", "cost_of_delay_cents", [None, 1_800_000], ("cost of delay", "", "18,000 EUR")),
        ("roadmap.item", "deadline", ["2026-02-11", "2027-05-21"], ("deadline", "11 Feb", "21 May 2027")),
        ("roadmap.item", "progress", [0.0, 0.4], ("progress", "0 %", "40 %")),
        ("roadmap.item", "likely", [1.0, 2.5], ("estimate", "1 day", "2.5 days")),
        ("roadmap.item", "status", ["ready", "in_progress"], ("status", "ready", "in progress")),
        ("roadmap.item", "people", [[], ["Ana"]], ("assignees", "", "Ana")),
        ("roadmap.item", "milestone", [None, True], ("milestone", "", "yes")),
        (
            "roadmap.item",
            "resolved_at",
            [None, "2026-06-04T16:30:00+00:00"],
            ("finished", "", "4 Jun, 16:30"),
        ),
        ("team.calendar", "weekdays", [[0, 1], [0, 6]], ("working days", "Mon, Tue", "Mon, Sun")),
        ("nowhere.thing", "some_field", ["a", "b"], ("some field", "a", "b")),
    ],
)
def test_a_value_is_told_as_everywhere(
    editor: Actor, now: Any, kind: str, field: str, pair: list[Any], told: tuple[str, str, str]
) -> None:
    assert _one(editor, now, kind, {field: pair}) == [told]


@pytest.mark.parametrize(
    ("kind", "field", "pair"),
    [
        ("roadmap.item", "rank", [1.0, 2.0]),
        ("roadmap.item", "needs", [[[3, 4, 1]], None]),
        ("vision.blueprint", "digest", [None, "d39b364d9f8fc442"]),
        ("nowhere.thing", "other_id", [1, 2]),
        ("nowhere.thing", "note", ["", None]),
    ],
)
def test_what_means_nothing_to_people_is_left_out(
    editor: Actor, now: Any, kind: str, field: str, pair: list[Any]
) -> None:
    assert _one(editor, now, kind, {field: pair}) == []


def test_a_new_item_tells_its_parent_and_release_by_name(editor: Actor, now: Any) -> None:
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    release = roadmap.add_release(actor=editor, now=now, product_id=product.id, name="3.0")
    add: dict[str, Any] = {"actor": editor, "now": now, "product_id": product.id}
    parent = roadmap.add_item(title="Whole", level="feature", **add)
    part = roadmap.add_item(title="Part", parent_key=parent.key, release_id=release.id, **add)
    told = _told(editor, queries.history(actor=editor, subject=Ref("roadmap.item", part.id)))

    assert ("parent", "", "ATL-1 Whole") in told
    assert ("release", "", "3.0") in told
    assert not [row for row in told if row[0] == "rank"]


def test_every_reference_that_rooms_declare_can_be_named() -> None:
    kinds = {row.noun for fields in declared().values() for row in fields.values() if row.noun}
    assert {kind for kind in kinds if nouns()[kind].named is None} == set()


def test_fifty_entries_cost_no_more_statements_than_one(
    editor: Actor, now: Any, django_assert_max_num_queries: Any
) -> None:
    ana = team.add_person(actor=editor, now=now, name="Ana")
    for at in range(50):
        services.record(
            actor=editor,
            now=now,
            verb="item.changed",
            subject=Ref("roadmap.item", at),
            title="Item",
            changes={"owner_id": [None, ana.id]},
        )
    entries = queries.activity(actor=editor, kind="roadmap.item").rows
    with django_assert_max_num_queries(1):
        assert len(_told(editor, entries)) == 50
