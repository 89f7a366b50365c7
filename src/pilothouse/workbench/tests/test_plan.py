from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.tests.test_psplib import SMALL
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app

OBSERVATORY = Path(__file__).parents[4] / "examples" / "observatory.toml"


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def refused(*words: str) -> InvalidProblem | Invalid:
    with pytest.raises((InvalidProblem, Invalid)) as caught:
        CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert caught.value.cure
    return caught.value


def test_a_benchmark_file_gives_starts_finishes_and_proof(tmp_path: Path) -> None:
    file = tmp_path / "small.sm"
    file.write_text(SMALL)
    answer = json.loads(run("schedule", str(file), "--json"))
    assert answer["makespan"] == answer["lower_bound"] + 2 == 9
    assert answer["feasible"] is True
    assert set(answer["starts"]) == set(answer["finishes"]) == set(answer["reasons"]) == {"2", "3", "4"}


def test_a_plan_is_shown_with_dates_people_and_reasons() -> None:
    text = run("schedule", str(OBSERVATORY))
    assert "11 Jan 2027" in text
    assert "Ben Okafor, Ana Ruiz" in text or "Ana Ruiz, Ben Okafor" in text
    assert "starts when Query language ends" in text


def test_the_same_seed_prints_the_same_plan() -> None:
    words = ("schedule", str(OBSERVATORY), "--json", "--seed", "5", "--passes", "40")
    assert run(*words) == run(*words)


def test_a_forecast_speaks_of_ten_cases() -> None:
    text = run("forecast", str(OBSERVATORY), "--draws", "500")
    assert "in 10" in text
    assert "PUBLIC BETA" in text
    assert "500 futures" in text


def test_a_forecast_as_json_has_items_groups_and_dates() -> None:
    answer = json.loads(run("forecast", str(OBSERVATORY), "--json", "--draws", "500"))
    assert answer["draws"] == 500
    assert [row["group"] for row in answer["groups"]] == ["beta", "1.0"]
    assert set(answer["dates"]["launch"]) == {"p50", "p85"}


def test_a_file_that_is_missing_too_large_or_not_text_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused("schedule", str(tmp_path / "none.toml")).message
    assert "cannot be read" in refused("schedule", str(tmp_path)).message
    large = tmp_path / "large.toml"
    with large.open("wb") as stream:
        stream.truncate(10 * 2**20 + 1)
    assert "10 MB" in refused("schedule", str(large)).message
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "Müller"'.encode("latin-1"))
    assert "Byte 11 is not UTF-8" in refused("schedule", str(latin)).message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    for name in ("empty.toml", "empty.sm"):
        (tmp_path / name).touch()
        assert refused("schedule", str(tmp_path / name)).where


def test_a_milestone_after_work_that_ends_on_friday_has_one_date(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(
        'start = 2027-01-04\n[[person]]\nname = "Ann"\n[[item]]\nid = "work"\neffort = 5\n'
        '[[item]]\nid = "gate"\ntitle = "Gate"\nafter = ["work"]\ndeadline = 2027-01-08\nhard = true\n'
        '[[item]]\nid = "zero"\neffort = 0\nafter = ["work"]\n'
        '[[item]]\nid = "next"\neffort = 1\nafter = ["gate"]\n'
    )
    answer = json.loads(run("schedule", str(file), "--json"))
    friday, monday = "2027-01-08", "2027-01-11"
    assert answer["dates"]["gate"] == answer["dates"]["zero"] == [friday, friday]
    assert answer["dates"]["next"] == [monday, monday]
    assert answer["violations"] == []
    lines = run("schedule", str(file)).splitlines()
    gate = next(line for line in lines if line.startswith("Gate"))
    assert gate.split()[1:7] == ["8", "Jan", "2027", "8", "Jan", "2027"]


def test_a_forecast_reads_one_number_with_the_spread_of_such_numbers(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        'start = 2027-01-04\n[[person]]\nname = "Ana"\n'
        '[[item]]\nid = "one"\neffort = 10\n[[item]]\nid = "wait"\nduration = 10\n'
    )
    answer = json.loads(run("forecast", str(file), "--json", "--draws", "4000"))
    finish = {row["item"]: row["finish"] for row in answer["items"]}

    assert finish["one"]["p95"] > 6 * finish["one"]["p05"]
    # What is left is the factor that all work shares.
    assert finish["wait"]["p95"] < 2 * finish["wait"]["p05"]
