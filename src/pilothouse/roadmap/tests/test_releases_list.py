"""The list of releases comes a page at a time, what is to come first."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from pilothouse.roadmap import queries, services
from pilothouse.vision import services as vision
from tests.reading import html

pytestmark = pytest.mark.django_db

DAY = date(2027, 1, 1)


def _release(small: Any, name: str, *, target: date | None, out: date | None = None, items: int = 0) -> None:
    by = {"actor": small.actor, "now": small.now - timedelta(1000)}  # when each target was still to come
    found = services.add_release(**by, product_id=small.product_id, name=name, target_on=target)
    for number in range(items):
        small.item(f"{name} {number}", release_id=found.id)
    if out:
        values = {"released_on": out}
        services.change_release(**by, id=found.id, version=None, values=values)


@pytest.fixture
def mixed(small: Any) -> Any:
    """Two that are out, one without items, three with work: late, soon, without a date."""
    _release(small, "Old", target=DAY - timedelta(900), out=DAY - timedelta(800), items=1)
    _release(small, "Newer", target=None, out=DAY - timedelta(100))
    _release(small, "Empty", target=DAY - timedelta(400))
    _release(small, "Some day", target=None, items=1)
    _release(small, "Later", target=DAY + timedelta(90), items=1)
    _release(small, "Soon", target=DAY, items=2)
    return small


def _names(small: Any, **wanted: Any) -> list[str]:
    return [row.name for row in queries.releases_page(actor=small.actor, **wanted).rows]


def test_what_is_to_come_stands_first_and_what_is_out_last(mixed: Any) -> None:
    assert _names(mixed) == ["Soon", "Later", "Some day", "Empty", "Newer", "Old"]
    assert _names(mixed, size=4, page=2) == ["Newer", "Old"]
    found = queries.releases_page(actor=mixed.actor, size=4, page=9)
    assert (found.total, found.page, found.pages) == (6, 2, 2)
    first = queries.releases_page(actor=mixed.actor, size=1).rows[0]
    assert (first.items, first.open_items) == (2, 2)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"text": "e"}, ["Later", "Some day", "Empty", "Newer"]),
        ({"state": "open"}, ["Soon", "Later", "Some day"]),
        ({"state": "empty"}, ["Empty"]),
        ({"state": "released"}, ["Newer", "Old"]),
        ({"state": "released", "text": "NEW"}, ["Newer"]),
        ({"state": "no such"}, ["Soon", "Later", "Some day", "Empty", "Newer", "Old"]),
    ],
)
def test_words_and_a_state_narrow_it(mixed: Any, wanted: dict[str, str], names: list[str]) -> None:
    assert _names(mixed, **wanted) == names


def test_releases_of_other_products_and_workspaces_are_left_out(mixed: Any, people: Any) -> None:
    other = vision.add_product(actor=mixed.actor, now=mixed.now, key="LAB", name="Lab")
    assert queries.releases_page(actor=mixed.actor, product_id=other.id).total == 0
    assert queries.releases_page(actor=people["stranger"].actor).total == 0


def test_seven_hundred_releases_are_fifty_a_page_and_one_file(small: Any, client_for: Any) -> None:
    from pilothouse.roadmap import models

    models.Release.objects.bulk_create(
        models.Release(
            workspace_id=small.actor.workspace_id, product_id=small.product_id, name=f"Sprint {number:03d}"
        )
        for number in range(723)
    )
    client = client_for("viewer")
    page = html(client.get("roadmap/releases", {"page": 2}))
    assert page.count('data-href="/w/acme/roadmap/releases/') == 50
    assert "51–100 of\n      723" in page or "51–100 of" in page
    assert "Sprint 050" in page
    assert "Sprint 049" not in page
    told = b"".join(client.get("roadmap/releases", {"page": 2, "format": "csv"}))
    assert len(list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"))))) == 723
    nothing = html(client.get("roadmap/releases", {"text": "nowhere"}))
    assert "No release fits these filters" in nothing
