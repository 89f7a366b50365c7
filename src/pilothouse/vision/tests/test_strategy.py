"""Objectives, key results and personas."""

from __future__ import annotations

from datetime import date
from math import nan
from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.vision import queries, services
from pilothouse.vision.tests.conftest import Shop

pytestmark = pytest.mark.django_db


def test_an_objective_carries_its_key_results(shop: Shop) -> None:
    values = {"title": "Pay faster", "owner_id": shop.ana, "due_on": date(2026, 6, 1)}
    made = services.add_objective(actor=shop.actor, now=shop.now, product_id=shop.product_id, values=values)
    services.add_key_result(
        actor=shop.actor,
        now=shop.now,
        objective_id=made.id,
        values={"title": "Time to pay", "unit": "s", "baseline": 90.0, "target": 30.0, "current": 60.0},
    )
    (row,) = queries.objectives(actor=shop.actor, product_id=shop.product_id)

    assert (row.owner_name, row.due_on) == ("Ana Ruiz", date(2026, 6, 1))
    assert row.key_results[0].progress == pytest.approx(0.5)


def test_a_key_result_without_a_way_to_go_has_no_progress(shop: Shop) -> None:
    made = services.add_objective(
        actor=shop.actor, now=shop.now, product_id=shop.product_id, values={"title": "Stay"}
    )
    for values in ({}, {"baseline": 1.0, "target": 1.0, "current": 1.0}):
        row = services.add_key_result(
            actor=shop.actor, now=shop.now, objective_id=made.id, values={"title": "x"} | values
        )
        assert row.progress is None
    with pytest.raises(Invalid, match="not a number"):
        services.change_key_result(
            actor=shop.actor, now=shop.now, id=row.id, version=None, values={"current": nan}
        )


def test_a_change_is_versioned_and_removal_takes_the_key_results_along(shop: Shop) -> None:
    made = services.add_objective(
        actor=shop.actor, now=shop.now, product_id=shop.product_id, values={"title": "Pay faster"}
    )
    result = services.add_key_result(
        actor=shop.actor, now=shop.now, objective_id=made.id, values={"title": "Time"}
    )
    services.change_objective(
        actor=shop.actor, now=shop.now, id=made.id, version=1, values={"title": "Pay at once"}
    )
    with pytest.raises(Stale):
        services.change_objective(
            actor=shop.actor, now=shop.now, id=made.id, version=1, values={"title": "Other"}
        )
    services.remove_objective(actor=shop.actor, now=shop.now, id=made.id, version=2)

    with pytest.raises(NotFound):
        queries.key_result(actor=shop.actor, id=result.id)


def test_a_persona_has_a_name_of_its_own(shop: Shop, viewer: Any, stranger: Any) -> None:
    made = services.add_persona(
        actor=shop.actor, now=shop.now, product_id=shop.product_id, values={"name": "Buyer"}
    )
    with pytest.raises(Conflict, match="already a persona Buyer"):
        services.add_persona(
            actor=shop.actor, now=shop.now, product_id=shop.product_id, values={"name": " Buyer "}
        )
    with pytest.raises(Invalid, match="name is empty"):
        services.change_persona(actor=shop.actor, now=shop.now, id=made.id, version=None, values={"name": ""})
    with pytest.raises(Invalid, match="'age' cannot be changed"):
        services.change_persona(actor=shop.actor, now=shop.now, id=made.id, version=None, values={"age": 40})
    with pytest.raises(Forbidden):
        services.remove_persona(actor=viewer, now=shop.now, id=made.id, version=None)
    with pytest.raises(NotFound):
        services.remove_persona(actor=stranger, now=shop.now, id=made.id, version=None)
