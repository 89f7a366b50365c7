"""Hand-offs: complete, unchangeable, compared, acknowledged."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pytest

from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.risk import services as risk
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import planning, queries, services
from pilothouse.vision.contracts import Handoff
from pilothouse.vision.tests.conftest import TEXT, Shop

pytestmark = pytest.mark.django_db


def handed(shop: Shop, id: int) -> Handoff:
    return services.hand_over(
        actor=shop.actor, now=shop.now, blueprint_id=id, team_ids=shop.teams, note="Please read."
    )


@pytest.fixture
def finalised(shop: Shop) -> int:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    asked = shop.ask("Does the bank agree?", about=made.ref)
    risk.add_evidence(actor=shop.actor, now=shop.now, id=asked.id, text="Their letter of May")
    risk.resolve_uncertainty(
        actor=shop.actor, now=shop.now, id=asked.id, version=None, resolution="Yes, for cards."
    )
    roadmap.make_plan(actor=shop.actor, now=shop.now, draws=200)
    shop.to(made.id, "in_review", "finalised")
    return made.id


def test_only_what_is_finalised_is_handed_over_and_only_to_teams_that_are_there(shop: Shop) -> None:
    made = shop.blueprint()
    with pytest.raises(Conflict, match="not finalised"):
        handed(shop, made.id)
    shop.to(made.id, "in_review", "finalised")
    with pytest.raises(Invalid, match="No team"):
        services.hand_over(actor=shop.actor, now=shop.now, blueprint_id=made.id)
    with pytest.raises(NotFound, match="no such team"):
        services.hand_over(actor=shop.actor, now=shop.now, blueprint_id=made.id, team_ids=[10**9])


def test_it_holds_everything_as_it_was(shop: Shop, finalised: int) -> None:
    row = handed(shop, finalised)
    content = row.content

    assert content["blueprint"] == {"title": "Checkout", "revision": 1, "text": TEXT.strip()}
    assert [(each["key"], each["traces"]) for each in content["statements"]] == [
        ("G1", []), ("R1", [shop.first]), ("R2", []),
    ]  # fmt: skip
    assert content["uncertainties"][0]["answer"] == "Yes, for cards."
    assert content["uncertainties"][0]["evidence"][0]["text"] == "Their letter of May"
    assert content["plan"]["run"] == 1
    assert [each["key"] for each in content["plan"]["items"]] == [shop.first]
    assert content["plan"]["items"][0]["p85"] >= content["plan"]["items"][0]["p50"]


def test_it_never_changes_and_its_digest_is_that_of_its_content(shop: Shop, finalised: int) -> None:
    row = handed(shop, finalised)
    shop.to(finalised, "draft", why="More.")
    shop.save(finalised, "Other")
    again = queries.handoff(actor=shop.actor, id=row.id)

    assert again == row
    told = orjson.dumps(again.content, option=orjson.OPT_SORT_KEYS)
    assert hashlib.sha256(told).hexdigest() == row.digest


def test_the_same_content_is_not_handed_over_twice(shop: Shop, finalised: int) -> None:
    handed(shop, finalised)

    with pytest.raises(Conflict, match="Nothing changed since hand-off 1"):
        handed(shop, finalised)


def test_two_are_compared_by_statements_answers_dates_and_lines(shop: Shop, finalised: int) -> None:
    first = handed(shop, finalised)
    shop.to(finalised, "draft", why="A voucher as well.")
    shop.save(
        finalised, TEXT.replace("a saved card", "a voucher").replace("- R2: The page", "- R3: Any page")
    )
    asked = shop.ask("Who pays the voucher?", about=f"vision.blueprint:{finalised}")
    risk.accept_uncertainty(actor=shop.actor, now=shop.now, id=asked.id, version=None, why="It is small.")
    values = {"low": 40.0, "likely": 40.0, "high": 40.0}
    roadmap.change_item(actor=shop.actor, now=shop.now, key=shop.first, version=None, values=values)
    roadmap.make_plan(actor=shop.actor, now=shop.now, draws=200)
    shop.to(finalised, "in_review", "finalised")
    told = planning.difference(first.content, handed(shop, finalised).content)

    assert [(row.key, bool(row.before), bool(row.after)) for row in told.statements] == [
        ("R1", True, True), ("R3", False, True), ("R2", True, False),
    ]  # fmt: skip
    assert told.answers == ("Who pays the voucher? It is small.",)
    assert [name for name, _, _ in told.dates] == [f"{shop.first} Saved cards"]
    assert ("-", "- R2: The page must answer within 300 ms for 95 % of requests.") in told.lines
    assert planning.difference(first.content, first.content).is_empty


def test_each_team_says_once_that_it_has_read_it(shop: Shop, finalised: int, stranger: Any) -> None:
    row = handed(shop, finalised)
    pay, web = row.acknowledgements
    common = {"actor": shop.actor, "now": shop.now, "id": row.id}
    told = services.acknowledge_handoff(**common, acknowledgement_id=pay.id, note="R1 is unclear.")

    assert (row.waiting, told.waiting) == (2, 1)
    assert told.acknowledgements[0].note == "R1 is unclear."
    with pytest.raises(Conflict, match="already"):
        services.acknowledge_handoff(**common, acknowledgement_id=pay.id)
    with pytest.raises(NotFound):
        services.acknowledge_handoff(actor=stranger, now=shop.now, id=row.id, acknowledgement_id=web.id)
