"""The register as people see it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import queries as connectors
from pilothouse.connectors import services as imports
from pilothouse.connectors.tests.test_identity import bring
from pilothouse.risk import queries
from pilothouse.risk.columns import COLUMNS
from pilothouse.risk.intake import RISKS
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_pages import text
from pilothouse.risk.tests.test_register import enter
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


def test_the_register_shows_open_risks_of_the_chosen_product_with_their_matrix(
    shop: Shop, client_for: Any
) -> None:
    row = enter(shop, probability=0.3, delay_likely=5.0, touches=[shop.first])
    enter(shop, "Over", status="closed")
    vision.add_product(actor=shop.actor, now=shop.now, key="HAR", name="Harbor")
    enter(shop, "Elsewhere", touches=["HAR"])
    html = text(client_for("viewer").get("risk/?product=SHP"))

    assert f"/risk/risks/{row.id}" in html
    assert "The vendor is late" in html
    assert "Over" not in html
    assert "Elsewhere" not in html
    assert 'class="table table-sm risk-matrix"' in html
    assert "data-quick-add" not in html
    assert "data-quick-add" in text(client_for("editor").get("risk/"))


def test_one_line_enters_a_risk_and_a_missing_owner_is_told_where_it_was_typed(
    shop: Shop, client_for: Any
) -> None:
    client = client_for("editor")
    posted = {"title": "Vendor late", "owner_id": ""}
    refused = client.post("risk/risks/quick", posted, headers={"HX-Request": "true"})
    assert (refused.status_code, "has an owner" in text(refused)) == (422, True)
    added = client.post(
        "risk/risks/quick?product=SHP", posted | {"owner_id": shop.ana}, headers={"HX-Request": "true"}
    )
    row = queries.risks(actor=shop.actor)[0]

    assert f"/risk/risks/{row.id}/undo-add" in added.headers["HX-Trigger"]
    assert [each.key for each in row.touches] == ["SHP"]
    client.post(f"risk/risks/{row.id}/undo-add")
    assert queries.risks(actor=shop.actor) == ()


def test_a_form_with_bad_numbers_keeps_what_was_typed(shop: Shop, client_for: Any) -> None:
    posted = {
        "event": "Vendor late", "kind": "threat", "category": "vendor", "status": "open",
        "owner_id": shop.ana, "probability": "100", "delay_likely": "4", "touches": shop.first,
    }  # fmt: skip
    client = client_for("editor")
    refused = client.post("risk/risks/new", posted)

    assert refused.status_code == 422
    assert "it is work" in text(refused)
    assert 'value="Vendor late"' in text(refused)
    assert client.post("risk/risks/new", posted | {"probability": "40"}).status_code == 302
    row = queries.risks(actor=shop.actor)[0]
    assert (row.probability, row.delay_likely, row.touches[0].key) == (0.4, 4.0, shop.first)
    edit = f"risk/risks/{row.id}/edit"
    assert 'value="40' in text(client.get(edit))
    assert client.post(edit, posted | {"probability": "50", "version": row.version}).status_code == 302
    assert client.post(edit, posted | {"probability": "60", "version": row.version}).status_code == 412


def test_items_products_and_questions_show_their_risks(shop: Shop, client_for: Any) -> None:
    enter(shop, "Item at risk", probability=0.3, delay_likely=5.0, touches=[shop.first, "SHP"])
    client = client_for("editor")
    assert "Item at risk" in text(client.get(f"roadmap/items/{shop.first}"))
    assert "Item at risk" not in text(client.get(f"roadmap/items/{shop.second}"))
    assert "Item at risk" in text(client.get(f"vision/products/{shop.product_id}"))
    asked = shop.ask("Does it scale?", chance=0.2, wrong_days=4.0, owner_id=shop.ben)
    page = f"risk/uncertainties/{asked.id}"
    assert "Enter as a risk" in text(client.get(page))
    assert client.post(f"{page}/risk").status_code == 302
    assert "In the register: R-2" in text(client.get(page))


def test_a_value_is_changed_where_it_is_shown(shop: Shop, client_for: Any) -> None:
    row = enter(shop)
    client, url = client_for("editor"), "kit/edit/risk.risk/{}/{}"
    for field, value in (("probability", "35"), ("delay", "2 / 5 / 9"), ("touches", f"{shop.first}, SHP")):
        row = queries.risk(actor=shop.actor, id=row.id)
        posted = {"value": value, "version": row.version, "was": ""}
        answer = client.post(url.format(row.id, field), posted, headers={"HX-Request": "true"})
        assert answer.status_code == 200, text(answer)
    row = queries.risk(actor=shop.actor, id=row.id)

    assert (row.probability, row.delay_low, row.delay_likely, row.delay_high) == (0.35, 2.0, 5.0, 9.0)
    assert [each.key for each in row.touches] == [shop.first, "SHP"]


def test_every_column_of_an_export_is_a_field_of_an_import() -> None:
    assert tuple(field.name for field in RISKS.fields) == COLUMNS


def _exported(client: Any) -> tuple[list[dict[str, str]], str]:
    body = b"".join(client.get("risk/?format=csv&status=any")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body))), body


def test_what_is_exported_comes_in_again_and_changes_nothing(
    shop: Shop, client_for: Any, tmp_path: Path
) -> None:
    enter(
        shop, "=Vendor, late", probability=0.3, probability_low=0.1, delay_low=1.0, delay_likely=2.5,
        cost_likely_cents=123_456, touches=[shop.first, "SHP"], category="technical_debt", cause="Two\nlines",
    )  # fmt: skip
    enter(shop, "Luck", kind="opportunity", work=0.75, probability=0.2, status="occurred")
    rows, body = _exported(client_for("viewer"))
    path = tmp_path / "risks.csv"
    path.write_text(body, encoding="utf-8")
    taken, run = bring(shop.actor, shop.now, path, "SHP")

    assert (taken.created, taken.updated, taken.unchanged) == (0, 0, 2), run.warnings
    assert {row["event"] for row in rows} == {"'=Vendor, late", "Luck"}
    path.write_text(body.replace("0.3,0.1", "0.4,0.1"), encoding="utf-8")
    again, run = bring(shop.actor, shop.now, path, "SHP")
    assert (again.updated, queries.risks(actor=shop.actor)[0].probability) == (1, 0.4)
    imports.undo_import(actor=shop.actor, now=shop.now, number=run.number)
    assert queries.risks(actor=shop.actor)[0].probability == 0.3
    assert connectors.import_run(actor=shop.actor, number=run.number).state == "undone"


def test_a_foreign_register_comes_in_with_what_it_says_wrongly_told(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(
        "Risk ID,Risk,Likelihood,Impact days,Status,Risk owner,Affects\n"
        f"7,Vendor late,40 %,5,Active,Ben Okafor,{shop.first}\n"
        "8,Sure thing,100 %,5,Open,Ben Okafor,\n"
        "9,Too likely,1.2,5,Retired,Ben Okafor,SHP-99\n"
        "10,Negative,0.2,-5,Open,Ben Okafor,\n",
        encoding="utf-8",
    )
    taken, run = bring(shop.actor, shop.now, path, "SHP")
    found = {row.event: row for row in queries.risks(actor=shop.actor)}

    assert taken.created == 4
    assert (found["Vendor late"].probability, found["Vendor late"].delay_likely) == (0.4, 5.0)
    assert [each.key for each in found["Vendor late"].touches] == [shop.first]
    assert [found[name].probability for name in ("Sure thing", "Too likely")] == [None, None]
    assert (found["Too likely"].status, found["Negative"].delay_likely) == ("closed", None)
    assert any("SHP-99" in text for text in run.warnings)
    assert bring(shop.actor, shop.now, path, "SHP")[0].unchanged == 4
    imports.undo_import(actor=shop.actor, now=shop.now, number=run.number)
    assert queries.risks(actor=shop.actor) == ()
