"""Words about a person are erased for good, and the chain holds on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from pilothouse.journal import chain, models, queries, services
from pilothouse.journal.tests.test_chain import beside, faults, seal, write
from pilothouse.kit.errors import Conflict, Forbidden, Invalid


@pytest.fixture
def ids(owner: Any, now: Any) -> list[int]:
    found = write(owner, now, 3)
    seal(now)
    return found


def erase(actor: Any, now: Any, numbers: list[int], *words: str) -> int:
    return services.erase(actor=actor, now=now, entries=numbers, words=words, why="Asked by the person")


def test_an_erased_name_is_gone_and_the_chain_holds(owner: Any, now: Any, ids: list[int]) -> None:
    assert erase(owner, now, [ids[0]], "actor_name", "title") == 1
    seal(now)

    row = models.Entry.objects.get(pk=ids[0])
    assert (row.actor_name, row.title) == ("", "")
    assert row.changes != {}
    assert queries.verify(workspace_id=owner.workspace_id).holds
    told = models.Entry.objects.get(verb="record.erased")
    assert (told.why, told.changes["entries"]) == ("Asked by the person", [None, 1])


def test_the_words_that_stay_are_still_checked_and_facts_too(owner: Any, now: Any, ids: list[int]) -> None:
    erase(owner, now, ids[:2], "actor_name")
    beside("UPDATE journal_entry SET title = 'Another' WHERE id = %s", ids[0])
    beside("UPDATE journal_entry SET verb = 'item.moved' WHERE id = %s", ids[1])

    assert faults(owner) == [("changed", ids[0]), ("changed", ids[1])]


def test_what_is_kept_of_an_erased_name_cannot_be_guessed(owner: Any, now: Any, ids: list[int]) -> None:
    name = models.Entry.objects.get(pk=ids[0]).actor_name
    erase(owner, now, [ids[0]], "actor_name")
    (kept,) = models.Erasure.objects.all()
    at = [number for number, _ in chain.unpack(bytes(models.Seal.objects.get().content))].index(ids[0])
    salt = bytes(models.Seal.objects.get().salts)[at * chain.SALT : (at + 1) * chain.SALT]

    assert salt == chain.NO_SALT
    assert "actor_name" not in kept.salts
    guesses = [
        chain.word_digest("actor_name", name, each)
        for each in (salt, *map(bytes.fromhex, kept.salts.values()))
    ]
    assert kept.digests["actor_name"] not in {guess.hex() for guess in guesses}
    assert name not in json.dumps([kept.digests, kept.salts])


def test_more_can_be_erased_later(owner: Any, now: Any, ids: list[int]) -> None:
    erase(owner, now, [ids[0]], "actor_name")
    erase(owner, now, [ids[0]], "actor_name", "changes", "title", "why")
    seal(now)

    assert models.Entry.objects.get(pk=ids[0]).changes == {}
    assert queries.verify(workspace_id=owner.workspace_id).holds


def test_an_export_with_erased_words_is_checked_too(owner: Any, now: Any, ids: list[int]) -> None:
    erase(owner, now, ids, "actor_name")
    seal(now)
    lines = list(queries.chain_lines(workspace_id=owner.workspace_id))
    assert queries.verify_lines(lines).holds


def test_facts_never_and_unsealed_entries_not_yet(owner: Any, editor: Any, now: Any) -> None:
    waiting = write(owner, now, 1)
    with pytest.raises(Conflict, match="not sealed"):
        erase(owner, now, waiting, "title")
    with pytest.raises(Invalid, match="no word"):
        erase(owner, now, waiting, "verb")
    with pytest.raises(Forbidden):
        erase(editor, now, waiting, "title")


def test_the_database_lets_through_only_what_an_erasure_names(owner: Any, now: Any, ids: list[int]) -> None:
    erase(owner, now, [ids[0]], "actor_name")
    everything: QuerySet[models.Entry] = QuerySet(models.Entry)
    for number, change in ((ids[0], {"verb": "x"}), (ids[1], {"title": ""})):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            everything.filter(pk=number).update(**change)
