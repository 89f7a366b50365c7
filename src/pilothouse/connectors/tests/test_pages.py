"""The import wizard as a browser without scripts sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.connectors import queries, services
from pilothouse.kit import jobs
from pilothouse.roadmap import queries as roadmap
from tests.reading import html

SAMPLE = Path(__file__).parents[1] / "jira/samples/sample.csv"
BROKEN = b"Issue key,Summary,Due date,Wibble\nA-1,One,2026-05-01,x\nA-2,Two,soon,y\n"


def _upload(client: Any, content: bytes, name: str = "backlog.csv", **values: str) -> Any:
    return client.post("connectors/upload", {"file": SimpleUploadedFile(name, content), **values})


def _kept(actor: Any) -> list[str]:
    folder = Path(settings.PILOTHOUSE_HOME) / "imports" / str(actor.workspace_id)
    return [path.name for path in folder.glob("*")]


def test_the_empty_list_teaches_and_offers_a_sample(client_for: Any) -> None:
    page = client_for("editor").get("connectors/").content.decode()
    assert "Bring your backlog along" in page
    assert "Recognise it" in page
    sample = client_for("editor").get("connectors/sample")
    assert b"".join(sample.streaming_content) == SAMPLE.read_bytes()


def test_an_upload_shows_columns_report_and_first_rows(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    answer = _upload(client, SAMPLE.read_bytes(), "sample.csv")
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "18 rows, 0 broken" in page
    assert "Import 18 items" in page
    assert "skip_broken" not in page
    assert queries.import_run(actor=editor, number=1).source == "jira"
    assert roadmap.items_page(actor=editor).total == 0


def test_a_broken_row_is_shown_with_its_cure_and_can_be_left_out(client_for: Any) -> None:
    client = client_for("editor")
    page = html(client.get(_upload(client, BROKEN).url))
    assert "Row 3, Due date" in page
    assert "Write it as 2027-01-31." in page
    assert "Leave 1 broken row out" in page
    assert "Not recognised" in page


@pytest.mark.parametrize(
    "content", [b"", b"Key,Title\nA-1,Caf\xe9\n", b"Wibble,Wobble\n1,2\n", b"Key,Title\n"]
)
def test_a_file_that_cannot_be_read_is_explained_by_its_name_and_not_kept(
    client_for: Any, editor: Any, content: bytes
) -> None:
    before = _kept(editor)
    answer = _upload(client_for("editor"), content, "mine.csv")
    assert answer.status_code == 422
    if content:
        assert b"mine.csv" in answer.content
    assert _kept(editor) == before
    assert queries.imports_page(actor=editor).total == 0


def test_another_meaning_of_a_column_gives_another_report_and_is_saved(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, BROKEN).url
    form = {
        "header": ["Issue key", "Summary", "Due date", "Wibble"],
        "field": ["external_id", "title", "", "labels"],
        "dates": "month",
        "save_as": "ours",
    }
    client.post(f"{url}/columns", form)
    run = queries.import_run(actor=editor, number=1)
    assert (run.counts["broken"], run.counts["items"]) == (0, 2)
    assert run.mapping.fields["Wibble"] == "labels"
    assert not run.mapping.day_first
    assert queries.mapping(actor=editor, source=run.source, name="ours").fields["Wibble"] == "labels"


def test_start_needs_a_product_and_says_so(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, SAMPLE.read_bytes()).url
    client.post(f"{url}/start", {"product": "", "new_key": "?"})
    assert b"is not a key" in client.get(url).content
    assert queries.import_run(actor=editor, number=1).state == "checked"
    assert jobs.recent(actor=editor) == ()


def test_a_started_import_runs_as_a_job_and_can_be_undone(client_for: Any, editor: Any, now: Any) -> None:
    client = client_for("editor")
    url = _upload(client, SAMPLE.read_bytes(), "sample.csv").url
    client.post(f"{url}/start", {"product": "", "new_key": "PORT", "new_name": "Portal"})
    assert "Importing sample.csv" in client.get(url).content.decode()
    job = queries.import_run(actor=editor, number=1).job_id
    assert job is not None
    services.perform_import(actor=editor, now=now, number=1)
    page = client.get(url).content.decode()
    assert "Items made" in page
    assert "Plan now" in page
    client.post(f"{url}/undo")
    page = client.get(url).content.decode()
    assert "This import was undone." in page
    answer = client.post(f"{url}/again")
    assert "Import 18 items" in client.get(answer.url).content.decode()


def test_an_import_whose_job_was_cancelled_counts_as_failed(client_for: Any, editor: Any, now: Any) -> None:
    client = client_for("editor")
    url = _upload(client, SAMPLE.read_bytes()).url
    client.post(f"{url}/start", {"product": "", "new_key": "PORT"})
    job = queries.import_run(actor=editor, number=1).job_id
    jobs.cancel(actor=editor, now=now, id=job)
    assert queries.import_run(actor=editor, number=1).state == "failed"
    assert "Check the file again" in client.get(url).content.decode()


def test_a_viewer_reads_and_a_stranger_sees_nothing(client_for: Any) -> None:
    url = _upload(client_for("editor"), BROKEN).url
    viewer = client_for("viewer")
    assert viewer.get(url).status_code == 200
    assert b"Bring it in" not in viewer.get(url).content
    assert _upload(viewer, BROKEN).status_code == 403
    for verb in ("start", "columns", "undo", "again"):
        assert viewer.post(f"{url}/{verb}").status_code == 403
    assert client_for("stranger").get(url).status_code == 404
    assert client_for("stranger").get("connectors/1").status_code == 404
