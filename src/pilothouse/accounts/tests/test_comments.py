"""Comments about any subject: who writes them, whom they mention, and what an import brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import contracts, models, queries, services
from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.team import services as team
from pilothouse.vision import services as vision


@pytest.fixture
def about(editor: Any, now: Any) -> Ref:
    """A product to talk about."""
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    return Ref("vision.product", product.id)


def _said(actor: Any, now: Any, about: Ref, body: str = "Looks **good**", **more: Any) -> contracts.Comment:
    return services.add_comment(actor=actor, now=now, about=about, body=body, **more)


def test_a_comment_is_stored_with_its_author_and_told_by_the_record(
    editor: Any, now: Any, about: Ref
) -> None:
    made = _said(editor, now, about)

    assert (made.author_id, made.author_name, made.body, made.version) == (
        editor.user_id,
        "Edda Editor",
        "Looks **good**",
        1,
    )
    assert queries.talk(actor=editor, about=about).comments.rows == (made,)
    entry = journal.activity(actor=editor).rows[0]
    assert (entry.verb, entry.title, str(entry.subject)) == (
        "comment.added",
        "ATL Atlas",
        f"accounts.comment:{made.id}",
    )


def test_a_viewer_reads_and_does_not_write(viewer: Any, editor: Any, now: Any, about: Ref) -> None:
    made = _said(editor, now, about)

    assert queries.comments(actor=viewer, about=about).rows == (made,)
    with pytest.raises(Forbidden):
        _said(viewer, now, about)


@pytest.mark.parametrize("body", ["", " \n ", "x" * 20_001])
def test_an_empty_or_endless_comment_is_refused_at_its_field(
    editor: Any, now: Any, about: Ref, body: str
) -> None:
    with pytest.raises(Invalid) as caught:
        _said(editor, now, about, body)

    assert caught.value.where == "body"


def test_what_is_not_there_or_elsewhere_cannot_be_talked_about(
    editor: Any, stranger: Any, now: Any, about: Ref
) -> None:
    for actor, subject in (
        (editor, Ref("vision.product", 987)),
        (stranger, about),
        (editor, Ref("no.noun", 1)),
    ):
        with pytest.raises(NotFound):
            _said(actor, now, subject)
    made = _said(editor, now, about)
    with pytest.raises(NotFound):
        queries.comment(actor=stranger, id=made.id)


def test_people_edit_and_remove_their_own_and_owners_remove_anyones(
    editor: Any, owner: Any, now: Any, about: Ref
) -> None:
    later = now + timedelta(hours=1)
    first, second = _said(editor, now, about), _said(editor, later, about, "Second")
    changed = services.change_comment(actor=editor, now=later, id=first.id, version=1, body="Better")

    assert (changed.body, changed.version, changed.edited_at) == ("Better", 2, later)
    with pytest.raises(Forbidden):
        services.change_comment(actor=owner, now=now, id=first.id, version=2, body="Mine now")
    with pytest.raises(Stale):
        services.remove_comment(actor=editor, now=now, id=first.id, version=1)
    services.remove_comment(actor=owner, now=now, id=first.id, version=2)
    assert queries.comments(actor=editor, about=about).rows == (second,)


def test_another_editor_removes_nothing(people: Any, editor: Any, owner: Any, now: Any, about: Ref) -> None:
    made = _said(owner, now, about)

    with pytest.raises(Forbidden):
        services.remove_comment(actor=editor, now=now, id=made.id, version=1)


def test_a_removed_comment_comes_back_with_its_mentions(
    editor: Any, owner: Any, now: Any, about: Ref
) -> None:
    made = _said(editor, now, about, "For @Olu Owner")
    entry = services.remove_comment(actor=editor, now=now, id=made.id, version=1)
    back = services.restore_comment(actor=editor, now=now, entry_id=entry)

    assert back == made
    assert list(models.Mention.objects.values_list("user_id", flat=True)) == [owner.user_id]
    with pytest.raises(Conflict):
        services.restore_comment(actor=editor, now=now, entry_id=entry)


def test_a_comment_answers_another_about_the_same_thing_only(editor: Any, now: Any, about: Ref) -> None:
    first = _said(editor, now, about)
    answer = _said(editor, now, about, "Why?", quoted_id=first.id)
    person = team.add_person(actor=editor, now=now, name="Ana")

    assert answer.quoted == contracts.Quote(first.id, "Edda Editor", "Looks good")
    with pytest.raises(Invalid):
        _said(editor, now, Ref("team.person", person.id), "Why?", quoted_id=first.id)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("@Olu Owner, look", ("Olu Owner",)),
        ("(@olu owner)", ("olu owner",)),
        ("@owner@acme.example and @Vic Viewer", ("owner@acme.example", "Vic Viewer")),
        ("@Olu Ownership", ()),
        ("write to x@Olu Owner", ()),
        ("`@Olu Owner` and ```\n@Vic Viewer\n```", ()),
        ("@Sten Stranger", ()),
    ],
)
def test_a_mention_is_an_at_with_the_name_or_address_of_a_member(
    people: Any, editor: Any, now: Any, about: Ref, body: str, named: tuple[str, ...]
) -> None:
    made = _said(editor, now, about, body)

    assert made.mentions == named
    assert models.Mention.objects.count() == len(named)


def test_members_who_share_a_name_are_mentioned_by_their_addresses(
    people: Any, editor: Any, owner: Any, now: Any, about: Ref
) -> None:
    models.User.objects.filter(email="viewer@acme.example").update(name="Olu Owner")

    assert _said(editor, now, about, "@Olu Owner").mentions == ()
    assert _said(editor, now, about, "@viewer@acme.example").mentions == ("viewer@acme.example",)
    found = queries.find_members(actor=editor, text="olu", limit=5)
    assert {row.key for row in found} == {"owner@acme.example", "viewer@acme.example"}


def test_the_page_shows_the_newest_comments_oldest_first(editor: Any, now: Any, about: Ref) -> None:
    rows = [_imported(about, number, now + timedelta(hours=number)) for number in range(60)]
    services.import_comments(actor=editor, now=now, batch="b", rows=rows)
    shown = queries.talk(actor=editor, about=about).comments

    assert (len(shown.rows), shown.total, shown.pages) == (50, 60, 2)
    assert (shown.rows[0].body, shown.rows[-1].body) == ("Text 10", "Text 59")
    assert len(queries.talk(actor=editor, about=about, page=2).comments.rows) == 10


def _imported(about: Ref, number: int, at: Any, body: str = "") -> contracts.ImportedComment:
    return contracts.ImportedComment(str(about), "Jo", at, body or f"Text {number}", "jira", str(number))


def test_imported_comments_come_once_and_follow_their_tracker(editor: Any, now: Any, about: Ref) -> None:
    first = [_imported(about, number, now) for number in (1, 2)]
    again = [_imported(about, 1, now), _imported(about, 2, now, "Edited there"), _imported(about, 3, now)]

    assert services.import_comments(
        actor=editor, now=now, batch="a", rows=first
    ) == contracts.ImportedComments(new=2, changed=0, same=0)
    assert services.import_comments(
        actor=editor, now=now, batch="b", rows=again
    ) == contracts.ImportedComments(new=1, changed=1, same=1)
    found = queries.comments(actor=editor, about=about).rows
    assert [(row.author_name, row.author_id, row.body, row.source) for row in found] == [
        ("Jo", None, "Text 1", "jira"),
        ("Jo", None, "Edited there", "jira"),
        ("Jo", None, "Text 3", "jira"),
    ]


def test_undoing_an_import_removes_what_it_brought_and_no_more(
    editor: Any, stranger: Any, now: Any, about: Ref
) -> None:
    own = _said(editor, now, about)
    for batch, numbers in (("a", (1, 2)), ("b", (3,))):
        rows = [_imported(about, number, now) for number in numbers]
        services.import_comments(actor=editor, now=now, batch=batch, rows=rows)

    assert services.remove_imported_comments(actor=stranger, now=now, batch="a") == 0
    assert services.remove_imported_comments(actor=editor, now=now, batch="") == 0
    assert services.remove_imported_comments(actor=editor, now=now, batch="a") == 2
    assert [row.body for row in queries.comments(actor=editor, about=about).rows] == [own.body, "Text 3"]


def test_a_tracker_mentions_no_one(editor: Any, now: Any, about: Ref) -> None:
    rows = [_imported(about, 1, now, "@Edda Editor")]
    services.import_comments(actor=editor, now=now, batch="a", rows=rows)

    assert queries.comments(actor=editor, about=about).rows[0].mentions == ()
    assert not models.Mention.objects.exists()
