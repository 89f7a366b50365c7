"""Members say whom they are among the people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Scope
from pilothouse.kit.errors import Conflict, Forbidden, NotFound
from pilothouse.team import queries, services
from pilothouse.team.contracts import MyPerson, WhoIAm


def _add(actor: Any, now: Any, name: str, email: str = "") -> int:
    return services.add_person(actor=actor, now=now, name=name, email=email).id


def test_a_member_is_one_person_at_a_time(editor: Any, viewer: Any, now: Any) -> None:
    ana, ben = _add(editor, now, "Ana"), _add(editor, now, "Ben")
    services.join_person(actor=viewer, now=now, person_id=ana)
    found = services.join_person(actor=viewer, now=now, person_id=ben)

    assert found == WhoIAm(MyPerson(ben, "Ben"))
    assert queries.accounts_of(actor=editor) == {ben: viewer.user_id}
    assert journal.activity(actor=editor).rows[0].changes == {"member": [None, "Vic Viewer"]}
    assert services.join_person(actor=viewer, now=now, person_id=None) == WhoIAm(None)


def test_a_person_is_one_member(editor: Any, viewer: Any, stranger: Any, now: Any) -> None:
    ana = _add(editor, now, "Ana")
    services.join_person(actor=viewer, now=now, person_id=ana)

    with pytest.raises(Conflict):
        services.join_person(actor=editor, now=now, person_id=ana)
    with pytest.raises(NotFound):
        services.join_person(actor=stranger, now=now, person_id=ana)


@pytest.mark.parametrize("changes", [{"user_id": None}, {"scope": Scope.READ}])
def test_a_program_or_a_reading_token_is_no_one(
    editor: Any, viewer: Any, now: Any, changes: dict[str, Any]
) -> None:
    ana = _add(editor, now, "Ana")

    with pytest.raises(Forbidden):
        services.join_person(actor=replace(viewer, **changes), now=now, person_id=ana)


def test_an_address_that_one_free_person_bears_is_offered(editor: Any, viewer: Any, now: Any) -> None:
    ana = _add(editor, now, "Ana", "Viewer@acme.example")
    mail = "viewer@acme.example"

    assert queries.person_by_address(actor=viewer, email=mail) == MyPerson(ana, "Ana")
    services.join_person(actor=editor, now=now, person_id=ana)
    assert queries.person_by_address(actor=viewer, email=mail) is None
    assert queries.person_by_address(actor=viewer, email="") is None
