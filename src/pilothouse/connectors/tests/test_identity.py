"""What a row is known again by: product and source, a key of our own, or title and parent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import queries, services
from pilothouse.roadmap import queries as roadmap
from pilothouse.roadmap import services as roadmap_services
from pilothouse.vision import services as vision


def bring(actor: Any, now: Any, path: Path, key: str, **more: Any) -> tuple[Any, Any]:
    """What an import into the product `key` did, and the import."""
    product = vision.ensure_product(actor=actor, now=now, key=key, name=key)
    report = services.check_file(actor=actor, path=path, file_name=path.name, product_id=product.id, **more)
    digest, size = services.copy_file(actor=actor, path=path)
    run = services.register_import(
        actor=actor,
        now=now,
        digest=digest,
        size=size,
        file_name=path.name,
        report=report,
        product_id=product.id,
    )
    services.begin_import(actor=actor, number=run.number, product_id=product.id, job_id=None)
    taken = services.perform_import(actor=actor, now=now, number=run.number)
    return taken, queries.import_run(actor=actor, number=run.number)


def _file(tmp_path: Path, text: str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def _titles(actor: Any) -> dict[str, str]:
    return {row.key: row.title for row in roadmap.items_page(actor=actor, size=100).rows}


def test_two_repositories_share_numbers_and_no_items(editor: Any, now: Any, tmp_path: Path) -> None:
    one = _file(tmp_path, "number,title,state\n501,Crash on save,open\n502,Dark mode,open\n", "one.csv")
    two = _file(tmp_path, "number,title,state\n501,Rename the API,open\n503,Docs,open\n", "two.csv")
    bring(editor, now, one, "ONE")
    taken, _ = bring(editor, now, two, "TWO")

    assert (taken.created, taken.updated) == (2, 0)
    assert _titles(editor) == {
        "ONE-501": "Crash on save",
        "ONE-502": "Dark mode",
        "TWO-501": "Rename the API",
        "TWO-503": "Docs",
    }
    assert [bring(editor, now, path, key)[0].unchanged for path, key in ((one, "ONE"), (two, "TWO"))] == [
        2,
        2,
    ]


def test_a_key_that_is_taken_stays_as_the_trackers_and_is_told(editor: Any, now: Any, tmp_path: Path) -> None:
    path = _file(tmp_path, "Key,Title,Parent\nAPP-1,One,\nAPP-2,Two,APP-1\n")
    bring(editor, now, path, "ONE")
    taken, run = bring(editor, now, path, "TWO")

    assert _titles(editor) == {"APP-1": "One", "APP-2": "Two", "TWO-1": "One", "TWO-2": "Two"}
    assert roadmap.item(actor=editor, key="TWO-2").ancestors[0].key == "TWO-1"
    assert roadmap.item(actor=editor, key="TWO-1").external_id == "APP-1"
    assert "row 2, APP-1: The key APP-1 is taken here, so the item is called TWO-1." in run.warnings
    assert taken.created == 2
    assert bring(editor, now, path, "TWO")[0].unchanged == 2


def test_rows_without_a_key_get_one_and_are_known_again_by_title_and_parent(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    text = "Task,Part of,Owner\nPlan,,Ann\nBuild,Plan,Ann\nBuild,,\nBuild,,\n"
    path = _file(tmp_path, text.replace("Task", "Title").replace("Part of", "Parent"))
    taken, _ = bring(editor, now, path, "APP")

    assert taken.created == 4
    assert _titles(editor) == {"APP-1": "Plan", "APP-2": "Build", "APP-3": "Build", "APP-4": "Build"}
    assert roadmap.item(actor=editor, key="APP-2").ancestors[0].key == "APP-1"
    assert bring(editor, now, path, "APP")[0].unchanged == 4


def test_a_column_that_a_file_lacks_changes_nothing(editor: Any, now: Any, tmp_path: Path) -> None:
    bring(editor, now, _file(tmp_path, "Key,Title,Status,Due,Labels\nA-1,One,Done,2027-01-31,x;y\n"), "APP")
    taken, _ = bring(editor, now, _file(tmp_path, "Key,Title\nA-1,Uno\n"), "APP")
    item = roadmap.item(actor=editor, key="A-1")

    assert taken.updated == 1
    assert (item.title, item.status, str(item.deadline), item.labels) == (
        "Uno",
        "done",
        "2027-01-31",
        ("x", "y"),
    )


def test_the_report_says_what_is_new_changes_and_is_kept(editor: Any, now: Any, tmp_path: Path) -> None:
    bring(editor, now, _file(tmp_path, "Key,Title,Owner\nA-1,One,Ann\nA-2,Two,\nA-3,Three,\n"), "APP")
    item = roadmap.item(actor=editor, key="A-2")
    roadmap_services.change_item(
        actor=editor, now=now, key="A-2", version=item.version, values={"title": "Mine"}
    )
    path = _file(tmp_path, "Key,Title,Owner\nA-1,One,Bob\nA-2,Zwei,\nA-3,Three,\nA-4,Four,\n")
    product = vision.ensure_product(actor=editor, now=now, key="APP", name="APP")
    report = services.check_file(actor=editor, path=path, file_name="t.csv", product_id=product.id)

    assert (report.new, report.changed, report.kept, report.unchanged) == (1, 1, 1, 2)
    changed, kept = report.differences
    assert [(each.label, each.before, each.after) for each in changed.changes] == [("Owner", "Ann", "Bob")]
    assert [(each.label, each.before, each.after) for each in kept.kept] == [("Title", "Mine", "Zwei")]
    assert roadmap.item(actor=editor, key="A-1").owner_name == "Ann"


@pytest.mark.parametrize("cell", ["V-9", "V-1"])
def test_an_item_to_wait_for_that_is_missing_or_the_item_itself_is_told(
    editor: Any, now: Any, tmp_path: Path, cell: str
) -> None:
    path = _file(tmp_path, f"Key,Title,Waits for\nV-1,One,{cell}\n")
    report = services.check_file(actor=editor, path=path, file_name="t.csv")
    _, run = bring(editor, now, path, "APP")

    why = "the item itself" if cell == "V-1" else "an item that is not in the file"
    assert [each.text for each in report.warnings] == [
        f"'waits for {cell}' names {why}; it is no dependency."
    ]
    assert run.warnings == (f"row 2, V-1: {report.warnings[0].text}",)


def test_a_second_value_of_a_field_with_one_is_told(tmp_path: Path) -> None:
    path = _file(tmp_path, "Key,Title,Title,Status,Status\nD-1,First,Second,Open,Done\n")
    report = services.check_file(actor=None, path=path, file_name="t.csv")

    assert [(each.column, each.text) for each in report.warnings] == [
        ("Title", "'Second' is not taken: title is 'First'."),
        ("Status", "'Done' is not taken: status is 'Open'."),
    ]


def test_a_cell_that_cannot_be_read_changes_nothing_that_is_here(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    bring(editor, now, _file(tmp_path, "Key,Title,Due,Low,Estimate,High\nA-1,One,2027-01-31,1,2,3\n"), "APP")
    taken, run = bring(
        editor, now, _file(tmp_path, "Key,Title,Due,Low,Estimate,High\nA-1,Uno,soon,1,many,3\n"), "APP"
    )
    item = roadmap.item(actor=editor, key="A-1")

    assert (item.title, str(item.deadline), item.low, item.likely, item.high) == (
        "Uno",
        "2027-01-31",
        1,
        2,
        3,
    )
    assert (taken.updated, run.counts["unread"]) == (1, 1)
