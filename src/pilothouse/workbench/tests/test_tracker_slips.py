from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app

_HEAD = "Key,Created,Resolved,Assignee,Priority,Estimate,Due date\n"


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def tracker(folder: Path, count: int = 320) -> Path:
    """Large items take long, and those of Ben too; the last ones are open."""
    draw = np.random.default_rng(1)
    start = date(2024, 1, 1)
    rows = []
    for number in range(count):
        created = start + timedelta(days=2 * number)
        size, person = int(draw.integers(1, 20)), ("Ana", "Ben")[int(draw.integers(2))]
        days = int(draw.gamma(4, size * (0.7 if person == "Ana" else 1.4) / 4)) + 1
        done = created + timedelta(days=days)
        ended = done.isoformat() if done < start + timedelta(days=2 * count) else ""
        due = (created + timedelta(days=14)).isoformat()
        rows.append(f"P-{number},{created},{ended},{person},High,{size},{due}")
    file = folder / "tracker.csv"
    file.write_text(_HEAD + "\n".join(rows))
    return file


def test_an_export_says_what_it_predicts_and_what_it_cannot(tmp_path: Path) -> None:
    file = tracker(tmp_path)
    answer, text = json.loads(run("slips", str(file), "--json", "--every", "60")), run("slips", str(file))

    asked = {row["name"]: row for row in answer["questions"]}
    assert set(asked) == {"stall", "long", "due"}
    assert set(answer["cannot_be_asked"]) == {"sprint", "overrun"}
    due = asked["due"]
    assert due["is_predicted"]
    assert due["looked_back"]["model"]["skill"] > 0.15
    assert due["looked_back"]["model"]["area"] > 0.75
    assert 0 < len(due["to_look_at"]) <= due["open"]
    row = due["to_look_at"][0]
    assert row["usual"] + sum(part["points"] for part in row["parts"]) == pytest.approx(
        row["chance"], abs=0.02
    )
    assert "Not asked: The file has no first and last day of sprints." in text
    assert "estimate +" in text


def test_a_short_history_has_a_base_rate_and_no_more(tmp_path: Path) -> None:
    answer = json.loads(run("slips", str(tracker(tmp_path, 40)), "--json"))
    assert all(not row["is_predicted"] and row["looked_back"] is None for row in answer["questions"])
    assert all(0 <= row["base_rate"] <= 1 and not row["to_look_at"] for row in answer["questions"])
    assert "only the base rate is known" in run("slips", str(tracker(tmp_path, 40)))


def test_announced_dates_are_still_read_as_such(tmp_path: Path) -> None:
    file = tmp_path / "dates.csv"
    file.write_text("release,announced,date,came\n1.0,2026-01-05,2026-03-02,2026-03-16\n")
    assert json.loads(run("slips", str(file), "--json"))["come"] == 1


@pytest.mark.parametrize(
    ("text", "words", "where"),
    [("a,b\n1,2\n", "names no date of creation", "line 1"),
     ("created\n2026-01-01\n", "of completion", "line 1"),
     (_HEAD + "A,soon,,,,,\n", "'soon' is not a date", "row 2, column 'Created'"),
     (_HEAD + "A,2026-01-01,,,,-3,\n", "not an amount of work", "column 'Estimate'"),
     (_HEAD + "A,2026-01-01,,,,3,\n", "No item of the file has ended", "bad.csv")],
)  # fmt: skip
def test_a_file_that_says_nothing_is_refused_with_a_cure(
    tmp_path: Path, text: str, words: str, where: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    with pytest.raises(Invalid) as caught:
        CliRunner().invoke(app, ["slips", str(file)], catch_exceptions=False)
    assert words in caught.value.message
    assert where in str(caught.value.where)
    assert caught.value.cure


def test_rows_that_cannot_be_are_left_out_and_noted(tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    rows = "A,2026-02-01,2026-01-01,,,,\nB,,2026-01-01,,,,\nC,2026-01-01,2026-01-09,,,,\n"
    file.write_text(_HEAD + rows)
    answer = json.loads(run("slips", str(file), "--json"))
    assert answer["items"] == 1
    assert answer["notes"] == [
        "No date of creation, left out: 1.",
        "Ended before they began, left out: 1.",
    ]
