"""A table of the people of a team, taken in, taken in again, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden
from pilothouse.team import queries, services
from pilothouse.team.contracts import ImportedPerson, ImportedSkill

ANA = ImportedPerson(
    source="csv",
    external_id="ana@acme.example",
    name="Ana Ruiz",
    email="Ana@acme.example",
    title="Engineer",
    team="Pump",
    availability=0.8,
    joins_on=date(2024, 3, 1),
    skills=(ImportedSkill("Go", 4), ImportedSkill("SQL", 2)),
    row=2,
)
BO = ImportedPerson(source="csv", external_id="Bo Lind", name="Bo Lind", team="pump", row=3)


def _import(actor: Any, now: Any, *people: ImportedPerson, batch: str = "b1") -> Any:
    return services.import_roster(actor=actor, now=now, batch=batch, people=people)


def _people(actor: Any) -> dict[str, Any]:
    return {row.name: row for row in queries.people(actor=actor)}


def _levels(person: Any) -> dict[str, int]:
    return {held.name: held.level for held in person.skills}


def test_people_arrive_with_team_skills_and_dates(editor: Any, now: Any) -> None:
    taken = _import(editor, now, ANA, BO)
    ana, bo = _people(editor)["Ana Ruiz"], _people(editor)["Bo Lind"]

    assert (taken.created, taken.updated, taken.unchanged) == (2, 0, 0)
    assert taken.counts == {"teams": 1, "skills": 2}
    assert (ana.title, ana.team_name, ana.availability) == ("Engineer", "Pump", 0.8)
    assert (ana.joins_on, ana.leaves_on, _levels(ana)) == (date(2024, 3, 1), None, {"Go": 4, "SQL": 2})
    assert (bo.team_name, bo.availability) == ("Pump", 1.0)


def test_the_same_rows_again_change_nothing(editor: Any, now: Any) -> None:
    _import(editor, now, ANA, BO)
    taken = _import(editor, now, ANA, BO, batch="b2")

    assert (taken.created, taken.updated, taken.unchanged, taken.notes) == (0, 0, 2, ())
    assert list(journal.batch(actor=editor, batch="b2")) == []


def test_a_newer_roster_changes_what_it_says_and_leaves_the_rest(editor: Any, now: Any) -> None:
    _import(editor, now, ANA)
    newer = replace(
        ANA, title="", availability=0.5, team="Valve", skills=(ImportedSkill("Go", 5), ImportedSkill("C", 1))
    )
    taken = _import(editor, now, newer, batch="b2")
    ana = _people(editor)["Ana Ruiz"]

    assert (taken.created, taken.updated) == (0, 1)
    assert (ana.title, ana.availability, ana.team_name) == ("Engineer", 0.5, "Valve")
    assert _levels(ana) == {"Go": 5, "SQL": 2, "C": 1}
    entry = next(row for row in journal.batch(actor=editor, batch="b2") if row.subject.kind == "team.person")
    assert entry.changes["team"] == ["Pump", "Valve"]
    assert entry.changes["skill Go"] == [4, 5]


def test_a_skill_named_twice_counts_once(editor: Any, now: Any) -> None:
    twice = (ImportedSkill("Go", 2), ImportedSkill("go", 3))
    _import(editor, now, replace(BO, skills=twice))
    services.add_person(actor=editor, now=now, name="Cy Ode")
    _import(editor, now, replace(BO, external_id="cy", name="Cy Ode", skills=twice), batch="b2")

    assert [_levels(row) for row in queries.people(actor=editor)] == [{"go": 3}, {"go": 3}]
    assert [row.name for row in queries.skills(actor=editor)] == ["go"]


def test_what_was_entered_here_stays_and_is_reported(editor: Any, now: Any) -> None:
    _import(editor, now, ANA)
    ana, skills = _people(editor)["Ana Ruiz"], {row.name: row.id for row in queries.skills(actor=editor)}
    services.change_person(actor=editor, now=now, id=ana.id, version=None, values={"availability": 1.0})
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=skills["Go"], level=2)
    taken = _import(editor, now, replace(ANA, title="Lead"), batch="b2")
    ana = _people(editor)["Ana Ruiz"]

    assert (ana.availability, _levels(ana)["Go"], ana.title) == (1.0, 2, "Lead")
    assert [(note.row, note.key) for note in taken.notes] == [(2, "Ana Ruiz")]
    assert "availability" in taken.notes[0].text
    assert "Go" in taken.notes[0].text


def test_somebody_added_by_hand_is_found_by_e_mail_or_by_a_name_of_their_own(editor: Any, now: Any) -> None:
    services.add_person(actor=editor, now=now, name="A. Ruiz", email="ana@ACME.example")
    services.add_person(actor=editor, now=now, name="Bo Lind")
    taken = _import(editor, now, ANA, BO)

    assert (taken.created, taken.updated) == (0, 2)
    assert sorted(_people(editor)) == ["A. Ruiz", "Bo Lind"]
    assert _people(editor)["A. Ruiz"].title == "Engineer"


def test_another_e_mail_is_another_person_and_the_like_name_is_told(editor: Any, now: Any) -> None:
    services.add_person(actor=editor, now=now, name="Ana Ruiz", email="other@acme.example")
    taken = _import(editor, now, ANA)

    assert taken.created == 1
    assert "of this name" in taken.notes[0].text


def test_two_rows_for_one_person_count_once(editor: Any, now: Any) -> None:
    services.add_person(actor=editor, now=now, name="Ana Ruiz", email="ana@acme.example")
    twin = ImportedPerson(source="csv", external_id="7", name="Ana Ruiz", title="Twin", row=9)
    taken = _import(editor, now, ANA, twin)

    assert (taken.created, taken.updated, taken.unchanged) == (0, 1, 0)
    assert "row 2" in taken.notes[0].text


def test_a_leaving_date_before_the_joining_date_is_not_taken(editor: Any, now: Any) -> None:
    _import(editor, now, ANA)
    taken = _import(editor, now, replace(ANA, joins_on=None, leaves_on=date(2020, 1, 1)), batch="b2")

    assert _people(editor)["Ana Ruiz"].leaves_on is None
    assert "before the joining date" in taken.notes[0].text
    assert taken.unchanged == 1


def test_a_roster_taken_back_leaves_nobody_no_team_and_no_skill(editor: Any, now: Any) -> None:
    _import(editor, now, ANA, BO)
    undone = services.undo_roster(actor=editor, now=now, batch="b1")

    assert (undone.removed, undone.restored) == (2, 0)
    assert queries.people(actor=editor) == ()
    assert queries.teams(actor=editor) == ()
    assert queries.skills(actor=editor) == ()


def test_a_newer_roster_taken_back_gives_the_values_from_before(editor: Any, now: Any) -> None:
    _import(editor, now, ANA)
    before = _people(editor)["Ana Ruiz"]
    newer = replace(
        ANA,
        name="Ana María Ruiz",
        team="Valve",
        joins_on=date(2025, 1, 1),
        skills=(ImportedSkill("Go", 1), ImportedSkill("C", 1)),
    )
    _import(editor, now, newer, BO, batch="b2")
    undone = services.undo_roster(actor=editor, now=now, batch="b2")
    after = _people(editor)["Ana Ruiz"]

    assert (undone.removed, undone.restored) == (1, 1)
    assert replace(after, version=before.version) == before
    assert [row.name for row in queries.teams(actor=editor)] == ["Pump"]


def test_people_changed_since_are_taken_back_only_by_force(editor: Any, now: Any) -> None:
    _import(editor, now, ANA, BO)
    ana = _people(editor)["Ana Ruiz"]
    services.change_person(actor=editor, now=now, id=ana.id, version=None, values={"title": "Lead"})

    with pytest.raises(Conflict, match="1 person was changed after the import: Ana Ruiz"):
        services.undo_roster(actor=editor, now=now, batch="b1")
    assert len(queries.people(actor=editor)) == 2
    assert services.undo_roster(actor=editor, now=now, batch="b1", force=True).removed == 2


def test_whom_an_item_names_stays_with_team_and_skills(editor: Any, now: Any) -> None:
    from pilothouse.roadmap import services as roadmap
    from pilothouse.vision import services as vision

    _import(editor, now, ANA, BO)
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    owner = _people(editor)["Ana Ruiz"].id
    roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay", owner_id=owner)

    assert services.undo_roster(actor=editor, now=now, batch="b1").removed == 1
    assert list(_people(editor)) == ["Ana Ruiz"]
    assert [row.name for row in queries.teams(actor=editor)] == ["Pump"]


def test_viewers_and_strangers_neither_bring_nor_take_back(
    editor: Any, viewer: Any, stranger: Any, now: Any
) -> None:
    _import(editor, now, ANA)

    with pytest.raises(Forbidden):
        _import(viewer, now, BO)
    with pytest.raises(Forbidden):
        services.undo_roster(actor=viewer, now=now, batch="b1")
    assert services.undo_roster(actor=stranger, now=now, batch="b1").removed == 0
    assert list(_people(editor)) == ["Ana Ruiz"]
