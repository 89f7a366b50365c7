"""One start, one finish and one chance: the same in bar, list, why, file, outlook, Today and what-ifs."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.template import Context, Template

from pilothouse.kit import clock
from pilothouse.roadmap import planning, queries
from pilothouse.roadmap.tests.test_what_ifs import order, ranged, two_products

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(small: Any, client_for: Any, api_for: Any, monkeypatch: Any) -> Any:
    """Two products, planned twice, the second time the lower one alone: every page must read the same run."""
    monkeypatch.setattr(clock, "today", lambda: small.now.date())
    beta, gamma = two_products(small)
    order(small, mode="strict")
    small.plan(seed=3)
    product = queries.release(actor=small.actor, id=gamma).product_id
    ranged(small, "Box three", gamma, product_id=product)
    small.plan(anew=False, product_ids=[product])
    return small, (beta, gamma), client_for("viewer"), api_for("viewer")


def _text(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.decode()))


def _said(source: str, **values: Any) -> str:
    return _text(Template("{% load pilothouse %}" + source).render(Context(values)).encode()).strip()


def _lines(answer: Any) -> list[dict[str, str]]:
    body = answer.getvalue() if hasattr(answer, "getvalue") else answer.content
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_a_release_has_one_finish_and_one_chance_on_every_page(planned: Any) -> None:
    small, releases, browser, api = planned
    bars = {row["ref"]: row for row in api.get("/timeline").json()["rows"]}
    files = {row["name"]: row for row in _lines(browser.get("/w/acme/roadmap/releases?format=csv"))}
    for number in releases:
        found = queries.release(actor=small.actor, id=number)
        told = found.forecast
        assert told is not None
        assert 0 < told.chance < 1
        finish, chance = _said("{{ f|range50_85 }}", f=told), _said("{{ f.chance|chance }}", f=told)
        for page in ("", f"?product={found.product_key}", "roadmap/releases", f"roadmap/releases/{number}",
                     f"roadmap/outlook?product={found.product_key}"):  # fmt: skip
            text = _text(browser.get(f"/w/acme/{page}").content)
            assert finish in text, (found.name, page, finish)
            if page or found.name == "Beta":  # Today says the chance of the first release alone
                assert chance in text, (found.name, page, chance)
        bar, line = bars[f"roadmap.release:{number}"], files[found.name]
        rest = api.get(f"/releases/{number}").json()["forecast"]
        days = (told.p50.isoformat(), told.p85.isoformat())
        for row in (bar, line, rest):
            assert (row["p50"], row["p85"]) == days
            assert float(row["chance"]) == told.chance
        what_if = planning.cut_list(actor=small.actor, release_id=number, today=small.now.date())
        assert (what_if.before, what_if.note) == (told.chance, "")


def test_an_item_has_one_start_and_one_finish_on_every_page(planned: Any) -> None:
    small, _, browser, api = planned
    bars = {row["key"]: row for row in api.get("/timeline").json()["rows"] if row["key"]}
    files = {row["key"]: row for row in _lines(browser.get("/w/acme/roadmap/items?format=csv"))}
    listed = _text(browser.get("/w/acme/roadmap/items").content)
    for row in queries.items_page(actor=small.actor, size=50).rows:
        why = queries.why(actor=small.actor, key=row.key)
        own = queries.item(actor=small.actor, key=row.key).forecast
        assert own is not None
        days = (own.start, own.p50, own.p85)
        assert own.start <= own.p50 <= own.p85
        assert (row.start, row.p50, row.p85) == (why.start, why.p50, why.p85) == days
        for line in (bars[row.key], files[row.key], api.get(f"/items/{row.key}").json()["forecast"]):
            assert (line["start"], line["p50"], line["p85"]) == tuple(day.isoformat() for day in days)
        finish = _said("{{ f|range50_85 }}", f=own)
        assert f"{_said('{{ f.start|day }}', f=own)} {finish}" in listed, row.key
        assert finish in _text(browser.get(f"/w/acme/roadmap/items/{row.key}").content)
        begins, ends = _said("{{ f.start|day }}", f=own), _said("{{ f.p50|day }}", f=own)
        told = _text(browser.get(f"/w/acme/roadmap/items/{row.key}/why").content)
        assert f"why {begins} to {ends}" in told
