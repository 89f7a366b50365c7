"""Pages and lists ask the database no more often than they did: baselines.json holds the numbers.

`make baselines` writes them anew; a number that grew needs a reason in the commit.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.crawl import crawl
from tests.fixtures import NOW, ApiClient, found, sign_in, token
from tests.operations import operations
from tests.permissions.callers import Rows, fill

# The same questions are asked of either database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BASELINES = Path(__file__).with_name("baselines.json")
# Above this many queries somebody asks in a loop.
MOST = 50


def _counted(call: Any) -> int:
    call()  # the first call fills what is filled once per process
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def _measured() -> dict[str, int]:
    _, owner = found(slug="acme", name="Acme")
    fill(owner)
    browser = sign_in(owner)
    numbers = {
        f"page {visit.route}": _counted(lambda url=visit.url: browser.get(url))
        for visit in crawl(browser, "/w/acme/").values()
        if visit.status == 200
    }
    api = ApiClient(Client(), token(owner, last_used_at=NOW))
    ours = Rows(api)
    for operation in operations():
        if not operation.is_write:
            values = ours.of(operation)
            if "/imports/" in operation.path and operation.path.endswith("/report"):
                rows = api.get("/imports").json()  # the newest one is not only checked
                values["number"] = next(row["number"] for row in rows if row["state"] == "checked")
            url = operation.url(values)
            assert api.get(url).status_code == 200, url
            numbers[f"api {operation.path}"] = _counted(lambda url=url: api.get(url))
    return dict(sorted(numbers.items()))


@pytest.fixture(scope="module")
def measured(module_db: None) -> dict[str, int]:
    numbers = _measured()
    if os.environ.get("UPDATE_BASELINES") == "1":
        BASELINES.write_text(json.dumps(numbers, indent=1) + "\n")
    return numbers


def _baselines() -> dict[str, int]:
    found: dict[str, int] = json.loads(BASELINES.read_text()) if BASELINES.exists() else {}
    return found


def test_no_page_asks_more_often_than_its_baseline(measured: dict[str, int]) -> None:
    known = _baselines()
    grown = {
        name: f"{known[name]} -> {number}"
        for name, number in measured.items()
        if number > known.get(name, number)
    }

    assert grown == {}, "a list that asks once per row grows with its rows"


def test_every_page_has_a_baseline(measured: dict[str, int]) -> None:
    assert set(measured) - set(_baselines()) == set(), "run `make baselines`"


def test_no_page_asks_in_a_loop(measured: dict[str, int]) -> None:
    assert {name: number for name, number in measured.items() if number > MOST} == {}
