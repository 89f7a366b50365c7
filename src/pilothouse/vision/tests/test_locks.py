"""A text is cut into statements before the transaction that stores it: nobody else's change waits for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from pilothouse.kit.errors import Stale
from pilothouse.vision import services
from pilothouse.vision.planning import cutting
from tests.fixtures import NOW, People

TEXT = "# Goals\n\n- The importer must read a file of 34 MB within 300 MB of memory.\n"


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each text that is cut, whether a transaction was open that is not the test's own."""
    seen: list[bool] = []
    cut = cutting.statements

    def watched(document: Any) -> Any:
        seen.append(not all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks))
        return cut(document)

    monkeypatch.setattr(cutting, "statements", watched)
    return seen


def test_no_transaction_is_open_while_a_text_is_cut(people: dict[str, People], locked: list[bool]) -> None:
    by: dict[str, Any] = {"actor": people["owner"].actor, "now": NOW}
    product = services.add_product(**by, key="CUT", name="Cutter")
    row = services.add_blueprint(**by, product_id=product.id, title="Imports", text=TEXT)
    row = services.change_blueprint(**by, id=row.id, version=row.version, text=TEXT * 2)
    row = services.write_keys(**by, id=row.id, version=row.version)
    services.restore_revision(**by, id=row.id, version=row.version, number=1)

    assert locked == [False] * 4


def test_a_change_of_another_is_refused_and_not_overwritten_by_keys(
    people: dict[str, People], monkeypatch: pytest.MonkeyPatch
) -> None:
    by: dict[str, Any] = {"actor": people["owner"].actor, "now": NOW}
    product = services.add_product(**by, key="CUT", name="Cutter")
    row = services.add_blueprint(**by, product_id=product.id, title="Imports", text=TEXT)
    cut, meanwhile = cutting.statements, [TEXT + "\nOne line more.\n"]

    def slow(document: Any) -> Any:
        if meanwhile:
            services.change_blueprint(**by, id=row.id, version=row.version, text=meanwhile.pop())
        return cut(document)

    monkeypatch.setattr(cutting, "statements", slow)
    with pytest.raises(Stale):
        services.write_keys(**by, id=row.id, version=None)
