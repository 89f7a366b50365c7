"""`pilothouse trains` and `pilothouse slips` in the shell."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app
from pilothouse.workbench.rows import read_rows

TRAINS = """item,at,planned,arrived,stage,confirmed
Search,1.9,1.10,1.11,beta,no
Search,1.10,1.10,1.11,beta,yes
Search,1.11,1.11,1.11,beta,yes
Import,1.11,1.12,,alpha,no
Import,1.12,1.12,,alpha,yes
Export,1.12,1.13,,,
"""
SLIPS = """release,announced,date,came
1.0,2026-01-10,2026-03-01,2026-03-05
1.1,10/03/2026,01/05/2026,01/05/2026
2.0,2026-06-10,2027-01-15,
"""


def file(folder: Path, text: str) -> str:
    path = folder / "rows.csv"
    path.write_text(text)
    return str(path)


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.stdout


def refused(*words: str) -> Invalid | InvalidProblem:
    with pytest.raises((Invalid, InvalidProblem)) as caught:
        CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert caught.value.where
    assert caught.value.cure
    return caught.value


def test_what_is_planned_for_the_next_trains_gets_its_chance(tmp_path: Path) -> None:
    answer = json.loads(run("trains", file(tmp_path, TRAINS), "--json"))

    assert answer["trains"] == ["1.9", "1.10", "1.11", "1.12", "1.13"]
    assert (answer["now"], answer["decided"], answer["open"]) == ("1.12", 3, 3)
    sure, pencilled = answer["items"]
    assert (sure["item"], sure["planned"], sure["ahead"], sure["slips"]) == ("Import", "1.12", 0, 0)
    assert (pencilled["item"], pencilled["ahead"], pencilled["confirmed"]) == ("Export", 1, False)
    assert sure["chance"]["chance"] > 0.5 > pencilled["chance"]["chance"]
    for row in answer["items"]:
        assert sum(row["arrival"]) == pytest.approx(1)
        assert row["chance"]["low"] < row["chance"]["chance"] < row["chance"]["high"]


def test_chances_are_shown_with_their_range_and_what_they_rest_on(tmp_path: Path) -> None:
    lines = run("trains", file(tmp_path, TRAINS)).splitlines()

    assert lines[0].startswith("3 decided targets of this team")
    assert lines[2].split()[:4] == ["Item", "Stage", "Planned", "Confirmed"]
    assert lines[3].startswith("Import  alpha  1.12     yes")


def test_with_nothing_planned_what_an_item_can_expect_is_shown(tmp_path: Path) -> None:
    text = run("trains", file(tmp_path, TRAINS), "--now", "1.13")

    assert "Nothing is planned at the freeze of 1.13" in text
    assert text.count("any item") == 5


def test_trains_may_be_named_in_order(tmp_path: Path) -> None:
    rows = file(tmp_path, "item,at,planned\nA,Spring,Summer\nA,Summer,Autumn\n")
    answer = json.loads(run("trains", rows, "--trains", "Spring, Summer, Autumn", "--json"))

    assert answer["now"] == "Summer"
    assert (answer["items"][0]["ahead"], answer["items"][0]["slips"]) == (1, 1)


@pytest.mark.parametrize(
    ("text", "words", "message", "where"),
    [
        ("item,planned\nA,1\n", (), "lacks at", "rows.csv, line 1"),
        ("item,at,planned\n", (), "no rows", "rows.csv"),
        ("item,at,planned\nA,1,\n", (), "It is empty", "rows.csv, row 2, column 'planned'"),
        ("item,at,planned,confirmed\nA,1,1,maybe\n", (), "neither yes nor no", "row 2, column 'confirmed'"),
        ("item,at,planned\nA,2,1\n", (), "had left", "rows.csv, row 2"),
        ("item,at,planned\nA,1,1\n", ("--now", "9"), "'9' is not a train", "--now"),
        ("item,at,planned\nA,1,1\n", ("--trains", "1,1"), "one twice", "--trains"),
        ("item,at,planned\nA,1,1\n", ("--trains", "2,3"), "not among the trains", "rows.csv, row 2"),
    ],
)
def test_a_record_of_trains_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, text: str, words: tuple[str, ...], message: str, where: str
) -> None:
    found = refused("trains", file(tmp_path, text), *words)

    assert message in found.message
    assert where in found.where


def test_announced_dates_get_the_dates_to_expect(tmp_path: Path) -> None:
    answer = json.loads(run("slips", file(tmp_path, SLIPS), "--json"))
    text = run("slips", file(tmp_path, SLIPS))

    assert (answer["come"], answer["open"]) == (2, 1)
    release = answer["releases"][0]
    assert (release["release"], release["date"]) == ("2.0", "2027-01-15")
    assert release["date"] <= release["p50"] < release["p85"] < release["p95"]
    assert [row["ahead"] for row in answer["days"]] == [14, 45, 120, 121]
    assert "2.0      15 Jan 2027" in text
    assert "more than 120 days" in text


@pytest.mark.parametrize(
    ("row", "message", "column"),
    [
        ("1.0,2026-03-10,2026-03-01,", "had passed", "date"),
        ("1.0,soon,2026-03-01,", "'soon' is not a date", "announced"),
        ("1.0,2026-03-01,,", "It is empty", "date"),
        (",2026-03-01,2026-03-01,", "It is empty", "release"),
    ],
)
def test_an_announced_date_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, row: str, message: str, column: str
) -> None:
    found = refused("slips", file(tmp_path, f"release,announced,date,came\n{row}\n"))

    assert message in found.message
    assert found.where == f"rows.csv, row 2, column '{column}'"


def test_announced_dates_are_read_in_the_order_that_their_columns_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("release,announced,date\n1,01/05/2026,12/31/2026\n")
    (row,) = read_rows(path, needed=("release", "announced", "date"))

    assert (row.day("announced"), row.day("date")) == (date(2026, 1, 5), date(2026, 12, 31))
    path.write_text("release,announced,date\n1,01/05/2026,02/06/2026\n")
    list(read_rows(path, needed=("release", "announced", "date")))
    assert "announced: 01/05/2026 is taken as 1 May 2026" in capsys.readouterr().err
