"""`pilothouse study`, from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app

HEAD = "participant,task,outcome,seconds," + ",".join(f"q{item}" for item in range(1, 11))
GOOD = f"""{HEAD}
P1,Find the invoice,completed,40,4,2,4,2,4,2,4,2,4,2
P1,Pay it,helped,120,,,,,,,,,,
P2,Find the invoice,completed,90,3,3,3,3,3,3,3,3,3,3
P2,Pay it,failed,,,,,,,,,,,
"""


def _run(path: Path, text: str, *more: str) -> str:
    file = path / "test.csv"
    file.write_text(text)
    done = CliRunner().invoke(app, ["study", str(file), *more])
    if done.exception is not None:
        raise done.exception
    return done.output


def test_each_task_has_its_counts_and_interval(tmp_path: Path) -> None:
    found = json.loads(_run(tmp_path, GOOD, "--json"))

    first, second = found["tasks"]
    assert first["task"] == "Find the invoice"
    assert first["completed"]["value"] == 1.0
    assert first["time"]["value"] == pytest.approx(60.0)
    assert (second["tried"], second["helped"], second["failed"]) == (2, 1, 1)
    assert found["sus"]["value"] == 62.5
    assert found["sus"]["n"] == 2


def test_the_text_says_how_many_and_that_two_are_too_few(tmp_path: Path) -> None:
    told = _run(tmp_path, GOOD, "--people", "12")

    assert "seen by at least one with 97%" in told
    assert "too few to say" in told
    assert "n = 2" in told


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("P1,Find,won,1,,,,,,,,,,", "'won' is not known here"),
        ("P1,Find,completed,-3,,,,,,,,,,", "'-3' is not a time"),
        ("P1,Find,completed,3,7,2,4,2,4,2,4,2,4,2", "'7' is not an answer"),
        ("P1,Find,completed,3,4,,,,,,,,,", "'' is not an answer"),
        (",Find,completed,3,,,,,,,,,,", "It is empty"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(Invalid, match=message) as error:
        _run(tmp_path, f"{HEAD}\n{row}\n")
    assert "row 2" in error.value.where


def test_a_participant_has_one_result_for_a_task(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="has a result for this task above"):
        _run(tmp_path, f"{HEAD}\nP1,Find,completed,3,,,,,,,,,,\nP1,Find,failed,,,,,,,,,,,\n")


def test_nothing_at_all_says_what_to_give() -> None:
    done = CliRunner().invoke(app, ["study"])

    assert isinstance(done.exception, Invalid)
