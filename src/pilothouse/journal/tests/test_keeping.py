"""What is read once for each change of a workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from pilothouse.journal import queries, services
from pilothouse.journal.queries import keeping
from pilothouse.kit.actor import Role
from pilothouse.kit.refs import Ref


class Counted:
    """Says how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def _record(actor: Any, now: Any) -> None:
    services.record(actor=actor, now=now, verb="item.moved", subject=Ref("roadmap.item", 1), title="One")


@pytest.mark.django_db(transaction=True)
def test_it_is_made_once_for_each_change_question_role_and_workspace(
    owner: Any, stranger: Any, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Counted()

    def asked(actor: Any, about: str = "all") -> int:
        return queries.unchanged(made, actor=actor, name="counted", about=(about,))

    assert [asked(owner), asked(owner)] == [1, 1]
    assert asked(owner, "one product") == 2
    assert asked(replace(owner, role=Role.VIEWER)) == 3
    assert asked(stranger) == 4
    assert asked(owner) == 1
    _record(owner, now)
    assert [asked(owner), asked(owner), asked(stranger)] == [5, 5, 4]
    later = keeping.time.monotonic() + 61
    monkeypatch.setattr(keeping.time, "monotonic", lambda: later)
    assert asked(owner) == 6


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_of_a_transaction_that_may_be_taken_back(owner: Any, now: Any) -> None:
    made = Counted()
    with transaction.atomic():
        _record(owner, now)
        for times in (1, 2):
            assert queries.unchanged(made, actor=owner, name="counted", about=()) == times
        transaction.set_rollback(True)

    _record(owner, now)  # under the number of the one that was taken back, in SQLite
    assert queries.unchanged(made, actor=owner, name="counted", about=()) == 3


@pytest.mark.django_db(transaction=True)
def test_so_much_is_kept_and_no_more(owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST", 2)
    made = Counted()
    for about in (1, 2, 3):
        queries.unchanged(made, actor=owner, name="counted", about=(about,))
    assert queries.unchanged(made, actor=owner, name="counted", about=(3,)) == 3
    assert queries.unchanged(made, actor=owner, name="counted", about=(1,)) == 4
