"""After each plan what every risk costs it is measured, in the simulations of that plan."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit import jobs, models
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risks
from pilothouse.risk.services import exposure as keeping
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.tasks import start_planning
from pilothouse.roadmap.tests.test_striking import enter
from pilothouse.team import services as team
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


def measured(small: Any, **asked: Any) -> Any:
    run = small.plan(**asked)
    found = services.measure_exposure(actor=small.actor, now=small.now, number=run.number)
    assert found is not None
    stored = risk.exposure(actor=small.actor)
    assert stored == found
    return stored


def pin(small: Any, item: Any, person: int) -> Any:
    services.pin_people(actor=small.actor, now=small.now, key=item.key, version=None, people=[person])
    return item


def test_the_dates_and_chances_are_those_of_the_run_and_the_days_those_of_a_plan_without(small: Any) -> None:
    beta = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="Beta", target_on=small.now.date()
    )
    first = pin(small, small.item("First", 10.0, release_id=beta.id), small.ana)
    pin(small, small.item("Other", 2.0), small.ben)
    late = enter(small, first.key, probability=0.5)
    found = measured(small)
    (release,) = (row for row in queries.releases(actor=small.actor) if row.name == "Beta")
    run = queries.latest_run(actor=small.actor)
    ref = f"roadmap.release:{beta.id}"
    date, (cost,) = found.date_of(ref), found.ranked(ref)

    assert (date.p50, date.p85, date.chance) == (
        release.forecast.p50, release.forecast.p85, release.forecast.chance,
    )  # fmt: skip
    assert (found.date_of("").p50, found.date_of("").p85) == (run.p50, run.p85)
    assert (cost.risk_id, cost.key, found.run, found.draws) == (late, "R-1", run.number, 500)
    effect = cost.on(ref)
    assert abs(effect.days - 0.5 * 5) < 3 * effect.error
    assert date.together == effect
    assert date.p85_without < date.p85
    small_risk = risks.remove_risk(actor=small.actor, now=small.now, id=late, version=None)
    assert small_risk
    small.plan()
    (bare,) = (row for row in queries.releases(actor=small.actor) if row.name == "Beta")
    assert abs((bare.forecast.p85 - date.p85_without).days) <= 1


def test_money_is_what_a_risk_costs_itself_work_and_delay(small: Any) -> None:
    item = pin(small, small.item("First", 10.0, cost_of_delay_cents=50_000), small.ana)
    enter(
        small, item.key, probability=0.5, delay_likely=None,
        cost_low_cents=10_000, cost_likely_cents=10_000, cost_high_cents=10_000,
    )  # fmt: skip
    alone = measured(small).risks[0]
    assert alone.money == pytest.approx(0.5 * 10_000, abs=3 * alone.money_error)
    assert alone.effects == {}
    risks.change_risk(
        actor=small.actor, now=small.now, id=alone.risk_id, version=None, values={"delay_likely": 5.0}
    )
    delayed = measured(small).risks[0]
    assert delayed.money == pytest.approx(0.5 * (10_000 + 5 * 50_000 / 5), abs=3 * delayed.money_error)
    rate = {"day_rate_cents": 30_000}
    team.change_person(actor=small.actor, now=small.now, id=small.ana, version=None, values=rate)
    paid = measured(small)
    (row,) = paid.risks
    assert row.money == pytest.approx(0.5 * (10_000 + 50_000 + 5 * 30_000), abs=3 * row.money_error)
    assert "day rate" in paid.basis[0]
    joint = paid.date_of("").joint
    assert joint.chances[-1][-1] >= 0.9
    assert joint.chances[3][3] <= joint.levels[3] + 0.01


def test_another_risk_or_one_that_touches_nothing_open_changes_no_effect(small: Any) -> None:
    first, second = small.item("First", 10.0), small.item("Second", 10.0)
    done = small.item("Done", 1.0)
    services.complete_item(actor=small.actor, now=small.now, key=done.key, version=None)
    enter(small, first.key, probability=0.3)
    alone = measured(small)
    enter(small, done.key)
    enter(small, second.key, event="Never", probability=0.0001)
    more = measured(small)

    assert [row for row in more.risks if row.event != "Never"] == list(alone.risks)
    assert [row.effects for row in more.risks if row.event == "Never"] == [{}]
    assert more.dates == alone.dates


def test_portfolios_and_products_have_their_own_dates(small: Any) -> None:
    other = vision.add_product(actor=small.actor, now=small.now, key="OPS", name="Ops")
    saved = services.add_product_set(
        actor=small.actor, now=small.now, name="Both", product_ids=[small.product_id, other.id]
    )
    first = pin(small, small.item("First", 10.0), small.ana)
    second = services.add_item(
        actor=small.actor, now=small.now, title="Second", product_id=other.id, low=3.0, likely=3.0, high=3.0
    )
    pin(small, second, small.ben)
    enter(small, first.key, probability=0.5)
    found = measured(small)
    (row,) = found.risks

    assert row.on(f"vision.product:{small.product_id}").days > 2
    assert row.on(f"vision.product:{other.id}").days == 0
    assert row.on(f"roadmap.product_set:{saved}").days > 2


def test_without_a_risk_that_strikes_the_dates_are_kept_alone_and_a_changed_run_is_left(small: Any) -> None:
    small.item("First", 10.0)
    found = measured(small)
    assert (found.risks, found.date_of("").p85_without) == ((), found.date_of("").p85)
    run = small.plan()
    small.item("Second", 1.0)
    assert services.measure_exposure(actor=small.actor, now=small.now, number=run.number) is None
    newer = small.plan()
    assert services.measure_exposure(actor=small.actor, now=small.now, number=run.number) is None
    kept = risk.exposure(actor=small.actor)
    assert kept is not None
    assert kept.run < newer.number


def test_it_is_outdated_once_a_risk_says_something_else(small: Any) -> None:
    item = small.item("First", 10.0)
    number = enter(small, item.key, probability=0.5)
    assert not measured(small).outdated

    def change(**values: Any) -> bool:
        risks.change_risk(actor=small.actor, now=small.now, id=number, version=None, values=values)
        found = risk.exposure(actor=small.actor)
        assert found is not None
        return found.outdated

    assert not change(cause="Words")
    assert change(probability=0.4)


def test_only_the_newest_few_are_kept(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT", 2)
    small.item("First", 10.0)
    runs = [measured(small).run for _ in range(3)]

    assert risk.exposure(actor=small.actor, run=runs[0]) is None
    assert risk.exposure(actor=small.actor, run=runs[1]) is not None


def test_a_job_follows_each_plan_and_a_proposal_has_none(small: Any) -> None:
    item = small.item("First", 10.0)
    enter(small, item.key, probability=0.5)
    start_planning(actor=small.actor, now=small.now, draws=200)
    while jobs.run_waiting():
        pass
    names = list(models.Job.objects.order_by("id").values_list("name", "state"))
    assert names == [("roadmap.plan", "done"), ("roadmap.expose", "done")]
    found = risk.exposure(actor=small.actor)
    assert found is not None
    assert (found.draws, len(found.risks)) == (200, 1)
    start_planning(actor=small.actor, now=small.now, draws=200, kind="proposal")
    while jobs.run_waiting():
        pass
    assert models.Job.objects.filter(name="roadmap.expose").count() == 1
