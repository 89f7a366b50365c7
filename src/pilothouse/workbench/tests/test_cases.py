"""Small files that once gave a wrong answer, and what is right: histories, plans and documents."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit import clock
from pilothouse.workbench.cli import app
from pilothouse.workbench.history.weeks import read_histories

CASES = Path(__file__).parents[4] / "tests" / "cases"


def _run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code in (0, 1)
    return answer.output


@pytest.mark.parametrize(
    ("name", "control", "weeks", "items"),
    [
        ("40-us-weeks.csv", "40-iso-weeks-control.csv", 20, 94),
        ("41-yyyyww.csv", "40-iso-weeks-control.csv", 20, 94),
        ("45-us-resolved.csv", "45-iso-resolved-control.csv", 19, 90),
        ("42b-gaps-numbered.csv", "", 19, 44),
        ("46-quiet-tail-counts.csv", "", 30, 94),
        ("46-quiet-tail-dated.csv", "", 29, 94),  # the week of its newest date has only begun
    ],
)
def test_a_history_has_its_weeks_and_those_of_its_control(
    name: str, control: str, weeks: int, items: int
) -> None:
    (counts,) = read_histories(CASES / name).counts.values()
    assert (len(counts), sum(counts)) == (weeks, items)
    if control:
        assert read_histories(CASES / control).counts.popitem()[1] == counts


def test_weeks_left_out_are_zero_and_told_by_outlook_and_backtest() -> None:
    told = "project: 9 weeks that the file leaves out count as 0."
    file = str(CASES / "42b-gaps-numbered.csv")
    text = _run("outlook", file, "--items", "30")
    assert "From 19 weeks of history with 44 finished items." in text
    assert told in text
    assert json.loads(_run("outlook", file, "--items", "30", "--json"))["notes"] == [told]
    assert told in _run("backtest", file)


def test_quiet_weeks_make_it_longer_and_dates_lie_ahead() -> None:
    text = _run("outlook", str(CASES / "46-quiet-tail-dated.csv"), "--items", "30")
    assert "9 weeks after the last one count as 0." in text
    days = re.search(r"\((\d{4}-\d\d-\d\d) and (\d{4}-\d\d-\d\d)\)", text)
    assert days is not None
    assert clock.now().date() < date.fromisoformat(days[1]) < date.fromisoformat(days[2])
    answer = json.loads(_run("outlook", str(CASES / "46-quiet-tail-dated.csv"), "--items", "30", "--json"))
    assert answer["dates"]["30"]["50"]["weeks"] > 25  # at 94 items in 20 weeks it would be 6


def test_a_milestone_after_work_that_ends_on_a_friday_is_on_that_friday() -> None:
    text = _run("schedule", str(CASES / "24-milestone-friday.toml"))
    assert re.search(r"^Gate +8 Jan 2027 +8 Jan 2027 +starts when work ends$", text, re.MULTILINE)
    assert re.search(r"^zero +8 Jan 2027 +8 Jan 2027 +starts when work ends$", text, re.MULTILINE)


def test_a_fixed_start_on_a_day_without_work_is_refused_with_the_next_one() -> None:
    with pytest.raises(InvalidProblem) as caught:
        _run("schedule", str(CASES / "27-fixed-weekend.toml"))
    assert "No one works on 2027-01-09" in str(caught.value)
    assert "2027-01-11" in caught.value.cure


def _found(name: str) -> list[tuple[int, str]]:
    """Line and code of every finding in a document."""
    rows = re.findall(r"^\S+:(\d+):\d+: ([A-Z]+\d+) ", _run("review", str(CASES / name)), re.MULTILINE)
    return [(int(line), code) for line, code in rows]


def test_priorities_in_their_column_are_no_vague_words() -> None:
    assert _found("59-moscow.md") == []


def test_a_number_with_its_unit_and_what_is_no_requirement_give_no_finding() -> None:
    lines = [line for line, _ in _found("60-review.md")]
    text = (CASES / "60-review.md").read_text(encoding="utf-8").splitlines()
    quiet = ("bytes", "title: ", "owner: ", "tags: ", "# the system", "must = ", "<!--", "| must |")
    assert not [text[line - 1] for line in lines if any(word in text[line - 1] for word in quiet)]
    assert "- R7: The page shall load fast and be user-friendly." in [text[line - 1] for line in lines]


def test_personal_data_is_no_persona() -> None:
    assert _found("62-personal-data.md") == [(15, "REQ008")]  # 10,000 of what
