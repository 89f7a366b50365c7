"""Feedback: its words never change, never enter the record, and go when their author asks for it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from pilothouse.journal.models import Entry
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.market import models, queries, services
from pilothouse.site.trash import put_back

pytestmark = pytest.mark.django_db
SAID = "Ana Ruiz here: the replay is slow.\nWrite to ana@north.example."


@pytest.fixture
def north(editor: Any, now: Any) -> Any:
    return services.add_company(actor=editor, now=now, name="Northwind")


@pytest.fixture
def ana(editor: Any, now: Any, north: Any) -> Any:
    return services.add_contact(
        actor=editor, now=now, name="Ana Ruiz", email="ana@north.example", company_id=north.id
    )


def add(actor: Any, now: Any, text: str = "Too slow.", **values: Any) -> Any:
    return services.add_feedback(actor=actor, now=now, text=text, **values)


def change(actor: Any, now: Any, row: Any, **values: Any) -> Any:
    return services.change_feedback(actor=actor, now=now, id=row.id, version=row.version, values=values)


def everything_kept() -> str:
    """All that the record and the tables of the room hold."""
    entries = [json.dumps([row.title, row.changes, row.why]) for row in Entry.objects.all()]
    tables = (models.Contact, models.Feedback, models.FeedbackLink, models.Vote)
    return "\n".join(
        [*entries, *(json.dumps(row, default=str) for t in tables for row in t.objects.values())]
    )


def test_what_was_said_is_kept_word_for_word_with_its_day(editor: Any, now: Any, north: Any) -> None:
    row = add(editor, now, "First line\r\n\r\n  second", company_id=north.id, channel="support")

    assert (row.text, row.headline) == ("First line\n\n  second", "First line")
    assert (row.received_on, row.state, row.kind, row.company_name) == (now.date(), "new", "", "Northwind")
    assert queries.waiting(actor=editor) == 1


def test_a_contact_brings_the_company(editor: Any, now: Any, north: Any, ana: Any) -> None:
    row = add(editor, now, contact_id=ana.id)

    assert (row.company_name, row.said_by) == ("Northwind", "Ana Ruiz")


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": "a", "channel": "rumour"}, "channel"),
        ({"text": "a", "kind": "rant"}, "kind"),
        ({"text": "a", "link": "javascript:alert(1)"}, "link"),
        ({"text": "a", "company_id": 999_999}, "company_id"),
        ({"text": "a", "contact_id": 999_999}, "contact_id"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(
    editor: Any, now: Any, values: dict[str, Any], where: str
) -> None:
    with pytest.raises((Invalid, NotFound)) as refused:
        services.add_feedback(actor=editor, now=now, **values)

    assert (refused.value.where, bool(refused.value.cure)) == (where, True)


def test_the_words_are_never_changed(editor: Any, now: Any) -> None:
    row = add(editor, now)
    with pytest.raises(Invalid):
        change(editor, now, row, text="Fast enough.")

    newer = change(editor, now, row, kind="bug", received_on=date(2025, 3, 1))
    with pytest.raises(Stale):
        change(editor, now, row, kind="praise")
    assert (newer.text, newer.kind) == ("Too slow.", "bug")


def test_no_word_of_feedback_enters_the_record(editor: Any, now: Any, north: Any, ana: Any) -> None:
    row = add(editor, now, SAID, contact_id=ana.id, author="Ana Ruiz", link="https://desk.example/ana")
    entry = services.remove_feedback(actor=editor, now=now, id=row.id, version=row.version)
    put_back(actor=editor, now=now, entry_id=entry)
    kept = "\n".join(json.dumps([each.title, each.changes]) for each in Entry.objects.all())

    assert "Feedback from Northwind" in kept
    assert not any(word in kept for word in ("Ana", "replay", "desk.example"))


def test_erasing_a_contact_leaves_what_they_said_without_them(
    owner: Any, editor: Any, now: Any, ana: Any
) -> None:
    row = add(editor, now, SAID, contact_id=ana.id, author="Ana Ruiz", link="https://desk.example/ana")
    gone = add(editor, now, "ANA RUIZ again", contact_id=ana.id)
    services.remove_feedback(actor=editor, now=now, id=gone.id, version=gone.version)
    services.erase_contact(actor=owner, now=now, id=ana.id, version=ana.version)

    kept = everything_kept().lower()
    assert "ana ruiz" not in kept
    assert "ana@north" not in kept
    left = queries.feedback(actor=editor, id=row.id)
    assert "the replay is slow" in left.text
    assert (len(left.text), left.author, left.link, left.said_by) == (len(SAID), "", "", "Erased contact")
    assert left.company_name == "Northwind"


def test_what_was_removed_is_nowhere_until_the_trash_gives_it_back(
    editor: Any, viewer: Any, now: Any
) -> None:
    row = add(editor, now)
    with pytest.raises(Forbidden):
        services.remove_feedback(actor=viewer, now=now, id=row.id, version=row.version)
    entry = services.remove_feedback(actor=editor, now=now, id=row.id, version=row.version)

    assert queries.feedback_page(actor=editor).total == queries.waiting(actor=editor) == 0
    assert queries.find_feedback(actor=editor, text="slow", limit=5) == []
    for act in (
        lambda: queries.feedback(actor=editor, id=row.id),
        lambda: change(editor, now, row, kind="bug"),
    ):
        with pytest.raises(NotFound):
            act()
    put_back(actor=editor, now=now, entry_id=entry)
    assert queries.feedback(actor=editor, id=row.id).text == row.text
    with pytest.raises(Conflict):
        services.restore(actor=editor, now=now, entry_id=entry)


def test_a_list_narrows_by_words_state_and_what_it_asks_for(editor: Any, now: Any, north: Any) -> None:
    add(editor, now, "The replay is slow", company_id=north.id, kind="bug")
    add(editor, now, "Dark mode, please", channel="review")

    def texts(**narrow: Any) -> list[str]:
        found = queries.feedback_page(actor=editor, narrow=queries.Narrow(**narrow))
        return [row.text for row in found.rows]

    assert texts(text="northwind REPLAY") == ["The replay is slow"]
    assert texts(text="replay \0 dark") == []
    assert texts(kind="none") == texts(channel="review") == ["Dark mode, please"]
    assert texts(company=north.id) == ["The replay is slow"]
    assert texts(linked="yes") == texts(state="dismissed") == []
    assert len(texts(linked="no")) == 2


def test_the_next_new_piece_is_the_next_older_then_the_newest(editor: Any, now: Any) -> None:
    old, middle, new = (
        add(editor, now, f"Said on {day}", received_on=date(2025, 5, day)) for day in (1, 2, 3)
    )

    assert queries.next_new(actor=editor, after=new) == middle.id
    assert queries.next_new(actor=editor, after=old) == new.id
    for row in (middle, new):
        change(editor, now, row, state="reviewed")
    assert queries.next_new(actor=editor, after=old) is None


def test_another_workspace_sees_and_changes_nothing(editor: Any, stranger: Any, now: Any) -> None:
    row = add(editor, now)

    assert queries.feedback_page(actor=stranger).total == 0
    with pytest.raises(NotFound):
        change(stranger, now, row, kind="bug")
