"""Who is told of what: watching, owning, doing, mentions, dates that moved; never one's own acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import models, queries, services, tasks
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import jobs
from pilothouse.kit.errors import Forbidden, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision


@pytest.fixture
def product(editor: Any, now: Any) -> Any:
    return vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")


@pytest.fixture
def about(editor: Any, now: Any, product: Any, owner: Any) -> Ref:
    """An item that the owner watches; all that was recorded so far is heard."""
    item = roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Checkout")
    ref = Ref("roadmap.item", item.id)
    _hear(editor, now)
    services.watch(actor=owner, now=now, about=ref, on=True)
    return ref


def _hear(actor: Any, now: Any) -> None:
    while services.notify(actor=actor, now=now):
        pass


def _told(actor: Any, **wanted: Any) -> list[tuple[str, str, str]]:
    rows = queries.inbox(actor=actor, **wanted).rows
    return [(row.reason, row.verb, row.text) for row in rows]


def _rename(actor: Any, now: Any, title: str, version: int) -> None:
    roadmap.change_item(actor=actor, now=now, key="ATL-1", version=version, values={"title": title})


def test_who_watches_hears_what_others_did_and_not_what_was_done_by_oneself(
    owner: Any, editor: Any, viewer: Any, now: Any, about: Ref
) -> None:
    _rename(editor, now, "Basket", 1)
    _hear(owner, now)

    assert _told(owner) == [("watching", "item.changed", "title: Checkout → Basket")]
    assert _told(editor) == _told(viewer) == []


def test_hearing_twice_tells_nothing_twice(owner: Any, editor: Any, now: Any, about: Ref) -> None:
    _rename(editor, now, "Basket", 1)
    _hear(owner, now)
    services.finish_notifications(actor=owner, now=now)
    _hear(owner, now)

    assert models.Notification.objects.count() == 1
    assert queries.waiting(actor=owner) == 0


def test_an_entry_that_was_committed_late_is_heard(owner: Any, editor: Any, now: Any, about: Ref) -> None:
    _rename(editor, now, "Basket", 1)
    heard = models.Heard.objects.get()
    late = heard.recent.pop()
    models.Heard.objects.update(entry_id=late + 3, recent=[*heard.recent, late + 1, late + 2, late + 3])
    _hear(owner, now)

    assert queries.waiting(actor=owner) == 1


def test_changes_of_one_thing_are_one_line_until_it_is_done(
    owner: Any, editor: Any, now: Any, about: Ref
) -> None:
    for version, title in enumerate(("One", "Two", "Three"), start=1):
        _rename(editor, now, title, version)
        _hear(owner, now)
    line = queries.inbox(actor=owner).rows[0]

    assert (queries.waiting(actor=owner), line.many, line.text) == (1, 3, "title: Two → Three")
    services.finish_notification(actor=owner, now=now, id=line.id)
    _rename(editor, now, "Four", 4)
    _hear(owner, now)
    assert queries.waiting(actor=owner) == 1


def test_what_is_switched_off_stays_off_but_for_mentions(
    owner: Any, editor: Any, now: Any, about: Ref
) -> None:
    services.watch(actor=owner, now=now, about=about, on=False)
    _rename(owner, now, "Mine", 1)
    _rename(editor, now, "Basket", 2)
    services.add_comment(actor=editor, now=now, about=about, body="@Olu Owner look")
    _hear(owner, now)

    assert _told(owner) == [("mentioned", "comment.added", "@Olu Owner look")]
    assert not queries.watching(actor=owner, about=about).on


def test_who_does_something_or_is_mentioned_watches_from_then_on(
    owner: Any, editor: Any, viewer: Any, now: Any, about: Ref
) -> None:
    services.add_comment(actor=editor, now=now, about=about, body="@Vic Viewer?")
    _hear(owner, now)

    assert queries.watching(actor=viewer, about=about).names == ("Edda Editor", "Olu Owner", "Vic Viewer")


def test_a_mention_is_a_line_of_its_own_that_leads_to_the_comment(
    owner: Any, editor: Any, now: Any, about: Ref
) -> None:
    first = services.add_comment(actor=editor, now=now, about=about, body="@Olu Owner one")
    services.add_comment(actor=editor, now=now, about=about, body="@Olu Owner two")
    _hear(owner, now)
    rows = queries.inbox(actor=owner, reason="mentioned").rows

    assert [row.text for row in rows] == ["@Olu Owner two", "@Olu Owner one"]
    assert rows[1].target == f"accounts.comment:{first.id}"


def test_owners_and_those_who_do_an_item_are_told_when_they_said_who_they_are(
    owner: Any, viewer: Any, editor: Any, now: Any, about: Ref
) -> None:
    ana = team.add_person(actor=editor, now=now, name="Ana")
    ben = team.add_person(actor=editor, now=now, name="Ben")
    team.join_person(actor=viewer, now=now, person_id=ana.id)
    team.join_person(actor=owner, now=now, person_id=ben.id)
    roadmap.change_item(actor=editor, now=now, key="ATL-1", version=1, values={"owner_id": ana.id})
    roadmap.pin_people(actor=editor, now=now, key="ATL-1", version=2, people=[ben.id])
    _hear(owner, now)

    assert {row[0] for row in _told(viewer)} == {"owner"}
    assert {row[0] for row in _told(owner)} == {"assigned"}


def test_dates_that_a_run_moved_are_one_line_for_each_member_whom_they_concern(
    owner: Any, viewer: Any, editor: Any, now: Any, about: Ref
) -> None:
    ana = team.add_person(actor=editor, now=now, name="Ana")
    team.join_person(actor=viewer, now=now, person_id=ana.id)
    roadmap.change_item(
        actor=editor, now=now, key="ATL-1", version=1, values={"owner_id": ana.id, "likely": 5.0}
    )
    roadmap.make_plan(actor=editor, now=now, seed=1, draws=200)
    roadmap.change_item(actor=editor, now=now, key="ATL-1", version=2, values={"likely": 15.0})
    _hear(owner, now)
    for reader in (owner, viewer):
        services.finish_notifications(actor=reader, now=now)
    roadmap.make_plan(actor=editor, now=now, seed=1, draws=200)
    _hear(owner, now)

    for reader in (owner, viewer):
        line = queries.inbox(actor=reader).rows[0]
        assert (line.reason, line.title, line.many) == ("plan", "1 date moved with plan run 2", 1)
        assert line.text.startswith("ATL-1 Checkout: ")
        assert " days later, 85 % date " in line.text
    assert _told(editor, reason="plan") == []


def test_a_batch_is_one_line(owner: Any, editor: Any, now: Any, product: Any, about: Ref) -> None:
    refs = [about]
    for title in ("Two", "Three", "Four", "Five"):
        item = roadmap.add_item(actor=editor, now=now, product_id=product.id, title=title)
        refs.append(Ref("roadmap.item", item.id))
        services.watch(actor=owner, now=now, about=refs[-1], on=True)
    _hear(owner, now)
    services.finish_notifications(actor=owner, now=now)
    changes = [Change("item.changed", ref, f"Item {ref.id}", {"rank": [1, 2]}) for ref in refs]
    journal.record_many(actor=editor, now=now, changes=changes, batch="b1")
    _hear(owner, now)
    rows = queries.inbox(actor=owner).rows

    assert [(row.many, row.reason) for row in rows] == [(5, "watching")]
    assert rows[0].text.endswith(" and 2 more")


def test_news_two_weeks_old_is_no_news(owner: Any, editor: Any, now: Any, about: Ref) -> None:
    _rename(editor, now, "Basket", 1)
    _hear(owner, now + timedelta(days=15))

    assert _told(owner) == []


def test_members_who_left_and_other_workspaces_hear_nothing(
    owner: Any, editor: Any, viewer: Any, stranger: Any, now: Any, about: Ref
) -> None:
    services.watch(actor=viewer, now=now, about=about, on=True)
    models.Membership.objects.filter(user_id=viewer.user_id).delete()
    _rename(editor, now, "Basket", 1)
    _hear(owner, now)

    assert models.Notification.objects.filter(user_id=viewer.user_id).count() == 0
    with pytest.raises(NotFound):
        services.watch(actor=stranger, now=now, about=about, on=True)
    with pytest.raises(NotFound):
        services.finish_notification(actor=stranger, now=now, id=queries.inbox(actor=owner).rows[0].id)


def test_a_notification_belongs_to_one_member_and_to_no_program(
    owner: Any, editor: Any, now: Any, about: Ref
) -> None:
    _rename(editor, now, "Basket", 1)
    _hear(owner, now)
    number = queries.inbox(actor=owner).rows[0].id

    with pytest.raises(NotFound):
        services.finish_notification(actor=editor, now=now, id=number)
    with pytest.raises(Forbidden):
        services.watch(actor=replace(owner, user_id=None), now=now, about=about, on=True)
    done = services.finish_notification(actor=owner, now=now, id=number)
    assert done.done_at == now
    assert services.finish_notification(actor=owner, now=now, id=number, done=False).done_at is None
    with pytest.raises(Invalid):
        queries.inbox(actor=owner, reason="nosy")


def test_a_worker_hears_by_itself_and_leaves_no_job_behind(
    owner: Any, editor: Any, now: Any, about: Ref, monkeypatch: Any
) -> None:
    monkeypatch.setattr("pilothouse.kit.clock.now", lambda: now)
    _rename(editor, now, "Basket", 1)
    tasks._Seen.newest = -1
    tasks.hear()
    tasks.hear()

    assert len(jobs.recent(actor=owner)) == 1
    jobs.run_waiting()
    assert queries.waiting(actor=owner) == 1
    assert jobs.recent(actor=owner) == ()


def test_the_inbox_shows_what_waits_and_marks_it_done(
    client_for: Any, owner: Any, editor: Any, now: Any, about: Ref
) -> None:
    _rename(editor, now, "Basket", 1)
    _hear(owner, now)
    client = client_for("owner")
    html = client.get("/w/acme/accounts/inbox").content.decode()
    number = queries.inbox(actor=owner).rows[0].id

    assert 'aria-label="1 waiting"' in html
    assert "title: Checkout → Basket" in html
    client.post(f"/w/acme/accounts/inbox/{number}/done", {"done": "1"})
    assert "Nothing waits for you" in client.get("/w/acme/accounts/inbox").content.decode()
    assert "Basket" in client.get("/w/acme/accounts/inbox?done=1").content.decode()


def test_the_switch_on_the_page_of_a_thing_watches_it(client_for: Any, viewer: Any, about: Ref) -> None:
    client = client_for("viewer")
    answer = client.post(f"/w/acme/accounts/watch/{about}", {"on": "1"}, headers={"HX-Request": "true"})

    assert 'aria-pressed="true"' in answer.content.decode()
    assert queries.watched(actor=viewer) == [str(about)]
