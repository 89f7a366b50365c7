"""Files of one name that arrive at once: every import brings in its own."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from pilothouse.connectors import models, queries
from pilothouse.kit import jobs
from pilothouse.roadmap import queries as roadmap

_MANY, _AT_ONCE = 16, 4


def _export(number: int) -> bytes:
    rows = "".join(f"P{number}-{row},Work {row} of {number}\n" for row in range(1, 11))
    return f"Issue key,Summary\n{rows}".encode()


@pytest.mark.django_db(transaction=True)
def test_each_of_many_uploads_of_one_name_brings_in_its_own_file(api_for: Any, editor: Any) -> None:
    api = api_for("editor")

    def send(number: int) -> tuple[int, int]:
        try:
            data = {"file": SimpleUploadedFile("export.csv", _export(number)), "product": f"P{number}"}
            answer = api.client.post("/api/v1/imports", data, headers=api.headers)
            return number, answer.json()["number"] if answer.status_code == 202 else -answer.status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        sent = list(pool.map(send, range(1, _MANY + 1)))
    while jobs.run_waiting():
        pass

    assert all(number > 0 for _, number in sent)
    for number, run in sent:
        assert queries.import_run(actor=editor, number=run).state == "done"
        digest = models.ImportRun.objects.get(number=run).digest
        assert digest == hashlib.sha256(_export(number)).hexdigest()
    titles = {row.title for row in roadmap.items_page(actor=editor, size=200).rows}
    assert titles == {f"Work {row} of {number}" for number in range(1, _MANY + 1) for row in range(1, 11)}


@pytest.mark.django_db(transaction=True)
def test_each_of_many_uploads_on_the_page_keeps_its_own_file(client_for: Any, editor: Any) -> None:
    client = client_for("editor")

    def send(number: int) -> tuple[int, str]:
        try:
            data = {"file": SimpleUploadedFile("export.csv", _export(number))}
            return number, client.post("connectors/upload", data).url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        sent = list(pool.map(send, range(1, _MANY + 1)))

    for number, url in sent:
        report = queries.report(actor=editor, number=int(url.rpartition("/")[2]))
        assert report.preview[0].key == f"P{number}-1"
    kept = Path(settings.PILOTHOUSE_HOME) / "imports" / str(editor.workspace_id)
    assert {hashlib.sha256(_export(number)).hexdigest() for number, _ in sent} <= {
        path.name for path in kept.iterdir()
    }
    assert not list(kept.glob("*.part"))
