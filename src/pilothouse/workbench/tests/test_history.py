"""Histories from files, and the two commands that read them."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilothouse.kit.errors import Invalid, Unavailable
from pilothouse.workbench.cli import app
from pilothouse.workbench.history.weeks import read_histories
from tests import realdata


def file(folder: Path, text: str) -> Path:
    path = folder / "history.csv"
    path.write_text(text)
    return path


def run(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def test_weekly_counts_are_read_in_order_and_gaps_are_zero_and_told(tmp_path: Path) -> None:
    found = read_histories(file(tmp_path, "id,week,count\nA,2,5\nA,0,3\nB,1,7\nA,4,1\n"))

    assert found.counts == {"A": [3, 0, 5, 0, 1], "B": [7]}
    assert found.notes == ["A: 2 weeks that the file leaves out count as 0."]


def test_weeks_may_be_dates(tmp_path: Path) -> None:
    found = read_histories(file(tmp_path, "week,count\n2026-01-05,3\n2026-01-21,4\n"))

    assert found.counts == {"project": [3, 0, 4]}
    assert found.first_monday == {"project": date(2026, 1, 5)}


def test_items_with_a_date_of_completion_are_counted_by_week(tmp_path: Path) -> None:
    rows = "PORT-1,2026-01-06\nPORT-2,2026-01-07T09:00:00Z\nPORT-3,\nPORT-4,2026-01-20\nPORT-5,2026-01-28\n"
    found = read_histories(file(tmp_path, "key,resolved\n" + rows))

    assert found.counts == {"PORT": [2, 0, 1]}  # the last week may not be over
    assert found.notes == ["1 rows have no date of completion: they are still open."]


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("a,b\n1,2\n", "names no week", "history.csv"),
        ("id,week,count\nA,0,-1\n", "not a whole number", "row 2, column 'count'"),
        ("id,week,count\nA,0,2.5\n", "not a whole number", "row 2, column 'count'"),
        ("id,week,count\nA,0,inf\n", "not a whole number", "row 2, column 'count'"),
        ("id,week,count\nA,soon,1\n", "neither the number", "row 2, column 'week'"),
        ("id,week,count\nA,1,1\nA,1,2\n", "twice", "row 3"),
        ("id,week,count\nA,1,1\nA,9999999,2\n", "from week 1", "history.csv"),
        ("id,resolved\nA,whenever\n", "not a date", "row 2, column 'resolved'"),
    ],
)
def test_a_broken_history_is_refused_with_place_and_cure(
    tmp_path: Path, text: str, what: str, where: str
) -> None:
    with pytest.raises(Invalid, match=what) as caught:
        read_histories(file(tmp_path, text))

    assert where in str(caught.value.where)
    assert caught.value.cure


def steady(tmp_path: Path, weeks: int = 60) -> Path:
    lines = [f"{name},{week},{(week * 7 + len(name)) % 9}" for name in ("A", "BB") for week in range(weeks)]
    return file(tmp_path, "id,week,count\n" + "\n".join(lines) + "\n")


def test_backtest_prints_the_promised_json_and_draws_its_chart(tmp_path: Path) -> None:
    chart = tmp_path / "chart.png"
    told = json.loads(
        run("backtest", str(steady(tmp_path)), "--every", "16", "--chart", str(chart), "--json")
    )

    assert set(told["dates"]["coverage"]) == {"50", "80", "85", "95"}
    assert told["projects"] == 2
    assert told["dates"]["crps_ratio_bootstrap20"] > 0
    assert {"1", "2", "6", "13"} == set(told["counts"]["by_weeks"])
    assert chart.read_bytes().startswith(b"\x89PNG")


def test_without_the_extra_a_chart_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    chart = tmp_path / "chart.png"
    answer = CliRunner().invoke(app, ["backtest", "no such file", "--chart", str(chart)])

    assert isinstance(answer.exception, Unavailable)
    assert "pip install 'pilothouse[charts]'" in answer.exception.cure
    assert not chart.exists()


def test_a_refit_is_written_and_used(tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    run("backtest", str(steady(tmp_path)), "--every", "16", "--refit", str(mine))
    told = json.loads(
        run("backtest", str(steady(tmp_path)), "--every", "16", "--priors", str(mine), "--json")
    )

    assert told["prior"] == "mine (mine.json)"


def test_too_short_a_history_says_so(tmp_path: Path) -> None:
    path = file(tmp_path, "id,week,count\nA,0,3\nA,1,4\n")
    answer = CliRunner().invoke(app, ["backtest", str(path)])

    assert "8 weeks" in str(answer.exception)
    assert "other projects" in run("outlook", str(path))


def test_the_outlook_answers_by_date_and_by_weeks(tmp_path: Path) -> None:
    weeks = [date.fromordinal(date(2026, 1, 5).toordinal() + 7 * week) for week in range(30)]
    path = file(tmp_path, "week,count\n" + "".join(f"{week},4\n" for week in weeks))
    told = json.loads(run("outlook", str(path), "--items", "12", "--by", "2026-10-26", "--by", "4", "--json"))

    assert 2 < told["dates"]["12"]["50"]["weeks"] < 5
    assert told["dates"]["12"]["85"]["date"] > "2026-08-03"
    assert told["counts"]["2026-10-26"]["weeks"] == 12
    assert told["counts"]["4"]["85"] <= told["counts"]["4"]["50"]


@pytest.mark.parametrize("words", [("--by", "soon"), ("--by", "2026-01-01"), ("--project", "C")])
def test_what_cannot_be_asked_is_told(tmp_path: Path, words: tuple[str, str]) -> None:
    path = file(
        tmp_path, "week,count\n2026-01-05,3\n2026-01-12,4\n2026-01-19,4\n2026-01-26,4\n2026-02-02,4\n"
    )
    answer = CliRunner().invoke(app, ["outlook", str(path), *words])

    assert isinstance(answer.exception, Invalid)
    assert answer.exception.cure


@pytest.mark.slow
def test_real_projects_hold_what_is_stated() -> None:
    """The shipped priors were fitted on these: coverage must be near, and far nearer than the usual way."""
    path = realdata.path("throughput/weekly_counts.csv")
    told = json.loads(run("backtest", str(path), "--every", "12", "--json"))

    assert told["projects"] >= 100
    for kind in ("dates", "counts"):
        assert told[kind]["mean_error_pp"] < 3
        assert told[kind]["crps_ratio_bootstrap20"] < 0.95
