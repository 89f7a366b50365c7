"""From a file to items: dry run, import, the same again, undo; and the real tracker, whole."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import queries, services
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound
from pilothouse.roadmap import models as roadmap_models
from pilothouse.roadmap import queries as roadmap
from pilothouse.vision import services as vision
from tests.realdata import path as real

SAMPLE = Path(__file__).parents[1] / "jira/samples/sample.csv"


def _register(actor: Any, now: Any, path: Path, **values: Any) -> Any:
    product = vision.ensure_product(actor=actor, now=now, key="PORT", name="Portal")
    report = services.check_file(actor=actor, path=path, file_name=path.name, source="jira", **values)
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
    return run


def test_a_dry_run_tells_all_and_writes_nothing(editor: Any) -> None:
    report = services.check_file(actor=editor, path=SAMPLE, file_name="sample.csv", source="jira")
    assert (report.rows, report.problem_count, report.counts["links"]) == (18, 0, 7)
    assert roadmap.items_page(actor=editor).total == 0


def test_a_jira_export_arrives_with_its_lists_parents_and_order(editor: Any, now: Any) -> None:
    run = _register(editor, now, SAMPLE)
    services.perform_import(actor=editor, now=now, number=run.number)
    item = roadmap.item(actor=editor, key="PORT-4")
    assert [part.key for part in item.ancestors] == ["PORT-1", "PORT-2"]
    assert [edge.key for edge in item.waits_for] == ["PORT-3"]
    assert (item.low, item.likely, item.high) == (None, 2.0, None)
    assert roadmap.item(actor=editor, key="PORT-5").sprints == ("Sprint 7", "Sprint 8")
    assert roadmap.item(actor=editor, key="PORT-15").status == "cancelled"
    assert queries.import_run(actor=editor, number=run.number).state == "done"


def test_the_same_file_again_changes_nothing(editor: Any, now: Any) -> None:
    for _ in range(2):
        run = _register(editor, now, SAMPLE)
        outcome = services.perform_import(actor=editor, now=now, number=run.number)
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 18)


def test_an_undone_import_leaves_no_item_and_no_person(editor: Any, now: Any) -> None:
    from pilothouse.team import queries as team

    run = _register(editor, now, SAMPLE)
    services.perform_import(actor=editor, now=now, number=run.number)
    assert len(team.people(actor=editor)) == 4
    counts = services.undo_import(actor=editor, now=now, number=run.number)
    assert (counts.removed, counts.people) == (18, 4)
    assert roadmap.items_page(actor=editor).total == 0
    with pytest.raises(Conflict):
        services.undo_import(actor=editor, now=now, number=run.number)


def test_a_broken_row_is_named_and_nothing_is_left_behind(editor: Any, now: Any, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("Issue key,Summary,Due date\nA-1,One,2026-05-01\nA-2,Two,soon\nA-3,Three,,more\n")
    run = _register(editor, now, path)
    with pytest.raises(Invalid) as caught:
        services.perform_import(actor=editor, now=now, number=run.number, skip_broken=False)
    assert "row 3, column 'Due date'" in caught.value.where
    assert len(caught.value.extra["problems"]) == 2
    assert roadmap.items_page(actor=editor).total == 0

    outcome = services.perform_import(actor=editor, now=now, number=run.number)
    assert outcome.created == 2


def test_a_file_without_a_title_names_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Wibble,Wobble\n1,2\n")
    with pytest.raises(Invalid, match="No column holds the title") as caught:
        services.check_file(actor=None, path=path, file_name="odd.csv", source="csv")
    assert "Wibble, Wobble" in caught.value.cure


def test_a_key_that_stands_twice_is_a_broken_row(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("Key,Title\nA-1,One\nA-1,Two\n")
    report = services.check_file(actor=None, path=path, file_name="twice.csv", source="csv")
    assert [(problem.row, "row 2" in problem.text) for problem in report.problems] == [(3, True)]


def test_a_viewer_imports_nothing_and_a_stranger_sees_no_import(people: Any, now: Any) -> None:
    with pytest.raises(Forbidden):
        services.copy_file(actor=people["viewer"].actor, path=SAMPLE)
    run = _register(people["editor"].actor, now, SAMPLE)
    with pytest.raises(NotFound):
        queries.import_run(actor=people["stranger"].actor, number=run.number)


def test_the_report_of_the_real_tracker_counts_what_the_file_holds() -> None:
    path = real("delivery/tidev_jira_issues.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def many(column: str) -> int:
        return sum(len([part for part in row[column].split("|") if part]) for row in rows)

    report = services.check_file(actor=None, path=path, file_name=path.name, source="jira")
    wanted = {
        "items": 24_187,
        "links": many("links"),
        "sprint memberships": many("sprints"),
        "fix versions": many("fixVersions"),
        "affected versions": many("affectsVersions"),
        "comment dates": many("comment_dates"),
        "created dates": sum(bool(row["created"]) for row in rows),
        "resolved dates": sum(bool(row["resolutiondate"]) for row in rows),
        "updated dates": sum(bool(row["updated"]) for row in rows),
        "parents": sum(bool(row["parent"]) for row in rows),
    }
    assert report.problem_count == 0
    assert {name: report.counts[name] for name in wanted} == wanted
    assert (wanted["links"], wanted["sprint memberships"]) == (14_798, 8_601)


@pytest.mark.slow
def test_the_real_tracker_arrives_whole_and_its_open_items_get_a_plan(editor: Any, now: Any) -> None:
    from pilothouse.roadmap import services as roadmap_services

    path = real("delivery/tidev_jira_issues.csv.gz")
    run = _register(editor, now, path)
    outcome = services.perform_import(actor=editor, now=now, number=run.number)
    tables = roadmap_models
    assert outcome.created == tables.Item.objects.count() == 24_187
    assert outcome.counts["links"] == tables.Link.objects.count() == 14_798
    assert outcome.counts["sprint_memberships"] == tables.ItemSprint.objects.count() == 8_601
    named = outcome.counts["fix_versions"] + outcome.counts["affects_versions"]
    assert named == tables.ItemRelease.objects.count()
    assert tables.Item.objects.filter(resolved_at__isnull=False).count() == 21_467
    planned = roadmap_services.make_plan(actor=editor, now=now, draws=500)
    assert planned.items > 2_500
