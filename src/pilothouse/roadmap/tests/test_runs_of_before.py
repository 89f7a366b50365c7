"""Runs of one product become runs that hold it, and mandatory items that nobody chose are so no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("roadmap", "0007_single_estimates")]
AFTER = [("roadmap", "0012_plan_against_counts")]


@pytest.fixture
def earlier(transactional_db: None) -> Iterator[Any]:
    """The tables as they were before runs held products."""
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _now(to: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_was_planned_and_chosen_before_is_kept(earlier: Any) -> None:
    workspace = earlier.get_model("accounts", "Workspace").objects.create(
        name="Acme", slug="acme", created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    product = earlier.get_model("vision", "Product").objects.create(
        workspace_id=workspace.pk, key="APP", name="App"
    )
    earlier.get_model("roadmap", "Item").objects.create(
        workspace_id=workspace.pk, product_id=product.pk, key="APP-1", title="Build", mandatory=True
    )
    earlier.get_model("roadmap", "PlanRun").objects.create(
        workspace_id=workspace.pk,
        product_id=product.pk,
        number=1,
        created_at=datetime(2026, 1, 12, tzinfo=UTC),
        actor_name="Ana",
        as_of=date(2026, 1, 12),
        seed=7,
        draws=500,
        engine_version="1.0",
        inputs_hash="0" * 64,
        items=1,
        p50=date(2026, 1, 14),
        p85=date(2026, 1, 16),
        result={"drivers": [["APP-1", "Build", 1.0]]},
    )
    later = _now(AFTER)
    (part,) = later.get_model("roadmap", "RunProduct").objects.all()
    assert (part.product_id, part.items, part.p85) == (product.pk, 1, date(2026, 1, 16))
    assert part.result["drivers"] == [["APP-1", "Build", 1.0]]
    assert not later.get_model("roadmap", "Item").objects.get().mandatory

    again = _now(BEFORE)
    assert again.get_model("roadmap", "PlanRun").objects.get().product_id == product.pk
