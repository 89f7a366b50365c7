"""Risks of the register strike in the simulations of a plan: what they touch, once, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from pilothouse.risk import services as risks
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.planning import worth_of_answers
from pilothouse.roadmap.tests.test_questions import ask

pytestmark = pytest.mark.django_db
NEARLY = 0.9999  # of simulations: the median moves by what a risk does


def enter(small: Any, *touches: str, **values: Any) -> int:
    given = {"event": "Vendor late", "owner_id": small.ana, "probability": NEARLY, "delay_likely": 5.0}
    given |= {"touches": touches} | values
    return risks.add_risk(actor=small.actor, now=small.now, values=given).id


def dates(small: Any, **asked: Any) -> dict[str, date]:
    """p50 of everything that a plan has, by what it is called."""
    run = small.plan(**asked)
    found = {row.name: row.forecast.p50 for row in queries.releases(actor=small.actor) if row.forecast}
    items = queries.items_page(actor=small.actor, narrow=queries.ItemFilter(), sort="key", page=1).rows
    return found | {row.title: row.p50 for row in items} | {"all": run.p50}


def later(before: date, after: date) -> int:
    """Working days from one date to the other."""
    return int(np.busday_count(before, after))


def test_an_item_ends_later_by_the_delay_and_what_waits_for_it_too(small: Any) -> None:
    first, second, other = (small.item(title, 10.0) for title in ("First", "Second", "Other"))
    small.after(first, second)
    for item, person in ((first, small.ana), (second, small.ana), (other, small.ben)):
        services.pin_people(actor=small.actor, now=small.now, key=item.key, version=None, people=[person])
    before = dates(small)
    enter(small, first.key)
    after = dates(small)

    assert [later(before[name], after[name]) for name in ("First", "Second", "Other")] == [5, 5, 0]


def test_a_release_and_a_product_move_by_the_delay_once_however_many_items_they_have(small: Any) -> None:
    beta = services.add_release(actor=small.actor, now=small.now, product_id=small.product_id, name="Beta")
    for number in range(4):
        item = small.item(f"Item {number}", 6.0, release_id=beta.id)
        person = (small.ana, small.ben)[number % 2]
        services.pin_people(actor=small.actor, now=small.now, key=item.key, version=None, people=[person])
    before = dates(small)
    row = enter(small, "Beta")
    assert later(before["Beta"], dates(small)["Beta"]) == 5
    risks.change_risk(
        actor=small.actor, now=small.now, id=row, version=None, values={"touches": ["APP", "Beta"]}
    )
    assert later(before["all"], dates(small)["all"]) == 5


def test_more_work_stretches_all_of_a_whole_and_less_of_an_opportunity_shortens_it(small: Any) -> None:
    for number in range(2):
        item = small.item(f"Item {number}", 10.0)
        services.pin_people(actor=small.actor, now=small.now, key=item.key, version=None, people=[small.ana])
    before = dates(small)
    row = enter(small, "APP", delay_likely=None, work=1.5)
    assert later(before["all"], dates(small)["all"]) == pytest.approx(10, abs=1)
    values = {"kind": "opportunity", "work": 0.5}
    risks.change_risk(actor=small.actor, now=small.now, id=row, version=None, values=values)
    assert later(before["all"], dates(small)["all"]) == pytest.approx(-10, abs=1)


def test_a_closed_risk_and_one_on_finished_work_change_nothing(small: Any) -> None:
    done, still = small.item("Done", 5.0), small.item("Open", 5.0)
    services.complete_item(actor=small.actor, now=small.now, key=done.key, version=None)
    before = dates(small)
    enter(small, done.key)
    enter(small, still.key, status="closed")

    assert dates(small) == before


def test_a_plan_is_stale_once_a_risk_that_touches_it_says_something_else(small: Any) -> None:
    item = small.item("Thing", 3.0)
    small.plan()
    row = enter(small, item.key, probability=0.2)

    def stale(**values: Any) -> bool:
        risks.change_risk(actor=small.actor, now=small.now, id=row, version=None, values=values)
        found = queries.latest_run(actor=small.actor, product_id=small.product_id)
        assert found is not None
        return found.stale

    assert stale(cause="They have other customers.")
    small.plan()
    assert not stale(cause="They have other priorities.", event="Another name")
    assert stale(probability=0.4)


def test_a_question_that_became_a_risk_strikes_once(small: Any) -> None:
    item = small.item("Gateway", 10.0)
    asked = ask(small, "Does it scale?", items=[item.key], owner_id=small.ana)
    day = small.now.date()
    alone = worth_of_answers(actor=small.actor, product_id=small.product_id, today=day)[asked]
    risks.add_from_question(actor=small.actor, now=small.now, id=asked)
    joined = worth_of_answers(actor=small.actor, product_id=small.product_id, today=day)[asked]

    assert joined.value == pytest.approx(alone.value, abs=0.05)
