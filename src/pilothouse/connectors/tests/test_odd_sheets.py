"""Sheets as people keep them, with ticks, totals, shares and errors: each value is right or told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pilothouse.connectors import services
from pilothouse.connectors.tests.test_identity import bring
from pilothouse.connectors.tests.test_readings import Read
from pilothouse.kit.tables.durations import parse_duration
from pilothouse.roadmap import models
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision

CASES = Path(__file__).parents[4] / "tests/cases"


def _rows(read: Read, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in read.items.values()]


def _problems(read: Read) -> list[tuple[int, str, str]]:
    report = read.report
    return [(each.row, each.column, each.text) for each in (*report.problems, *report.warnings)]


def test_a_plan_with_shares_done_says_how_far_its_tasks_are(tmp_path: Path) -> None:
    read = Read(tmp_path, (CASES / "70-shares-done.csv").read_bytes())
    assert _rows(read, "title", "status", "progress", "assignee", "people", "likely") == [
        ("Design", "done", 1.0, "Ann", ("Ann",), 5),
        ("Build", "in_progress", 0.5, "Ann", ("Ann", "Bo"), 10),
        ("Test", "backlog", 0.0, "", (), 0.5),
    ]
    told = [(3, "Resource Names", "Shares of people, as in Ann[50%], are not taken in.")]
    assert _problems(read) == told


def test_one_share_above_one_makes_its_column_percent(tmp_path: Path) -> None:
    read = Read(tmp_path, "Key,Title,Progress\nA-1,One,35\nA-2,Two,1\nA-3,Three,100 %\n")
    assert _rows(read, "progress") == [(0.35,), (0.01,), (1.0,)]
    assert read.told == ["Progress: percent, as 35 shows; 1 is 1 %."]
    assert _rows(Read(tmp_path, "Key,Title,Progress\nA-1,One,0.35\nA-2,Two,1\n"), "progress") == [
        (0.35,),
        (1.0,),
    ]


def test_a_list_of_ticks_with_totals_below(tmp_path: Path) -> None:
    read = Read(tmp_path, (CASES / "71-ticks-and-totals.csv").read_bytes())
    assert _rows(read, "title", "status", "resolved_at", "people", "likely", "deadline") == [
        ("Write", "backlog", None, ("Ann Lee",), 10, date(2027, 1, 5)),
        ("Ship", "done", None, ("Bo", "Cy"), 0.5, None),
        ("Part of it", "backlog", None, (), 1.5, None),
    ]
    assert _problems(read) == [
        (3, "Due", "'January 5, 2027 → January 9, 2027' is not a date."),
        (5, "Name", "'Total' is a line of totals, no item."),
        (4, "Name", "The title is set in, which does not make it a part of what stands above."),
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("two weeks", 10),
        ("half a day", 0.5),
        ("ein Tag", 1),
        ("une semaine", 5),
        ("~4d", 4),
        ("ca. 3 Tage", 3),
        ("about 2 weeks", 10),
        ("3-5 days", None),
        ("many weeks", None),
        ("about that", None),
    ],
)
def test_lengths_in_words(text: str, days: float | None) -> None:
    assert parse_duration(text) == days


def test_errors_of_a_spreadsheet_are_empty_cells_that_are_listed_and_change_nothing(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    product = vision.ensure_product(actor=editor, now=now, key="ONE", name="ONE").id
    roadmap.add_item(actor=editor, now=now, product_id=product, title="One", likely=3.0)
    table = tmp_path / "errors.csv"
    table.write_text("Key,Title,Estimate,Deadline\nONE-1,One,#DIV/0!,#N/A\n", encoding="utf-8")
    book = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Key", "Title", "Estimate", "Deadline"])
        sheet.write_row(1, 0, ["ONE-1", "One"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 3, "=NA()", None, "#N/A")
    for path in (table, book):
        report = services.check_file(actor=editor, path=path, file_name=path.name, product_id=product)
        assert [(each.row, each.column, each.text) for each in report.problems] == [
            (2, "Estimate", "#DIV/0! is an error of the spreadsheet: the cell is left empty."),
            (2, "Deadline", "#N/A is an error of the spreadsheet: the cell is left empty."),
        ]
        taken, _ = bring(editor, now, path, "ONE")
        assert (taken.created, taken.updated, models.Item.objects.get().likely) == (0, 0, 3.0)


def test_a_header_of_two_rows_with_merged_groups_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 0, 0, 5, "Roadmap 2027")
        sheet.merge_range(1, 0, 2, 0, "Task")
        sheet.merge_range(1, 1, 1, 2, "Dates")
        sheet.merge_range(1, 3, 1, 4, "Effort")
        sheet.write_row(2, 1, ["Start date", "Due date", "Days", "Progress", "Owner"])
        sheet.write_row(3, 0, ["Design", "2027-01-04", "2027-01-08", 5, 0.5, "Ann"])
        sheet.write_row(4, 0, ["Total", "", "", 5])
    read = Read(tmp_path, path.read_bytes())
    assert _rows(read, "title", "started_on", "deadline", "likely", "progress", "assignee") == [
        ("Design", date(2027, 1, 4), date(2027, 1, 8), 5, 0.5, "Ann")
    ]
    assert "What spans the columns below it is not read (row 2)." in read.told
