"""What leaves the room over REST is the contracts, with what they compute; lists leave out what is long."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.engine.review import run, statements
from pilothouse.kit.lines import differing
from pilothouse.vision import contracts, services
from pilothouse.vision.tests.conftest import Shop

pytestmark = pytest.mark.django_db


def test_kinds_of_statements_and_the_place_of_the_plan_are_the_engine_s() -> None:
    assert contracts.KINDS == statements.KINDS
    assert contracts.PLAN == run.PLAN


def test_answers_hold_what_a_contract_computes(shop: Shop, api_for: Any) -> None:
    api = api_for("editor")
    objective = api.post(f"/products/{shop.product_id}/objectives", {"title": "Grow"}).json()
    figures = {"title": "40 of 100", "baseline": 10, "target": 30, "current": 15}
    result = api.post(f"/objectives/{objective['id']}/key-results", figures).json()
    made = shop.blueprint()
    review = api.get(f"/blueprints/{made.id}/review").json()
    held = api.post(f"/blueprints/{made.id}/design-reviews", {"title": "Security"}).json()

    assert result["progress"] == 0.25
    assert api.get(f"/objectives/{objective['id']}").json()["key_results"] == [result]
    assert review["gate"] == {
        "reasons": [], "summary": "Nothing blocks: it can be finalised", "may_finalise": True,
    }  # fmt: skip
    assert [row["suspect"] for row in review["statements"]] == [False, False, False]
    assert (held["unanswered"], held["blocking"], held["checks"][0]["blocks"]) == (16, 0, False)


def test_lists_leave_out_texts_and_contents(shop: Shop, api_for: Any) -> None:
    made = shop.blueprint()
    shop.to(made.id, "in_review", "finalised")
    services.hand_over(actor=shop.actor, now=shop.now, blueprint_id=made.id, team_ids=shop.teams)
    api = api_for("viewer")
    path = f"/blueprints/{made.id}"
    for listing, one, left_out in (
        ("/blueprints", path, {"text"}),
        (f"{path}/revisions", f"{path}/revisions/1", {"text"}),
        (f"{path}/handoffs", None, {"content"}),
    ):
        row = api.get(listing).json()[0]
        whole = api.get(one or f"/handoffs/{row['id']}").json()
        assert whole.keys() - row.keys() == left_out, listing
        assert {name: whole[name] for name in row} == row


def test_hand_offs_are_compared_over_rest_by_number(shop: Shop, api_for: Any) -> None:
    made = shop.blueprint()
    for text in (None, "# Checkout\n\n## Goals\n- G1: Cut the time to pay to 30 s.\n"):
        if text:
            shop.to(made.id, "draft", why="More.")
            shop.save(made.id, text)
        shop.to(made.id, "in_review", "finalised")
        row = services.hand_over(actor=shop.actor, now=shop.now, blueprint_id=made.id, team_ids=shop.teams)
    api = api_for("viewer")
    told = api.get(f"/handoffs/{row.id}/difference?against=1").json()

    assert [each["key"] for each in told["statements"]] == ["G1", "R1", "R2"]
    assert ["-", "- R1: The checkout must take a saved card. Serves G1."] in told["lines"]
    assert api.get(f"/handoffs/{row.id}/difference?against=9").status_code == 404


def test_the_rules_of_the_review_are_told_with_their_manuals(owner: Any, api_for: Any) -> None:
    rows = api_for("viewer").get("/review/rules").json()
    budget = next(row for row in rows if row["code"] == "PLN002")

    assert (budget["rule"], budget["severity"]) == ("budget-below-estimates", "error")
    assert "Fix:" in budget["manual"]


def test_lines_that_look_like_the_head_of_a_difference_are_told_too() -> None:
    lines = differing("a\n-- removed\nb\n", "a\n++ added\nb\n")

    assert ("-", "-- removed") in lines
    assert ("+", "++ added") in lines
    assert differing("same\n", "same\n") == []


def test_lines_left_out_are_marked() -> None:
    before = [f"line {at}" for at in range(30)]
    after = [*before]
    after[3], after[25] = "new 3", "new 25"
    signs = [sign for sign, _ in differing("\n".join(before), "\n".join(after))]

    assert signs.count("@") == 2
    assert (signs.count("+"), signs.count("-")) == (2, 2)
