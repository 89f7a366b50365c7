"""Adding, changing and removing people."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.team import queries, services
from pilothouse.team.services import rules


def _add(actor: Any, now: Any, name: str = "Ana Ruiz", **values: Any) -> Any:
    return services.add_person(actor=actor, now=now, name=name, **values)


def _history(actor: Any, id: int) -> list[str]:
    return [entry.verb for entry in journal.history(actor=actor, subject=Ref("team.person", id))]


def test_somebody_added_is_listed_and_recorded_once(editor: Any, now: Any) -> None:
    team = services.add_team(actor=editor, now=now, name="Ingest")
    ana = _add(editor, now, title="Engineer", team_id=team.id, day_rate_cents=64_000, availability=0.8)

    assert queries.people(actor=editor) == (ana,)
    assert (ana.initials, ana.team_name, ana.day_rate_cents, ana.version) == ("AR", "Ingest", 64_000, 1)
    assert _history(editor, ana.id) == ["person.added"]


def test_a_change_is_recorded_once_with_both_values(editor: Any, now: Any) -> None:
    ana = _add(editor, now)
    changed = services.change_person(
        actor=editor, now=now, id=ana.id, version=1, values={"title": "Lead", "leaves_on": date(2026, 9, 1)}
    )

    entry = journal.history(actor=editor, subject=Ref("team.person", ana.id))[0]
    assert (changed.title, changed.version) == ("Lead", 2)
    assert entry.changes == {"title": ["", "Lead"], "leaves_on": [None, "2026-09-01"]}
    assert _history(editor, ana.id) == ["person.changed", "person.added"]


def test_a_change_that_changes_nothing_is_not_recorded(editor: Any, now: Any) -> None:
    ana = _add(editor, now)
    services.change_person(actor=editor, now=now, id=ana.id, version=1, values={"name": " Ana  Ruiz "})

    assert _history(editor, ana.id) == ["person.added"]
    assert queries.person(actor=editor, id=ana.id).version == 1


def test_a_stale_change_shows_both_versions_and_changes_nothing(editor: Any, now: Any) -> None:
    ana = _add(editor, now)
    services.change_person(actor=editor, now=now, id=ana.id, version=1, values={"title": "Lead"})
    with pytest.raises(Stale) as caught:
        services.change_person(actor=editor, now=now, id=ana.id, version=1, values={"title": "Chief"})

    assert caught.value.extra["stored"] == {"title": "Lead"}
    assert caught.value.extra["yours"] == {"title": "Chief"}
    assert queries.person(actor=editor, id=ana.id).title == "Lead"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"day_rate_cents": -1}, "day_rate_cents"),
        ({"availability": 1.01}, "availability"),
        ({"availability": -0.1}, "availability"),
        ({"availability": float("nan")}, "availability"),
        ({"joins_on": date(2026, 5, 1), "leaves_on": date(2026, 4, 30)}, "leaves_on"),
        ({"ramp_weeks": -1}, "ramp_weeks"),
        ({"ramp_weeks": 105}, "ramp_weeks"),
        ({"email": "ana at example"}, "email"),
        ({"country": "ZZ"}, "country"),
        ({"country": "DE", "subdivision": "TX"}, "subdivision"),
        ({"subdivision": "BE"}, "subdivision"),
        ({"salary": 1}, "salary"),
    ],
)
def test_a_broken_rule_says_where_and_how_to_mend_it(
    editor: Any, now: Any, values: dict[str, Any], where: str
) -> None:
    with pytest.raises(Invalid) as caught:
        services.add_person(actor=editor, now=now, **({"name": "Ana"} | values))

    assert caught.value.where == where
    assert caught.value.cure
    assert queries.people(actor=editor) == ()


def test_a_change_is_judged_together_with_what_is_stored(editor: Any, now: Any) -> None:
    ana = _add(editor, now, joins_on=date(2026, 5, 1))

    with pytest.raises(Invalid):
        services.change_person(
            actor=editor, now=now, id=ana.id, version=None, values={"leaves_on": date(2026, 4, 30)}
        )


def test_text_is_kept_as_one_line_without_control_characters(editor: Any, now: Any) -> None:
    ana = _add(editor, now, name=" Ana\x00\n Ruiz ", notes="one\r\ntwo\x07")

    assert (ana.name, ana.notes) == ("Ana Ruiz", "one\ntwo")


def test_a_team_of_another_workspace_does_not_exist(editor: Any, stranger: Any, now: Any) -> None:
    theirs = services.add_team(actor=stranger, now=now, name="Theirs")

    with pytest.raises(NotFound):
        _add(editor, now, team_id=theirs.id)


def test_somebody_removed_can_be_restored_whole(editor: Any, now: Any) -> None:
    go = services.add_skill(actor=editor, now=now, name="Go")
    ana = _add(editor, now, joins_on=date(2026, 2, 2), country="DE", subdivision="BE", notes="Mornings only")
    services.set_skill(actor=editor, now=now, person_id=ana.id, skill_id=go.id, level=4)
    services.add_absence(
        actor=editor, now=now, person_id=ana.id, first=date(2026, 3, 2), last=date(2026, 3, 6), reason="Leave"
    )
    before = queries.person(actor=editor, id=ana.id)
    entry = services.remove_person(actor=editor, now=now, id=ana.id, version=1)
    assert queries.people(actor=editor) == ()

    found = services.restore(actor=editor, now=now, entry_id=entry)
    assert (found.subject, found.missing) == (Ref("team.person", ana.id), ())
    after = queries.person(actor=editor, id=ana.id)
    assert (after.name, after.joins_on, after.country, after.notes) == (
        before.name,
        before.joins_on,
        before.country,
        before.notes,
    )
    assert after.skills == before.skills
    assert [(row.first, row.last, row.reason) for row in after.absences] == [
        (date(2026, 3, 2), date(2026, 3, 6), "Leave")
    ]
    with pytest.raises(Conflict):
        services.restore(actor=editor, now=now, entry_id=entry)


def test_somebody_an_item_belongs_to_is_not_removed(editor: Any, now: Any) -> None:
    from pilothouse.roadmap import services as roadmap
    from pilothouse.vision import services as vision

    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    ana = _add(editor, now)
    roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay", owner_id=ana.id)
    with pytest.raises(Conflict) as caught:
        services.remove_person(actor=editor, now=now, id=ana.id, version=None)

    assert "roadmap in 1 place" in caught.value.message
    assert "leaving date" in caught.value.cure
    assert queries.names(actor=editor) == {ana.id: "Ana Ruiz"}


def test_a_viewer_changes_nothing(editor: Any, viewer: Any, now: Any) -> None:
    ana = _add(editor, now)

    for call in (
        lambda: _add(viewer, now),
        lambda: services.change_person(actor=viewer, now=now, id=ana.id, version=1, values={"title": "x"}),
        lambda: services.remove_person(actor=viewer, now=now, id=ana.id, version=1),
    ):
        with pytest.raises(Forbidden):
            call()
    assert queries.people(actor=viewer) == (ana,)


def test_another_workspace_sees_and_reaches_nobody_of_ours(editor: Any, stranger: Any, now: Any) -> None:
    ana = _add(editor, now, email="ana@acme.example")

    assert queries.people(actor=stranger) == ()
    assert queries.names(actor=stranger) == {}
    assert queries.find_people(actor=stranger, text="Ana", limit=5) == []
    assert queries.people_page(actor=stranger, text="ana").total == 0
    for call in (
        lambda: queries.person(actor=stranger, id=ana.id),
        lambda: services.change_person(actor=stranger, now=now, id=ana.id, version=1, values={"title": "x"}),
        lambda: services.remove_person(actor=stranger, now=now, id=ana.id, version=1),
    ):
        with pytest.raises(NotFound):
            call()


def test_people_are_found_by_text_team_and_skill(editor: Any, now: Any) -> None:
    team = services.add_team(actor=editor, now=now, name="Ingest")
    go = services.add_skill(actor=editor, now=now, name="Go")
    ana = _add(editor, now, title="Engineer", team_id=team.id)
    bo = _add(editor, now, name="Bo Lind", email="bo@acme.example")
    services.set_skill(actor=editor, now=now, person_id=bo.id, skill_id=go.id, level=2)

    def found(**wanted: Any) -> list[int]:
        page = queries.people_page(actor=editor, **wanted)
        ids = [row.id for row in page.rows]
        assert page.rows == queries.people(actor=editor, ids=ids)
        return ids

    assert found() == [ana.id, bo.id]
    assert found(text="engin\0") == [ana.id]
    assert found(text="bo@") == [bo.id]
    assert found(team=team.id) == [ana.id]
    assert found(skill=go.id) == [bo.id]
    assert found(team=team.id, skill=go.id) == []


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_availability_is_nothing_or_lies_between_a_hundredth_and_1(share: float) -> None:
    with nullcontext() if share == 0 or 0.01 <= share <= 1 else pytest.raises(Invalid):
        rules.check_availability(share)
