"""Large files: looked at by a job with progress, within bounds of memory, and answered like small ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.connectors import queries
from pilothouse.kit import clock, jobs
from pilothouse.roadmap import queries as roadmap
from tests.reading import html

ROWS = "".join(f"APP-{number},Work {number},soon\n" for number in range(1, 40))
FILE = f"Issue key,Summary,Due date\n{ROWS}".encode()


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: Any) -> None:
    monkeypatch.setattr("pilothouse.connectors.services.sizes._LARGE", 100)
    monkeypatch.setattr("pilothouse.connectors.services.sizes._MANY_ROWS", 10)


def _upload(client: Any, content: bytes = FILE, **values: str) -> Any:
    return client.post("connectors/upload", {"file": SimpleUploadedFile("export.csv", content), **values})


def test_a_large_upload_is_checked_by_a_job_and_then_opens_the_wizard(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client).url
    assert queries.import_run(actor=editor, number=1).state == "checking"
    page = html(client.get(url))
    assert "Checking export.csv" in page
    assert "Being checked" in page

    assert jobs.run_waiting() == 1
    run = queries.import_run(actor=editor, number=1)
    assert (run.state, run.new_key) == ("checked", "APP")
    done = jobs.status(actor=editor, id=run.job_id or 0)
    assert done.result_url.endswith("/connectors/1?step=columns")
    assert "What each column means" in html(client.get(url))
    assert "39 rows with a cell that cannot be read" in " ".join(
        html(client.get(f"{url}?step=preview")).split()
    )


def test_answers_to_a_large_file_are_checked_by_a_job_too_and_its_notes_are_whole(
    client_for: Any, editor: Any
) -> None:
    client = client_for("editor")
    url = _upload(client).url
    jobs.run_waiting()
    posted = {"header": ["Issue key", "Summary", "Due date"], "field": ["external_id", "title", "ignore"]}
    answer = client.post("connectors/1/columns", posted)
    assert answer.url.endswith("?step=preview")
    assert queries.import_run(actor=editor, number=1).state == "checking"
    started = client.post("connectors/1/start")
    assert "being checked" in html(started)

    jobs.run_waiting()
    report = queries.report(actor=editor, number=1)
    assert (report.problem_count, report.lost) == (0, ("Due date",))
    client.post("connectors/1/columns", posted | {"field": ["external_id", "title", "deadline"]})
    jobs.run_waiting()
    notes = b"".join(client.get("connectors/1/notes").streaming_content).decode("utf-8-sig")
    assert len(notes.splitlines()) == 40
    client.post("connectors/1/start")
    jobs.run_waiting()
    assert queries.import_run(actor=editor, number=1).state == "done"
    assert roadmap.items_page(actor=editor).total == 39
    assert "What arrived" in html(client.get(url))


def test_a_large_file_that_cannot_be_read_has_failed_and_says_why(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    many = "".join(f"APP-{number},Work {number},\n" for number in range(40, 6000)).encode()
    url = _upload(client, FILE + many + "APP-9999,Löschen,\n".encode("cp1252")).url
    jobs.run_waiting()
    assert queries.import_run(actor=editor, number=1).state == "failed"
    page = html(client.get(url))
    assert "The text is not UTF-8" in page
    assert "--" not in page.partition("The text is not UTF-8")[2][:300]


def test_an_answer_that_cannot_be_checked_leaves_those_before(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client).url
    jobs.run_waiting()
    client.post("connectors/1/columns", {"encoding": "utf-16", "header": [], "field": []})
    jobs.run_waiting()
    run = queries.import_run(actor=editor, number=1)
    assert (run.state, run.mapping.encoding) == ("checked", "")
    assert "What each column means" in html(client.get(url))


def test_a_check_that_was_cancelled_leaves_what_was_known(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    _upload(client)
    job = queries.import_run(actor=editor, number=1).job_id or 0
    jobs.cancel(actor=editor, now=clock.now(), id=job)
    assert queries.import_run(actor=editor, number=1).state == "failed"


def test_a_large_file_over_rest_is_checked_by_the_job_that_brings_it_in(api_for: Any, editor: Any) -> None:
    api = api_for("editor")
    data = {"file": SimpleUploadedFile("export.csv", FILE), "product": "APP"}
    answer = api.client.post("/api/v1/imports", data, headers=api.headers)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    jobs.run_waiting()
    run = queries.import_run(actor=editor, number=1)
    assert (run.state, run.counts["created"], run.counts["unread"]) == ("done", 39, 39)


def test_a_dry_run_of_a_large_file_over_rest_is_a_job_with_a_place_to_look(
    api_for: Any, editor: Any, client_for: Any
) -> None:
    api = api_for("editor")
    data = {"file": SimpleUploadedFile("export.csv", FILE), "product": "APP", "dry_run": "true"}
    answer = api.client.post("/api/v1/imports", data, headers=api.headers)
    assert (answer.status_code, answer.json()["state"]) == (202, "checking")
    place = f"/imports/{answer.json()['number']}/report"
    early = api.get(place)
    assert (early.status_code, early.json()["cure"]) == (409, "Ask again once its state is checked.")

    jobs.run_waiting()
    report = api.get(place).json()
    assert (report["rows"], report["new"], report["problem_count"]) == (39, 39, 39)
    assert roadmap.items_page(actor=editor).total == 0
    assert queries.import_run(actor=editor, number=1).new_key == "APP"

    client_for("editor").post("connectors/1/start")
    assert api.get(place).status_code == 409
    jobs.run_waiting()
    assert roadmap.items_page(actor=editor).total == 39
