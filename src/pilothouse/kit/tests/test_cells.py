"""Cells as people type them, and as they are shown and copied."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pilothouse.kit import cells
from pilothouse.kit.errors import Invalid
from pilothouse.kit.sheets import cell_text

ROOT = Path(__file__).resolve().parents[4]
CASES = json.loads((ROOT / "web/islands/shared/cells.cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['cell']} {case['kind']}" for case in CASES])
def test_a_cell_is_written_as_the_table_island_writes_it(case: Any) -> None:
    cell = tuple(case["cell"]) if isinstance(case["cell"], list) else case["cell"]
    assert cell_text(cell, case["kind"]) == case["text"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3), ("2.5", 2.5), ("2,5", 2.5), ("1 200", 1200), ("1,234,567", 1_234_567), ("1.234,5", 1234.5),
        ("3 d", 3), ("3 days", 3), ("2 weeks", 10), ("2w", 10), ("0.125", 0.125), ("", None), ("-2", -2),
    ],
)  # fmt: skip
def test_numbers_are_read_as_spreadsheets_and_people_write_them(text: str, number: float | None) -> None:
    assert cells.number_of(text, "likely") == number


@pytest.mark.parametrize("text", ["1,500", "1.500", "three", "5 %", "3 pigs", "--3", "1,2,3"])
def test_what_is_no_number_or_could_be_two_is_refused_at_its_column(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        cells.number_of(text, "likely")
    assert refused.value.where == "likely"
    assert refused.value.cure


@pytest.mark.parametrize(
    ("text", "share"), [("40 %", 0.4), ("40%", 0.4), ("0.4", 0.4), ("40", 0.4), ("1", 1), ("1 %", 0.01)]
)
def test_a_share_is_read_with_and_without_its_sign(text: str, share: float) -> None:
    assert cells.share_of(text, "progress") == pytest.approx(share)


@pytest.mark.parametrize("text", ["2027-03-04", "4.3.2027", "4 Mar 2027", "13/3/2027"])
def test_a_date_is_read_in_every_form_that_has_one_reading(text: str) -> None:
    assert cells.day_of(text, "deadline") in {date(2027, 3, 4), date(2027, 3, 13)}


def test_a_date_that_has_two_readings_is_refused() -> None:
    with pytest.raises(Invalid, match="two ways"):
        cells.day_of("3/4/2027", "deadline")
    assert cells.day_of("3/3/2027", "deadline") == date(2027, 3, 3)


def test_a_choice_is_found_by_its_name_in_any_case_and_told_when_it_is_none() -> None:
    assert cells.choice_of("IN progress", {1: "in_progress"}, "status", "status") == 1
    assert cells.choice_of("", {1: "in_progress"}, "status", "status") is None
    with pytest.raises(Invalid, match=r"no status 'odd'") as refused:
        cells.choice_of("odd", {1: "ready", 2: "done"}, "status", "status")
    assert refused.value.cure == "Use one of: ready, done."


def test_ticks_and_words_are_read() -> None:
    assert [cells.tick_of(text, "mandatory") for text in ("Yes", "x", "no", "")] == [True, True, False, False]
    assert cells.words_of("api, data; api,,") == ["api", "data"]
