"""Imports over REST."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.connectors import queries, services
from pilothouse.roadmap import queries as roadmap

SAMPLE = Path(__file__).parents[1] / "jira/samples/sample.csv"
BROKEN = b"Issue key,Summary,Due date\nA-1,One,2026-05-01\nA-2,Two,soon\n"


def _post(api: Any, content: bytes, **values: str) -> Any:
    data = {"file": SimpleUploadedFile("backlog.csv", content), **values}
    return api.client.post("/api/v1/imports", data, headers=api.headers)


def test_a_dry_run_answers_the_report_and_writes_nothing(api_for: Any, editor: Any) -> None:
    answer = _post(api_for("editor"), BROKEN, dry_run="true")
    assert answer.status_code == 200
    report = answer.json()
    assert (report["source"], report["rows"], report["problem_count"]) == ("jira", 2, 1)
    assert report["problems"][0]["row"] == 3
    assert [column["field"] for column in report["columns"]] == ["external_id", "title", "deadline"]
    assert queries.imports_page(actor=editor).total == 0


def test_a_broken_row_refuses_the_file_and_lists_the_problems(api_for: Any, editor: Any) -> None:
    answer = _post(api_for("editor"), BROKEN, product="APP", skip_broken="false")
    assert answer.status_code == 422
    assert answer.json()["code"] == "broken_rows"
    assert len(answer.json()["extra"]["problems"]) == 1
    assert queries.imports_page(actor=editor).total == 0


def test_an_import_starts_a_job_runs_and_is_taken_back(api_for: Any, editor: Any, now: Any) -> None:
    api = api_for("editor")
    answer = _post(api, SAMPLE.read_bytes(), product="PORT")
    assert answer.status_code == 202
    number = answer.json()["number"]
    assert answer.json()["state"] == "waiting"
    assert api.get(f"/imports/{number}").json()["state"] == "waiting"

    services.perform_import(actor=editor, now=now, number=number)
    assert api.get("/imports").json()[0]["counts"]["created"] == 18
    assert api.post(f"/imports/{number}/undo").json() == {
        "removed": 18,
        "restored": 0,
        "people": 4,
        "kept": 0,
    }
    assert roadmap.items_page(actor=editor).total == 0
    assert api.post(f"/imports/{number}/undo").status_code == 409


def test_a_missing_file_or_product_is_named(api_for: Any) -> None:
    api = api_for("editor")
    missing = api.client.post("/api/v1/imports", {"product": "PORT"}, headers=api.headers)
    assert (missing.status_code, missing.json()["where"]) == (422, "file")
    assert _post(api, SAMPLE.read_bytes()).json()["where"] == "product"
    assert _post(api, SAMPLE.read_bytes(), source="wibble").status_code == 404


def test_viewers_and_strangers_import_and_see_nothing(api_for: Any) -> None:
    number = _post(api_for("editor"), SAMPLE.read_bytes(), product="PORT").json()["number"]
    assert _post(api_for("viewer"), SAMPLE.read_bytes(), product="PORT").status_code == 403
    assert api_for("viewer").get(f"/imports/{number}").status_code == 200
    assert api_for("stranger").get(f"/imports/{number}").status_code == 404
    assert api_for("stranger").post(f"/imports/{number}/undo").status_code == 404


def test_columns_words_and_people_are_named_over_rest(api_for: Any, editor: Any) -> None:
    said = {"fields": '{"Quux": "title", "Lage": "status"}', "values": '{"status": {"Zapp": "ready"}}'}
    report = _post(api_for("editor"), b"Quux,Lage\nOne,Zapp\n", dry_run="true", product="APP", **said).json()
    assert [(word["text"], word["meaning"], word["sure"]) for word in report["words"]] == [
        ("Zapp", "ready", True)
    ]
    assert (report["new"], report["makes_keys"]) == (1, True)
    assert _post(api_for("editor"), b"Quux\nOne\n", fields="[]").status_code == 422
