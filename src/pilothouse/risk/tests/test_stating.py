"""Every stated probability is kept, and resolved when it is known what came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.risk import models, services
from pilothouse.risk.contracts import Risk
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_pages import text
from pilothouse.risk.tests.test_register import enter
from pilothouse.team import services as team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def kept(shop: Shop) -> list[tuple[float, str, bool | None]]:
    rows = models.Stated.objects.filter(workspace_id=shop.actor.workspace_id).order_by("id")
    return [(round(row.stated, 6), row.how, row.came) for row in rows]


def later(shop: Shop, row: Risk, days: int = 1, **values: Any) -> Risk:
    return services.change_risk(
        actor=shop.actor, now=shop.now + days * DAY, id=row.id, version=None, values=values
    )


def test_each_probability_is_a_line_with_its_owner_and_who_entered_it(shop: Shop) -> None:
    assert enter(shop, "Without a number")
    row = enter(shop, probability=0.3, review_on=shop.now.date() + 9 * DAY)
    later(shop, row, probability=0.4)
    later(shop, row, category="launch")
    later(shop, row, 2, owner_id=shop.ben)

    assert kept(shop) == [(0.3, "", None), (0.4, "", None), (0.4, "", None)]
    newest = models.Stated.objects.first()
    assert newest is not None
    assert (newest.entered_by, newest.due_on) == (shop.actor.name, row.review_on)
    assert newest.person_id == shop.ben


def test_what_is_corrected_on_the_same_day_does_not_count(shop: Shop) -> None:
    row = enter(shop, probability=0.3)
    later(shop, row, 0, probability=0.03)
    later(shop, row, probability=None)
    assert kept(shop) == [(0.3, "replaced", None), (0.03, "withdrawn", None)]


@pytest.mark.parametrize(
    ("status", "how", "came"), [("occurred", "struck", True), ("closed", "closed", False)]
)
def test_all_that_stands_resolves_when_a_risk_is_settled(
    shop: Shop, status: str, how: str, came: bool
) -> None:
    row = enter(shop, probability=0.3)
    later(shop, row, probability=0.4)
    later(shop, row, 2, status=status)
    assert kept(shop) == [(0.3, how, came), (0.4, how, came)]
    later(shop, row, 2, status="open")
    assert kept(shop) == [(0.3, "", None), (0.4, "", None)]
    later(shop, row, 3, status=status)
    later(shop, row, 9, status="open")
    assert kept(shop) == [(0.3, how, came), (0.4, how, came), (0.4, "", None)]


def test_a_review_that_was_made_resolves_and_states_anew(shop: Shop) -> None:
    due = shop.now.date() + 7 * DAY
    row = enter(shop, probability=0.3, review_on=due)
    later(shop, row, 2, review_on=due + DAY)
    assert kept(shop) == [(0.3, "", None)]
    later(shop, row, 8, review_on=due + 30 * DAY)
    assert kept(shop) == [(0.3, "held", False), (0.3, "", None)]
    first = models.Stated.objects.last()
    assert first is not None
    assert first.ended_on == due + DAY


def test_a_review_that_nobody_makes_is_waited_for_two_weeks(shop: Shop) -> None:
    row = enter(shop, probability=0.3, review_on=shop.now.date() + 7 * DAY)
    gone = enter(shop, "Gone", probability=0.2, review_on=shop.now.date() + 7 * DAY)
    services.remove_risk(actor=shop.actor, now=shop.now, id=gone.id, version=None)
    assert services.resolve_overdue(actor=shop.actor, now=shop.now + 21 * DAY) == 0
    later(shop, row, 15, status="occurred")
    later(shop, row, 15, status="open")
    assert services.resolve_overdue(actor=shop.actor, now=shop.now + 22 * DAY) == 2
    assert kept(shop) == [(0.3, "held", False), (0.2, "withdrawn", None)]
    later(shop, row, 23, category="launch")
    assert len(kept(shop)) == 2
    later(shop, row, 23, review_on=shop.now.date() + 50 * DAY)
    assert kept(shop)[2] == (0.3, "", None)


def test_what_responses_leave_is_what_is_stated(shop: Shop) -> None:
    row = enter(shop, probability=0.4)
    half = services.add_response(
        actor=shop.actor, now=shop.now, risk_id=row.id, values={"title": "Try it", "chance_left": 0.5}
    )
    assert kept(shop) == [(0.4, "", None)]
    chosen = {"state": "chosen"}
    services.change_response(actor=shop.actor, now=shop.now + DAY, id=half.id, version=None, values=chosen)
    assert kept(shop) == [(0.4, "", None), (0.2, "", None)]
    services.remove_response(actor=shop.actor, now=shop.now + 2 * DAY, id=half.id, version=None)
    assert kept(shop)[2:] == [(0.4, "", None)]


def test_many_at_once_and_their_undo_are_kept_too(shop: Shop) -> None:
    rows = [enter(shop, name, probability=0.1) for name in ("One", "Two")]
    done = services.bulk_change_risks(
        actor=shop.actor,
        now=shop.now + DAY,
        ids=[row.id for row in rows],
        values={"probability": 0.5},
    )
    services.undo_risks(actor=shop.actor, now=shop.now + 2 * DAY, batch=done.batch)
    assert [line[0] for line in kept(shop)] == [0.1, 0.1, 0.5, 0.5, 0.1, 0.1]


def resolved(shop: Shop, person: int, stated: float, outcomes: str) -> None:
    """Statements of a person: + struck, - did not."""
    models.Stated.objects.bulk_create(
        models.Stated(
            workspace_id=shop.actor.workspace_id,
            risk_id=10_000,  # of a risk that was removed
            key="R-9",
            event="Past",
            person_id=person,
            person_name="Someone",
            stated=stated,
            stated_at=shop.now,
            how="struck" if each == "+" else "held",
            came=each == "+",
            ended_on=shop.now.date(),
        )
        for each in outcomes
    )


def test_nothing_is_corrected_below_twenty_and_optimists_are_above(
    shop: Shop, owner: Actor, viewer: Actor
) -> None:
    resolved(shop, shop.ana, 0.1, "+-" * 9)
    row = enter(shop, probability=0.1)
    (open_one,) = services.stated_probabilities(actor=owner, state="open").rows
    found = services.risk_ledger(actor=owner)
    assert (found.map, found.resolved, found.open, open_one.corrected) == ("as stated", 18, 1, 0.1)
    assert found.overall is not None
    assert (found.overall.stated, found.overall.came) == (pytest.approx(0.1), 0.5)
    assert found.overall.brier == pytest.approx((0.9**2 + 0.1**2) / 2)
    assert found.overall.corrected is None

    resolved(shop, shop.ana, 0.1, "+-" * 9)
    found = services.risk_ledger(actor=owner)
    (open_one,) = services.stated_probabilities(actor=owner, state="open").rows
    assert found.map == "one map"
    assert open_one.risk_id == row.id
    assert open_one.corrected is not None
    assert 0.3 < open_one.corrected < 0.5
    assert found.overall is not None
    assert found.overall.corrected is not None
    assert found.overall.corrected < found.overall.log_loss
    assert viewer.role == Role.VIEWER


def test_owners_see_everyone_and_others_themselves(
    shop: Shop, owner: Actor, viewer: Actor, client_for: Any
) -> None:
    resolved(shop, shop.ana, 0.2, "+" + "-" * 12)
    resolved(shop, shop.ben, 0.5, "+-" * 6)
    team.join_person(actor=viewer, now=shop.now, person_id=shop.ben)

    assert [row.person_id for row in services.risk_ledger(actor=owner).people] == [shop.ana, shop.ben]
    mine = services.risk_ledger(actor=viewer)
    assert ([row.person_id for row in mine.people], mine.sees_all) == ([shop.ben], False)
    assert mine.overall is not None
    assert mine.overall.statements == 25
    seen = services.stated_probabilities(actor=viewer, state="resolved").rows
    assert {row.person_id for row in seen} == {shop.ben}
    assert services.stated_probabilities(actor=shop.actor, state="resolved").total == 0
    assert services.stated_probabilities(actor=owner, state="resolved").total == 25
    assert "You see your own record" in " ".join(text(client_for("viewer").get("risk/ledger")).split())


def test_the_page_the_export_and_rest_say_the_same(shop: Shop, client_for: Any, api_for: Any) -> None:
    client = client_for("owner")
    assert "No probability has been stated yet" in text(client.get("risk/ledger"))
    resolved(shop, shop.ana, 0.1, "+-" * 20)
    enter(shop, probability=0.1)
    html = " ".join(text(client.get("risk/ledger")).split())
    assert "One correction for all is better" in html
    assert html.count('class="exposure-plot"') == 1
    assert "when it is settled" in html
    assert "It struck" in text(client.get("risk/ledger?state=resolved"))
    lines = b"".join(client.get("risk/ledger?format=csv").streaming_content).decode("utf-8-sig")
    assert lines.splitlines()[0] == "person,stated,came,stated on,ended on,key,event,outcome"
    api = api_for("viewer")
    assert api.get("/risks/ledger").json()["map"] == "one map"
    assert api.get("/risks/ledger/statements?state=open").json()["total"] == 1
    assert api.get("/risks/ledger/statements?state=lost").status_code == 422
    with pytest.raises(Invalid, match="not a state"):
        services.stated_probabilities(actor=shop.actor, state="lost")
