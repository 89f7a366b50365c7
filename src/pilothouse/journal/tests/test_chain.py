"""A record that somebody rewrote beside the program is found, entry by entry."""

from __future__ import annotations

import threading
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from pilothouse.journal import chain, models, queries, services
from pilothouse.journal.contracts import Change
from pilothouse.journal.services import sealing
from pilothouse.kit.canonical import canonical
from pilothouse.kit.refs import Ref

TRIGGER = {
    "sqlite": ("DROP TRIGGER IF EXISTS journal_append_only", "SELECT 1"),
    "postgresql": (
        "ALTER TABLE journal_entry DISABLE TRIGGER journal_append_only",
        "ALTER TABLE journal_entry ENABLE TRIGGER journal_append_only",
    ),
}


def write(actor: Any, now: Any, many: int) -> list[int]:
    changes = [
        Change("item.imported", Ref("roadmap.item", at), f"Item {at}", {"low": [None, at / 4]})
        for at in range(1, many + 1)
    ]
    services.record_many(actor=actor, now=now, changes=changes, batch="b1")
    return sorted(models.Entry.objects.filter(batch="b1").values_list("id", flat=True))


def beside(statement: str, *values: Any) -> None:
    """What somebody does who has the database itself in hand."""
    off, on = TRIGGER[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(off)
        cursor.execute(statement, values)
        cursor.execute(on)


def faults(actor: Any, expected: str = "") -> list[tuple[str, int]]:
    verdict = queries.verify(workspace_id=actor.workspace_id, expected=expected)
    return [(fault.kind, fault.number) for fault in verdict.faults]


def seal(now: Any) -> int:
    return services.seal(now=now, blocks=100)


def test_a_record_as_it_was_written_holds(owner: Any, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BLOCK", 10)
    before = models.Entry.objects.count()
    write(owner, now, 25)
    assert queries.verify(workspace_id=owner.workspace_id).waiting == before + 25
    assert seal(now) == before + 25

    verdict = queries.verify(workspace_id=owner.workspace_id)
    assert (verdict.holds, verdict.entries, verdict.waiting) == (True, before + 25, 0)
    assert verdict.seals == -(-(before + 25) // 10)
    assert seal(now) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET title = 'Another' WHERE id = %s",
        "UPDATE journal_entry SET why = 'Another reason' WHERE id = %s",
        "UPDATE journal_entry SET actor_id = 4711 WHERE id = %s",
        "UPDATE journal_entry SET changes = '{\"low\": [null, 9]}' WHERE id = %s",
        "UPDATE journal_entry SET at = '2020-01-01 00:00:00' WHERE id = %s",
        "UPDATE journal_entry SET verb = 'item.moved' WHERE id = %s",
    ],
)
def test_a_changed_entry_is_found_and_named(owner: Any, now: Any, statement: str) -> None:
    ids = write(owner, now, 5)
    seal(now)
    beside(statement, ids[2])

    assert faults(owner) == [("changed", ids[2])]


def test_a_removed_entry_is_found_and_named_sealed_or_not(owner: Any, now: Any) -> None:
    ids = write(owner, now, 5)
    beside("DELETE FROM journal_entry WHERE id = %s", ids[0])
    seal(now)
    assert faults(owner) == [("removed", ids[0])]

    beside("DELETE FROM journal_entry WHERE id = %s", ids[3])
    assert sorted(faults(owner)) == [("removed", ids[0]), ("removed", ids[3])]


def test_an_inserted_entry_is_found_and_named(owner: Any, now: Any) -> None:
    ids = write(owner, now, 5)
    seal(now)
    names = [field.column for field in models.Entry._meta.concrete_fields if field.column != "id"]
    columns = ", ".join(names)
    made = f"INSERT INTO journal_entry (id, {columns}) SELECT 900000, {columns} FROM journal_entry"
    beside(f"{made} WHERE id = %s", ids[1])

    assert faults(owner) == [("inserted", 900_000)]
    assert seal(now) == 0


def test_a_seal_that_was_removed_or_made_anew_is_found(
    owner: Any, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "BLOCK", 5)
    write(owner, now, 15)
    seal(now)
    middle = models.Seal.objects.get(workspace_id=owner.workspace_id, number=2)
    held = sorted(number for number, _ in chain.unpack(middle.content))
    models.Seal.objects.filter(pk=middle.pk).delete()

    found = faults(owner)
    assert ("seal", 2) in found
    assert [number for kind, number in found if kind == "inserted"] == held


def test_a_whole_chain_made_anew_is_found_by_a_head_that_was_noted_down(owner: Any, now: Any) -> None:
    ids = write(owner, now, 5)
    seal(now)
    noted = queries.verify(workspace_id=owner.workspace_id).head
    write(owner, now, 2)
    seal(now)
    assert faults(owner, noted) == []

    beside("UPDATE journal_entry SET title = 'Another' WHERE id = %s", ids[2])
    models.Seal.objects.filter(workspace_id=owner.workspace_id).delete()
    rows = models.Entry.objects.filter(workspace_id=owner.workspace_id)
    models.Unsealed.objects.bulk_create(
        models.Unsealed(entry_id=row.pk, workspace_id=row.workspace_id) for row in rows
    )
    seal(now)
    assert faults(owner) == []
    assert faults(owner, noted) == [("seal", 1)]


def test_the_database_refuses_to_rewrite_a_seal(owner: Any, now: Any) -> None:
    write(owner, now, 1)
    seal(now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        models.Seal.objects.update(hash="0" * 64)


def test_entries_of_another_workspace_are_another_chain(people: dict[str, Any], now: Any) -> None:
    owner, stranger = people["owner"].actor, people["stranger"].actor
    ids = write(owner, now, 3)
    services.record(actor=stranger, now=now, verb="item.moved", subject=Ref("roadmap.item", 1), title="x")
    seal(now)
    beside("UPDATE journal_entry SET title = 'Another' WHERE id = %s", ids[0])

    assert faults(stranger) == []
    assert faults(owner) == [("changed", ids[0])]


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"a": 1e16, "b": [1.0, None]}, {"b": [1, None], "a": 10_000_000_000_000_000}),
        ("é", "\u00e9"),
        ([0.1, -0.0], [0.1, 0]),
    ],
)
def test_equal_values_have_one_text_whatever_keeps_them(one: Any, same: Any) -> None:
    assert canonical(one) == canonical(same)
    assert canonical(one) != canonical([one])


@pytest.mark.django_db(transaction=True)
def test_several_seal_and_write_at_once_and_every_entry_is_in_one_seal(
    owner: Any, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "BLOCK", 7)
    stop = threading.Event()

    def writer(number: int) -> None:
        for at in range(20):
            with transaction.atomic():
                services.record(
                    actor=owner,
                    now=now + timedelta(seconds=at),
                    verb="item.moved",
                    subject=Ref("roadmap.item", number),
                    title=f"{number} {at}",
                )
        connections.close_all()

    def sealer() -> None:
        while not stop.is_set():
            sealing.seal(now=now, blocks=2)
        connections.close_all()

    writers = [threading.Thread(target=writer, args=(number,)) for number in range(3)]
    sealers = [threading.Thread(target=sealer) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    seal(now)

    verdict = queries.verify(workspace_id=owner.workspace_id)
    assert verdict.holds, verdict.faults
    assert (verdict.waiting, verdict.entries) == (
        0,
        models.Entry.objects.filter(workspace_id=owner.workspace_id).count(),
    )
    held = [number for row in models.Seal.objects.all() for number, _ in chain.unpack(row.content)]
    assert len(held) == len(set(held)) >= 60


def test_what_was_recorded_before_there_were_seals_waits_for_its_own(
    owner: Any, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it was stopped halfway, and beside what is sealed or waits already."""
    before = import_module("pilothouse.journal.migrations.0005_unsealed_of_before")
    monkeypatch.setattr(before, "BATCH", 10)
    sealed = write(owner, now, 12)
    seal(now)
    whole = [id for id in write(owner, now, 25) if id not in sealed]
    models.Unsealed.objects.filter(pk__in=whole[3:-3]).delete()

    def stop(seconds: float) -> None:
        raise InterruptedError

    with monkeypatch.context() as stopped:
        stopped.setattr(before.time, "sleep", stop)
        with pytest.raises(InterruptedError):
            _wait(before)
    for _ in range(2):
        _wait(before)
        assert sorted(models.Unsealed.objects.values_list("entry_id", flat=True)) == whole
    seal(now)
    assert faults(owner) == []


def _wait(before: Any) -> None:
    before.wait_for_seals(apps, SimpleNamespace(connection=connection))


def test_a_block_is_found_without_sorting_all_that_waits(owner: Any, now: Any) -> None:
    write(owner, now, 3)
    found = models.Unsealed.objects.filter(workspace_id=owner.workspace_id).order_by("entry_id")

    plan = found.values_list("pk", flat=True)[:1000].explain()
    assert connection.vendor != "sqlite" or ("unsealed_by_workspace" in plan and "TEMP B-TREE" not in plan)
