"""An estimate of one number stays one number, and is read with the spread of such numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pilothouse.connectors import services as connectors
from pilothouse.roadmap import models, queries, services

TEN = pytest.approx(2.44, abs=0.01), pytest.approx(22.48, abs=0.01)


def _import(actor: Any, now: Any, product_id: int, path: Path) -> None:
    report = connectors.check_file(actor=actor, path=path, file_name=path.name)
    digest, size = connectors.copy_file(actor=actor, path=path)
    run = connectors.register_import(
        actor=actor,
        now=now,
        digest=digest,
        size=size,
        file_name=path.name,
        report=report,
        product_id=product_id,
    )
    connectors.begin_import(actor=actor, number=run.number, product_id=product_id, job_id=None)
    connectors.perform_import(actor=actor, now=now, number=run.number)


def test_ten_imported_days_without_a_record_are_planned_as_ten_and_simulated_as_2_4_to_22_5(
    small: Any, tmp_path: Path, client_for: Any
) -> None:
    path = tmp_path / "backlog.csv"
    path.write_text("Key,Title,Estimate\nOLD-1,Gate,10\n")
    _import(small.actor, small.now, small.product_id, path)
    item = queries.item(actor=small.actor, key="OLD-1")
    assert (item.low, item.likely, item.high) == (None, 10.0, None)

    small.plan()
    row = models.PlannedItem.objects.get()
    assert (row.implied_low, row.implied_high) == TEN
    assert row.finish_day - row.start_day == pytest.approx(10)
    assert row.assumed == ""
    text = "Estimated at 10 days of work, which implies 2.4 to 22.5."
    assert queries.why(actor=small.actor, key="OLD-1").estimate == text
    page = " ".join(client_for("viewer").get("roadmap/items/OLD-1").content.decode().split())
    assert "implies 2.4 to 22.5 days" in page


def test_an_estimate_of_three_numbers_implies_no_other_range(small: Any) -> None:
    item = small.item("Gate", low=6.0, likely=10.0, high=18.0)
    small.plan()
    row = models.PlannedItem.objects.get()

    assert (row.implied_low, row.implied_high) == (None, None)
    assert queries.why(actor=small.actor, key=item.key).estimate.startswith("Estimated at 6 to 18 days")


def test_what_is_done_shortens_the_work_and_not_what_the_number_stands_for(small: Any) -> None:
    small.item("Gate", days=None, likely=10.0, progress=0.5, status="in_progress")
    small.plan()
    row = models.PlannedItem.objects.get()

    assert row.finish_day == pytest.approx(5)
    assert (row.implied_low, row.implied_high) == TEN


def test_one_number_is_taken_by_form_and_rest_and_two_are_not(
    small: Any, client_for: Any, api_for: Any
) -> None:
    item = small.item("Gate", days=None)
    api = api_for("editor")
    answer = api.patch(f"/items/{item.key}", {"likely": 4})
    assert (answer.status_code, answer.json()["likely"], answer.json()["low"]) == (200, 4.0, None)
    answer = api.patch(f"/items/{item.key}", {"high": 9})
    assert (answer.status_code, answer.json()["where"]) == (422, "estimate")

    values = {
        "title": "Sluice", "product": small.product_id, "level": "task", "kind": "build", "status": "ready",
        "low": "", "likely": "5", "high": "", "mandatory": "on",
    }  # fmt: skip
    assert client_for("editor").post("/w/acme/roadmap/items/new", values).status_code == 302
    assert queries.item(actor=small.actor, key="APP-2").likely == 5.0


@pytest.mark.parametrize(
    "points", [(1.0, None, None), (None, None, 3.0), (1.0, 2.0, None), (None, -1.0, None)]
)
def test_the_database_holds_no_half_given_estimate(small: Any, points: tuple[Any, ...]) -> None:
    item = small.item("Gate", days=None)
    names = ("low", "likely", "high")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Item.objects.filter(pk=item.id).update(**dict(zip(names, points, strict=True)))


def test_a_range_that_becomes_one_number_loses_its_ends(small: Any) -> None:
    item = small.item("Gate", low=6.0, likely=10.0, high=18.0)
    values = {"low": None, "likely": 10.0, "high": None}
    services.change_item(actor=small.actor, now=small.now, key=item.key, version=1, values=values)
    small.plan()

    assert (
        models.PlannedItem.objects.get().implied_low,
        models.PlannedItem.objects.get().implied_high,
    ) == TEN
