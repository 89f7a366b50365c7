"""The record is only ever added to."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from pilothouse.journal import queries, services
from pilothouse.journal.contracts import Change
from pilothouse.journal.models import AppendOnlyError, Entry
from pilothouse.kit.refs import Ref


@pytest.fixture
def entry(owner: Any, now: Any) -> Entry:
    number = services.record(
        actor=owner,
        now=now,
        verb="item.moved",
        subject=Ref("roadmap.item", 7),
        title="Search",
        changes={"start": ["2026-01-05", "2026-01-12"]},
        why="Ana is away",
    )
    return Entry.objects.get(pk=number)


def test_an_entry_tells_who_what_when_and_why(entry: Entry, owner: Any, now: Any) -> None:
    told = queries.history(actor=owner, subject=Ref("roadmap.item", 7))[0]

    assert (told.actor_name, told.verb, told.at, told.why) == (owner.name, "item.moved", now, "Ana is away")
    assert told.changes == {"start": ["2026-01-05", "2026-01-12"]}
    assert told.channel == "web"


def test_an_entry_cannot_be_saved_again(entry: Entry) -> None:
    entry.title = "Another title"
    with pytest.raises(AppendOnlyError):
        entry.save()


def test_an_entry_cannot_be_deleted(entry: Entry) -> None:
    with pytest.raises(AppendOnlyError):
        entry.delete()


def test_entries_cannot_be_changed_or_deleted_in_bulk(entry: Entry) -> None:
    with pytest.raises(AppendOnlyError):
        Entry.objects.all().update(title="Another title")
    with pytest.raises(AppendOnlyError):
        Entry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(AppendOnlyError):
        Entry.objects.bulk_update([entry], ["title"])


def test_the_database_itself_refuses_to_rewrite_an_entry(entry: Entry) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE journal_entry SET title = 'Another title' WHERE id = %s", [entry.pk])

    assert Entry.objects.get(pk=entry.pk).title == "Search"


def test_a_change_that_is_taken_back_leaves_no_entry(owner: Any, now: Any) -> None:
    before = queries.last_entry_id(actor=owner)
    with transaction.atomic():
        services.record(actor=owner, now=now, verb="item.moved", subject=Ref("roadmap.item", 7), title="x")
        transaction.set_rollback(True)

    assert queries.last_entry_id(actor=owner) == before


def test_many_entries_of_one_act_share_a_batch(owner: Any, now: Any) -> None:
    changes = [Change("item.imported", Ref("roadmap.item", key), f"Item {key}") for key in range(1, 1201)]
    count = services.record_many(
        actor=owner, now=now, changes=changes, batch="b1", why="Import of backlog.csv"
    )

    assert count == 1200
    told = list(queries.batch(actor=owner, batch="b1"))
    assert [entry.subject.id for entry in told] == list(range(1200, 0, -1))
    assert {entry.why for entry in told} == {"Import of backlog.csv"}
