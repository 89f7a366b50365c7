"""What uncertainties point to may change or go; they were moved here with all that they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import named
from pilothouse.risk import queries, services
from pilothouse.risk.tests.conftest import Shop
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision
from tests import migrated

BEFORE: list[tuple[str, str | None]] = [("vision", "0002_blueprints"), ("risk", None)]
AFTER: list[tuple[str, str | None]] = [("risk", "0001_initial"), ("vision", "0005_uncertainties_leave")]


@pytest.mark.django_db
def test_what_is_gone_is_called_so(shop: Shop) -> None:
    row = shop.ask(items=[shop.first])
    roadmap.remove_item(actor=shop.actor, now=shop.now, key=shop.first, version=None)
    (gone,) = queries.uncertainty(actor=shop.actor, id=row.id).subjects

    assert (gone.key, gone.open) == ("gone", False)


@pytest.mark.django_db
def test_nothing_of_another_workspace_is_named_or_asked_about(shop: Shop, stranger: Any) -> None:
    about = shop.blueprint()
    theirs = named(actor=stranger, refs=[str(shop.scope), about.ref])
    assert {row.key for row in theirs.values()} == {"gone"}
    with pytest.raises(NotFound, match="no such product"):
        services.raise_uncertainty(
            actor=stranger, now=shop.now, scope=shop.scope, values={"question": "Why?"}
        )


@pytest.mark.django_db
def test_a_blueprint_with_open_questions_stays_and_settled_ones_fall_to_the_product(shop: Shop) -> None:
    about = shop.blueprint()
    row = shop.ask(about=about.ref, part="R1")
    with pytest.raises(Conflict, match="1 open question"):
        vision.remove_blueprint(actor=shop.actor, now=shop.now, id=about.id, version=None)
    services.accept_uncertainty(actor=shop.actor, now=shop.now, id=row.id, version=None, why="It is small.")
    vision.remove_blueprint(actor=shop.actor, now=shop.now, id=about.id, version=None)

    found = queries.uncertainty(actor=shop.actor, id=row.id)
    assert (found.about, found.part, found.scope.key) == (None, None, "SHP")


@pytest.mark.django_db
def test_a_product_with_questions_stays(shop: Shop) -> None:
    other = vision.add_product(actor=shop.actor, now=shop.now, key="OTH", name="Other")
    row = services.raise_uncertainty(
        actor=shop.actor, now=shop.now, scope=Ref.parse(other.ref), values={"question": "Why?"}
    )
    with pytest.raises(Conflict, match="still used, in 1 place"):
        vision.remove_product(actor=shop.actor, now=shop.now, id=other.id, version=None)
    services.remove_uncertainty(actor=shop.actor, now=shop.now, id=row.id, version=None)
    vision.remove_product(actor=shop.actor, now=shop.now, id=other.id, version=None)


@pytest.mark.django_db
def test_a_list_of_thirty_asks_as_often_as_one_of_three(shop: Shop, django_assert_num_queries: Any) -> None:
    about = shop.blueprint()
    for many in (3, 27):
        for at in range(many):
            shop.ask(f"Question {at}?", about=about.ref, part="R1", items=[shop.first], owner_id=shop.ana)
        # Rows, evidence, owners, and one for products, blueprints, statements and items each.
        with django_assert_num_queries(7):
            queries.uncertainties(actor=shop.actor, scope=shop.scope)


@pytest.fixture
def earlier(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Any]:
    """The tables as they were when vision kept uncertainties, in a database of their own."""
    with django_db_blocker.unblock(), migrated.elsewhere(tmp_path):
        yield _moved_to(BEFORE)


def _moved_to(wanted: list[tuple[str, str | None]]) -> Any:
    MigrationExecutor(connection).migrate(wanted)
    there = [row for row in wanted if row[1]]
    return MigrationExecutor(connection).loader.project_state(there).apps


def _stored(apps: Any) -> tuple[int, int]:
    workspace = apps.get_model("accounts", "Workspace").objects.create(
        slug="old", name="Old", created_at="2026-01-01T00:00:00Z"
    )
    mine = {"workspace_id": workspace.pk}
    product = apps.get_model("vision", "Product").objects.create(**mine, key="OLD", name="Old")
    blueprint = apps.get_model("vision", "Blueprint").objects.create(
        **mine, product=product, title="Checkout", changed_at="2026-01-01T00:00:00Z"
    )
    statement = apps.get_model("vision", "Statement").objects.create(
        **mine, blueprint=blueprint, key="R1", kind="requirement", text="x", position=0, start=0, end=1,
        line=1, fingerprint="f",
    )  # fmt: skip
    worth = {"priced": True, "gain": 12.5, "value": 20.0, "loss_instead": None, "delay_wrong": 3.0}
    first = apps.get_model("vision", "Uncertainty").objects.create(
        **mine, product=product, blueprint=blueprint, statement=statement, question="One?", chance=0.5,
        subjects=["roadmap.item:5"], worth=worth, version=7,
    )  # fmt: skip
    second = apps.get_model("vision", "Uncertainty").objects.create(**mine, product=product, question="Two?")
    apps.get_model("vision", "Evidence").objects.create(
        **mine, uncertainty=first, text="Found", found_on="2026-01-01", added_at="2026-01-01T00:00:00Z",
        added_by="Ana",
    )  # fmt: skip
    return first.pk, second.pk


def test_every_uncertainty_came_over_with_its_evidence_and_goes_back(earlier: Any) -> None:
    first, second = _stored(earlier)
    now = _moved_to(AFTER)
    table = now.get_model("risk", "Uncertainty").objects
    one, two = table.get(pk=first), table.get(pk=second)

    assert (one.scope, two.scope) == (f"vision.product:{_only(now, 'Product')}",) * 2
    assert (one.about, one.part) == (
        f"vision.blueprint:{_only(now, 'Blueprint')}", f"vision.statement:{_only(now, 'Statement')}",
    )  # fmt: skip
    assert (two.about, two.part) == ("", "")
    assert (one.subjects, one.version, one.chance) == (["roadmap.item:5"], 7, 0.5)
    assert (one.worth["gain"], one.worth["value"], one.worth["delay_wrong"]) == (1250, 2000, 3.0)
    assert [row.text for row in one.evidence.all()] == ["Found"]

    old = _moved_to(BEFORE).get_model("vision", "Uncertainty").objects
    one, two = old.get(pk=first), old.get(pk=second)
    assert (one.product.key, one.blueprint.title, one.statement.key) == ("OLD", "Checkout", "R1")
    assert (two.product.key, two.blueprint_id, two.statement_id) == ("OLD", None, None)
    assert (one.worth["gain"], one.evidence.get().text) == (12.5, "Found")


def _only(apps: Any, name: str) -> int:
    found: int = apps.get_model("vision", name).objects.get().pk
    return found
