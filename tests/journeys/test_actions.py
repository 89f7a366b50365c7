"""Ten common jobs take no more clicks and keys than `bench/actions.py` allows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bench.actions import CEILINGS, counted
from pilothouse.kit import clock
from pilothouse.roadmap import services as roadmap
from pilothouse.team import services as team
from pilothouse.vision import services as vision
from tests.fixtures import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """Long work is done while the test runs."""
    from pilothouse.site.serve import start_worker

    stop = threading.Event()
    thread = start_worker(stop)
    yield
    stop.set()
    thread.join(timeout=10)


@pytest.fixture
def owner(people: dict[str, People]) -> People:
    """The owner, with two people and a product of six items and a release."""
    by: Any = {"actor": people["owner"].actor, "now": clock.now()}
    product = vision.add_product(**by, key="ATL", name="Atlas").id
    roadmap.add_release(**by, product_id=product, name="First")
    for name in ("Ana Ruiz", "Ben Okafor"):
        team.add_person(**by, name=name)
    for number in range(6):
        roadmap.add_item(**by, product_id=product, title=f"Part {number}", level="feature")
    return people["owner"]


def test_no_job_takes_more_actions_than_it_may(owner: People, worker: None, open_page: Any) -> None:
    page = open_page(owner, viewport={"width": 1440, "height": 900})
    page.goto("/w/acme/")

    found = counted(page)

    assert found == CEILINGS
