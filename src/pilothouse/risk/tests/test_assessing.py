"""How risks stand is kept, and what changed since is said with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.risk import models, queries, services
from pilothouse.risk.contracts import DateEffect, LossCurve, Risk, RiskMove
from pilothouse.risk.services.assessing import taking
from pilothouse.risk.services.assessing.standing import kept_with
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_exposure_page import SURE, cost, dated, stored
from pilothouse.risk.tests.test_register import change, enter
from pilothouse.roadmap import services as roadmap

pytestmark = pytest.mark.django_db
LARGER = DateEffect(6.0, 0.1, 6.0, 9.0, 0.2, 0.2)
WEEK = timedelta(weeks=1)


def late(shop: Shop, event: str = "Vendor late", **values: Any) -> Risk:
    given = {"probability": 0.3, "delay_likely": 5.0, "touches": [shop.first]} | values
    return enter(shop, event, **given)


def measured(shop: Shop, *rows: tuple[Risk, DateEffect], run: int) -> None:
    """A plan run in which these risks cost the whole plan and the shop so much."""
    effects = [cost(row, whole=effect, **{str(shop.scope): effect}) for row, effect in rows]
    found = stored(shop, *effects, run=run)
    total = DateEffect(0.0, 0.1, 0.0, sum(effect.p85 for _, effect in rows), 0.1)
    dates = tuple(replace(date, together=total) for date in found.dates)
    services.record_exposure(actor=shop.actor, exposure=replace(found, dates=dates))


def moved(shop: Shop, ref: str = "") -> dict[int, tuple[str, str]]:
    found = queries.newest_assessment(actor=shop.actor, ref=ref)
    assert found is not None
    return {row.risk_id: (row.what, row.reason) for row in found.moves}


def test_each_product_and_the_whole_are_assessed_after_a_run(shop: Shop) -> None:
    row = late(shop)
    measured(shop, (row, SURE), run=7)

    assert services.assess_run(actor=shop.actor, now=shop.now, run=7) == 2
    assert services.assess_run(actor=shop.actor, now=shop.now, run=6) == 0
    whole = queries.newest_assessment(actor=shop.actor)
    own = queries.newest_assessment(actor=shop.actor, ref=str(shop.scope))
    assert whole is not None
    assert own is not None
    assert (whole.brief.name, whole.brief.cause, whole.brief.run, whole.before) == (
        "All products", "plan", 7, None,
    )  # fmt: skip
    assert (own.brief.name, own.brief.risks, whole.brief.days) == ("Shop", 1, SURE.p85)
    assert [(each.key, each.days, each.open) for each in own.risks] == [("R-1", 3.0, 1)]
    assert queries.assessment(actor=shop.actor, id=own.brief.id) == own


def test_what_is_new_grown_shrunk_and_gone_says_why_and_by_whom(shop: Shop) -> None:
    first, second, third = late(shop), late(shop, "Audit fails"), late(shop, "Load too high")
    measured(shop, (first, SURE), (second, SURE), (third, LARGER), run=7)
    services.assess_run(actor=shop.actor, now=shop.now, run=7)
    shopper = shop.actor.name
    later = shop.now + WEEK
    change(shop, first, probability=0.6)
    change(shop, second, status="occurred")
    values = {"title": "Second vendor", "chance_left": 0.5, "state": "chosen"}
    services.add_response(actor=shop.actor, now=shop.now, risk_id=third.id, values=values)
    fourth = late(shop, "Strike")
    measured(shop, (first, LARGER), (third, SURE), (fourth, SURE), run=8)
    services.assess_run(actor=shop.actor, now=later, run=8)

    assert moved(shop) == {
        first.id: ("grown", f"Probability 30 % → 60 % by {shopper}."),
        second.id: ("gone", f"It struck: marked as occurred by {shopper}."),
        third.id: ("shrunk", f"Response chosen by {shopper}: Second vendor."),
        fourth.id: ("new", f"Entered by {shopper}."),
    }


def test_a_finished_item_and_a_moved_plan_are_reasons_too(shop: Shop) -> None:
    both = late(shop, touches=[shop.first, shop.second])
    one = late(shop, "Audit fails", touches=[shop.first])
    other = late(shop, "Load too high", touches=[shop.second])
    measured(shop, (both, LARGER), (one, SURE), (other, SURE), run=7)
    services.assess_run(actor=shop.actor, now=shop.now, run=7)
    done = {"status": "done"}
    roadmap.change_item(actor=shop.actor, now=shop.now, key=shop.first, version=None, values=done)
    measured(shop, (both, SURE), (other, LARGER), run=8)
    services.assess_run(actor=shop.actor, now=shop.now + WEEK, run=8)

    assert moved(shop) == {
        both.id: ("shrunk", "1 item that it touches finished."),
        one.id: ("gone", "All that it touches is finished, or lies elsewhere now."),
        other.id: ("grown", "The plan moved."),
    }


def test_what_other_simulations_could_say_is_no_change(shop: Shop) -> None:
    row = late(shop)
    measured(shop, (row, SURE), run=7)
    services.assess_run(actor=shop.actor, now=shop.now, run=7)
    measured(shop, (row, replace(SURE, p85=SURE.p85 + SURE.p85_margin)), run=8)
    services.assess_run(actor=shop.actor, now=shop.now, run=8)
    assert moved(shop) == {}


def test_an_assessment_never_changes_and_the_newest_are_kept(shop: Shop, monkeypatch: Any) -> None:
    row = late(shop)
    measured(shop, (row, SURE), run=7)
    first = services.assess(actor=shop.actor, now=shop.now)
    change(shop, row, probability=0.9)
    assert queries.assessment(actor=shop.actor, id=first.brief.id) == first
    assert (first.outdated, services.assess(actor=shop.actor, now=shop.now).outdated) == (False, True)
    monkeypatch.setattr(taking, "KEPT", 2)
    services.assess(actor=shop.actor, now=shop.now)
    assert queries.assessments(actor=shop.actor).total == 2
    with pytest.raises(NotFound, match="no such assessment"):
        queries.assessment(actor=shop.actor, id=first.brief.id)


def test_it_needs_a_plan_that_was_measured(shop: Shop) -> None:
    with pytest.raises(Conflict, match="No plan has been measured"):
        services.assess(actor=shop.actor, now=shop.now)
    stored(shop)
    with pytest.raises(NotFound, match="no date of this product"):
        services.assess(actor=shop.actor, now=shop.now, ref="vision.product:999")


def test_a_cadence_is_due_when_nothing_was_taken_for_so_long(shop: Shop) -> None:
    assert queries.assessments_due(actor=shop.actor, now=shop.now) == []
    stored(shop)
    ref = str(shop.scope)
    assert queries.assessments_due(actor=shop.actor, now=shop.now) == ["", ref]
    assert services.assess_due(actor=shop.actor, now=shop.now) == 2
    almost = shop.now + WEEK - timedelta(seconds=1)
    assert queries.assessments_due(actor=shop.actor, now=almost) == []
    rule(shop, ref, weeks=2)
    rule(shop, "", weeks=0)
    assert queries.assessments_due(actor=shop.actor, now=shop.now + WEEK) == []
    assert queries.assessments_due(actor=shop.actor, now=shop.now + 2 * WEEK) == [ref]


def rule(shop: Shop, ref: str = "", **values: Any) -> Any:
    return services.change_assessment_rule(
        actor=shop.actor, now=shop.now, ref=ref, version=None, values=values
    )


def said(shop: Shop) -> list[tuple[str, str, bool]]:
    found = queries.newest_assessment(actor=shop.actor)
    assert found is not None
    return [(row.kind, row.about, row.is_new) for row in found.alerts]


def test_thresholds_alert_once_and_growth_each_time(shop: Shop) -> None:
    release = roadmap.add_release(actor=shop.actor, now=shop.now, product_id=shop.product_id, name="Beta")
    ref = f"roadmap.release:{release.id}"
    row = late(shop, review_on=shop.now.date() - timedelta(days=1))
    beta = dated(ref, "Beta", chance=0.49)

    def run(number: int, effect: DateEffect, **values: Any) -> None:
        found = stored(shop, cost(row, whole=effect), run=number)
        dates = (dated("", "All products", together=effect), replace(beta, **values))
        services.record_exposure(actor=shop.actor, exposure=replace(found, dates=dates))
        services.assess_run(actor=shop.actor, now=shop.now + number * WEEK, run=number)

    run(7, SURE)
    due = f"risk.risk:{row.id}"
    assert said(shop) == [("chance", ref, True), ("review", due, True)]
    run(8, LARGER)
    assert said(shop) == [("chance", ref, False), ("exposure", "", True), ("review", due, False)]
    run(9, LARGER, chance=0.5)
    assert said(shop) == [("review", due, False)]
    told = journal.activity(actor=shop.actor, kind="risk.assessment")
    assert [entry.changes for entry in told.rows] == [{"alerts": [None, 1]}, {"alerts": [None, 2]}]


def test_a_new_risk_alerts_above_its_days_and_a_reserve_below_its_chance(shop: Shop) -> None:
    stored(shop)
    services.assess(actor=shop.actor, now=shop.now)
    rule(shop, new_days=2.0, reserve_cents=90_000, chance_below=0.71)
    small = late(shop, "Small", probability=0.1)
    large = late(shop, "Large", probability=0.5)
    services.assess(actor=shop.actor, now=shop.now)
    assert said(shop) == [("reserve", "", True), ("new_risk", f"risk.risk:{large.id}", True)]
    assert small.expected_days == 0.5
    found = queries.newest_assessment(actor=shop.actor)
    assert found is not None
    assert found.kept == 0.7
    rule(shop, new_days=None, chance_below=None)
    services.assess(actor=shop.actor, now=shop.now)
    assert said(shop) == []


def test_a_reserve_is_kept_in_the_share_of_simulations_that_cost_no_more() -> None:
    curve = LossCurve((0.0, 100.0, 500.0), (0.6, 0.25, 0.0))
    kept = [kept_with(curve, amount) for amount in (50, 100, 499, 500)]
    assert kept == [0.4, 0.75, 0.75, 1.0]
    assert kept_with(None, 50) is None


@pytest.mark.parametrize(
    ("ref", "values", "where", "told"),
    [
        ("", {"weeks": 53}, "weeks", "whole number of weeks"),
        ("", {"chance_below": 1.0}, "chance_below", "separates nothing"),
        ("", {"chance_below": 1.2}, "chance_below", "outside"),
        ("", {"grown_days": -1.0}, "grown_days", "days"),
        ("", {"reserve_cents": 0}, "reserve_cents", "A reserve of nothing"),
        ("shop", {"reserve_cents": 5}, "reserve_cents", "Only all products together"),
        ("", {"colour": 1}, "colour", "colour"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused_at_its_field(
    shop: Shop, ref: str, values: Any, where: str, told: str
) -> None:
    with pytest.raises(Invalid, match=told) as caught:
        rule(shop, str(shop.scope) if ref else "", **values)
    assert caught.value.where == where
    assert not models.AssessmentRule.objects.exists()


def test_a_rule_is_told_and_is_of_a_product_that_is_there(shop: Shop) -> None:
    rule(shop, str(shop.scope), weeks=4)
    entry = journal.activity(actor=shop.actor, kind="risk.assessment_rule").rows[0]
    assert (entry.title, entry.changes) == ("Shop", {"weeks": [1, 4]})
    with pytest.raises(NotFound):
        rule(shop, str(Ref("vision.product", 999)), weeks=4)
    with pytest.raises(NotFound, match="Only products"):
        rule(shop, "roadmap.item:1", weeks=4)


def test_moves_are_ordered_by_how_much_they_moved(shop: Shop) -> None:
    rows = [late(shop, name) for name in ("One", "Two")]
    measured(shop, (rows[0], SURE), run=7)
    services.assess_run(actor=shop.actor, now=shop.now, run=7)
    measured(shop, (rows[0], LARGER), (rows[1], DateEffect(1, 0.1, 1, 12.0, 0.1)), run=8)
    services.assess_run(actor=shop.actor, now=shop.now, run=8)
    found = queries.newest_assessment(actor=shop.actor)
    assert found is not None
    assert [(row.risk_id, row.before, row.after) for row in found.moves if isinstance(row, RiskMove)] == [
        (rows[1].id, 1.5, 12.0),
        (rows[0].id, 3.0, 9.0),
    ]
