"""Reading the record: filtered, paged, and never across workspaces."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.journal import models, queries, services
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref


@pytest.fixture
def filled(people: dict[str, Any], now: Any) -> dict[str, Any]:
    """Five moves of items by the editor, an hour apart, and one change of a person by the owner."""
    for hour in range(5):
        services.record(
            actor=people["editor"].actor,
            now=now + timedelta(hours=hour),
            verb="item.moved",
            subject=Ref("roadmap.item", hour + 1),
            title=f"Item {hour + 1}",
            changes={"start": [hour, hour + 1]},
        )
    services.record(
        actor=people["owner"].actor, now=now, verb="person.added", subject=Ref("team.person", 1), title="Ana"
    )
    services.record(
        actor=people["stranger"].actor,
        now=now,
        verb="item.moved",
        subject=Ref("roadmap.item", 1),
        title="Theirs",
    )
    return people


def test_activity_is_newest_first_and_paged(filled: dict[str, Any]) -> None:
    actor = filled["owner"].actor
    first = queries.activity(actor=actor, kind="roadmap.item", page=1, size=2)
    last = queries.activity(actor=actor, kind="roadmap.item", page=3, size=2)

    assert [row.title for row in first.rows] == ["Item 5", "Item 4"]
    assert (first.total, first.pages, first.next, last.next) == (5, 3, 2, None)
    assert [row.title for row in last.rows] == ["Item 1"]


def test_activity_is_filtered_by_kind_verb_person_and_moment(filled: dict[str, Any], now: Any) -> None:
    actor = filled["owner"].actor

    def total(**wanted: Any) -> int:
        return queries.activity(actor=actor, **wanted).total

    assert total(kind="team.person") == 1
    assert total(verb="item.moved") == 5
    assert total(actor_name="Edda Editor") == 5
    assert total(verb="item.moved", since=now + timedelta(hours=3)) == 2
    assert total(subject=Ref("roadmap.item", 2)) == 1
    assert total(verb="item.moved", actor_name=actor.name) == 0


def test_nothing_of_another_workspace_is_read(filled: dict[str, Any]) -> None:
    stranger = filled["stranger"].actor

    assert {row.title for row in queries.activity(actor=stranger).rows} == {"Theirs", "Other"}
    assert [row.title for row in queries.history(actor=stranger, subject=Ref("roadmap.item", 1))] == [
        "Theirs"
    ]
    assert queries.history(actor=stranger, subject=Ref("roadmap.item", 2)) == ()


def test_every_entry_can_be_streamed(filled: dict[str, Any]) -> None:
    told = list(queries.every(actor=filled["owner"].actor, verb="item.moved"))

    assert [row.title for row in told] == ["Item 5", "Item 4", "Item 3", "Item 2", "Item 1"]


def test_the_choices_of_a_filter_are_what_was_recorded(filled: dict[str, Any]) -> None:
    seen = queries.seen(actor=filled["owner"].actor)

    assert {"roadmap.item", "team.person"} <= set(seen.kinds)
    assert {"item.moved", "person.added", "workspace.founded"} <= set(seen.verbs)
    assert set(seen.people) == {"Edda Editor", filled["owner"].actor.name}


def test_the_mark_changes_with_every_entry_but_those_left_out(filled: dict[str, Any], now: Any) -> None:
    actor = filled["owner"].actor

    def moved(kind: str) -> str:
        services.record(actor=actor, now=now, verb="thing.moved", subject=Ref(kind, 1), title="Thing")
        return queries.mark(actor=actor, without=("roadmap.run",))

    first = queries.mark(actor=actor, without=("roadmap.run",))
    assert moved("roadmap.run") == first
    assert first != moved("roadmap.item") != moved("team.person") != first
    assert queries.mark(actor=actor) == queries.mark(actor=actor, without=("nowhere.thing",))
    assert queries.mark(actor=filled["stranger"].actor) != queries.mark(actor=actor)


def test_the_mark_changes_with_an_entry_that_was_begun_first_and_is_seen_last(
    filled: dict[str, Any], now: Any
) -> None:
    actor = filled["owner"].actor
    values = {"workspace_id": actor.workspace_id, "at": now, "actor_name": "", "channel": "web"}
    values |= {"verb": "thing.moved", "subject_kind": "thing", "subject_id": 1, "title": ""}
    newest = models.Entry.objects.order_by("-id").values_list("id", flat=True)[0]  # of any workspace
    models.Entry.objects.create(id=newest + 2, **values)
    before = queries.mark(actor=actor)
    models.Entry.objects.create(id=newest + 1, **values)
    assert queries.mark(actor=actor) != before


def test_one_entry_is_read_only_in_its_own_workspace(filled: dict[str, Any]) -> None:
    last = queries.last_entry_id(actor=filled["owner"].actor)

    assert queries.entry(actor=filled["owner"].actor, id=last).id == last
    with pytest.raises(NotFound):
        queries.entry(actor=filled["stranger"].actor, id=last)


def test_the_api_reads_the_record(filled: dict[str, Any], api_for: Any) -> None:
    answer = api_for("viewer").get("/activity?kind=roadmap.item&size=2&page=2").json()

    assert (answer["total"], answer["page"], answer["size"]) == (5, 2, 2)
    assert [row["title"] for row in answer["rows"]] == ["Item 3", "Item 2"]
    row = answer["rows"][0]
    assert (row["subject"], row["verb"], row["changes"]) == (
        "roadmap.item:3",
        "item.moved",
        {"start": [2, 3]},
    )
    assert api_for("viewer").get("/activity?subject=roadmap.item:2").json()["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "size=501",
        "since=yesterday",
        "since=0001-01-01T00:00:00%2B14:00",
        "subject=item-1",
        "kind=" + "x" * 61,
    ],
)
def test_what_makes_no_sense_is_refused(api_for: Any, query: str) -> None:
    answer = api_for("viewer").get(f"/activity?{query}")

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"


def test_odd_letters_in_a_filter_find_nothing(api_for: Any) -> None:
    assert (
        api_for("viewer").get("/activity?verb=%00%F0%9F%98%80&since=2020-01-01T00:00:00").json()["total"] == 0
    )
