"""Pages of uncertainties: what is shown, and what each button and form does."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.journal.models import Entry
from pilothouse.risk import queries, services
from pilothouse.risk.contracts import Worth
from pilothouse.risk.tests.conftest import Shop
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_uncertainties_leave_as_a_table(shop: Shop, client_for: Any) -> None:
    row = shop.ask("=1+1?", owner_id=shop.ana, items=[shop.first])
    worth = {row.id: Worth(priced=True, gain=125_050.0, value=200_000.0)}
    services.record_worth(actor=shop.actor, now=shop.now, worth=worth)
    answer = client_for("viewer").get(f"risk/of/{shop.scope}/uncertainties?format=csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1] == f"'=1+1?,open,yes,Ana Ruiz,,,1250.50,2000.00,{shop.first},,"


def test_open_questions_of_every_product_stand_on_one_page_with_their_product(
    shop: Shop, client_for: Any
) -> None:
    row = shop.ask("Does it scale?")
    settled = shop.ask("Is it legal?")
    services.accept_uncertainty(
        actor=shop.actor, now=shop.now, id=settled.id, version=None, why="Legal has seen it."
    )
    html = text(client_for("viewer").get("risk/questions"))

    vision.add_product(actor=shop.actor, now=shop.now, key="HAR", name="Harbor")
    of_two = text(client_for("viewer").get("risk/questions"))

    assert f"/risk/uncertainties/{row.id}" in html
    assert f"<td>{row.scope.title}</td>" not in html
    assert f"<td>{row.scope.title}</td>" in of_two
    assert "Is it legal?" not in html
    link = html[html.index('href="/w/acme/risk/"') :]
    assert 'aria-current="page"' in link[: link.index("</a>")]


def test_a_worth_from_an_earlier_plan_is_marked_stale(shop: Shop, client_for: Any) -> None:
    row = shop.ask(chance=0.3)
    told = {row.id: Worth(draws=400, gain=2.0, delay_wrong=4.0)}
    services.record_worth(actor=shop.actor, now=shop.now, worth=told)
    path = f"risk/of/{shop.scope}/uncertainties"
    assert "stale" not in text(client_for("viewer").get(path))
    roadmap.make_plan(actor=shop.actor, now=shop.now, draws=200)

    assert 'class="badge stale"' in text(client_for("viewer").get(path))
    services.record_worth(actor=shop.actor, now=shop.now, worth=told)
    assert "stale" not in text(client_for("viewer").get(path))


def test_a_question_is_raised_from_where_it_came_up(shop: Shop, client_for: Any) -> None:
    about = shop.blueprint()
    client = client_for("editor")
    start = f"risk/of/{shop.scope}/uncertainties/new?about={about.ref}&part=R1&question=Why%3F&excerpt=a card"
    html = text(client.get(start))
    assert f'<option value="{about.ref}" selected>Checkout</option>' in html
    assert "&gt; a card" in html

    given = {"question": "Why?", "about": about.ref, "part": "R1", "items": f"{shop.first}; {shop.second}"}
    given |= {"chance": "30", "wrong_money": "1,250.50", "wrong_days": "4", "blocking": "on"}
    answer = client.post(start, given)
    (row,) = queries.uncertainties(actor=shop.actor, scope=shop.scope)
    assert answer.headers["Location"].endswith(f"/risk/uncertainties/{row.id}")
    assert (row.about and row.about.ref, row.part_key) == (about.ref, "R1")
    assert [each.key for each in row.subjects] == [shop.first, shop.second]
    assert (row.chance, row.wrong_cents, row.wrong_days, row.blocking) == (0.3, 125_050, 4.0, True)


def test_what_is_wrong_with_a_question_stands_at_its_field(shop: Shop, client_for: Any) -> None:
    path = f"risk/of/{shop.scope}/uncertainties/new"
    for given, words in (
        ({"question": "Why?", "items": "SHP-99"}, "no item SHP-99"),
        ({"question": "Why?", "part": "R1"}, "no statement R1"),
        ({"question": "Why?", "wrong_money": "1.255"}, "not an amount in EUR"),
        ({"question": ""}, "required"),
    ):
        answer = client_for("editor").post(path, given)
        assert answer.status_code in (404, 422), given
        assert words in text(answer), given
    assert queries.uncertainties(actor=shop.actor) == ()


def test_a_question_is_changed_answered_and_asked_again(shop: Shop, client_for: Any) -> None:
    row, client = shop.ask("Does it scale?", items=[shop.first], chance=0.3), client_for("editor")
    path = f"risk/uncertainties/{row.id}"
    assert 'value="30.0"' in text(client.get(f"{path}/edit"))
    client.post(f"{path}/edit", {"version": 1, "question": "Does it scale to 50,000?"})
    stale = client.post(f"{path}/edit", {"version": 1, "question": "Other"})
    assert stale.status_code == 412

    refused = client.post(f"{path}/settle", {"how": "resolve", "words": "Yes", "version": 2}, follow=True)
    assert "There is no evidence yet." in text(refused)
    assert client.post(f"{path}/evidence", {"text": "", "leans": "good"}).status_code == 422
    client.post(f"{path}/evidence", {"text": "Load test", "leans": "good", "source": "CI"})
    client.post(f"{path}/settle", {"how": "resolve", "words": "Yes.", "version": 2})
    found = queries.uncertainty(actor=shop.actor, id=row.id)
    assert (found.question, found.state, found.evidence[0].source) == (
        "Does it scale to 50,000?", "resolved", "CI",
    )  # fmt: skip
    client.post(f"{path}/settle", {"how": "reopen", "words": "The load doubled.", "version": 3})
    client.post(f"{path}/settle", {"how": "accept", "words": "It is small.", "version": 4})
    assert queries.uncertainty(actor=shop.actor, id=row.id).state == "accepted"
    client.post(f"{path}/remove", {"version": 5})
    assert queries.uncertainties(actor=shop.actor) == ()


def test_the_page_links_what_the_question_is_about(shop: Shop, client_for: Any) -> None:
    about = shop.blueprint()
    row = shop.ask(about=about.ref, part="R1", items=[shop.first])
    client = client_for("viewer")
    html = text(client.get(f"risk/uncertainties/{row.id}"))
    statement = row.part.ref.partition(":")[2] if row.part else ""

    for path in (f"vision/products/{shop.product_id}", f"vision/blueprints/{about.id}"):
        assert f'href="/w/acme/{path}"' in html
    assert f'href="/w/acme/vision/statements/{statement}"' in html
    landed = client.get(f"vision/statements/{statement}").headers["Location"]
    assert landed == f"/w/acme/vision/blueprints/{about.id}/trace#R1"


def test_what_was_recorded_before_this_room_was_there_is_still_its_history(
    shop: Shop, client_for: Any
) -> None:
    row = shop.ask("Does it scale?")
    Entry(
        workspace_id=shop.actor.workspace_id, at=shop.now, actor_name="Old", channel="web",
        verb="uncertainty.evidence_added", subject_kind="vision.uncertainty", subject_id=row.id,
        title="Does it scale?", changes={"evidence": [None, "An old finding"]},
    ).save()  # fmt: skip
    html = text(client_for("viewer").get(f"risk/uncertainties/{row.id}"))

    assert "An old finding" in html
    assert f'href="/w/acme/risk/uncertainties/{row.id}"' in text(client_for("viewer").get("activity"))


def test_a_viewer_changes_nothing_and_a_stranger_sees_nothing(shop: Shop, client_for: Any) -> None:
    row = shop.ask()
    for path in (
        f"risk/of/{shop.scope}/uncertainties/new",
        f"risk/uncertainties/{row.id}/edit",
        f"risk/uncertainties/{row.id}/evidence",
        f"risk/uncertainties/{row.id}/settle",
        f"risk/uncertainties/{row.id}/remove",
    ):
        assert client_for("viewer").post(path, {}).status_code == 403, path
    for path in (f"risk/of/{shop.scope}/uncertainties", f"risk/uncertainties/{row.id}"):
        assert client_for("stranger").get(path).status_code == 404, path
    assert client_for("viewer").get("risk/of/nonsense/uncertainties").status_code == 422
    assert client_for("viewer").get("risk/of/vision.product:987654321/uncertainties").status_code == 404
