"""Imports as rows: kept files, numbers, states, saved mappings."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import models, queries, services
from pilothouse.connectors.contracts import Columns
from pilothouse.connectors.tasks import import_file
from pilothouse.journal import queries as journal
from pilothouse.kit import jobs
from pilothouse.kit.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import queries as roadmap
from pilothouse.vision import services as vision

COLUMNS = Columns("csv", "items", {"Key": "external_id", "Title": "title"})


def _file(tmp_path: Path, text: str = "Key,Title\nA-1,One\nA-2,Two\n") -> Path:
    path = tmp_path / "backlog.csv"
    path.write_text(text)
    return path


def _register(actor: Any, now: Any, path: Path) -> Any:
    report = services.check_file(actor=actor, path=path, file_name=path.name)
    digest, size = services.copy_file(actor=actor, path=path)
    return services.register_import(
        actor=actor,
        now=now,
        digest=digest,
        size=size,
        file_name=path.name,
        report=report,
        product_id=None,
    )


def _begin(actor: Any, now: Any, number: int) -> Any:
    product = vision.ensure_product(actor=actor, now=now, key="APP", name="App")
    return services.begin_import(actor=actor, number=number, product_id=product.id, job_id=None)


# Files


def test_a_file_is_kept_once_by_what_it_holds(editor: Any) -> None:
    first = services.keep_file(actor=editor, stream=io.BytesIO(b"Key,Title\n"), name="one.csv")
    again = services.keep_file(actor=editor, stream=io.BytesIO(b"Key,Title\n"), name="two.csv")

    assert first == again
    assert services.kept_path(actor=editor, digest=first[0]).read_bytes() == b"Key,Title\n"


def test_a_file_above_the_limit_is_refused_and_not_kept(editor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("pilothouse.connectors.services.files.LARGEST_FILE", 5)
    with pytest.raises(Invalid, match="more than 1 GB"):
        services.keep_file(actor=editor, stream=io.BytesIO(b"Key,Title\n"), name="large.csv")


def test_a_file_that_is_only_looked_at_leaves_nothing(editor: Any) -> None:
    with services.received_file(actor=editor, stream=io.BytesIO(b"x"), name="x.csv") as file:
        assert file.path.read_bytes() == b"x"

    assert not file.path.exists()
    with pytest.raises(Gone):
        services.kept_path(actor=editor, digest=file.digest)


def test_a_file_that_is_not_what_was_uploaded_is_never_brought_in(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    run = _register(editor, now, _file(tmp_path))
    _begin(editor, now, run.number)
    digest = services.digest_of(actor=editor, number=run.number)
    services.kept_path(actor=editor, digest=digest).write_text("Key,Title\nB-1,Of another\n")

    with pytest.raises(Gone, match="not what was uploaded"):
        services.perform_import(actor=editor, now=now, number=run.number)
    assert roadmap.items_page(actor=editor).total == 0


def test_a_digest_never_leads_out_of_the_folder(editor: Any) -> None:
    with pytest.raises(Gone):
        services.kept_path(actor=editor, digest="../../../etc/passwd")


def test_a_file_that_is_not_there_is_named(editor: Any, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        services.copy_file(actor=editor, path=tmp_path / "none.csv")
    assert caught.value.where.endswith("none.csv")


# States


def test_imports_are_numbered_within_their_workspace(
    editor: Any, stranger: Any, now: Any, tmp_path: Path
) -> None:
    path = _file(tmp_path)
    numbers = [_register(editor, now, path).number for _ in range(3)]

    assert numbers == [1, 2, 3]
    assert [run.number for run in queries.imports_page(actor=editor).rows] == [3, 2, 1]
    with pytest.raises(NotFound):
        queries.import_run(actor=stranger, number=1)


def test_items_need_a_product_and_an_import_starts_once(editor: Any, now: Any, tmp_path: Path) -> None:
    run = _register(editor, now, _file(tmp_path))
    with pytest.raises(Invalid, match="No product was chosen"):
        services.begin_import(actor=editor, number=run.number, product_id=None, job_id=None)

    assert _begin(editor, now, run.number).state == "waiting"
    with pytest.raises(Conflict, match="Import 1 is waiting"):
        _begin(editor, now, run.number)


def test_only_a_finished_import_is_undone(editor: Any, now: Any, tmp_path: Path) -> None:
    run = _register(editor, now, _file(tmp_path))
    with pytest.raises(Conflict, match="Import 1 is checked"):
        services.undo_import(actor=editor, now=now, number=run.number)


def test_the_meaning_of_columns_changes_until_the_start(editor: Any, now: Any, tmp_path: Path) -> None:
    path = _file(tmp_path, "Key,Title,Wibble\nA-1,One,x\n")
    run = _register(editor, now, path)
    mapping = replace(run.mapping, fields=run.mapping.fields | {"Wibble": "labels"})
    report = services.check_file(actor=editor, path=path, file_name=path.name, columns=mapping)

    changed = services.change_columns(actor=editor, number=run.number, report=report)
    assert changed.mapping.fields["Wibble"] == "labels"
    _begin(editor, now, run.number)
    with pytest.raises(Conflict):
        services.change_columns(actor=editor, number=run.number, report=report)


def test_an_import_that_breaks_is_failed_and_may_start_again(
    editor: Any, now: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    run = _register(editor, now, _file(tmp_path))
    _begin(editor, now, run.number)
    with monkeypatch.context() as broken:
        broken.setattr("pilothouse.connectors.services.running.check", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.perform_import(actor=editor, now=now, number=run.number)
    assert queries.import_run(actor=editor, number=run.number).state == "failed"

    _begin(editor, now, run.number)
    assert services.perform_import(actor=editor, now=now, number=run.number).created == 2
    assert queries.import_run(actor=editor, number=run.number).state == "done"


def test_warnings_of_the_file_and_notes_of_the_rows_are_kept_with_the_import(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    run = _register(editor, now, _file(tmp_path, "Key,Title,Low,Parent\nA-1,One,2,Z-9\n"))
    _begin(editor, now, run.number)
    services.perform_import(actor=editor, now=now, number=run.number)
    found = queries.import_run(actor=editor, number=run.number)

    assert found.warnings[0].startswith("row 2, column 'Low': No estimate is taken")
    assert found.warnings[1] == "row 2, A-1: Its parent Z-9 is not in the file."
    assert (found.counts["rows"], found.counts["created"]) == (1, 1)


def test_an_import_and_its_undoing_are_in_the_record(editor: Any, now: Any, tmp_path: Path) -> None:
    run = _register(editor, now, _file(tmp_path))
    _begin(editor, now, run.number)
    services.perform_import(actor=editor, now=now, number=run.number)
    services.undo_import(actor=editor, now=now, number=run.number)
    entries = journal.history(actor=editor, subject=Ref("connectors.import", run.id))

    assert [entry.verb for entry in entries] == ["import.undone", "import.done"]
    assert entries[0].changes["removed"] == [None, 2]


def test_a_second_start_after_an_undo_is_undone_by_itself(editor: Any, now: Any, tmp_path: Path) -> None:
    run = _register(editor, now, _file(tmp_path))
    for _ in range(2):
        _begin(editor, now, run.number)
        services.perform_import(actor=editor, now=now, number=run.number)
        assert services.undo_import(actor=editor, now=now, number=run.number).removed == 2
    assert roadmap.items_page(actor=editor).total == 0


def test_a_job_brings_the_file_in_and_leads_to_its_page(editor: Any, now: Any, tmp_path: Path) -> None:
    run = _register(editor, now, _file(tmp_path))
    product = vision.ensure_product(actor=editor, now=now, key="APP", name="App")
    started = jobs.start(
        import_file,
        actor=editor,
        now=now,
        subject=Ref("connectors.import", run.id),
        arguments={"number": run.number, "skip_broken": False},
    )
    services.begin_import(actor=editor, number=run.number, product_id=product.id, job_id=started.id)
    jobs.run_waiting()
    done = jobs.status(actor=editor, id=started.id)

    assert done.state == "done"
    assert done.result["created"] == 2
    assert done.result["result_url"].endswith(f"/connectors/{run.number}")
    assert queries.import_run(actor=editor, number=run.number).state == "done"


def test_an_import_whose_job_was_cleaned_away_counts_as_failed(editor: Any, now: Any, tmp_path: Path) -> None:
    run = _register(editor, now, _file(tmp_path))
    models.ImportRun.objects.filter(pk=run.id).update(state="running", job_id=10**6)

    assert queries.import_run(actor=editor, number=run.number).state == "failed"


# Mappings


def test_a_mapping_is_kept_by_connector_noun_and_name_and_replaced(editor: Any, now: Any) -> None:
    people = Columns("csv", "people", {"Key": "external_id", "Who": "name"})
    for columns in (COLUMNS, people, replace(COLUMNS, separator="|")):
        services.save_mapping(actor=editor, now=now, name=" ours ", columns=columns)

    assert queries.mapping(actor=editor, source="csv", noun="items", name="ours").separator == "|"
    assert queries.mapping(actor=editor, source="csv", noun="people", name="ours").fields["Who"] == "name"
    with pytest.raises(Invalid, match="'ours' maps items, people"):
        queries.mapping(actor=editor, source="csv", name="ours")
    assert models.Mapping.objects.count() == 2
    verbs = [row.verb for row in journal.activity(actor=editor, kind="connectors.mapping").rows]
    assert verbs == ["mapping.replaced", "mapping.saved", "mapping.saved"]


@pytest.mark.parametrize(
    ("name", "columns", "where"),
    [
        (" ", COLUMNS, "name"),
        ("x" * 101, COLUMNS, "name"),
        ("ours", replace(COLUMNS, fields={"Key": "wibble"}), "Key"),
        ("ours", replace(COLUMNS, noun="people"), "Key"),
    ],
)
def test_a_mapping_without_a_name_or_with_an_unknown_field_is_refused(
    editor: Any, now: Any, name: str, columns: Columns, where: str
) -> None:
    if columns.noun == "people":
        columns = replace(columns, fields={"Key": "deadline"})
    with pytest.raises(Invalid) as caught:
        services.save_mapping(actor=editor, now=now, name=name, columns=columns)
    assert caught.value.where == where
    assert models.Mapping.objects.count() == 0


def test_mappings_that_come_with_a_connector_are_listed_with_the_saved_ones(editor: Any, now: Any) -> None:
    services.save_mapping(actor=editor, now=now, name="ours", columns=replace(COLUMNS, connector="jira"))

    names = [columns.name for columns in queries.mappings(actor=editor, source="jira")]
    assert names == ["archive", "ours"]
    assert queries.mappings(actor=editor, source="jira", noun="people") == ()
    with pytest.raises(NotFound) as caught:
        queries.mapping(actor=editor, source="jira", name="theirs")
    assert caught.value.cure == "Saved are: archive, ours."


def test_a_viewer_saves_and_starts_nothing(editor: Any, viewer: Any, now: Any, tmp_path: Path) -> None:
    run = _register(editor, now, _file(tmp_path))
    with pytest.raises(Forbidden):
        services.save_mapping(actor=viewer, now=now, name="ours", columns=COLUMNS)
    with pytest.raises(Forbidden):
        services.begin_import(actor=viewer, number=run.number, product_id=None, job_id=None)
    with pytest.raises(Forbidden):
        services.undo_import(actor=viewer, now=now, number=run.number)
