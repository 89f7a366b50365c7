"""What answers are worth to the plan, and what the plan tells the blueprint's review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit import jobs
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risk_services
from pilothouse.risk.contracts import Worth
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.planning import worth_of_answers
from pilothouse.roadmap.tasks import start_valuing
from pilothouse.team import services as team

pytestmark = pytest.mark.django_db


def ask(small: Any, question: str, **values: Any) -> int:
    given = {"question": question, "chance": 0.3, "wrong_days": 10.0, "instead_days": 4.0} | values
    scope = Ref("vision.product", small.product_id)
    return risk_services.raise_uncertainty(actor=small.actor, now=small.now, scope=scope, values=given).id


def worth(small: Any) -> dict[int, Worth]:
    return worth_of_answers(actor=small.actor, product_id=small.product_id, today=small.now.date())


def test_days_are_compared_where_nothing_has_a_price(small: Any) -> None:
    item = small.item("Gateway", 10.0)
    asked = ask(small, "Does it scale?", items=[item.key])
    told = worth(small)[asked]

    assert not told.priced
    assert "neither items nor people" in told.basis
    # min(0.3 x 10, 4) - 0.3 x min(10, 4), in working days; the pace of the team makes them a little longer.
    assert told.value == pytest.approx(1.8, rel=0.15)
    assert (told.act, told.delay_wrong) == ("go on", pytest.approx(10, rel=0.1))


def test_what_the_items_say_a_delay_costs_counts_also_for_a_whole(small: Any) -> None:
    whole = small.item("Payments", None, level="feature", cost_of_delay_cents=500_000)
    part = small.item("Gateway", 10.0, parent_key=whole.key)
    asked = ask(small, "Does it scale?", items=[whole.key])
    told = worth(small)[asked]

    assert told.priced
    assert told.loss_wrong == pytest.approx(10 * 100_000, rel=0.1)
    assert part.key != whole.key


def test_without_a_cost_of_delay_a_day_costs_the_rates_of_the_team(small: Any) -> None:
    for person in (small.ana, small.ben):
        team.change_person(
            actor=small.actor, now=small.now, id=person, version=None, values={"day_rate_cents": 50_000}
        )
    asked = ask(small, "Does it scale?", items=[small.item("Gateway", 10.0).key])

    assert worth(small)[asked].loss_wrong == pytest.approx(10 * 100_000, rel=0.1)


def test_the_chance_of_the_release_is_told_for_either_answer(small: Any) -> None:
    release = services.add_release(
        actor=small.actor,
        now=small.now,
        product_id=small.product_id,
        name="Spring",
        target_on=small.now.date() + timedelta(days=21),
    )
    item = small.item("Gateway", 10.0, release_id=release.id)
    asked = ask(small, "Does it scale?", items=[item.key])
    told = worth(small)[asked]

    assert told.target == "Spring"
    assert told.chance_right > told.chance_wrong + 0.3


def test_a_question_about_finished_work_is_worth_nothing(small: Any) -> None:
    done, still = small.item("Done", 5.0), small.item("Open", 5.0)
    services.complete_item(actor=small.actor, now=small.now, key=done.key, version=None)
    asked = ask(small, "Was it right?", items=[done.key])
    told = worth(small)[asked]

    assert still.key
    assert (told.value, told.delay_wrong) == (0, 0)


def test_what_cannot_be_asked_is_told(small: Any, stranger: Any) -> None:
    small.item("Gateway", 10.0)
    with pytest.raises(Invalid, match="No open question says how likely"):
        worth(small)
    ask(small, "How?", chance=None)
    with pytest.raises(Invalid, match="No open question says how likely"):
        worth(small)
    with pytest.raises(NotFound):
        start_valuing(actor=stranger, now=small.now, product_id=small.product_id)


@pytest.mark.django_db(transaction=True)
def test_the_job_stores_what_it_found(small: Any) -> None:
    asked = ask(small, "Does it scale?", items=[small.item("Gateway", 10.0).key])
    job = start_valuing(actor=small.actor, now=small.now, product_id=small.product_id)
    jobs.run_waiting()

    assert jobs.status(actor=small.actor, id=job.id).state == "done"
    (row,) = risk.uncertainties(actor=small.actor, scope=Ref("vision.product", small.product_id))
    assert row.id == asked
    assert row.worth
    assert row.gain == row.worth.value > 0


def test_the_review_is_told_of_open_work_people_dates_and_cost(small: Any) -> None:
    whole = small.item("Payments", None, level="feature")
    part = small.item("Gateway", 10.0, parent_key=whole.key, owner_id=small.ana)
    small.after(small.item("First", 2.0), part)
    small.needs(part.key)
    done = small.item("Done", 5.0)
    services.complete_item(actor=small.actor, now=small.now, key=done.key, version=None)
    team.change_person(
        actor=small.actor, now=small.now, id=small.ana, version=None, values={"day_rate_cents": 80_000}
    )
    small.plan()
    facts = queries.plan_facts(actor=small.actor, product_id=small.product_id)
    items = facts.plan.by_key

    assert set(items) == {whole.key, part.key, "APP-3"}
    assert (items[part.key].parent, items[part.key].days) == (whole.key, 10.0)
    assert items[part.key].waits_for == ("APP-3",)
    assert [(need.skill, need.level, need.people) for need in items[part.key].needs] == [("Go", 3, 1)]
    assert items[part.key].people == ("Ana Ruiz",)
    assert items[part.key].p50 is not None
    assert facts.plan.cents == 10 * 80_000 + 2 * 80_000
    assert [row.name for row in facts.plan.people] == ["Ana Ruiz", "Ben Okafor"]
    assert {row.key: row.open for row in facts.subjects.values()}[done.key] is False


def test_the_facts_cost_a_fixed_number_of_statements(small: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        small.needs(small.item(f"Item {number}").key)
    small.plan()
    with django_assert_max_num_queries(14):
        queries.plan_facts(actor=small.actor, product_id=small.product_id)
