"""Pages of the strategy: every form and button."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.vision import queries
from pilothouse.vision.tests.conftest import Shop

pytestmark = pytest.mark.django_db


def test_an_objective_with_a_key_result_is_written_changed_and_removed(shop: Shop, client_for: Any) -> None:
    client, product = client_for("editor"), f"vision/products/{shop.product_id}"
    client.post(f"{product}/objectives/new", {"title": "Grow", "owner_id": shop.ana, "due_on": "2026-06-30"})
    (objective,) = queries.objectives(actor=shop.actor, product_id=shop.product_id)
    assert (objective.title, objective.owner_name, str(objective.due_on)) == (
        "Grow", "Ana Ruiz", "2026-06-30",
    )  # fmt: skip

    path = f"vision/objectives/{objective.id}"
    assert b'value="Grow"' in client.get(path).content
    client.post(path, {"version": 1, "title": "Grow fast"})
    assert client.post(path, {"version": 1, "title": "Grow slowly"}).status_code == 412
    client.post(f"{path}/key-results/new", {"title": "40 of 100", "baseline": "10", "target": "30"})
    (objective,) = queries.objectives(actor=shop.actor, product_id=shop.product_id)
    (result,) = objective.key_results
    client.post(f"vision/key-results/{result.id}", {"version": 1, "title": "40 of 100", "current": "15"})
    assert queries.key_result(actor=shop.actor, id=result.id).current == 15
    refused = client.post(f"vision/key-results/{result.id}", {"version": 2, "title": ""})
    assert refused.status_code == 422

    html = client.get(f"{product}/strategy").content.decode()
    assert "Grow fast" in html
    client.post(f"vision/key-results/{result.id}/remove", {"version": 2})
    client.post(f"{path}/remove", {"version": 2})
    assert queries.objectives(actor=shop.actor, product_id=shop.product_id) == ()


def test_a_persona_is_written_changed_and_removed(shop: Shop, client_for: Any) -> None:
    client, product = client_for("editor"), f"vision/products/{shop.product_id}"
    client.post(f"{product}/personas/new", {"name": "Support agent", "goals": "Fewer calls"})
    (persona,) = queries.personas(actor=shop.actor, product_id=shop.product_id)
    taken = client.post(f"{product}/personas/new", {"name": "Support agent"})
    assert (taken.status_code, b"already a persona" in taken.content) == (422, True)

    path = f"vision/personas/{persona.id}"
    client.post(path, {"version": 1, "name": "Agent", "pains": "Long calls"})
    assert queries.persona(actor=shop.actor, id=persona.id).pains == "Long calls"
    client.post(f"{path}/remove", {"version": 2})
    assert queries.personas(actor=shop.actor, product_id=shop.product_id) == ()
