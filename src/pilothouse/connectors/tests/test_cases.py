"""Small files that once were read wrongly, and what is right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import services
from pilothouse.connectors.tables.checking import check
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.aside import Spool

CASES = Path(__file__).parents[4] / "tests" / "cases"


def _read(name: str) -> tuple[dict[str, Any], Any]:
    path = CASES / name
    source = services.source_of(actor=None, path=path, file_name=name, noun_name="items")
    came = Spool()
    report = check(source, source.noun.intake(None, source.columns.connector), came=came)
    return {item.external_id: item for item in came}, report


def _of(*names: str) -> Callable[[Any], list[Any]]:
    return lambda item: [getattr(item, name) for name in names]


def _waits(item: Any) -> list[Any]:
    return [(link.target_external_id, link.kind, link.lag) for link in item.links]


DEADLINE, LIKELY, LABELS = _of("deadline"), _of("likely"), _of("labels", "status")


@pytest.mark.parametrize(
    ("name", "told", "wanted"),
    [
        ("01-us-dates.csv", DEADLINE, {"US-2": [date(2026, 12, 1)], "US-3": [date(2026, 2, 10)]}),
        ("04-german-numbers.csv", LIKELY, {"G-1": [0.5], "G-2": [1234.5], "G-3": [1000]}),
        ("06-jira-duration-text.csv", LIKELY, {"D-1": [3], "D-2": [7.5], "D-3": [0.0625]}),
        ("07-jira-cloud-dates.csv", DEADLINE, {"C-1": [date(2026, 1, 31)], "C-4": [date(2028, 2, 29)]}),
        ("08-excel-serial.csv", DEADLINE, {"X-1": [date(2026, 10, 29)], "X-2": [None], "X-3": [None]}),
        ("10-empty-row-trailing-comma.csv", DEADLINE, {f"E-{n}": [date(2026, 12, n)] for n in range(1, 5)}),
        ("12-github-labels.csv", LABELS, {"101": [("bug", "ui"), "done"]}),
        ("14-negative-lag.csv", _waits, {"2": [("1", "FS", -2.0)], "3": [("2", "FS", -1.0)]}),
        ("15-zero.csv", LIKELY, {"Z-1": [0], "Z-4": [None], "Z-7": [None]}),
        (
            "16-plane-shape.csv",
            _of("parent_external_id", "status", "deadline", "likely"),
            {"TEST-2": ["TEST-1", "done", date(2024, 1, 5), 3], "TEST-3": ["", "cancelled", None, None]},
        ),
        ("50-dup-headers.csv", _of("title", "tracker_status"), {"D-1": ["First", "Open"]}),
        ("54-one-minute.csv", LIKELY, {"M-1": [pytest.approx(1 / 480)]}),
        ("56-gantt-export.csv", _of("likely", "assignee"), {"0": [5, "Ann"], "1": [5, "Bob"]}),
        ("63a-repo-one.csv", _of("title"), {"501": ["Crash on save"]}),
        ("63b-repo-two.csv", _of("title"), {"501": ["Rename the API"]}),
        ("66-dangling-links.csv", _waits, {"V-2": [("V-9", "FS", 0.0)], "V-4": [("V-1", "FS", 2.0)]}),
    ],
)
def test_the_values_of_a_case_are_the_right_ones(
    name: str, told: Callable[[Any], list[Any]], wanted: dict[str, Any]
) -> None:
    items, _ = _read(name)
    assert {key: told(items[key]) for key in wanted} == wanted


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("08-excel-serial.csv", {3, 4}),
        ("15-zero.csv", {3, 4, 5, 6, 7, 8}),
        ("50-dup-headers.csv", {2}),
    ],
)
def test_what_a_case_cannot_say_is_told_by_row_and_no_row_is_lost(name: str, rows: set[int]) -> None:
    items, report = _read(name)
    assert {problem.row for problem in (*report.problems, *report.warnings)} == rows
    assert (report.left_out, len(items)) == (0, report.rows)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("11c-cp1251.csv", "As cp1251 reads “U-1;Проверить размер;Готово”"),
        ("17-mspdi.xml", "The file is Microsoft Project XML"),
        ("18-export.xlsx", "The workbook is damaged: a part of it is missing."),
        ("18b-jira-export.xls", "The file has a header and no rows."),
    ],
)
def test_what_cannot_be_read_is_named(name: str, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        _read(name)
    assert told in caught.value.message
