"""Blueprints and design reviews that were removed come back whole."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit.errors import Conflict
from pilothouse.vision import queries, services
from pilothouse.vision.tests.conftest import TEXT, Shop


def test_a_blueprint_comes_back_with_texts_statements_and_traces(shop: Shop) -> None:
    made = shop.blueprint()
    shop.trace(made.id, "R1", shop.first)
    shop.save(made.id, TEXT.replace("300 ms", "200 ms"), why="Faster")
    before = queries.statements(actor=shop.actor, id=made.id)
    entry = services.remove_blueprint(actor=shop.actor, now=shop.now, id=made.id, version=2)
    services.restore(actor=shop.actor, now=shop.now, entry_id=entry)

    revisions = queries.revisions(actor=shop.actor, id=made.id)
    assert [(row.number, row.why) for row in revisions] == [(2, "Faster"), (1, "")]
    assert queries.revision(actor=shop.actor, id=made.id, number=1).text == TEXT.strip()
    after = queries.statements(actor=shop.actor, id=made.id)
    assert [(row.key, row.text) for row in after] == [(row.key, row.text) for row in before]
    traced = {row.key: [trace.subject.key for trace in row.traces] for row in after if row.traces}
    assert traced == {"R1": [shop.first]}
    with pytest.raises(Conflict, match="there already"):
        services.restore(actor=shop.actor, now=shop.now, entry_id=entry)


def test_a_design_review_comes_back_with_its_questions_unless_its_blueprint_is_gone(shop: Shop) -> None:
    act: dict[str, Any] = {"actor": shop.actor, "now": shop.now}
    made = shop.blueprint()
    review = services.open_design_review(blueprint_id=made.id, title="First", **act)
    asked = [row.question for row in queries.design_review(actor=shop.actor, id=review.id).checks]
    entry = services.remove_design_review(id=review.id, version=None, **act)
    services.restore(entry_id=entry, **act)
    again = queries.design_review(actor=shop.actor, id=review.id)
    assert [row.question for row in again.checks] == asked

    entry = services.remove_design_review(id=review.id, version=None, **act)
    services.remove_blueprint(id=made.id, version=None, **act)
    with pytest.raises(Conflict, match="Restore the blueprint first"):
        services.restore(entry_id=entry, **act)
