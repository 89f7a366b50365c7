"""What several products cannot be planned with is said at every door, and nothing is stored."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from typer.testing import CliRunner

from pilothouse.kit import jobs
from pilothouse.roadmap import models, queries, services
from pilothouse.roadmap.cli import app
from pilothouse.roadmap.contracts import Allocation
from pilothouse.vision import services as vision

ROOMS = ("journal", "roadmap", "team", "vision", "risk")


@pytest.fixture
def lab(small: Any) -> int:
    """A second product; Ana and Ben may work for both."""
    return vision.add_product(actor=small.actor, now=small.now, key="LAB", name="Lab").id


@contextmanager
def nothing_stored() -> Iterator[None]:
    """Every row of these rooms is what it was."""
    before = _rows()
    yield
    assert _rows() == before


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    found = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {str(model._meta): list(model._default_manager.order_by("pk").values_list()) for model in found}


def _shell(*words: str) -> str:
    """The message with which a command is refused."""
    result = CliRunner().invoke(app, [*words, "--workspace", "acme"])
    assert result.exception is not None
    return str(result.exception)


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((0.0, 0.0), "Ana Ruiz would work for no product"),
        ((0.7, 0.6), "Ana Ruiz would be allocated 130% from the beginning: App 70%, Lab 60%."),
    ],
)
def test_shares_for_no_product_and_above_a_day_are_refused(
    small: Any, lab: int, client_for: Any, api_for: Any, shares: tuple[float, float], told: str
) -> None:
    """No command of the shell sets shares."""
    page, rest = client_for("editor"), api_for("editor")
    products = (small.product_id, lab)
    rows = [{"product_id": product, "share": share} for product, share in zip(products, shares, strict=True)]
    typed = [f"{100 * share:g}" for share in shares]
    with nothing_stored():
        shown = page.post(
            f"roadmap/people/{small.ana}/allocate",
            {
                "version": queries.portfolio(actor=small.actor).version,
                "product": products,
                "share": typed,
                "from_on": ["", ""],
            },
        )
        sent = rest.put(f"/portfolio/people/{small.ana}", {"shares": rows})
    assert (shown.status_code, sent.status_code) == (422, 422)
    assert told in _text(shown)
    assert told in json.dumps(sent.json(), ensure_ascii=False)


def test_a_circle_across_products_is_named(small: Any, lab: int, client_for: Any, api_for: Any) -> None:
    """No command of the shell adds a dependency by itself."""
    ours, other = small.item("Ours"), small.item("Theirs", product_id=lab)
    small.after(ours, other)
    page, rest = client_for("editor"), api_for("editor")
    with nothing_stored():
        shown = page.post(f"roadmap/items/{ours.key}/dependencies", {"predecessor": other.key, "kind": "FS"})
        sent = rest.post("/dependencies", {"predecessor": other.key, "successor": ours.key})
    one, two = ours.key, other.key
    told = re.compile(f"Circular dependency: ({one}[^.]*{two}[^.]*{one}|{two}[^.]*{one}[^.]*{two})")
    assert (shown.status_code, sent.status_code) == (422, 422)
    assert told.search(_text(shown))
    assert told.search(json.dumps(sent.json(), ensure_ascii=False))


def test_a_portfolio_of_nothing_is_refused(small: Any, client_for: Any, api_for: Any) -> None:
    """No command of the shell saves a portfolio."""
    page, rest = client_for("editor"), api_for("editor")
    with nothing_stored():
        shown = page.post("roadmap/products/portfolios/new", {"name": "Empty", "product_ids": []})
        sent = rest.post("/portfolios", {"name": "Empty", "product_ids": []})
    assert (shown.status_code, sent.status_code) == (422, 422)
    assert "at least one product" in _text(shown)
    assert "product_ids" in json.dumps(sent.json())


def _pause(small: Any, *products: int) -> None:
    services.order_products(
        actor=small.actor, now=small.now, version=None, product_ids=products, paused=list(products)
    )


def _lock_out(small: Any, lab: int) -> None:
    small.item("Ours", owner_id=small.ana)
    small.item("Theirs", product_id=lab)
    services.allocate(
        actor=small.actor,
        now=small.now,
        version=None,
        person_id=small.ana,
        shares=[Allocation(small.ana, lab, 1.0)],
    )


def _no_items(small: Any, lab: int) -> None:
    small.item("Ours")


def _no_products(small: Any, lab: int) -> None:
    small.item("Ours")
    _pause(small, small.product_id, lab)


@pytest.mark.parametrize(
    ("prepare", "product", "told"),
    [
        (_no_items, True, "Lab has no open items"),
        (_no_products, False, "no product is active"),
        (_lock_out, False, "Ana Ruiz is to do APP-1 Ours, but has no share for App"),
    ],
)
def test_what_cannot_be_planned_is_said_by_the_job_and_the_shell(
    small: Any,
    lab: int,
    client_for: Any,
    api_for: Any,
    prepare: Callable[[Any, int], None],
    product: bool,
    told: str,
) -> None:
    """Pages and REST plan in a job, which says what is wrong."""
    prepare(small, lab)
    page, rest = client_for("editor"), api_for("editor")
    products = [lab] if product else []
    with nothing_stored():
        assert page.post("roadmap/plan", {"product": products}).status_code in (200, 302)
        jobs.run_waiting()
        shown = _text(page.get("kit/jobs"))
        sent = rest.post("/plans", {"product_ids": products}).json()
        jobs.run_waiting()
        job = rest.get(f"/jobs/{sent['id']}").json()
        shell = _shell("plan", *(["--product", "LAB"] if product else []))
    assert told in shown
    assert told in json.dumps(job, ensure_ascii=False)
    assert told in shell
    assert not models.PlanRun.objects.exists()
