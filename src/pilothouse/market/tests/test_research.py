"""Studies: planned, taken part in, noted and highlighted; nothing that names somebody enters the record."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pilothouse.journal.models import Entry
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.market import models, queries, services
from pilothouse.site.trash import put_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(editor: Any, now: Any) -> Any:
    return services.add_study(
        actor=editor, now=now, title="Can they read a diff?", kind="usability", sample=12
    )


@pytest.fixture
def person(editor: Any, now: Any, study: Any) -> Any:
    contact = services.add_contact(actor=editor, now=now, name="Zora Okafor", email="zora@north.example")
    return services.add_participant(actor=editor, now=now, study_id=study.id, contact_id=contact.id)


def noted(actor: Any, now: Any, study: Any, notes: str, **more: Any) -> Any:
    return services.add_session(actor=actor, now=now, study_id=study.id, notes=notes, **more)


def record(workspace: Any) -> str:
    rows = Entry.objects.filter(workspace_id=workspace.id)
    return json.dumps([[row.verb, row.title, row.changes, row.why] for row in rows])


def test_a_study_is_planned_changed_and_says_what_its_sample_shows(editor: Any, now: Any, study: Any) -> None:
    changed = services.change_study(
        actor=editor, now=now, id=study.id, version=1, values={"status": "running", "sample": 5}
    )

    assert (changed.status, changed.sample, changed.version) == ("running", 5, 2)
    shown = services.sample_shows(12)
    assert round(shown.seen[1].chance, 2) == 0.97
    with pytest.raises(Stale):
        services.change_study(actor=editor, now=now, id=study.id, version=1, values={"status": "done"})


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"kind": "poll"}, "kind"),
        ({"status": "late"}, "status"),
        ({"sample": 0}, "sample"),
        ({"sample": 2.5}, "sample"),
        ({"title": "  "}, "title"),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "ends_on"),
        ({"product": "roadmap.item:3"}, "product"),
        ({"product": "no product"}, "product"),
        ({"owner_id": 987_654}, "owner_id"),
        ({"removed_at": None}, "removed_at"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(
    editor: Any, now: Any, study: Any, values: dict[str, Any], where: str
) -> None:
    with pytest.raises((Invalid, NotFound)) as refused:
        services.change_study(actor=editor, now=now, id=study.id, version=None, values=values)

    assert refused.value.where == where
    assert queries.study(actor=editor, id=study.id).version == 1


def test_viewers_change_nothing(viewer: Any, now: Any, study: Any) -> None:
    acts: list[Callable[[], Any]] = [
        lambda: services.add_study(actor=viewer, now=now, title="No"),
        lambda: services.add_participant(actor=viewer, now=now, study_id=study.id),
        lambda: noted(viewer, now, study, "No"),
        lambda: services.add_task(actor=viewer, now=now, study_id=study.id, title="No"),
        lambda: services.remove_study(actor=viewer, now=now, id=study.id, version=1),
        lambda: services.add_insight(actor=viewer, now=now, title="No"),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_a_study_of_another_workspace_is_not_there(stranger: Any, now: Any, study: Any) -> None:
    with pytest.raises(NotFound):
        queries.study(actor=stranger, id=study.id)
    with pytest.raises(NotFound):
        services.add_participant(actor=stranger, now=now, study_id=study.id)


def test_numbers_of_participants_are_given_once(editor: Any, now: Any, study: Any) -> None:
    first, second = (
        services.add_participant(actor=editor, now=now, study_id=study.id, segment="Enterprise")
        for _ in range(2)
    )
    services.remove_participant(actor=editor, now=now, id=second.id, version=1)
    third = services.add_participant(actor=editor, now=now, study_id=study.id)

    assert [first.called, second.called, third.called] == [
        "Participant 1",
        "Participant 2",
        "Participant 3",
    ]
    assert queries.study(actor=editor, id=study.id).participants == 2


def test_the_record_holds_no_notes_no_passage_and_no_name(
    editor: Any, now: Any, study: Any, person: Any, workspace: Any
) -> None:
    row = noted(editor, now, study, "Zora says: I am lost here.", participant_id=person.id)
    services.add_highlight(actor=editor, now=now, session_id=row.id, passage="I am lost", tags=["Lost"])
    services.change_session(
        actor=editor, now=now, id=row.id, version=row.version, values={"notes": "Zora: I am lost. Really."}
    )
    told = record(workspace)

    assert "study_session.highlighted" in told
    assert "lost" in told  # the tag
    for word in ("Zora", "I am", "Really", "north.example"):
        assert word not in told


def test_highlights_keep_their_words_when_notes_change(editor: Any, now: Any, study: Any) -> None:
    row = noted(editor, now, study, "It is slow. I am lost here.")
    services.add_highlight(actor=editor, now=now, session_id=row.id, passage="I am lost", tags=[])
    moved = services.change_session(
        actor=editor, now=now, id=row.id, version=None, values={"notes": "First: I am lost here. It is slow."}
    )

    assert [each.passage for each in moved.highlights] == ["I am lost"]
    assert moved.highlights[0].start == 7
    with pytest.raises(Invalid) as refused:
        services.change_session(
            actor=editor, now=now, id=row.id, version=None, values={"notes": "Nothing at all."}
        )
    assert refused.value.where == "notes"
    assert queries.session(actor=editor, id=row.id).notes == moved.notes


def test_words_that_the_notes_lack_cannot_be_highlighted(editor: Any, now: Any, study: Any) -> None:
    row = noted(editor, now, study, "It is slow.")
    add: Any = {"actor": editor, "now": now, "session_id": row.id}
    with pytest.raises(Invalid):
        services.add_highlight(**add, passage="fast")
    with pytest.raises(Invalid):
        services.add_highlight(**add, passage="  ")
    with pytest.raises(Invalid):
        services.add_highlight(**add, passage="slow", tags=["x" * 41])
    services.add_highlight(**add, passage="slow", tags=["Speed", "speed ", ""])
    with pytest.raises(Conflict):
        services.add_highlight(**add, passage="slow")

    assert queries.tags_in_use(actor=editor, study=study.id) == (("speed", 1),)


def test_who_is_erased_stays_by_a_number_alone(
    owner: Any, editor: Any, now: Any, study: Any, person: Any
) -> None:
    row = noted(editor, now, study, "Zora Okafor is lost.", participant_id=person.id)
    services.add_highlight(actor=editor, now=now, session_id=row.id, passage="is lost")
    contact = queries.contact(actor=owner, id=person.contact_id)
    services.erase_contact(actor=owner, now=now, id=contact.id, version=contact.version)
    found = queries.session(actor=editor, id=row.id)

    assert found.participant_name == "Participant 1"
    assert found.notes == "×" * 11 + " is lost."
    assert found.highlights[0].passage == "is lost"
    assert queries.participant(actor=editor, id=person.id).contact_id is None


def test_a_removed_study_takes_all_that_belongs_to_it_and_comes_back(
    editor: Any, now: Any, study: Any, person: Any
) -> None:
    row = noted(editor, now, study, "Noted.")
    entry = services.remove_study(actor=editor, now=now, id=study.id, version=1)
    for act in (
        lambda: queries.session(actor=editor, id=row.id),
        lambda: queries.participant(actor=editor, id=person.id),
        lambda: services.add_highlight(actor=editor, now=now, session_id=row.id, passage="Noted."),
    ):
        with pytest.raises(NotFound):
            act()
    put_back(actor=editor, now=now, entry_id=entry)

    assert queries.session(actor=editor, id=row.id).notes == "Noted."
    with pytest.raises(NotFound):
        put_back(actor=editor, now=now, entry_id=entry)


def test_many_studies_change_as_one_act(editor: Any, now: Any, study: Any) -> None:
    other = services.add_study(actor=editor, now=now, title="Another")
    done = services.change_many(
        actor=editor, now=now, kind="market.study", ids=[study.id, other.id], values={"status": "done"}
    )

    assert done.changed == 2
    assert queries.study(actor=editor, id=other.id).status == "done"
    services.undo_act(actor=editor, now=now, batch=done.batch)
    assert queries.study(actor=editor, id=other.id).status == "planned"


def test_results_are_recorded_scored_and_judged(editor: Any, now: Any, study: Any, person: Any) -> None:
    task = services.add_task(actor=editor, now=now, study_id=study.id, title="Find it")
    by: Any = {"actor": editor, "now": now, "id": person.id}
    done = services.record_results(
        **by, version=1, results=[(task.id, "completed", 42.0)], sus=[4, 2, 4, 2, 4, 2, 4, 2, 4, 2]
    )
    found = services.usability_results(actor=editor, study_id=study.id)

    assert done.version == 2
    assert found.tasks[0].completed is not None
    assert (found.tasks[0].completed.value, found.tasks[0].completed.n) == (1.0, 1)
    assert found.scores[0].score == 75.0
    assert found.sus is not None
    assert not found.sus.says
    with pytest.raises(Stale):
        services.record_results(**by, version=1, results=[(task.id, "failed", None)])
    services.record_results(**by, version=2, results=[(task.id, "", None)], sus=[])
    assert services.usability_results(actor=editor, study_id=study.id).tasks[0].tried == 0


@pytest.mark.parametrize(
    ("outcome", "seconds", "sus", "where"),
    [
        ("won", None, None, "outcome"),
        ("completed", 0.0, None, "seconds"),
        ("completed", float("nan"), None, "seconds"),
        ("", 5.0, None, "outcome"),
        ("completed", 5.0, [3] * 9, "sus"),
        ("completed", 5.0, [3] * 9 + [6], "sus"),
    ],
)
def test_results_that_are_wrong_store_nothing(
    editor: Any, now: Any, study: Any, person: Any, outcome: str, seconds: Any, sus: Any, where: str
) -> None:
    task = services.add_task(actor=editor, now=now, study_id=study.id, title="Find it")
    with pytest.raises(Invalid) as refused:
        services.record_results(
            actor=editor, now=now, id=person.id, version=1, results=[(task.id, outcome, seconds)], sus=sus
        )

    assert refused.value.where == where
    assert not models.TaskResult.objects.exists()
    assert queries.participant(actor=editor, id=person.id).version == 1


def test_only_a_usability_test_has_tasks(editor: Any, now: Any) -> None:
    talk = services.add_study(actor=editor, now=now, title="Talk")
    with pytest.raises(Invalid):
        services.add_task(actor=editor, now=now, study_id=talk.id, title="Find it")


def test_a_removed_highlight_comes_back_with_its_number_where_its_words_stand_now(
    editor: Any, now: Any
) -> None:
    by: Any = {"actor": editor, "now": now}
    study = services.add_study(**by, title="Can they?", kind="interview")
    session = services.add_session(**by, study_id=study.id, notes="I am lost. I am lost here, and late.")
    made = services.add_highlight(**by, session_id=session.id, passage="I am lost here", tags=["scope"])
    insight = services.add_insight(**by, title="They are lost")
    services.add_evidence(**by, insight_id=insight.id, source=f"market.highlight:{made.id}")

    entry = services.remove_highlight(**by, highlight_id=made.id)
    assert queries.insight(actor=editor, id=insight.id).people == 0
    notes = "At first: I am lost. And then I am lost here, and late."
    services.change_session(**by, id=session.id, version=None, values={"notes": notes})
    services.restore(**by, entry_id=entry)

    (back,) = queries.session(actor=editor, id=session.id).highlights
    assert (back.id, back.passage, back.tags) == (made.id, "I am lost here", ("scope",))
    assert queries.insight(actor=editor, id=insight.id).people == 1
    assert "lost" not in str(list(Entry.objects.filter(verb__contains="highlight").values_list("changes")))

    entry = services.remove_highlight(**by, highlight_id=made.id)
    services.change_session(**by, id=session.id, version=None, values={"notes": "Fine."})
    with pytest.raises(Conflict, match="lack these words"):
        services.restore(**by, entry_id=entry)
