"""What `pilothouse trend` does: which themes are written about more often than before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from pilothouse.engine.text.trend import WEEKS_NEEDED, Trend, false_alarms, trend
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.text.columns import Columns, read_columns

_COLUMNS = ("week", "theme", "count")
_MOST_WEEKS = 520


def run(file: Path, *, as_json: bool) -> None:
    columns = read_columns(file, _COLUMNS, optional=["volume"])
    weeks, counts, volume = _read(columns)
    found = {theme: trend(row, volume) for theme, row in counts.items()}
    expected = round(false_alarms(len(found), 1.0), 3)
    if as_json:
        print_json(
            {
                "weeks": len(weeks),
                "first": weeks[0],
                "last": weeks[-1],
                "expected_false_alarms_a_week": expected,
                "themes": [{"theme": theme, **_told(row, weeks)} for theme, row in found.items()],
            }
        )
        return
    if len(weeks) < WEEKS_NEEDED:
        typer.echo(f"{len(weeks)} weeks: from {WEEKS_NEEDED} on it can be told whether a theme rises.\n")
    ranked = sorted(found.items(), key=lambda pair: -(pair[1].score or 0.0))
    table(
        ["theme", "verdict", "score", "since", "a week now", "expected"],
        [
            [
                short(theme),
                row.verdict,
                "" if row.score is None else f"{row.score:.2f}",
                "" if row.since is None else weeks[row.since],
                f"{row.recent:.1f}",
                "" if row.expected is None else f"{row.expected:.1f}",
            ]
            for theme, row in ranked
        ],
    )
    typer.echo(f"\nOf {len(found)} themes watched, {expected:.2f} rise falsely a week.")


def _told(row: Trend, weeks: list[str]) -> dict[str, Any]:
    return {
        "verdict": row.verdict,
        "score": row.score,
        "alarms": [weeks[week] for week in row.alarms],
        "since": None if row.since is None else weeks[row.since],
        "expected": row.expected,
        "recent": round(row.recent, 3),
    }


def _read(columns: Columns) -> tuple[list[str], dict[str, list[int]], list[float]]:
    """Weeks in order, the counts of each theme, and the whole volume: the column of it, or the sum of all."""
    weeks = sorted(set(columns.of("week")))
    if len(weeks) > _MOST_WEEKS:
        raise Invalid(
            f"There are {len(weeks)} weeks.", where=columns.file, cure=f"Give the last {_MOST_WEEKS}."
        )
    place = {week: at for at, week in enumerate(weeks)}
    counts: dict[str, list[int]] = {}
    volume, stated = [0.0] * len(weeks), [0.0] * len(weeks)
    for row in range(len(columns)):
        at = place[columns.of("week")[row]]
        count = columns.number(row, "count")
        if count != int(count) or count > 1e9:
            raise columns.wrong(row, "count", f"{count:g} is not a count.", "Give a whole number.")
        counts.setdefault(columns.of("theme")[row], [0] * len(weeks))[at] += int(count)
        volume[at] += count
        stated[at] = max(stated[at], columns.number(row, "volume"))
    return weeks, counts, stated if any(stated) else volume
