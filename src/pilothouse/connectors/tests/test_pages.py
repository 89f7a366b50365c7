"""The import wizard as a browser without scripts sees it."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.connectors import queries, services
from pilothouse.kit import clock, jobs
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as roadmap_services
from pilothouse.team import services as team
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
    assert "Automatic" in page
    sample = client_for("editor").get("connectors/sample")
    assert b"".join(sample.streaming_content) == SAMPLE.read_bytes()


def test_a_sheet_with_odd_headers_is_filled_in_and_read_as_it_is_meant(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    assert "Was;Wer;Stand" not in client.get("connectors/").content.decode()
    page = client.get("connectors/?example=1").content.decode()
    cells = unescape(page.partition('wrap="off">')[2].partition("</textarea>")[0])
    answer = client.post("connectors/upload", {"pasted": cells})
    preview = client.get(f"{answer.url}?step=preview").content.decode()
    for words in ("Map of vehicles", "is a line of totals"):
        assert words in preview
    assert "1 row left out." in " ".join(html(client.get(f"{answer.url}?step=preview")).split())
    assert "the cell stays empty" not in preview
    assert "The header is in line 2" in client.get(answer.url).content.decode()
    counts = queries.imports_page(actor=editor, page=1).rows[0].counts
    assert (counts["broken"], counts["unread"]) == (1, 0)


def test_an_upload_opens_the_columns_and_the_preview_says_what_will_happen(
    client_for: Any, editor: Any
) -> None:
    client = client_for("editor")
    answer = _upload(client, SAMPLE.read_bytes(), "sample.csv")
    assert answer.status_code == 302
    assert "What each column means" in client.get(answer.url).content.decode()
    page = client.get(f"{answer.url}?step=preview").content.decode()
    assert "Import 18 items" in page
    run = queries.import_run(actor=editor, number=1)
    assert (run.source, run.new_key) == ("jira", "PORT")
    assert roadmap.items_page(actor=editor).total == 0


def test_a_bad_cell_is_shown_with_its_cure_and_can_be_typed_anew(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, BROKEN).url
    assert "Not recognised" in html(client.get(url))
    page = html(client.get(f"{url}?step=preview"))
    assert "Row 3, Due date" in page
    assert "Write it as 2027-01-31." in page
    assert "Import 2 items" in page

    client.post(f"{url}/repair", {"row": "3", "column": "Due date", "text": "2026-06-02"})
    assert queries.import_run(actor=editor, number=1).repairs == {3: {"Due date": "2026-06-02"}}
    assert "Cells that cannot be read" not in html(client.get(f"{url}?step=preview"))
    _finish(client, editor, url)
    assert str(roadmap.item(actor=editor, key="A-2").deadline) == "2026-06-02"


ODD = b"Quux;Wer;Stand;Wibble\nPlan;Ann;Offen;x\nBuild;Bob;Zapp;y\n"


def test_a_plain_spreadsheet_opens_its_mapping_and_comes_in_with_keys(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, ODD, "plan.csv").url
    assert "No column holds what every row needs" in html(client.get(url))
    assert "What each column means" in html(client.get(f"{url}?step=preview"))

    form = {"header": ["Quux", "Wer", "Stand", "Wibble"], "field": ["", "assignee", "status", ""]}
    assert "Choose the column that holds the title." in html(client.post(f"{url}/columns", form, follow=True))
    form["field"][0] = "title"
    answer = client.post(f"{url}/columns", form | {"product": "", "new_key": "plan", "new_name": "Plans"})
    assert answer.url.endswith("?step=values")
    page = html(client.get(answer.url))
    assert page.count("Not known") >= 1

    words = {"word_field": ["status", "status"], "word": ["Offen", "Zapp"], "meaning": ["ready", "done"]}
    answer = client.post(f"{url}/values", words)
    assert answer.url.endswith("?step=people")
    answer = client.post(f"{url}/people", {"name": ["Ann", "Bob"], "person": ["new", "no one"]})
    assert answer.url.endswith("?step=preview")
    assert "Into a new product, <strong>Plans</strong>." in html(client.get(answer.url))

    _finish(client, editor, url)
    found = {
        row.key: (row.title, row.status, row.owner_name) for row in roadmap.items_page(actor=editor).rows
    }
    assert found == {"PLAN-1": ("Plan", "ready", "Ann"), "PLAN-2": ("Build", "done", "")}


def test_choices_survive_going_back_and_a_saved_mapping_keeps_values(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, ODD, "plan.csv").url
    form = {"header": ["Quux", "Stand"], "field": ["title", "status"]}
    client.post(f"{url}/columns", form)
    words = {"word_field": ["status"], "word": ["Zapp"], "meaning": ["done"], "go": "columns"}
    assert client.post(f"{url}/values", words).url.endswith("?step=columns")
    client.post(f"{url}/columns", form)
    client.post(f"{url}/save", {"save_as": "ours"})

    assert queries.mapping(actor=editor, source="csv", name="ours").values == {"status": {"Zapp": "done"}}
    again = _upload(client, ODD, "plan.csv").url
    client.post(f"{again}/columns", {"mapping": "ours"})
    report = queries.report(actor=editor, number=2)
    assert [(word.text, word.meaning, word.sure) for word in report.words if word.text == "Zapp"] == [
        ("Zapp", "done", True)
    ]


def test_people_are_known_by_name_and_email_and_chosen_by_hand(
    client_for: Any, editor: Any, now: Any
) -> None:
    ids = [
        team.add_person(actor=editor, now=now, name=name, email=email).id
        for name, email in (("Ann Lee", "ann@acme.example"), ("Bob Ray", "bob@acme.example"))
    ]
    content = b'Key,Title,Assignee\nA-1,One,"Lee, Ann"\nA-2,Two,bob\nA-3,Three,Cy\n'
    client = client_for("editor")
    url = _upload(client, content).url
    names = {name.text: (name.person, name.by) for name in queries.report(actor=editor, number=1).names}
    assert names == {
        "Lee, Ann": (str(ids[0]), "name"),
        "bob": (str(ids[1]), "account"),
        "Cy": ("new", ""),
    }
    client.post(f"{url}/people", {"name": "Cy", "person": "Ann Lee"})
    _finish(client, editor, url)
    assert [row.owner_name for row in roadmap.items_page(actor=editor).rows] == [
        "Ann Lee",
        "Bob Ray",
        "Ann Lee",
    ]


def test_cells_that_are_pasted_open_the_same_steps(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    answer = client.post("connectors/upload", {"pasted": "Title\tStatus\nOne\tDone\nTwo\tOpen\n"})
    assert answer.status_code == 302
    assert queries.report(actor=editor, number=1).ready == 2


def test_all_that_is_worth_knowing_is_a_table_to_download(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, BROKEN).url
    before = client.get(f"{url}/notes").content.decode()
    assert (
        "3,Due date,'soon' is not a date.".replace("'soon", "''soon") in before or "is not a date." in before
    )
    _finish(client, editor, url)
    after = client.get(f"{url}/notes")
    assert after["Content-Disposition"] == 'attachment; filename="import-1-notes.csv"'
    assert "is not a date." in b"".join(after.streaming_content).decode()


def test_undoing_shows_what_was_edited_since_and_keeps_or_loses_it(
    client_for: Any, editor: Any, now: Any
) -> None:
    client = client_for("editor")
    url = _upload(client, SAMPLE.read_bytes(), "sample.csv").url
    _finish(client, editor, url)
    item = roadmap.item(actor=editor, key="PORT-3")
    roadmap_services.change_item(
        actor=editor, now=now, key="PORT-3", version=item.version, values={"title": "Mine"}
    )
    page = html(client.get(f"{url}/undo"))
    assert "Edited since: 1 item" in page
    for button in ("Undo and keep these", "Undo and lose these", "Cancel"):
        assert button in page
    assert client.post(f"{url}/undo").status_code == 409

    client.post(f"{url}/undo", {"edited": "keep"})
    assert [row.title for row in roadmap.items_page(actor=editor).rows] == ["Mine"]


def _finish(client: Any, actor: Any, url: str) -> None:
    """Start the import that waits at `url`, and run it."""
    client.post(f"{url}/start")
    services.perform_import(actor=actor, now=clock.now(), number=int(url.rpartition("/")[2]))


@pytest.mark.parametrize("content", [b"", b"Key,Title\nA-1,Caf\xe9\n", b"Key,Title\n"])
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


def test_another_meaning_of_a_column_gives_another_report(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, BROKEN).url
    form = {
        "header": ["Issue key", "Summary", "Due date", "Wibble"],
        "field": ["external_id", "title", "", "labels"],
    }
    client.post(f"{url}/columns", form)
    run = queries.import_run(actor=editor, number=1)
    assert (run.counts["broken"], run.counts["items"]) == (0, 2)
    assert run.mapping.fields["Wibble"] == "labels"


def _form(actor: Any) -> dict[str, Any]:
    """The form of the columns as it stands."""
    fields = queries.import_run(actor=actor, number=1).mapping.fields
    return {"header": list(fields), "field": list(fields.values())}


def test_start_needs_a_product_and_says_so(client_for: Any, editor: Any) -> None:
    client = client_for("editor")
    url = _upload(client, SAMPLE.read_bytes()).url
    client.post(f"{url}/columns", {**_form(editor), "product": "", "new_key": "?"})
    answer = client.post(f"{url}/start")
    assert answer.status_code == 422
    assert b"is not a key" in answer.content
    assert queries.import_run(actor=editor, number=1).state == "checked"
    assert jobs.recent(actor=editor) == ()


def test_a_started_import_runs_as_a_job_and_can_be_undone(client_for: Any, editor: Any, now: Any) -> None:
    client = client_for("editor")
    url = _upload(client, SAMPLE.read_bytes(), "sample.csv").url
    client.post(f"{url}/start")
    assert "Importing sample.csv" in client.get(url).content.decode()
    job = queries.import_run(actor=editor, number=1).job_id
    assert job is not None
    services.perform_import(actor=editor, now=now, number=1)
    page = client.get(url).content.decode()
    assert "Items made" in page
    assert "Plan now" in page
    client.post(f"{url}/undo", {"edited": "lose"})
    page = client.get(url).content.decode()
    assert "This import was undone." in page
    answer = client.post(f"{url}/again")
    assert "Import 18 items" in client.get(f"{answer.url}?step=preview").content.decode()


def test_an_import_whose_job_was_cancelled_counts_as_failed(client_for: Any, editor: Any, now: Any) -> None:
    client = client_for("editor")
    url = _upload(client, SAMPLE.read_bytes()).url
    client.post(f"{url}/start")
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
    for verb in ("start", "columns", "values", "people", "repair", "save", "undo", "again"):
        assert viewer.post(f"{url}/{verb}").status_code == 403
    assert client_for("stranger").get(url).status_code == 404
    assert client_for("stranger").get("connectors/1").status_code == 404
