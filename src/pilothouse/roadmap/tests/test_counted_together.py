"""A product dated by weekly counts beside others that are simulated: what is said of several together."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.contracts import RunPortfolio
from pilothouse.roadmap.tests.test_portfolio import lab
from pilothouse.vision import services as vision
from tests.reading import html

__all__ = ["lab"]
TARGET = date(2026, 2, 27)


@pytest.fixture
def old(small: Any, lab: Any) -> int:
    """Releases of App and Lab by Ana, and a third product with forty finished items and none that is open."""
    for product, name in ((small.product_id, "1.0"), (lab.id, "2.0")):
        number = release(small, product, name)
        for part in range(3):
            title = f"{name} {part}"
            small.item(title, 4.0, high=12.0, product_id=product, owner_id=small.ana, release_id=number)
    found = vision.add_product(actor=small.actor, now=small.now, key="OLD", name="Old").id
    for number in range(40):
        item = small.item(f"Done {number}", None, product_id=found)
        done = small.now - timedelta(days=2 * number + 1)
        models.Item.objects.filter(pk=item.id).update(status="done", resolved_at=done)
    for name, ids in (("Both", [small.product_id, lab.id]), ("Three", [small.product_id, lab.id, found])):
        services.add_product_set(actor=small.actor, now=small.now, name=name, product_ids=ids)
    return found


def release(small: Any, product: int, name: str) -> int:
    return services.add_release(
        actor=small.actor, now=small.now, product_id=product, name=name, target_on=TARGET
    ).id


def portfolios(small: Any) -> tuple[RunPortfolio, ...]:
    run = queries.latest_run(actor=small.actor, whole=True)
    assert run is not None
    return run.portfolios


def test_statements_of_those_that_are_simulated_stay_and_the_rest_is_said_to_be_left_out(
    small: Any, old: int, client_for: Any
) -> None:
    before = small.plan()
    assert before.together.left_out == ()
    small.item("Unestimated", None, product_id=old)
    found = small.plan().together

    assert found.left_out == ("Old",)
    assert found.all_held == pytest.approx(before.together.all_held, abs=0.1)
    assert [(row.first, row.second) for row in found.pairs] == [("1.0 (App)", "2.0 (Lab)")]
    assert all("Old" not in (row.late, row.moved) for row in found.product_slips)
    held = {row.name: row.all_held for row in portfolios(small)}
    assert held["Both"] == held["Three"] == found.all_held
    for path in ("roadmap/releases", "roadmap/runs/2"):
        page = " ".join(html(client_for("viewer").get(path)).split())
        assert "Both targets hold" in page
        assert "All target dates hold" in page
        assert page.count("Without Old, whose dates come from weekly counts") == 1


def test_nothing_is_said_of_a_target_that_is_dated_by_counts_together_with_others(
    small: Any, old: int, client_for: Any
) -> None:
    small.item("Unestimated", None, product_id=old, release_id=release(small, old, "9.0"))
    found = small.plan().together

    assert (found.left_out, found.all_held) == (("Old",), None)
    assert [(row.first, row.second) for row in found.pairs] == [("1.0 (App)", "2.0 (Lab)")]
    held = {row.name: row.all_held for row in portfolios(small)}
    assert held["Both"] is not None
    assert held["Three"] is None
    assert {row.name: row.left_out for row in portfolios(small)} == {"Both": (), "Three": ("Old",)}
    key = next(row.id for row in queries.product_sets(actor=small.actor) if row.name == "Three")
    run = " ".join(html(client_for("viewer").get(f"roadmap/runs/1?product=portfolio-{key}")).split())
    assert "not known: dates of Old come from weekly counts" in run
    page = " ".join(html(client_for("viewer").get("roadmap/releases")).split())
    assert "Both targets hold" in page
    assert "All target dates hold" not in page
