"""Estimates of a table are taken as they were entered, and what is missing is told rather than made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import services
from pilothouse.connectors.tables.checking import check
from pilothouse.kit.tables.aside import Spool


def _read(tmp_path: Path, low: str, likely: str, high: str) -> tuple[Any, Any]:
    """Report and items of a file with one row."""
    path = tmp_path / "estimates.csv"
    path.write_text(f"Key,Title,Low,Estimate,High\nA-1,One,{low},{likely},{high}\n")
    source = services.source_of(actor=None, path=path, file_name=path.name, noun_name="items")
    intake = source.noun.intake(None, "csv")
    came = Spool()
    return check(source, intake, came=came), list(came)


@pytest.mark.parametrize(
    ("entered", "taken", "shown"),
    [
        (("", "10", ""), (None, 10.0, None), "10"),
        (("6", "10", "18"), (6.0, 10.0, 18.0), "6 / 10 / 18"),
        (("", "", ""), (None, None, None), ""),
        (("", "0", ""), (None, 0.0, None), "0"),
    ],
)
def test_an_estimate_stays_as_it_was_entered(
    tmp_path: Path, entered: tuple[str, str, str], taken: tuple[Any, ...], shown: str
) -> None:
    report, items = _read(tmp_path, *entered)

    assert [(item.low, item.likely, item.high) for item in items] == [taken]
    assert report.preview[0].cells[report.shown.index("Estimate, days")] == shown
    assert report.warnings == ()


@pytest.mark.parametrize(
    ("entered", "taken", "column"),
    [
        (("2", "", "8"), (2.0, 5.0, 8.0), "Estimate"),
        (("2", "", ""), (None, None, None), "Low"),
        (("", "", "8"), (None, None, None), "High"),
        (("2", "5", ""), (None, 5.0, None), "Low"),
        (("", "5", "8"), (None, 5.0, None), "High"),
    ],
)
def test_what_is_missing_is_told_with_row_and_column(
    tmp_path: Path, entered: tuple[str, str, str], taken: tuple[Any, ...], column: str
) -> None:
    report, items = _read(tmp_path, *entered)

    assert [(item.low, item.likely, item.high) for item in items] == [taken]
    assert [(warning.row, warning.column) for warning in report.warnings] == [(2, column)]
    assert (report.warning_count, report.problem_count) == (1, 0)


def test_an_estimate_out_of_order_is_told_and_left_empty(tmp_path: Path) -> None:
    report, items = _read(tmp_path, "5", "3", "8")

    assert [(item.low, item.likely, item.high) for item in items] == [(None, None, None)]
    assert report.problems[0].column == "Estimate"
