"""The gate: each reason alone keeps a blueprint from being finalised, and nothing else does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import services as accounts
from pilothouse.kit.errors import Conflict
from pilothouse.risk import services as risk
from pilothouse.roadmap import services as roadmap
from pilothouse.roadmap.contracts import Need
from pilothouse.team import services as team
from pilothouse.vision import planning, services
from pilothouse.vision.contracts import Gate
from pilothouse.vision.tests.conftest import TEXT, Shop

pytestmark = pytest.mark.django_db


def gate(shop: Shop, id: int) -> Gate:
    return planning.reviewed(actor=shop.actor, id=id).gate


def test_a_clean_blueprint_may_be_finalised(shop: Shop) -> None:
    made = shop.blueprint()

    assert gate(shop, made.id) == Gate((), "Nothing blocks: it can be finalised")


def test_an_empty_text_may_not(shop: Shop) -> None:
    made = shop.blueprint("Some words.")

    assert gate(shop, made.id).summary == "1 empty text: cannot be finalised"


def test_a_blocking_question_blocks_until_it_is_settled(shop: Shop) -> None:
    made = shop.blueprint()
    shop.ask("Not important?", blocking=False)
    asked = shop.ask("Does the bank agree?")

    assert gate(shop, made.id).reasons == ("Open question: Does the bank agree?",)
    with pytest.raises(Conflict, match="1 blocking uncertainty: cannot be finalised"):
        shop.to(made.id, "in_review", "finalised")
    risk.accept_uncertainty(actor=shop.actor, now=shop.now, id=asked.id, version=None, why="They always did.")
    assert shop.to(made.id, "finalised").finalised


def test_a_question_about_another_blueprint_does_not_block(shop: Shop) -> None:
    made, other = shop.blueprint(), shop.blueprint(title="Other")
    shop.ask(about=other.ref)

    assert gate(shop, made.id).may_finalise
    assert not gate(shop, other.id).may_finalise


def test_a_flaw_of_the_text_blocks_and_a_warning_does_not(shop: Shop) -> None:
    made = shop.blueprint(TEXT + "- R3: The page must be fast.\n")
    assert gate(shop, made.id).may_finalise

    shop.save(made.id, TEXT + "- R3: The page must open. See R9.\n")
    assert gate(shop, made.id).reasons == ("In the text, TRC007: R3 names R9, and nothing is called so.",)


def test_a_date_before_even_chances_blocks_and_a_waiver_with_a_reason_lets_it_pass(shop: Shop) -> None:
    release = roadmap.add_release(
        actor=shop.actor,
        now=shop.now,
        product_id=shop.product_id,
        name="Spring",
        target_on=shop.now.date() + timedelta(days=1),
    )
    roadmap.change_item(
        actor=shop.actor, now=shop.now, key=shop.first, version=None, values={"release_id": release.id}
    )
    roadmap.make_plan(actor=shop.actor, now=shop.now, draws=200)
    made = shop.blueprint()

    told = gate(shop, made.id)
    assert told.summary == "1 obstacle in the plan: cannot be finalised"
    assert told.reasons[0].startswith("In the plan, PLN001: Spring is due 13 Jan 2026")
    shop.save(made.id, TEXT + "\n<!-- review: ignore PLN001: the fair moves for nobody -->\n")
    assert gate(shop, made.id).may_finalise


def test_a_budget_below_the_cost_of_the_open_work_blocks(shop: Shop) -> None:
    made = shop.blueprint()

    def budget(cents: int) -> Gate:
        services.change_product(
            actor=shop.actor,
            now=shop.now,
            id=shop.product_id,
            version=None,
            values={"budget_cents": cents},
        )
        return gate(shop, made.id)

    # Ten days of work at the mean of 500 and 700 a day.
    assert budget(600_000).may_finalise
    assert "The open items cost 6,000 EUR, the budget is 5,999 EUR" in budget(599_900).reasons[0]


def test_a_budget_is_told_in_whole_units_of_a_currency_without_cents(shop: Shop, owner: Any) -> None:
    accounts.change_workspace(actor=owner, now=shop.now, currency="JPY")
    made = shop.blueprint()
    services.change_product(
        actor=shop.actor, now=shop.now, id=shop.product_id, version=None, values={"budget_cents": 599_900}
    )

    assert "The open items cost 600,000 JPY, the budget is 599,900 JPY" in gate(shop, made.id).reasons[0]


def test_a_skill_that_nobody_has_blocks(shop: Shop) -> None:
    skill = team.add_skill(actor=shop.actor, now=shop.now, name="Rust", group="")
    roadmap.set_needs(
        actor=shop.actor, now=shop.now, key=shop.first, version=None, needs=[Need(skill.id, 3, 1)]
    )
    made = shop.blueprint()

    assert gate(shop, made.id).reasons == (
        f"In the plan, PLN003: No one has Rust at level 3; needed by {shop.first}.",
    )


def test_a_design_review_blocks_while_it_is_open_or_a_finding_is_unsettled(shop: Shop) -> None:
    made = shop.blueprint()
    held = services.open_design_review(
        actor=shop.actor,
        now=shop.now,
        blueprint_id=made.id,
        title="Security",
        questions=[("", "Who attacks?")],
    )
    check = held.checks[0]
    assert gate(shop, made.id).reasons == ("Design review 'Security' is not closed.",)

    values = {"answer": "finding", "note": "Anybody with a card."}
    services.answer_check(actor=shop.actor, now=shop.now, id=check.id, version=None, values=values)
    services.close_design_review(actor=shop.actor, now=shop.now, id=held.id, version=None)
    assert gate(shop, made.id).reasons == ("Design review 'Security': Anybody with a card.",)

    settled = {"settled": "Cards are checked by the bank."}
    services.answer_check(actor=shop.actor, now=shop.now, id=check.id, version=None, values=settled)
    assert gate(shop, made.id).may_finalise


def test_a_text_that_is_being_typed_is_judged_as_if_it_were_saved(shop: Shop) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    told = planning.reviewed(
        actor=shop.actor, id=made.id, text=TEXT.replace("a saved card", "two saved cards") + "\nSee R9."
    )

    assert [row.key for row in told.statements if row.suspect] == ["R1"]
    assert planning.reviewed(actor=shop.actor, id=made.id).statements[1].suspect is False
