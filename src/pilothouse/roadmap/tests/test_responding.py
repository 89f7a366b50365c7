"""The best set of proposed responses for a date of the newest plan, and the work of one as an item of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit import jobs, models
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, Stale
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risks
from pilothouse.risk.contracts import AdviceAsked, SkillDays
from pilothouse.risk.services import advice as keeping
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.tasks import start_responding
from pilothouse.roadmap.tests.test_exposing import pin
from pilothouse.roadmap.tests.test_striking import enter, later
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


def respond(small: Any, risk_id: int, title: str, **values: Any) -> Any:
    given = {"title": title, "kind": "avoid", "chance_left": 0.0} | values
    return risks.add_response(actor=small.actor, now=small.now, risk_id=risk_id, values=given)


def best(small: Any, **asked: Any) -> Any:
    run = small.plan()
    found = services.best_responses(
        actor=small.actor, now=small.now, asked=AdviceAsked(**asked), number=run.number
    )
    assert risk.advice(actor=small.actor) == found
    return found


def reasons(found: Any) -> dict[str, str]:
    return {row.title: row.reason for row in found.left_out}


@pytest.fixture
def two(small: Any) -> tuple[int, int]:
    """Two risks that come in nine of ten simulations: of ten days on Ana's work, and of five after it."""
    first, second = pin(small, small.item("First", 10.0), small.ana), small.item("Second", 10.0)
    small.after(first, pin(small, second, small.ana))
    pin(small, small.item("Other", 2.0), small.ben)
    large = enter(small, first.key, event="Large", probability=0.9, delay_likely=10.0)
    return large, enter(small, second.key, event="Little", probability=0.9, delay_likely=5.0)


def test_the_set_is_what_the_budget_buys_and_its_gain_is_the_delay_that_it_takes_away(
    small: Any, two: tuple[int, int]
) -> None:
    large, little = two
    respond(small, large, "Against the large", cost_cents=60_000)
    respond(small, little, "Against the little", cost_cents=50_000)
    for budget, chosen, days in ((None, 2, 15), (110_000, 2, 15), (100_000, 1, 10), (59_999, 1, 5)):
        found = best(small, budget_cents=budget)
        assert len(found.chosen) == chosen
        assert abs(found.gain - days) < 1.0
        assert abs(later(found.p85_after, found.p85) - days) <= 1
        assert found.cost_cents == {15: 110_000, 10: 60_000, 5: 50_000}[days]
        assert found.p85 == queries.latest_run(actor=small.actor).p85
    assert reasons(found) == {"Against the large": "Costs more than the budget leaves."}
    assert found.left_out[0].gain == pytest.approx(10.0, abs=1.0)


def test_to_do_nothing_competes_and_wins_where_work_takes_more_than_it_saves(
    small: Any, two: tuple[int, int]
) -> None:
    item = next(row for row in queries.items_page(actor=small.actor).rows if row.title == "Second")
    row = respond(small, two[1], "Weeks of work", days=30.0, before=[item.key])
    found = best(small)
    assert (found.chosen, found.gain, found.p85_after) == ((), 0.0, found.p85)
    assert reasons(found) == {"Weeks of work": "Its work takes more than it saves."}
    with pytest.raises(Invalid, match="do nothing"):
        risks.choose_responses(actor=small.actor, now=small.now, id=found.id)
    assert risk.response(actor=small.actor, id=row.id).state == "proposed"


def test_a_budget_of_nothing_leaves_what_costs_no_money_and_days_of_people_bind(
    small: Any, two: tuple[int, int]
) -> None:
    respond(small, two[0], "Money", cost_cents=1)
    respond(small, two[1], "Work", days=2.0, skill_id=small.go)
    found = best(small, budget_cents=0)
    assert ([row.title for row in found.chosen], found.days) == (["Work"], 2.0)
    assert reasons(found) == {"Money": "Costs more than the budget leaves."}
    found = best(small, budget_cents=0, days=(SkillDays(small.go, 1.5, "Go"),))
    assert found.chosen == ()
    assert reasons(found)["Work"] == "Takes more days of Go than are left."


def test_what_cannot_compete_says_why(small: Any, two: tuple[int, int]) -> None:
    closed = enter(small, "APP", event="Closed", probability=0.5)
    money = enter(small, "APP", event="Fine", delay_likely=None, probability=0.5, cost_likely_cents=100)
    respond(small, closed, "Of a closed risk")
    respond(small, money, "Of a fine")
    respond(small, two[0], "As it comes", kind="accept", chance_left=1.0)
    respond(small, two[0], "Says nothing", kind="reduce", chance_left=1.0)
    risks.change_risk(actor=small.actor, now=small.now, id=closed, version=None, values={"status": "closed"})
    other = small.item("Elsewhere", 1.0)
    respond(small, enter(small, other.key, event="Beside", probability=0.5, delay_likely=0.5), "Beside")
    assert reasons(best(small)) == {
        "Of a closed risk": "Its risk is settled.",
        "Of a fine": "Its risk delays nothing that is still open.",
        "As it comes": "It accepts the risk, which changes nothing.",
        "Says nothing": "It says no effect yet.",
        "Beside": "Gains nothing.",
    }


def test_the_chance_of_a_release_is_raised_from_that_of_the_run(small: Any) -> None:
    day = small.now.date() + timedelta(days=21)
    beta = services.add_release(
        actor=small.actor, now=small.now, product_id=small.product_id, name="Beta", target_on=day
    )
    item = pin(small, small.item("First", 10.0, release_id=beta.id), small.ana)
    respond(small, enter(small, item.key, probability=0.5, delay_likely=20.0), "Second vendor")
    ref = f"roadmap.release:{beta.id}"
    found = best(small, objective="chance", ref=ref)
    (release,) = queries.releases(actor=small.actor)
    assert (found.name, found.chance) == (release.name, release.forecast.chance)
    # Without the risk it is on time whenever its work is; with it, in half of these.
    assert found.gain == pytest.approx(0.5 * found.chance_after, abs=0.05)
    assert found.gain > 0.2
    assert found.chance_after == pytest.approx(found.chance + found.gain, abs=0.001)
    assert found.p85_after < found.p85


def test_what_cannot_be_asked_is_refused_before_a_job_begins(small: Any, two: tuple[int, int]) -> None:
    def ask(**asked: Any) -> None:
        start_responding(actor=small.actor, now=small.now, asked=AdviceAsked(**asked))

    with pytest.raises(Invalid, match="no proposed responses"):
        ask()
    row = respond(small, two[0], "Second vendor")
    with pytest.raises(Conflict, match="no plan yet"):
        ask()
    small.plan()
    for asked, where in (
        ({"budget_cents": -1}, "budget"),
        ({"objective": "luck"}, "objective"),
        ({"ref": "roadmap.release:999999"}, "objective"),
        ({"objective": "chance"}, "objective"),
        ({"days": (SkillDays(None, -1.0),)}, "days"),
        ({"days": (SkillDays(None, 1.0), SkillDays(None, 2.0))}, "days"),
    ):
        with pytest.raises(Invalid) as refused:
            ask(**asked)
        assert refused.value.where == where
    risks.change_response(
        actor=small.actor, now=small.now, id=row.id, version=None, values={"state": "rejected"}
    )
    with pytest.raises(Invalid, match="no proposed responses"):
        ask()
    assert not models.Job.objects.exists()


def test_a_job_stores_the_answer_and_one_of_a_stale_run_fails_with_what_to_do(
    small: Any, two: tuple[int, int]
) -> None:
    respond(small, two[0], "Second vendor", days=1.0, skill_id=small.go)
    small.plan()
    asked = AdviceAsked(budget_cents=5, days=(SkillDays(small.go, 3.0),))
    start_responding(actor=small.actor, now=small.now, asked=asked)
    while jobs.run_waiting():
        pass
    assert [row.title for row in risk.advice(actor=small.actor).chosen] == ["Second vendor"]
    start_responding(actor=small.actor, now=small.now, asked=asked)
    small.item("New", 1.0)
    while jobs.run_waiting():
        pass
    failed = models.Job.objects.order_by("id").last()
    assert (failed.state, "Replan" in failed.problem["cure"]) == ("failed", True)
    with pytest.raises(Conflict, match="have changed"):
        start_responding(actor=small.actor, now=small.now, asked=asked)


def test_a_set_is_chosen_in_one_act_that_one_undo_takes_back(small: Any, two: tuple[int, int]) -> None:
    first, second = respond(small, two[0], "One"), respond(small, two[1], "Two")
    found = best(small)
    assert not found.outdated
    done = risks.choose_responses(actor=small.actor, now=small.now, id=found.id)
    assert done.chosen == 2
    assert {row.state for row in risk.responses(actor=small.actor)} == {"chosen"}
    assert risk.advice(actor=small.actor).outdated
    assert risks.choose_responses(actor=small.actor, now=small.now, id=found.id).chosen == 0
    risks.change_response(
        actor=small.actor, now=small.now, id=second.id, version=None, values={"state": "done"}
    )
    undone = risks.undo_responses(actor=small.actor, now=small.now, batch=done.batch)
    assert (undone.restored, undone.kept) == (1, ("Two: the state was changed since.",))
    assert risk.response(actor=small.actor, id=first.id).state == "proposed"


def test_a_set_of_which_a_response_changed_since_is_not_chosen_at_all(
    small: Any, two: tuple[int, int]
) -> None:
    first, second = respond(small, two[0], "One"), respond(small, two[1], "Two")
    found = best(small)
    risks.change_response(actor=small.actor, now=small.now, id=second.id, version=None, values={"days": 9.0})
    with pytest.raises(Conflict, match="'Two' was changed"):
        risks.choose_responses(actor=small.actor, now=small.now, id=found.id)
    assert risk.response(actor=small.actor, id=first.id).state == "proposed"


def test_work_of_a_chosen_response_becomes_an_item_before_what_waits_for_it(
    small: Any, two: tuple[int, int]
) -> None:
    second = next(row for row in queries.items_page(actor=small.actor).rows if row.title == "Second")
    row = respond(
        small, two[1], "Cover it with tests", days=3.0, skill_id=small.go, before=[second.key], state="chosen"
    )

    def add(**values: Any) -> Any:
        given = {"version": row.version} | values
        return services.plan_response(actor=small.actor, now=small.now, id=row.id, **given)

    with pytest.raises(Stale):
        add(version=row.version + 1)
    assert not any(each.title == row.title for each in queries.items_page(actor=small.actor).rows)
    item = add()
    assert (item.title, item.likely, item.product_id) == (row.title, 3.0, small.product_id)
    assert [(need.skill_id, need.people) for need in item.needs] == [(small.go, 1)]
    waiting = queries.item(actor=small.actor, key=second.key).waits_for
    assert item.key in [each.key for each in waiting]
    linked = risk.response(actor=small.actor, id=row.id)
    assert (linked.item.key, linked.is_worked_off) == (item.key, False)
    with pytest.raises(Conflict, match=f"already, as {item.key}"):
        add(version=None)
    with pytest.raises(Invalid, match="Circular") as refused:
        risks.change_response(
            actor=small.actor, now=small.now, id=row.id, version=None, values={"before": [item.key]}
        )
    assert refused.value.where == "before"
    services.complete_item(actor=small.actor, now=small.now, key=item.key, version=None)
    assert risk.response(actor=small.actor, id=row.id).is_worked_off


def test_the_next_plan_keeps_what_the_set_promised(small: Any, two: tuple[int, int]) -> None:
    """With the set chosen and its work added, a new plan ends when the answer said."""
    second = next(row for row in queries.items_page(actor=small.actor).rows if row.title == "Second")
    values = {"days": 2.0, "skill_id": small.go, "before": [second.key]}
    respond(small, two[0], "Against the large", **values)
    respond(small, two[1], "Against the little", kind="reduce", chance_left=0.5, impact_left=0.2)
    found = best(small)
    assert (len(found.chosen), found.days) == (2, 2.0)
    assert later(found.p85_after, found.p85) > 8
    risks.choose_responses(actor=small.actor, now=small.now, id=found.id)
    for row in risk.responses(actor=small.actor):
        if row.days:
            services.plan_response(actor=small.actor, now=small.now, id=row.id, version=row.version)
    assert abs(later(small.plan().p85, found.p85_after)) <= 1


def test_work_that_is_in_the_plan_already_is_not_done_twice(small: Any, two: tuple[int, int]) -> None:
    row = respond(small, two[0], "Tests", days=4.0, state="chosen")
    services.plan_response(actor=small.actor, now=small.now, id=row.id, version=None)
    risks.change_response(
        actor=small.actor, now=small.now, id=row.id, version=None, values={"state": "proposed"}
    )
    found = best(small)
    assert [(each.title, each.days) for each in found.chosen] == [("Tests", 0.0)]


def test_only_chosen_work_of_a_known_product_is_added(small: Any, two: tuple[int, int]) -> None:
    proposed = respond(small, two[0], "Proposed", days=1.0)
    idle = respond(small, two[0], "Contract", state="chosen")
    for row, error, words in ((proposed, Conflict, "not chosen"), (idle, Invalid, "no work")):
        with pytest.raises(error, match=words):
            services.plan_response(actor=small.actor, now=small.now, id=row.id, version=None)
    vision.add_product(actor=small.actor, now=small.now, key="OPS", name="Ops")
    nowhere = respond(small, enter(small, event="Nowhere"), "Where", days=1.0, state="chosen")
    with pytest.raises(Invalid, match="Which product"):
        services.plan_response(actor=small.actor, now=small.now, id=nowhere.id, version=None)
    item = services.plan_response(
        actor=small.actor, now=small.now, id=nowhere.id, version=None, product_id=small.product_id
    )
    assert item.product_id == small.product_id


def test_viewers_ask_and_choose_nothing_and_only_the_newest_answers_are_kept(
    small: Any, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    respond(small, two[0], "One")
    monkeypatch.setattr(keeping, "KEPT", 2)
    numbers = [best(small).id for _ in range(3)]
    assert risk.advice(actor=small.actor, id=numbers[0]) is None
    assert risk.advice(actor=small.actor, id=numbers[1]) is not None
    viewer = replace(small.actor, role=type(small.actor.role).VIEWER)
    with pytest.raises(Forbidden):
        start_responding(actor=viewer, now=small.now, asked=AdviceAsked())
    with pytest.raises(Forbidden):
        risks.choose_responses(actor=viewer, now=small.now, id=numbers[2])


def test_it_is_asked_on_the_page_and_what_is_wrong_stands_at_its_field(
    small: Any, two: tuple[int, int], client_for: Any
) -> None:
    client = client_for("editor")
    respond(small, two[0], "Second vendor", cost_cents=10_000, days=1.0, skill_id=small.go)
    services.measure_exposure(actor=small.actor, now=small.now, number=small.plan().number)
    sent = {"objective": "p85|", "budget_money": "200", f"days_{small.go}": "3"}
    for wrong, told in (
        ({"budget_money": "-5"}, "A budget is 0 or more"),
        ({"budget_money": "much"}, "is not an amount"),
        ({"objective": "chance|"}, "has no target date"),
        ({f"days_{small.go}": "-1"}, "0"),
    ):
        answer = client.post("roadmap/responses/best", sent | wrong)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert told in html
        assert f'value="{wrong.get("budget_money", "200")}"' in html
    assert not models.Job.objects.exists()
    assert client.post("roadmap/responses/best", sent).status_code == 302
    while jobs.run_waiting():
        pass
    found = risk.advice(actor=small.actor)
    assert (found.asked.budget_cents, found.asked.days) == (20_000, (SkillDays(small.go, 3.0, "Go"),))
    assert "Best set for" in client.get("risk/responses").content.decode()


def test_it_is_asked_and_planned_over_rest(small: Any, two: tuple[int, int], api_for: Any) -> None:
    row, api = respond(small, two[0], "Second vendor", days=1.0, state="chosen"), api_for("editor")
    assert api.post("/risks/responses/find", {"budget_cents": 5}).json()["code"] == "invalid"
    respond(small, two[1], "Own build")
    small.plan()
    assert api.post("/risks/responses/find", {"budget_cents": 5}).status_code == 202
    assert api.post("/risks/responses/find", {"objective": "cost"}).status_code == 422
    path = f"/risks/responses/{row.id}/plan"
    assert api.post(path, {}, If_Match='"9"').status_code == 412
    made = api.post(path, {}, If_Match=f'"{row.version}"')
    assert (made.status_code, made.json()["title"]) == (201, "Second vendor")


def test_a_click_adds_the_work_to_the_plan(small: Any, two: tuple[int, int], client_for: Any) -> None:
    row, client = respond(small, two[0], "Second vendor", days=1.0, state="chosen"), client_for("editor")
    assert "Add to the plan" in client.get("risk/responses").content.decode()
    client.post(f"roadmap/responses/{row.id}/plan", {"version": row.version})
    item = risk.response(actor=small.actor, id=row.id).item
    services.complete_item(actor=small.actor, now=small.now, key=item.key, version=None)
    html = client.get("risk/responses").content.decode()
    assert "Add to the plan" not in html
    assert "Its work is done: set the state to done." in html
