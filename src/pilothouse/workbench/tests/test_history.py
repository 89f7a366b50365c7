"""Histories from files, and the two commands that read them."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pilothouse.kit import clock
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
    assert found.notes == [
        "PORT: 1 week that the file leaves out counts as 0.",
        "1 row has no date of completion: they are still open.",
    ]


def _counts(tmp_path: Path, text: str, **more: Any) -> tuple[list[int], date | None, list[str]]:
    """Counts, first Monday and notes of a file with one project."""
    found = read_histories(file(tmp_path, text), **more)
    ((name, counts),) = found.counts.items()
    return counts, found.first_monday.get(name), found.notes


DECEMBER = date(2025, 12, 15)


@pytest.mark.parametrize(
    "weeks",
    [
        ("2025-12-15", "2025-12-22", "2026-01-05"),
        ("12/15/2025", "12/22/2025", "01/05/2026"),
        ("15.12.2025", "22.12.2025", "05.01.2026"),
        ("202551", "202552", "202602"),
        ("2025-W51", "2025-W52", "2026-W02"),
        ("KW 51/2025", "KW 52/2025", "KW 2/2026"),
        ("2025-12-15 - 2025-12-21", "2025-12-22 - 2025-12-28", "2026-01-05 - 2026-01-11"),
        ("12/14/2025", "12/21/2025", "01/04/2026"),
    ],
    ids=["iso", "us", "german", "yyyyww", "iso week", "kw", "range", "sundays"],
)
def test_one_week_has_many_names_and_one_place(tmp_path: Path, weeks: tuple[str, str, str]) -> None:
    rows = "".join(f"{week},{many}\n" for week, many in zip(weeks, (3, 4, 5), strict=True))
    counts, first, notes = _counts(tmp_path, "week,count\n" + rows)

    assert (counts, first) == ([3, 4, 0, 5], DECEMBER)
    assert notes[-1] == "project: 1 week that the file leaves out counts as 0."


def test_dates_that_fit_both_orders_are_told_with_the_option(tmp_path: Path) -> None:
    text = "week,count\n05/01/2026,3\n12/01/2026,4\n"

    assert '--read "week=month-first"' in _counts(tmp_path, text)[2][0]
    counts, first, notes = _counts(
        tmp_path, "week,count\n01/05/2026,3\n01/12/2026,4\n", words={"": "month-first"}
    )
    assert (counts, first, notes) == ([3, 4], date(2026, 1, 5), [])


def test_quiet_weeks_count_to_the_newest_date_of_the_file(tmp_path: Path) -> None:
    rows = "A-1,2026-01-05,\nA-2,2026-01-06,\nA-3,2026-01-13,\nA-4,,2026-02-05\n"
    counts, first, notes = _counts(tmp_path, "key,resolved,created\n" + rows)

    assert (counts, first) == ([2, 1, 0, 0], date(2026, 1, 5))
    assert notes[0] == "A: 2 weeks after the last one count as 0."
    assert _counts(tmp_path, "key,resolved,created\n" + rows, as_of=date(2026, 2, 16))[0] == [
        2,
        1,
        0,
        0,
        0,
        0,
    ]


def test_weeks_that_are_not_over_are_left_out_and_told(tmp_path: Path) -> None:
    text = "week,count\n2026-01-05,3\n2026-01-12,4\n2026-01-19,1\n2026-01-26,0\n"
    counts, _, notes = _counts(tmp_path, text, today=date(2026, 1, 21))

    assert counts == [3, 4]
    assert notes == ["project: 2 weeks are not over and are left out."]


def test_what_ended_undone_is_no_throughput_and_unknown_statuses_are_listed(tmp_path: Path) -> None:
    rows = (
        "A-1,Closed,Fixed,2026-01-05\nA-2,Closed,Duplicate,2026-01-06\nA-3,Won't do,,2026-01-06\n"
        "A-4,Parked,,2026-01-07\nA-5,Done,,\nA-6,Open,,\nA-7,Done,Done,2026-01-19\n"
    )
    counts, _, notes = _counts(tmp_path, "key,status,resolution,resolved\n" + rows)

    assert counts == [2, 0]
    assert notes[1:] == [
        "1 row has no date of completion: they are still open.",
        "1 row has a status of done work and no date of completion: they do not count.",
        "2 items ended undone (Duplicate 1, Won't do 1): no throughput.",
        "Statuses that are not known, and count as done by their date: Parked 1.",
    ]


def test_a_moment_counts_in_the_week_that_it_is_in_utc(tmp_path: Path) -> None:
    rows = "A-1,2026-01-05T00:30:00+01:00\nA-2,2026-01-06\nA-3,2026-01-20\n"

    assert _counts(tmp_path, "key,resolved\n" + rows)[:2] == ([1, 1, 0], date(2025, 12, 29))


def test_the_outlook_tells_what_was_filled_in_text_and_json(tmp_path: Path) -> None:
    path = file(tmp_path, "week,count\n" + "".join(f"{week},4\n" for week in range(0, 20, 2)))
    note = "project: 9 weeks that the file leaves out count as 0."

    assert note in run("outlook", str(path), "--items", "30")
    assert json.loads(run("outlook", str(path), "--items", "30", "--json"))["notes"] == [note]


def test_dates_lie_ahead_however_old_the_file_is(tmp_path: Path) -> None:
    weeks = [date.fromordinal(date(2020, 1, 6).toordinal() + 7 * week) for week in range(20)]
    path = file(tmp_path, "week,count\n" + "".join(f"{week},4\n" for week in weeks))
    told = json.loads(run("outlook", str(path), "--items", "12", "--json"))

    assert told["dates"]["12"]["50"]["date"] > clock.today().isoformat()
    assert told["history_weeks"] == 20
    assert "the history ends with 24 May 2020" in told["notes"][0]


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
    asked = ("--items", "12", "--by", "2026-10-26", "--by", "4", "--as-of", "2026-08-03", "--json")
    told = json.loads(run("outlook", str(path), *asked))

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


def _estimates(folder: Path, *rows: str) -> Path:
    old = [f"o{n},2020-01-01,2020-03-27,2020-07-05" for n in range(10)]
    path = folder / "dates.csv"
    path.write_text("project,made_on,estimate,actual\n" + "\n".join([*old, *rows]))
    return path


def test_estimated_dates_are_looked_back_on(tmp_path: Path) -> None:
    path = _estimates(tmp_path, "new,2020-08-01,2020-10-26,2021-02-03", "open,2020-08-01,2020-10-26,")
    told = json.loads(run("backtest", "--dates", str(path), "--json"))
    text = run("backtest", str(path), "--dates")

    assert (told["projects"], told["estimates"], told["left_out"], told["open"]) == (1, 1, 10, 1)
    assert [row["level"] for row in told["levels"]] == [0.5, 0.8, 0.85, 0.95]
    assert told["as_it_stands"] == 0.0
    assert told["levels"][2]["held"] == 1.0
    assert "The estimate as it stands held in 0 %" in text or "held in 0%" in text


@pytest.mark.parametrize(
    ("row", "words"),
    [("new,,2020-10-26,2021-02-03", "It is empty"), ("new,someday,2020-10-26,", "is not a date")],
)
def test_an_estimate_without_a_date_is_refused_with_a_cure(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        CliRunner().invoke(
            app, ["backtest", "--dates", str(_estimates(tmp_path, row))], catch_exceptions=False
        )
    assert words in caught.value.message
    assert caught.value.cure
