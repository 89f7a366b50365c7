"""Portals: what everybody sees, posts that wait for a member, votes that count once confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilothouse.journal.models import Entry
from pilothouse.kit import clock
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated
from pilothouse.market import models, queries, services

pytestmark = pytest.mark.django_db
SPAM = "Buy https://a.example https://b.example https://c.example"


@pytest.fixture
def portal(editor: Any, now: Any) -> Any:
    return services.add_portal(actor=editor, now=now, title="Ideas for Atlas", intro="Say what you miss.")


@pytest.fixture
def entry(editor: Any, now: Any, portal: Any) -> Any:
    return services.add_entry(
        actor=editor, now=now, portal_id=portal.id, title="Dark colours", is_published=True
    )


def token(row: Any) -> str:
    return str(row.path.rsplit("/", 1)[-1])


def post(portal: Any, now: Any, text: str = "It is slow.", network: str = "192.0.2.7", **more: Any) -> Any:
    return services.post_to_portal(token=token(portal), now=now, network=network, text=text, **more)


def vote(
    portal: Any, entry: Any, now: Any, email: str = "ana@acme.example", network: str = "192.0.2.7"
) -> str:
    given: Any = {"network": network, "entry_id": entry.id, "email": email}
    return services.vote(token=token(portal), now=now, **given).rsplit("/", 1)[-1]


def only(actor: Any, id: int) -> Any:
    return queries.portal_entry(actor=actor, id=id)


def newest(actor: Any, state: str = "waiting") -> Any:
    return queries.posts(actor=actor, narrow=queries.NarrowPosts(state=state)).rows[0]


# What everybody sees


def test_only_what_is_published_is_seen_and_nothing_of_the_workspace(
    editor: Any, now: Any, portal: Any, entry: Any
) -> None:
    by: Any = {"actor": editor, "now": now, "portal_id": portal.id}
    services.add_entry(**by, title="Secret plan")
    services.add_entry(**by, title="Old idea", is_published=True)
    gone = queries.portal_entries(actor=editor, portal=portal.id)[-1]
    services.remove_entry(actor=editor, now=now, id=gone.id, version=None)

    page = Client().get(portal.path).content.decode()

    assert "Dark colours" in page
    assert "Secret plan" not in page
    assert gone.title not in page
    assert editor.workspace_slug not in page
    assert "<script>" not in page


def test_a_revoked_address_shows_and_takes_nothing(editor: Any, now: Any, portal: Any, entry: Any) -> None:
    letter = vote(portal, entry, now)
    services.revoke_portal(actor=editor, now=now, id=portal.id)
    answer = Client().get(portal.path)

    assert answer.status_code == 410
    assert b"Dark colours" not in answer.content
    assert Client().get(f"{portal.path}/entries/{entry.id}").status_code == 410
    for act in (lambda: post(portal, now), lambda: vote(portal, entry, now)):
        with pytest.raises(Conflict):
            act()
    with pytest.raises(NotFound):
        services.confirm_vote(token=letter, now=now)


def test_a_wrong_address_is_as_one_that_never_was(portal: Any) -> None:
    assert Client().get(f"{portal.path}x").status_code == 404
    assert Client().get("/vote/nonsense").status_code == 404


def test_the_form_checks_csrf_and_programs_learn_nothing(portal: Any, editor: Any) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(portal.path, {"text": "Hi"}).status_code == 403

    page = Client().post(portal.path, {"text": "Buy", "website": "https://spam.example"})
    assert b"Thank you" in page.content
    assert not models.Post.objects.exists()

    page = Client().post(portal.path, {"text": "It is slow.", "email": "no address"})
    assert page.status_code == 422
    assert b"is no e-mail address" in page.content
    assert b"It is slow." in page.content

    assert b"Thank you" in Client().post(portal.path, {"text": "It is slow."}).content
    assert newest(editor).text == "It is slow."


# Posts


def test_a_post_waits_apart_from_feedback_and_never_names_a_contact(
    editor: Any, now: Any, portal: Any
) -> None:
    services.add_contact(actor=editor, now=now, name="Ana", email="ana@acme.example")
    post(portal, now, name="Ana", email="ana@acme.example")

    assert not models.Feedback.objects.exists()
    row = newest(editor)
    done = services.settle_posts(actor=editor, now=now, ids=[row.id], state="accepted")
    feedback = models.Feedback.objects.get()

    assert done.changed == 1
    assert (feedback.text, feedback.author, feedback.state) == ("It is slow.", "Ana", "new")
    assert feedback.contact_id is None
    assert "slow" not in str(list(Entry.objects.values_list("changes", "title")))


def test_settling_is_undone_and_accepted_again_is_the_same_feedback(
    editor: Any, now: Any, portal: Any
) -> None:
    for text in ("One", "Two"):
        post(portal, now, text)
    ids = [row.id for row in queries.posts(actor=editor).rows]
    by: Any = {"actor": editor, "now": now}
    done = services.settle_posts(**by, ids=ids, state="accepted")
    first = set(models.Feedback.objects.values_list("pk", flat=True))
    services.settle_posts(**by, ids=ids[:1], state="spam")

    undone = services.undo_settled(**by, batch=done.batch)

    assert (undone.restored, undone.kept) == (1, 1)
    assert not models.Feedback.objects.filter(removed_at=None).exists()
    services.settle_posts(**by, ids=ids, state="accepted")
    assert set(models.Feedback.objects.filter(removed_at=None).values_list("pk", flat=True)) == first


def test_what_one_sender_had_marked_as_spam_comes_as_spam_until_something_is_accepted(
    editor: Any, now: Any, portal: Any
) -> None:
    post(portal, now, SPAM)
    row = newest(editor)
    assert row.doubts == ("It has 3 links.",)
    services.settle_posts(actor=editor, now=now, ids=[row.id], state="spam")

    post(portal, now, "Another")
    again = newest(editor, "spam")
    assert again.text == "Another"
    post(portal, now, "A neighbour", network="192.0.2.8")
    assert newest(editor).text == "A neighbour"

    services.settle_posts(actor=editor, now=now, ids=[again.id], state="accepted")
    post(portal, now, "A third")
    assert newest(editor).text == "A third"


def test_one_place_is_bounded_and_the_same_words_come_once(editor: Any, now: Any, portal: Any) -> None:
    assert [post(portal, now).state for _ in range(3)] == ["waiting", "known", "known"]
    for at in range(7):
        post(portal, now, f"Number {at}")
    with pytest.raises(TooMany):
        post(portal, now, "One more")
    post(portal, now, "From elsewhere", network="192.0.2.8")
    assert queries.posts_waiting(actor=editor) == 9


def test_of_one_sender_twenty_wait_however_slowly_they_come(editor: Any, now: Any, portal: Any) -> None:
    for at in range(20):
        post(portal, now + timedelta(hours=at), f"Number {at}")
    with pytest.raises(TooMany):
        post(portal, now + timedelta(hours=30), "One more")


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001])
def test_what_is_empty_or_too_long_is_refused_at_the_field(portal: Any, now: Any, text: str) -> None:
    with pytest.raises(Invalid) as found:
        post(portal, now, text)
    assert found.value.where == "text"


def test_emoji_alone_are_taken_and_doubted(editor: Any, now: Any, portal: Any) -> None:
    post(portal, now, "👍🎉")
    assert (newest(editor).text, newest(editor).doubts) == ("👍🎉", ("It has no letters.",))


def test_erasing_a_contact_reaches_what_they_sent_in(
    editor: Any, owner: Any, now: Any, portal: Any, entry: Any
) -> None:
    person = services.add_contact(actor=editor, now=now, name="Ana", email="ana@acme.example")
    post(portal, now, "I am ana@acme.example.", name="Ana", email="Ana@acme.example")
    services.confirm_vote(token=vote(portal, entry, now), now=now)
    services.erase_contact(actor=owner, now=now, id=person.id, version=None)

    row = models.Post.objects.get()
    assert "ana" not in f"{row.text} {row.author} {row.email}".lower()
    assert models.PortalVote.objects.get().email == ""
    assert only(editor, entry.id).votes == 1


# Votes


def test_a_vote_counts_once_confirmed_and_an_address_votes_once(
    editor: Any, now: Any, portal: Any, entry: Any
) -> None:
    letter = vote(portal, entry, now)
    assert (only(editor, entry.id).votes, only(editor, entry.id).unconfirmed) == (0, 1)

    page = Client().get(f"/vote/{letter}")  # a program that follows links confirms nothing
    assert b"Confirm the vote" in page.content
    assert only(editor, entry.id).votes == 0

    assert b"Your vote counts." in Client().post(f"/vote/{letter}", {"what": "confirm"}).content
    assert vote(portal, entry, now, "ANA@acme.example") == letter
    assert (only(editor, entry.id).votes, only(editor, entry.id).unconfirmed) == (1, 0)

    Client().post(f"/vote/{letter}", {"what": "take_back"})
    assert only(editor, entry.id).votes == 0
    assert not models.PortalVote.objects.exists()


def test_only_a_confirmed_address_stands_for_a_company(
    editor: Any, now: Any, portal: Any, entry: Any
) -> None:
    company = services.add_company(actor=editor, now=now, name="Acme", revenue="48000")
    services.add_contact(actor=editor, now=now, name="Ana", email="ana@acme.example", company_id=company.id)
    letter = vote(portal, entry, now)
    assert only(editor, entry.id).companies == 0
    services.confirm_vote(token=letter, now=now)
    assert only(editor, entry.id).companies == 1
    assert only(editor, entry.id).revenue[0].cents == 4_800_000


def test_no_entry_but_one_that_is_published_takes_votes(editor: Any, now: Any, portal: Any) -> None:
    hidden = services.add_entry(actor=editor, now=now, portal_id=portal.id, title="Secret plan")
    with pytest.raises(NotFound):
        vote(portal, hidden, now)
    page = Client().get(f"{portal.path}/entries/{hidden.id}")
    assert page.status_code == 404
    assert b"Secret plan" not in page.content


def test_nobody_is_flooded_with_letters(portal: Any, entry: Any, now: Any) -> None:
    for at in range(10):
        vote(portal, entry, now, network=f"192.0.2.{at}")
    with pytest.raises(TooMany):
        vote(portal, entry, now, network="192.0.2.99")


def test_without_a_mail_server_votes_wait_and_the_page_says_so(
    editor: Any, now: Any, portal: Any, entry: Any, settings: Any
) -> None:
    settings.PILOTHOUSE_SMTP = ""
    page = Client().post(f"{portal.path}/entries/{entry.id}", {"email": "ana@acme.example"})
    assert b"Your vote waits. No letters can be sent" in page.content
    assert services.send_letters(now=now) == 0
    assert only(editor, entry.id).unconfirmed == 1
    services.send_letters(now=clock.now() + timedelta(days=15))
    assert not models.PortalVote.objects.exists()


def test_a_letter_goes_out_once_and_says_what_it_is_about(
    now: Any, portal: Any, entry: Any, settings: Any, monkeypatch: Any
) -> None:
    from pilothouse.kit import mail

    sent: list[Any] = []

    class Box:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *told: object) -> None: ...

        def offer(self, letter: Any) -> Any:
            return mail.message(letter)

        def deliver(self, made: Any) -> str:
            if not sent:
                sent.append("refused")
                raise mail.Failed("451 later")
            sent.append(made)
            return "250"

    settings.PILOTHOUSE_SMTP = "smtp://127.0.0.1:1"
    monkeypatch.setattr(mail, "Post", Box)
    letter = vote(portal, entry, now)

    assert [services.send_letters(now=now) for _ in range(3)] == [0, 1, 0]
    text = sent[1].get_body(("plain",)).get_content()
    assert letter in text
    assert "Dark colours" in text
    assert sent[1]["To"] == "ana@acme.example"


# Programs


def test_a_key_may_send_and_nothing_else(editor: Any, now: Any) -> None:
    made = services.add_intake_key(actor=editor, now=now, name="Help desk")
    sender: Any = {"HTTP_AUTHORIZATION": f"Bearer {made.secret}", "content_type": "application/json"}
    call = Client()

    answer = call.post("/api/v1/intake", {"text": "The export stops.", "key": "HD-1"}, **sender)
    again = call.post("/api/v1/intake", {"text": "The export stops!", "key": "HD-1"}, **sender)
    assert (answer.status_code, answer.json(), again.json()) == (
        202,
        {"state": "waiting"},
        {"state": "known"},
    )
    for path in ("/api/v1/posts", "/api/v1/feedback", "/api/v1/me", "/api/v1/intake-keys"):
        assert call.get(path, **sender).status_code == 401, path
    actor = services.authenticate_key(secret=made.secret, now=now, network="192.0.2.7")
    with pytest.raises(Forbidden):
        services.settle_posts(actor=actor, now=now, ids=[1], state="accepted")

    services.revoke_intake_key(actor=editor, now=now, id=made.key.id)
    assert call.post("/api/v1/intake", {"text": "More"}, **sender).status_code == 401
    with pytest.raises(Unauthenticated):
        services.authenticate_key(secret="pli_wrong", now=now, network="192.0.2.7")
    assert made.secret not in str(list(models.IntakeKey.objects.values_list()))


def test_a_record_of_a_million_characters_is_refused_and_said_where(editor: Any, now: Any) -> None:
    with pytest.raises(Invalid, match="1,000,000 characters; 100,000 are the most") as found:
        services.post_by_program(actor=editor, now=now, text="x" * 1_000_000)
    assert found.value.where == "text"
