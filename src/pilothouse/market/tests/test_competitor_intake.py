"""Tables of facts: taken in once, with features and competitors, and undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import services as tables
from pilothouse.market import queries, services
from pilothouse.market.contracts import fact_number
from pilothouse.market.tests.test_competitors import atlas, by, product
from pilothouse.market.tests.test_intake import by_file

__all__ = ["atlas", "by", "product"]
pytestmark = pytest.mark.django_db
FILE = """Product,Feature,Competitor,Has it,Source,Date seen,We have it,Valid until
ATL,Replay,Brook,partial,Trial,2026-01-02,planned,2026-03-01
ATL,Replay,Tide,✓,https://tide.example,2025-12-01,,
ATL,Own keys,Brook,,,,shipped,
atlas,Own keys,Tide,perhaps,,,,
ZZZ,Own keys,Brook,no,,,,
"""


def known(by: dict[str, Any], ref: str) -> dict[tuple[str, str], str]:
    narrow = queries.NarrowFeatures(product=ref)
    rows = queries.features(actor=by["actor"], narrow=narrow, today=by["now"].date()).rows
    return {(row.name, fact.competitor_name): fact.answer for row in rows for fact in row.facts}


def test_a_table_of_facts_comes_in_once_and_undoing_takes_it_out(
    client_for: Any, by: Any, product: str, tmp_path: Path
) -> None:
    actor, now = by["actor"], by["now"]
    path = tmp_path / "matrix.csv"
    path.write_text(FILE)
    report = tables.check_file(actor=actor, path=path, file_name=path.name)
    assert report.noun == "competitor-facts"
    done, run = by_file(actor, now, path, "competitor-facts")

    assert (done.created, done.counts["features"], done.counts["competitors"]) == (2, 2, 2)
    assert known(by, product) == {
        ("Replay", "Brook"): "partly", ("Replay", "Tide"): "yes",
        ("Own keys", "Brook"): "unknown", ("Own keys", "Tide"): "unknown",
    }  # fmt: skip
    narrow = queries.NarrowFeatures(product=product)
    replay, keys = queries.features(actor=actor, narrow=narrow, today=now.date()).rows
    assert (replay.own, keys.own) == ("planned", "shipped")
    assert (replay.facts[0].expires_on, replay.facts[0].seen_on) == (date(2026, 3, 1), date(2026, 1, 2))

    again, _ = by_file(actor, now, path, "competitor-facts")
    assert (again.created, again.updated) == (0, 0)
    exported = tmp_path / "export.csv"
    exported.write_bytes(client_for("editor").get("market/competitors?format=csv").getvalue())
    again, _ = by_file(actor, now, exported, "competitor-facts")
    assert (again.created, again.updated) == (0, 0)

    tables.undo_import(actor=actor, now=now, number=run.number)
    assert known(by, product) == {}
    assert queries.competitor_names(actor=actor) == ()


def test_a_later_file_changes_a_fact_and_an_older_one_does_not(by: Any, product: str, tmp_path: Path) -> None:
    actor, now, path = by["actor"], by["now"], tmp_path / "matrix.csv"
    replay = services.add_feature(**by, product=product, name="Replay")
    brook = services.add_competitor(**by, name="Brook")
    cell = fact_number(replay.id, brook.id)
    values = {"answer": "no", "source": "Trial", "seen_on": date(2025, 12, 20)}
    services.record_fact(**by, id=cell, version=None, values=values)
    head = "Feature,Competitor,Answer,Source,Seen on\n"
    path.write_text(f"{head}replay,brook,yes,Old slides,2025-10-01\n")
    done, _ = by_file(actor, now, path, "competitor-facts")
    assert (done.updated, done.unchanged, len(done.notes)) == (0, 1, 1)
    path.write_text(f"{head}replay,brook,yes,Blog,2026-01-10\n")
    done, run = by_file(actor, now, path, "competitor-facts")
    assert done.updated == 1
    assert queries.fact(actor=actor, id=cell, today=now.date()).source == "Blog"
    assert [row.answer for row in queries.earlier_facts(actor=actor, id=cell)] == ["no"]

    tables.undo_import(actor=actor, now=now, number=run.number)
    row = queries.fact(actor=actor, id=cell, today=now.date())
    assert (row.answer, row.source, row.seen_on) == ("no", "Trial", date(2025, 12, 20))
    assert queries.earlier_facts(actor=actor, id=cell) == ()
