"""What a register takes, refuses and remembers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.risk import models, queries, services
from pilothouse.risk.contracts import Risk
from pilothouse.risk.matrix import matrix
from pilothouse.risk.queries import RiskFilter
from pilothouse.risk.starters import STARTERS
from pilothouse.risk.tests.conftest import Shop
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


def enter(shop: Shop, event: str = "The vendor is late", **values: Any) -> Risk:
    given = {"event": event, "owner_id": shop.ana} | values
    return services.add_risk(actor=shop.actor, now=shop.now, values=given)


def change(shop: Shop, row: Risk, **values: Any) -> Risk:
    return services.change_risk(actor=shop.actor, now=shop.now, id=row.id, version=row.version, values=values)


def test_a_risk_says_what_may_come_and_touches_items_releases_and_products(shop: Shop) -> None:
    release = roadmap.add_release(actor=shop.actor, now=shop.now, product_id=shop.product_id, name="Beta")
    row = enter(
        shop,
        probability=0.3,
        probability_low=0.2,
        probability_high=0.5,
        delay_low=2.0,
        delay_likely=5.0,
        delay_high=15.0,
        cost_likely_cents=250_000,
        touches=[shop.first.lower(), "Beta", "SHP", f"roadmap.release:{release.id}"],
    )

    assert (row.key, row.status, row.owner_name, row.unused) == ("R-1", "open", "Ana Ruiz", "")
    assert [each.key for each in row.touches] == [shop.first, "Beta", "SHP"]
    assert row.expected_days == pytest.approx(1.5)
    assert row.raised_on == shop.now.date()
    assert enter(shop, "Another").key == "R-2"


@pytest.mark.parametrize(
    ("values", "where", "told"),
    [
        ({"probability": 1.0}, "probability", "What is certain is no risk"),
        ({"probability": 0.0}, "probability", "What cannot happen is no risk"),
        ({"probability": 1.2}, "probability", "lies outside"),
        ({"probability": float("nan")}, "probability", "not a number"),
        ({"probability": 0.5, "probability_low": 0.6}, "probability_low", "not in order"),
        ({"probability_high": 0.6}, "probability", "no likely value"),
        ({"delay_likely": -3.0}, "delay_likely", "is a gain"),
        ({"delay_likely": 5.0, "delay_high": 2.0}, "delay_high", "not in order"),
        ({"cost_likely_cents": -100}, "cost_likely_cents", "is a gain"),
        ({"work": 0.8}, "work", "A threat takes more"),
        ({"work": 1.2, "kind": "opportunity"}, "work", "leaves less"),
        ({"delay_likely": 2.0, "kind": "opportunity"}, "delay_likely", "delays nothing"),
        ({"delay_likely": 2.0, "work": 1.5}, "work", "both days"),
        ({"event": " "}, "event", "is empty"),
        ({"category": "weather"}, "category", "not a category"),
        ({"owner_id": None}, "owner_id", "has an owner"),
        ({"colour": "red"}, "colour", "cannot be changed"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    shop: Shop, values: dict[str, Any], where: str, told: str
) -> None:
    with pytest.raises(Invalid) as refused:
        enter(shop, **values)

    assert (refused.value.where, told in refused.value.message) == (where, True)
    assert refused.value.cure
    assert not models.Risk.objects.exists()


def test_the_database_itself_holds_no_sure_risk(shop: Shop) -> None:
    row = enter(shop)
    for values in (
        {"probability": 1.0},
        {"probability": 0.2, "probability_low": 0.4},
        {"delay_likely": -1.0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Risk.objects.filter(pk=row.id).update(**values)


def test_a_risk_that_simulations_pass_over_says_why(shop: Shop) -> None:
    row = enter(shop)
    assert row.unused == "It has no probability yet."
    row = change(shop, row, probability=0.2)
    assert row.unused == "It has no impact yet."
    row = change(shop, row, delay_likely=3.0)
    assert row.unused == "It touches nothing yet."
    assert queries.open_risks(actor=shop.actor)[0].delay == (3.0, 3.0, 3.0)
    row = change(shop, row, touches=[shop.first])
    assert row.unused == ""
    roadmap.change_item(
        actor=shop.actor, now=shop.now, key=shop.first, version=None, values={"status": "done"}
    )
    row = queries.risk(actor=shop.actor, id=row.id)
    assert row.unused == "All that it touches is finished or removed."
    assert [each.open for each in row.touches] == [False]


def test_what_it_touches_is_found_or_refused_by_name(shop: Shop) -> None:
    other = vision.add_product(actor=shop.actor, now=shop.now, key="HAR", name="Harbor")
    for product in (shop.product_id, other.id):
        roadmap.add_release(actor=shop.actor, now=shop.now, product_id=product, name="Beta")
    with pytest.raises(NotFound, match="no item, release or product SHP-99"):
        enter(shop, touches=["SHP-99"])
    with pytest.raises(Invalid, match="Several products have a release called Beta"):
        enter(shop, touches=["Beta"])
    assert [each.within for each in enter(shop, touches=["Harbor Beta"]).touches] == [
        f"vision.product:{other.id}"
    ]
    with pytest.raises(NotFound):
        enter(shop, touches=["roadmap.item:987654321"])


def test_changes_are_told_with_their_reason_and_a_stale_one_is_refused(shop: Shop) -> None:
    row = enter(shop, probability=0.2)
    changed = services.change_risk(
        actor=shop.actor,
        now=shop.now,
        id=row.id,
        version=1,
        values={"probability": 0.4, "status": "occurred"},
        why="They told us.",
    )
    entry = journal.history(actor=shop.actor, subject=Ref("risk.risk", row.id), limit=1)[0]

    assert (changed.version, changed.settled_by) == (2, shop.actor.name)
    assert entry.why == "They told us."
    assert entry.changes == {"probability": [0.2, 0.4], "status": ["open", "occurred"]}
    with pytest.raises(Stale):
        change(shop, row, probability=0.5)
    assert change(shop, changed, status="open").settled_at is None


def test_a_removed_risk_comes_back_from_the_trash(shop: Shop) -> None:
    row = enter(shop, probability=0.2, touches=[shop.first])
    entry = services.remove_risk(actor=shop.actor, now=shop.now, id=row.id, version=row.version)
    with pytest.raises(NotFound):
        queries.risk(actor=shop.actor, id=row.id)
    services.restore(actor=shop.actor, now=shop.now, entry_id=entry)
    back = queries.risk(actor=shop.actor, id=row.id)

    assert (back.key, back.event, back.probability, back.touches) == (
        row.key,
        row.event,
        0.2,
        row.touches,
    )
    with pytest.raises(Conflict):
        services.restore(actor=shop.actor, now=shop.now, entry_id=entry)


def test_a_change_of_several_is_one_act_and_is_undone_but_for_what_changed_since(shop: Shop) -> None:
    one, two, three = (enter(shop, name, category="vendor") for name in ("One", "Two", "Three"))
    done = services.bulk_change_risks(
        actor=shop.actor,
        now=shop.now,
        ids=[one.id, two.id, three.id],
        values={"category": "launch", "owner_id": shop.ben},
    )
    assert (done.risks, done.changed) == (3, 3)
    change(shop, queries.risk(actor=shop.actor, id=two.id), category="market")
    undone = services.undo_risks(actor=shop.actor, now=shop.now, batch=done.batch)
    found = {row.event: (row.category, row.owner_name) for row in queries.risks(actor=shop.actor)}

    assert found == {
        "One": ("vendor", "Ana Ruiz"),
        "Two": ("market", "Ana Ruiz"),
        "Three": ("vendor", "Ana Ruiz"),
    }
    assert (undone.restored, undone.kept) == (3, ("R-2: the category was changed since.",))
    with pytest.raises(Invalid, match="R-1: What is certain"):
        services.bulk_change_risks(
            actor=shop.actor, now=shop.now, ids=[one.id, two.id], values={"probability": 1.0}
        )


def test_a_register_is_narrowed_by_product_words_and_state(shop: Shop) -> None:
    other = vision.add_product(actor=shop.actor, now=shop.now, key="HAR", name="Harbor")
    enter(shop, "Item", touches=[shop.first], probability=0.1, delay_likely=2.0)
    enter(shop, "Product", touches=["HAR"], probability=0.5, delay_likely=10.0)
    enter(shop, "Both", touches=["HAR", shop.second])
    enter(shop, "Nothing", status="closed", outcome="Over.")

    def events(**narrow: Any) -> list[str]:
        return [row.event for row in queries.risks(actor=shop.actor, narrow=RiskFilter(**narrow))]

    assert events() == ["Product", "Item", "Both", "Nothing"]
    assert events(scopes=(shop.scope,)) == ["Item", "Both"]
    assert events(scopes=(Ref("vision.product", other.id),)) == ["Product", "Both"]
    assert events(text="r-3") == ["Both"]
    assert events(text="prod") == ["Product"]
    assert events(status="closed") == ["Nothing"]
    item = next(each.ref for each in queries.risks(actor=shop.actor)[1].touches)
    assert [row.event for row, _ in queries.risks_touching(actor=shop.actor, ref=Ref.parse(item))] == ["Item"]


def test_a_question_becomes_a_risk_once_and_the_two_stay_joined(shop: Shop) -> None:
    asked = shop.ask(
        "Does it scale?", chance=0.3, wrong="Rewrite.", wrong_days=8.0, items=[shop.first], owner_id=shop.ben
    )
    row = services.add_from_question(actor=shop.actor, now=shop.now, id=asked.id)

    assert (row.event, row.effect, row.probability, row.delay_likely, row.owner_name) == (
        "Does it scale?",
        "Rewrite.",
        0.3,
        8.0,
        "Ben Okafor",
    )
    assert (row.question_id, queries.risk_of_question(actor=shop.actor, id=asked.id)) == (
        asked.id,
        (row.id, "R-1"),
    )
    with pytest.raises(Conflict, match="R-1"):
        services.add_from_question(actor=shop.actor, now=shop.now, id=asked.id)
    ownerless = shop.ask("Who pays?")
    with pytest.raises(Invalid, match="has an owner"):
        services.add_from_question(actor=shop.actor, now=shop.now, id=ownerless.id)


def test_the_matrix_is_drawn_from_the_numbers(shop: Shop) -> None:
    for event, chance, days in (("Big", 0.5, 20.0), ("Small", 0.04, 0.5), ("Middle", 0.3, 5.0)):
        enter(shop, event, probability=chance, delay_likely=days)
    enter(shop, "Bare", probability=0.3)
    enter(shop, "Luck", probability=0.3, work=0.5, kind="opportunity")
    enter(shop, "Gone", probability=0.5, delay_likely=20.0, status="closed")
    found = matrix(queries.risks(actor=shop.actor))
    placed = {
        row.event: (label, found.columns[step], cell.weight)
        for label, cells in found.rows
        for step, cell in enumerate(cells)
        for row in cell.risks
    }

    assert placed == {
        "Big": ("50 % and more", "20 days and more", 4),
        "Small": ("below 5 %", "below 1 day", 0),
        "Middle": ("30 to 50 %", "5 to 10", 2),
    }
    assert (found.placed, [row.event for row in found.beside]) == (3, ["Bare"])


def test_what_is_due_for_review_is_the_owners(shop: Shop) -> None:
    enter(shop, "Late", review_on=date(2026, 1, 5))
    enter(shop, "Later", review_on=date(2026, 2, 5))
    enter(shop, "Ben's", review_on=date(2026, 1, 6), owner_id=shop.ben)
    today = date(2026, 1, 12)

    assert [row.event for row in queries.due_for_review(actor=shop.actor, today=today)] == ["Late", "Ben's"]
    mine = queries.due_for_review(actor=shop.actor, today=today, person_id=shop.ben)
    assert [row.event for row in mine] == ["Ben's"]


def test_every_starter_makes_a_risk(shop: Shop) -> None:
    for row in STARTERS:
        enter(shop, row.event, category=row.category, kind=row.kind, cause=row.cause, triggers=row.triggers)
    assert len({row.name for row in STARTERS}) == len(queries.risks(actor=shop.actor)) == len(STARTERS)
