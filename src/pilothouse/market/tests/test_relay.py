"""Findings relayed to a team or a person: sent, seen, answered, overdue, taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services as talk
from pilothouse.journal.models import Entry
from pilothouse.kit.errors import Forbidden, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(owner: Any, now: Any) -> dict[str, Any]:
    return {"actor": owner, "now": now}


@pytest.fixture
def ben(by: Any, editor: Any, now: Any) -> Any:
    """A person of the team Platform, who is the editor."""
    platform = team.add_team(**by, name="Platform")
    row = team.add_person(**by, name="Ben", team_id=platform.id)
    team.join_person(actor=editor, now=now, person_id=row.id)
    return row


@pytest.fixture
def said(by: Any) -> str:
    return f"market.feedback:{services.add_feedback(**by, text='Replay is far too slow for Ana.').id}"


def send(by: Any, said: str, ben: Any, **more: Any) -> Any:
    to = f"team.team:{ben.team_id}"
    return services.relay_finding(**by, subject=said, to=to, why="You build replay", **more)


def waiting(actor: Any) -> list[tuple[str, str, str]]:
    while talk.notify(actor=actor, now=actor_now(actor)):
        pass
    rows = accounts.newest_waiting(actor=actor, most=10)
    return [(row.reason, row.title, row.target) for row in rows]


def actor_now(actor: Any) -> Any:
    return Entry.objects.order_by("-id").first().at  # type: ignore[union-attr]


def test_a_finding_reaches_the_inbox_of_those_it_is_sent_to_and_is_seen_when_opened(
    client_for: Any, by: Any, editor: Any, said: str, ben: Any
) -> None:
    row = send(by, said, ben)
    assert [(each.name, each.state) for each in row.readers] == [(editor.name, "not seen")]
    assert waiting(editor) == [("assigned", "Feedback relayed to Platform", f"market.relay:{row.id}")]
    path = f"market/relayed/{row.id}"
    client_for("viewer").get(path)
    assert queries.relay(actor=editor, id=row.id, today=by["now"].date()).seen == 0
    html = client_for("editor").get(path).content.decode()
    assert "You build replay" in html
    assert queries.relay(actor=editor, id=row.id, today=by["now"].date()).seen == 1
    assert "far too slow" not in json.dumps([[each.title, each.changes] for each in Entry.objects.all()])


def test_an_answer_with_what_was_done_reaches_who_sent_it(
    by: Any, owner: Any, editor: Any, now: Any, said: str, ben: Any
) -> None:
    row = send(by, said, ben)
    product = vision.add_product(**by, key="ATL", name="Atlas")
    item = roadmap.add_item(**by, product_id=product.id, title="Faster replay")
    with pytest.raises(Invalid):
        services.answer_relay(actor=editor, now=now, id=row.id)
    with pytest.raises(Forbidden):
        services.answer_relay(**by, id=row.id, answer="Mine")
    with pytest.raises(NotFound):
        services.answer_relay(actor=editor, now=now, id=row.id, done="roadmap.item:999999")
    done = f"roadmap.item:{item.id}"
    row = services.answer_relay(actor=editor, now=now, id=row.id, answer="We do.", done=done)

    (reader,) = row.readers
    assert (row.is_answered, reader.state, reader.answer) == (True, "answered", "We do.")
    assert reader.done is not None
    assert reader.done.title == "Faster replay"
    assert ("owner", "Feedback relayed to Platform", f"market.relay:{row.id}") in waiting(owner)


def test_what_no_one_answered_in_time_is_overdue_on_the_side_of_who_sent_it(
    client_for: Any, by: Any, owner: Any, editor: Any, now: Any, said: str, ben: Any
) -> None:
    today = now.date()
    row = send(by, said, ben, due_on=today + timedelta(2))

    def mine(actor: Any, days: int) -> list[tuple[int, bool]]:
        found = queries.my_relays(actor=actor, today=today + timedelta(days), most=5)
        return [(each.id, each.is_overdue) for each in found]

    assert (mine(owner, 2), mine(editor, 2)) == ([], [(row.id, False)])
    assert (mine(owner, 3), mine(editor, 3)) == ([(row.id, True)], [(row.id, True)])
    assert "Relayed findings" in client_for("editor").get("my-work").content.decode()
    services.answer_relay(actor=editor, now=now, id=row.id, answer="Seen.")
    assert (mine(owner, 3), mine(editor, 3)) == ([], [])


def test_open_ones_come_first_and_filters_say_whose(
    by: Any, editor: Any, now: Any, said: str, ben: Any
) -> None:
    first, second = send(by, said, ben), send(by, said, ben)
    services.answer_relay(actor=editor, now=now, id=second.id, answer="Done.")

    def of(actor: Any, state: str = "") -> list[int]:
        return [row.id for row in queries.relays(actor=actor, today=now.date(), state=state).rows]

    assert of(editor) == [first.id, second.id]
    assert (of(editor, "open"), of(editor, "answered")) == ([first.id], [second.id])
    assert (of(editor, "sent"), of(editor, "mine")) == ([], [first.id, second.id])
    assert [row.id for row in queries.relays_of(actor=editor, about=Ref.parse(said), today=now.date())] == [
        second.id, first.id,
    ]  # fmt: skip


def test_who_cannot_hear_of_it_is_refused_and_nothing_is_sent(
    by: Any, viewer: Any, stranger: Any, now: Any, said: str, ben: Any
) -> None:
    carla = team.add_person(**by, name="Carla")
    to = {"to": f"team.person:{carla.id}", "why": "You know"}
    for wrong, error in (
        ({}, Invalid),
        ({"to": "team.person:999999"}, NotFound),
        ({"to": "team.skill:1"}, Invalid),
        ({"to": f"team.person:{ben.id}", "why": "  "}, Invalid),
        ({"to": f"team.person:{ben.id}", "subject": f"team.person:{ben.id}"}, Invalid),
        ({"to": f"team.person:{ben.id}", "due_on": now.date() - timedelta(1)}, Invalid),
    ):
        with pytest.raises(error):
            services.relay_finding(**by, **({"subject": said} | to | wrong))
    with pytest.raises(Forbidden):
        send({"actor": viewer, "now": now}, said, ben)
    with pytest.raises(NotFound):
        send({"actor": stranger, "now": now}, said, ben)
    assert queries.relays(actor=by["actor"], today=now.date()).total == 0


def test_what_is_taken_back_comes_back_from_the_trash(by: Any, said: str, ben: Any) -> None:
    row = send(by, said, ben)
    entry = services.remove_relay(**by, id=row.id, version=row.version)
    assert queries.relays(actor=by["actor"], today=by["now"].date()).total == 0
    services.restore(**by, entry_id=entry)
    assert queries.relays(actor=by["actor"], today=by["now"].date()).total == 1


def test_a_finding_is_sent_from_its_page_and_answered_on_its_own(
    client_for: Any, api_for: Any, by: Any, editor: Any, said: str, ben: Any
) -> None:
    page = f"market/feedback/{said.partition(':')[2]}"
    client = client_for("editor")
    assert "Send it to a team or a person" in client.get(page).content.decode()
    sent = {"subject": said, "to": f"team.person:{ben.id}", "why": "You know", "back": f"/w/acme/{page}"}
    assert client.post("market/relay", sent).url == f"/w/acme/{page}"
    (row,) = queries.relays(actor=editor, today=by["now"].date()).rows
    client.post(f"market/relayed/{row.id}/answer", {"answer": "On it."})
    html = client.get("market/relayed").content.decode()
    assert "Answered" in html
    api = api_for("editor")
    made = api.post("/relays", {"subject": said, "to": f"team.team:{ben.team_id}", "why": "And you"}).json()
    assert made["to"] == "Platform"
    assert api.post(f"/relays/{made['id']}/answer", {"answer": "Yes"}).json()["readers"][0]["answer"] == "Yes"
    assert api.get("/relays?state=answered").json()["total"] == 2
