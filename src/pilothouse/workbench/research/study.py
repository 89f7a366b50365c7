"""What `pilothouse study` does: a usability test from a table, and what a sample can show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import cast

import typer

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.research.estimates import LEVEL, Estimate
from pilothouse.engine.research.sample import Shows, what_it_shows
from pilothouse.engine.research.usability import (
    SUS_ITEMS,
    Attempt,
    Outcome,
    TaskEstimate,
    judge_sus,
    judge_task,
    sus_score,
)
from pilothouse.kit.errors import Invalid, from_engine
from pilothouse.kit.shell import print_json
from pilothouse.workbench.cells import Cells
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.rows import read_rows

_OUTCOMES = {
    **dict.fromkeys(("completed", "complete", "success", "yes", "1"), "completed"),
    **dict.fromkeys(("helped", "with help", "assisted", "partial"), "helped"),
    **dict.fromkeys(("failed", "fail", "failure", "no", "0"), "failed"),
}
_SUS = tuple(f"q{item}" for item in range(1, SUS_ITEMS + 1))


class _Test:
    """Attempts by task, and the answers of each participant."""

    def __init__(self, rows: Iterable[Cells]) -> None:
        self.tasks: dict[str, dict[str, Attempt]] = {}
        self.answers: dict[str, tuple[int, ...]] = {}
        for row in rows:
            self._take(row)

    def _take(self, row: Cells) -> None:
        who = row.text("participant")
        if any(row.values[name] for name in _SUS):
            told = _answers(row)
            if self.answers.setdefault(who, told) != told:
                raise row.wrong("q1", f"{who} has other answers above.", "Give them once.")
        if row.values["task"] or row.values["outcome"]:
            task = self.tasks.setdefault(row.text("task"), {})
            if who in task:
                raise row.wrong("task", f"{who} has a result for this task above.", "Keep one of the rows.")
            task[who] = Attempt(_outcome(row), _seconds(row))


def run(file: Path | None, *, people: int | None, as_json: bool) -> None:
    if file is None and people is None:
        raise Invalid("Neither a file nor --people was given.", cure="pilothouse study FILE.csv")
    try:
        shows = None if people is None else what_it_shows(people)
    except InvalidProblem as error:
        raise from_engine(error) from None
    test = (
        _Test(read_rows(file, needed=("participant",), further=("task", "outcome", "seconds", *_SUS)))
        if file
        else None
    )
    tasks = {name: judge_task(list(rows.values())) for name, rows in test.tasks.items()} if test else {}
    score = judge_sus(list(test.answers.values())) if test else None
    if as_json:
        print_json(
            {
                "level": LEVEL,
                "sample": None if shows is None else asdict(shows),
                "tasks": [{"task": name} | asdict(row) for name, row in tasks.items()],
                "sus": None if score is None else asdict(score),
            }
        )
        return
    if shows is not None:
        _show_sample(shows)
    if tasks:
        _show_tasks(tasks)
    if score is not None:
        typer.echo(f"\nSystem Usability Scale: {_number(score)}, n = {score.n}.{_too_few(score)}")


def _outcome(row: Cells) -> Outcome:
    word = row.text("outcome").lower()
    if word not in _OUTCOMES:
        raise row.wrong("outcome", f"'{word[:40]}' is not known here.", "Write completed, helped or failed.")
    return cast(Outcome, _OUTCOMES[word])


def _seconds(row: Cells) -> float | None:
    text = row.values["seconds"]
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1e6:
        raise row.wrong("seconds", f"'{text[:40]}' is not a time.", "Write seconds above 0, such as 42.5.")
    return found


def _answers(row: Cells) -> tuple[int, ...]:
    told = [row.values[name] for name in _SUS]
    answers = tuple(int(each) if each.isdecimal() and len(each) < 3 else 0 for each in told)
    try:
        sus_score(answers)
    except InvalidProblem as error:
        place = next((name for name, each in zip(_SUS, answers, strict=True) if not 1 <= each <= 5), "q1")
        raise row.wrong(place, f"'{row.values[place][:40]}' is not an answer.", error.cure) from None
    return answers


def _show_sample(shows: Shows) -> None:
    typer.echo(f"{shows.n:,} {'person' if shows.n == 1 else 'people'}, before anyone is asked:")
    for row in shows.seen:
        typer.echo(
            f"- a problem that {row.met_by:.0%} of people meet is seen by at least one with {row.chance:.0%}"
        )
    typer.echo(f"- a share has a {LEVEL:.0%} interval as wide as {shows.low:.0%} to {shows.high:.0%}\n")


def _show_tasks(tasks: dict[str, TaskEstimate]) -> None:
    rows = [
        [
            short(name),
            str(row.tried),
            f"{row.completed_alone} / {row.helped} / {row.failed}",
            _share(row.completed),
            _time(row.time),
        ]
        for name, row in tasks.items()
    ]
    table(["task", "n", "completed / helped / failed", f"completed ({LEVEL:.0%} interval)", "seconds"], rows)


def _share(row: Estimate | None) -> str:
    return "-" if row is None else f"{row.value:.0%} ({row.low:.0%} to {row.high:.0%}){_too_few(row)}"


def _time(row: Estimate | None) -> str:
    return "-" if row is None else f"{_number(row)}, n = {row.n}{_too_few(row)}"


def _number(row: Estimate) -> str:
    return f"{row.value:.1f} ({row.low:.1f} to {row.high:.1f})"


def _too_few(row: Estimate) -> str:
    return "" if row.says else " too few to say"
