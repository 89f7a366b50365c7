from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.kit.errors import Invalid
from pilothouse.workbench.cli import app


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def written(folder: Path, *rows: str) -> Path:
    file = folder / "stated.csv"
    file.write_text("person,stated,came\n" + "\n".join(rows))
    return file


def test_people_who_say_too_little_are_told_what_20_percent_means(tmp_path: Path) -> None:
    """Of twenty at 20 % ten came, and of twenty at 70 % eighteen."""
    rows = ["Ana,20 %,yes", "Ana,0.2,no"] * 10 + ["Ana,70 %,yes"] * 18 + ["Ana,0.7,no"] * 2
    file = written(tmp_path, *rows, "Ben,0.5,")
    answer, text = json.loads(run("ledger", str(file), "--json")), run("ledger", str(file))

    assert (answer["statements"], answer["open"], answer["map"]) == (40, 1, "one map")
    assert answer["people"][0]["came"] == pytest.approx(0.7)
    corrected = {row["stated"]: row["corrected"] for row in answer["corrections"]}
    assert 0.35 < corrected[0.2] < 0.6
    assert "40 statements are resolved, 1 are open." in text
    assert "One correction for all is better" in text


def test_few_statements_count_as_stated(tmp_path: Path) -> None:
    text = run("ledger", str(written(tmp_path, "Ana,0.2,yes", "Ben,0.9,no")))
    assert "From 20 statements on a correction is tried." in text


@pytest.mark.parametrize(
    ("row", "words"),
    [("Ana,1.2,yes", "'1.2' is not a probability"), ("Ana,maybe,yes", "'maybe' is not a probability"),
     ("Ana,0.2,perhaps", "neither yes nor no"), (",0.2,yes", "It is empty")],
)  # fmt: skip
def test_a_row_that_says_nothing_is_refused_with_a_cure(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        CliRunner().invoke(app, ["ledger", str(written(tmp_path, row))], catch_exceptions=False)
    assert words in caught.value.message
    assert caught.value.cure
