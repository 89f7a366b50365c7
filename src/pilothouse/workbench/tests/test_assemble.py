from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.engine.errors import InvalidProblem
from pilothouse.workbench.cli import app
from tests import documents

RELAY = Path(__file__).parents[4] / "examples" / "relay-team.toml"
PERSON = '[[person]]\nname = "Ana"\nskills = { Go = 3 }\ndays = 10\ncost = 5\n'


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def written(folder: Path, text: str) -> str:
    file = folder / "team.toml"
    file.write_text(text)
    return str(file)


def test_the_team_of_the_example_is_shown_with_reasons_and_a_front() -> None:
    text, data = run("assemble", str(RELAY), "--front"), json.loads(run("assemble", str(RELAY), "--json"))
    assert "Eli Stone instead costs" in text
    assert "No team costs less." in text
    assert "Cheaper teams that cover less" in text
    assert (data["status"], data["gap"], data["why"]) == ("optimal", 0.0, None)
    assert (
        data["cost"]
        == data["lower_bound"]
        == sum(row["cost"] for row in data["team"]) + 120 * sum(row["days"] for row in data["moved"])
    )
    assert "Ana Ruiz" in {row["name"] for row in data["team"]}


def test_the_file_of_the_guide_has_a_team(tmp_path: Path) -> None:
    (text,) = documents.blocks(documents.ROOT / "docs/guides/team-files.md", "toml")
    data = json.loads(run("assemble", written(tmp_path, text), "--json", "--no-reasons"))
    assert data["status"] == "optimal"
    assert all(row["without"] is None for row in data["team"])


def test_a_need_that_nobody_can_meet_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, f'months = 2\n{PERSON}[[need]]\nskill = "Rust"\nlevel = 2\nmonth = 2\ndays = 3')
    data = json.loads(run("assemble", file, "--json"))
    assert data["status"] == "infeasible"
    assert data["why"]["needs"] == [{"skill": "Rust", "level": 2.0, "month": "month 2", "days": 3.0}]
    assert "In month 2 the work in Rust at level 2 takes 3 days; no one can do it." in run("assemble", file)


def test_work_without_need_needs_no_team(tmp_path: Path) -> None:
    assert "No team is needed." in run("assemble", written(tmp_path, f"months = 2\n{PERSON}"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("months = [", "It is no TOML"),
        (PERSON, "The months are missing"),
        ('months = ["a", "a"]', "A month is named twice"),
        ("months = 2", "no one to choose from"),
        (f"months = 2\n{PERSON}".replace("10", "-4"), "-4 free days lie outside"),
        (f"months = 2\n{PERSON}".replace("10", "[1, 2, 3]"), "3 numbers are given for 2 months"),
        (f"months = 2\n{PERSON}".replace("10", '"many"'), "'many' is not a number of days"),
        (f"months = 2\n{PERSON}".replace("10", "nan"), "nan free days"),
        (f"months = 2\n{PERSON}kind = 'robot'", "no kind of person"),
        (f"months = 2\n{PERSON}colour = 'red'", "The key 'colour' is not known"),
        (f"months = 2\n{PERSON}from = 2\nuntil = 1", "It lies before 'from'"),
        (f"months = 2\n{PERSON}[[need]]\nskill = 'Go'\nmonth = 3\ndays = 1", "There is no month '3'"),
        (f"months = 2\n{PERSON}[[need]]\nskill = 'Go'\nmonth = 1", "'days' is missing"),
        (f"months = 2\n{PERSON}[team]\noverlap = 9", "9 hours in common"),
    ],
)
def test_a_wrong_file_is_refused_with_a_cure(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        CliRunner().invoke(app, ["assemble", written(tmp_path, text)], catch_exceptions=False)
    assert words in caught.value.message
    assert caught.value.cure
