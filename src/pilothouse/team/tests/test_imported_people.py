"""People whom a tracker names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Forbidden
from pilothouse.team import queries, services
from pilothouse.team.contracts import ImportedPerson

ANA = ImportedPerson("jira", "ana.r", "Ana Ruiz", "ana@acme.example")
BO = ImportedPerson("jira", "bo", "Bo Lind", leaves_on=date(2026, 6, 30))


def test_importing_again_brings_nobody_twice(editor: Any, now: Any) -> None:
    first = services.import_people(actor=editor, now=now, batch="b1", people=[ANA, BO, ANA])
    again = services.import_people(actor=editor, now=now, batch="b2", people=iter([ANA, BO]))

    assert first == again == queries.by_external(actor=editor, source="jira")
    assert [row.name for row in queries.people(actor=editor)] == ["Ana Ruiz", "Bo Lind"]
    verbs = [entry.verb for entry in journal.batch(actor=editor, batch="b1")]
    assert verbs == ["person.imported", "person.imported"]
    assert list(journal.batch(actor=editor, batch="b2")) == []


def test_what_was_entered_by_hand_stays(editor: Any, now: Any) -> None:
    found = services.import_people(actor=editor, now=now, batch="b1", people=[ANA])
    services.change_person(
        actor=editor, now=now, id=found["ana.r"], version=None, values={"name": "Ana María Ruiz"}
    )
    services.import_people(actor=editor, now=now, batch="b2", people=[ANA])

    assert [row.name for row in queries.people(actor=editor)] == ["Ana María Ruiz"]


def test_the_same_name_in_two_trackers_is_two_people(editor: Any, now: Any) -> None:
    services.import_people(actor=editor, now=now, batch="b1", people=[ANA])
    services.import_people(
        actor=editor, now=now, batch="b2", people=[ImportedPerson("github", "ana.r", "Ana Ruiz")]
    )

    assert len(queries.people(actor=editor)) == 2


def test_untidy_people_are_taken_in_too(editor: Any, now: Any) -> None:
    people = [
        ImportedPerson("jira", "u1", "  ", "not an address"),
        ImportedPerson("jira", "u2", "x" * 500, "a" * 300 + "@acme.example"),
        ImportedPerson("jira", "", "Nobody"),
    ]
    services.import_people(actor=editor, now=now, batch="b1", people=people)

    assert [(row.name, row.email) for row in queries.people(actor=editor)] == [("u1", ""), ("x" * 200, "")]


def test_an_import_taken_back_leaves_whom_somebody_worked_with(editor: Any, now: Any) -> None:
    go = services.add_skill(actor=editor, now=now, name="Go")
    cy = ImportedPerson("jira", "cy", "Cy Ode")
    found = services.import_people(actor=editor, now=now, batch="b1", people=[ANA, BO, cy])
    services.set_skill(actor=editor, now=now, person_id=found["ana.r"], skill_id=go.id, level=3)
    services.change_person(actor=editor, now=now, id=found["cy"], version=None, values={"title": "Lead"})

    assert services.remove_imported(actor=editor, now=now, batch="b1") == 1
    assert [row.name for row in queries.people(actor=editor)] == ["Ana Ruiz", "Cy Ode"]
    assert services.remove_imported(actor=editor, now=now, batch="b1") == 0


def test_an_import_taken_back_leaves_whom_an_item_names(editor: Any, now: Any) -> None:
    from pilothouse.roadmap import services as roadmap
    from pilothouse.vision import services as vision

    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    found = services.import_people(actor=editor, now=now, batch="b1", people=[ANA, BO])
    roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay", owner_id=found["bo"])

    assert services.remove_imported(actor=editor, now=now, batch="b1") == 1
    assert [row.name for row in queries.people(actor=editor)] == ["Bo Lind"]


def test_another_workspace_takes_nothing_of_ours_back(
    editor: Any, stranger: Any, viewer: Any, now: Any
) -> None:
    services.import_people(actor=editor, now=now, batch="b1", people=[ANA])

    assert services.remove_imported(actor=stranger, now=now, batch="b1") == 0
    assert queries.by_external(actor=stranger, source="jira") == {}
    with pytest.raises(Forbidden):
        services.import_people(actor=viewer, now=now, batch="b2", people=[BO])
    assert len(queries.people(actor=editor)) == 1
