"""Who is behind an item: sentences, votes, and each company once."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.pages.passages import asked_in, parts_of
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(editor: Any, now: Any) -> Any:
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    return roadmap.add_item(actor=editor, now=now, product_id=product.id, title="Replay API")


@pytest.fixture
def about(item: Any) -> Ref:
    return Ref("roadmap.item", item.id)


def company(actor: Any, now: Any, name: str, revenue: str = "") -> int:
    return int(services.add_company(actor=actor, now=now, name=name, revenue=revenue).id)


def say(actor: Any, now: Any, about: Ref, text: str, company_id: int | None = None, **link: Any) -> Any:
    row = services.add_feedback(actor=actor, now=now, text=text, company_id=company_id)
    return services.link_feedback(actor=actor, now=now, id=row.id, target=str(about), **link)


def test_a_company_counts_once_however_often_it_is_heard(editor: Any, now: Any, about: Ref) -> None:
    north, contoso = company(editor, now, "Northwind", "1,000"), company(editor, now, "Contoso", "500 USD")
    silent = company(editor, now, "Silent", "9,999")
    say(editor, now, about, "We need replays", north)
    say(editor, now, about, "Replays again", north, importance=3)
    say(editor, now, about, "An anonymous review")
    services.add_vote(actor=editor, now=now, target=str(about), company_id=contoso)
    services.add_vote(actor=editor, now=now, target=str(about), company_id=north)
    found = queries.behind(actor=editor, about=about)

    assert (found.companies, found.unnamed, len(found.heard), len(found.votes)) == (2, 1, 3, 2)
    assert [str(amount) for amount in found.revenue] == ["1,000 EUR", "500 USD"]
    assert found.heard[0].feedback.text == "Replays again"  # the most important first
    assert silent not in {vote.company_id for vote in found.votes}


def test_more_than_a_page_holds_is_counted(editor: Any, now: Any, about: Ref) -> None:
    for number in range(4):
        say(editor, now, about, f"Sentence {number}")
    found = queries.behind(actor=editor, about=about, most=3)

    assert (len(found.heard), found.more, found.unnamed) == (3, 1, 4)


def test_what_is_removed_is_behind_nothing_until_it_is_back(editor: Any, now: Any, about: Ref) -> None:
    row = say(editor, now, about, "We need replays", company(editor, now, "Northwind"))
    entry = services.remove_feedback(actor=editor, now=now, id=row.id, version=row.version)
    assert queries.behind(actor=editor, about=about).companies == 0
    services.restore(actor=editor, now=now, entry_id=entry)
    assert queries.behind(actor=editor, about=about).companies == 1


def test_a_passage_is_found_however_its_lines_are_broken_and_marked_in_the_text(
    editor: Any, now: Any, about: Ref
) -> None:
    text = "Hello. We cannot\nreplay one tenant. And the rest is fine."
    row = say(editor, now, about, text, passage="We cannot replay one tenant.")

    assert row.links[0].passage == "We cannot\nreplay one tenant."
    parts = parts_of(row.text, asked_in(row))
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.told] == ["We cannot\nreplay one tenant."]
    with pytest.raises(Invalid) as refused:
        services.link_feedback(
            actor=editor, now=now, id=row.id, target=str(about), passage="never said (a+)+$"
        )
    assert refused.value.where == "passage"


def test_passages_that_overlap_are_told_apart(editor: Any, now: Any, about: Ref, item: Any) -> None:
    other = roadmap.add_item(actor=editor, now=now, product_id=item.product_id, title="Quota")
    row = say(editor, now, about, "one two three", passage="one two")
    row = services.link_feedback(
        actor=editor, now=now, id=row.id, target=f"roadmap.item:{other.id}", passage="two three"
    )

    told = [(part.text, part.told) for part in parts_of(row.text, asked_in(row))]
    assert told == [
        ("one ", (f"Asks for {item.key}",)),
        ("two", (f"Asks for {item.key}", f"Asks for {other.key}")),
        (" three", (f"Asks for {other.key}",)),
    ]


def test_linking_reviews_what_was_new_and_is_told_once(editor: Any, now: Any, about: Ref) -> None:
    row = say(editor, now, about, "We need replays")

    assert row.state == "reviewed"
    with pytest.raises(Conflict):
        services.link_feedback(actor=editor, now=now, id=row.id, target=str(about))
    left = services.unlink_feedback(actor=editor, now=now, link_id=row.links[0].id)
    assert (left.links, left.version) == ((), row.version + 1)


@pytest.mark.parametrize("target", ["", "ATL-1", "roadmap.item:999999", "team.person:1", "x" * 60])
def test_only_items_and_requirements_that_are_here_are_asked_for(
    editor: Any, now: Any, about: Ref, target: str
) -> None:
    row = services.add_feedback(actor=editor, now=now, text="We need replays")
    with pytest.raises((Invalid, NotFound)) as refused:
        services.link_feedback(actor=editor, now=now, id=row.id, target=target)

    assert refused.value.where == "target"


def test_a_company_votes_once_for_a_thing(
    editor: Any, viewer: Any, stranger: Any, now: Any, about: Ref
) -> None:
    north = company(editor, now, "Northwind")
    found = services.add_vote(actor=editor, now=now, target=str(about), company_id=north, note="in the call")
    for error, actor in ((Conflict, editor), (Forbidden, viewer), (NotFound, stranger)):
        with pytest.raises(error):
            services.add_vote(actor=actor, now=now, target=str(about), company_id=north)

    assert (found.votes[0].note, found.votes[0].importance_name) == ("in the call", "important")
    assert services.remove_vote(actor=editor, now=now, vote_id=found.votes[0].id).votes == ()


def test_a_restored_company_has_its_feedback_and_votes_again(editor: Any, now: Any, about: Ref) -> None:
    north = company(editor, now, "Northwind")
    say(editor, now, about, "We need replays", north)
    services.add_vote(actor=editor, now=now, target=str(about), company_id=north)
    entry = services.remove_company(actor=editor, now=now, id=north, version=None)
    without = queries.behind(actor=editor, about=about)
    services.restore(actor=editor, now=now, entry_id=entry)
    found = queries.behind(actor=editor, about=about)

    assert (without.companies, without.unnamed, len(without.votes)) == (0, 1, 1)
    assert (found.companies, found.unnamed) == (1, 0)
    assert queries.company(actor=editor, id=north).feedback == 1


def test_an_item_that_is_gone_is_called_so(editor: Any, now: Any, about: Ref, item: Any) -> None:
    row = say(editor, now, about, "We need replays")
    roadmap.remove_item(actor=editor, now=now, key=item.key, version=None)

    assert queries.feedback(actor=editor, id=row.id).links[0].target.gone


def test_the_page_of_an_item_shows_its_customers_and_takes_a_vote(
    client_for: Any, editor: Any, now: Any, about: Ref, item: Any
) -> None:
    north = company(editor, now, "Northwind", "1,000")
    say(editor, now, about, "Hello. We cannot replay.", north, passage="We cannot replay.")
    path = f"roadmap/items/{item.key}"
    html = client_for("viewer").get(path).content.decode()
    sent = {"target": str(about), "company_id": company(editor, now, "Contoso"), "importance": 3}
    client_for("editor").post("market/votes", sent | {"back": f"/w/acme/{path}"})
    after = client_for("viewer").get(path).content.decode()

    assert "“We cannot replay.”" in html
    assert "1,000 EUR" in html
    assert "Vote for a company" not in html
    assert "Contoso" in after


def test_who_asks_against_it_is_shown_and_counts_for_nothing(editor: Any, now: Any, about: Ref) -> None:
    north, contoso = company(editor, now, "Northwind", "1,000"), company(editor, now, "Contoso", "500 USD")
    say(editor, now, about, "We need it.", north)
    row = say(editor, now, about, "Please leave it as it is.", contoso, against=True, passage="leave it")
    say(editor, now, about, "Some of us would not.", north, against=True)

    found = queries.behind(actor=editor, about=about)
    assert [each.feedback.text for each in found.heard] == ["We need it."]
    assert {each.feedback.text for each in found.against} == {
        "Please leave it as it is.", "Some of us would not.",
    }  # fmt: skip
    assert (found.companies, found.opposed, found.unnamed) == (1, 2, 0)
    assert [str(each) for each in found.revenue] == [str(each) for each in found.revenue[:1]]

    services.unlink_feedback(actor=editor, now=now, link_id=row.links[0].id)
    assert queries.behind(actor=editor, about=about).opposed == 1
