"""Roadblocks as they are found in the rows of a workspace, and slips learnt from what it finished."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.kit.refs import Ref
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risks
from pilothouse.roadmap import models, services
from pilothouse.roadmap.queries.roadblocks import facts_of_plan, slip_history
from pilothouse.team import services as team

pytestmark = pytest.mark.django_db


def look(small: Any) -> dict[str, Any]:
    services.look_for_roadblocks(actor=small.actor, now=small.now)
    return {row.kind: row for row in risk.proposals(actor=small.actor)}


def test_a_quiet_plan_proposes_nothing(small: Any) -> None:
    small.item("First", 3.0)
    small.plan()
    assert look(small) == {}


def test_what_stands_in_the_rows_is_proposed_with_its_evidence(small: Any) -> None:
    actor, now = small.actor, small.now
    one = services.add_release(
        actor=actor, now=now, product_id=small.product_id, name="1.0", target_on=now.date() + timedelta(20)
    )
    two = services.add_release(
        actor=actor, now=now, product_id=small.product_id, name="2.0", target_on=now.date() + timedelta(90)
    )
    item = small.item("Export", 4.0, release_id=one.id)
    for _ in range(3):
        for release in (two, one):
            services.change_item(
                actor=actor, now=now, key=item.key, version=None, values={"release_id": release.id}
            )
    stale = small.item("Quiet one", 2.0, status="in_progress", owner_id=small.ana)
    small.item("Huge", 45.0)
    outside = small.item("Approval by the vendor", 2.0)
    services.change_item(actor=actor, now=now, key=outside.key, version=None, values={"labels": ["External"]})
    waits = small.item("Launch", 1.0)
    services.add_dependency(actor=actor, now=now, predecessor=outside.key, successor=waits.key)
    risks.raise_uncertainty(
        actor=actor, now=now, scope=Ref("vision.product", small.product_id),
        values={"question": "Who hosts it?", "blocking": True, "items": [item.key]},
    )  # fmt: skip
    small.plan()
    later = now + timedelta(days=25)
    facts = {row.key: row for row in facts_of_plan(actor=actor, now=later).items}
    assert facts[stale.key].quiet == 25
    assert facts[item.key].moved == 3
    assert facts[outside.key].external
    found = look(small)
    assert {"moved", "large", "external", "unanswered"} <= set(found)
    assert found["moved"].evidence == f"{item.key}: It was put off or carried over 3 times."
    assert [each.ref for each in found["moved"].touches] == [f"roadmap.item:{item.id}"]
    assert "Launch" not in found["external"].event
    assert "Who hosts it?" in found["unanswered"].event
    services.look_for_roadblocks(actor=actor, now=later)
    assert "quiet" in {row.kind for row in risk.proposals(actor=actor)}


def test_absences_and_work_too_much_are_read_of_people(small: Any) -> None:
    actor, now = small.actor, small.now
    release = services.add_release(
        actor=actor, now=now, product_id=small.product_id, name="1.0", target_on=now.date() + timedelta(21)
    )
    item = small.item("Export", 10.0, release_id=release.id)
    services.pin_people(actor=actor, now=now, key=item.key, version=None, people=[small.ana])
    small.plan()
    team.add_absence(
        actor=actor, now=now, person_id=small.ana, first=now.date() + timedelta(10),
        last=now.date() + timedelta(30), reason="leave",
    )  # fmt: skip
    found = look(small)
    assert "away" in found
    assert found["away"].owner_id == small.ana
    assert [each.ref for each in found["away"].touches] == [f"roadmap.release:{release.id}"]


def test_slips_are_learnt_from_what_was_finished_and_else_the_rate_stands_alone(small: Any) -> None:
    small.item("Open", 2.0)
    rows = list(models.Item.objects.all())
    start = small.now - timedelta(days=800)
    models.Item.objects.bulk_create(
        models.Item(
            workspace_id=small.actor.workspace_id, product_id=small.product_id, key=f"OLD-{n}",
            title="Old", status="done", opened_at=start + timedelta(days=5 * n), likely=1.0 + 9 * (n % 2),
            resolved_at=start + timedelta(days=5 * n + (60 if n % 2 else 4)), rank=float(n),
        )
        for n in range(140)
    )  # fmt: skip
    models.Item.objects.filter(pk=rows[0].pk).update(
        opened_at=small.now - timedelta(days=3), low=None, likely=10.0, high=None
    )
    assert len(slip_history(actor=small.actor)) == 141
    services.look_for_roadblocks(actor=small.actor, now=small.now)
    asked = {row.name: row for row in risk.slip_outlook(actor=small.actor).questions}
    long = asked["long"]
    assert long.predicted
    assert long.known > 60
    (item,) = long.items
    assert item.item.ref == f"roadmap.item:{rows[0].pk}"
    assert item.chance > 0.8
    assert item.reasons[0].signal == "estimate"
    models.Item.objects.filter(key__startswith="OLD-1").delete()
    models.Item.objects.filter(key__startswith="OLD-", rank__gte=60).delete()
    services.look_for_roadblocks(actor=small.actor, now=small.now)
    (few,) = (row for row in risk.slip_outlook(actor=small.actor).questions if row.name == "long")
    assert few.known < 60
    assert not few.predicted
    assert few.items == ()
