"""What `pilothouse backtest --dates` does: estimated dates of projects, looked back on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from pilothouse.engine.forecast.history.promised import DatesRecord, Estimate, backtest_dates
from pilothouse.kit.shell import print_json
from pilothouse.kit.text import plural
from pilothouse.workbench.cells import Cells
from pilothouse.workbench.printing import table
from pilothouse.workbench.rows import read_rows

_NEEDED = ("project", "made_on", "estimate", "actual")


def run(file: Path, *, seed: int, as_json: bool) -> None:
    rows = [_estimate(row) for row in read_rows(file, needed=_NEEDED)]
    found = backtest_dates([row for row in rows if row is not None], seed=seed)
    if as_json:
        print_json(asdict(found) | {"open": sum(row is None for row in rows)})
    else:
        show(found)


def _estimate(row: Cells) -> Estimate | None:
    """None while the project has not ended."""
    made_on, estimate, actual = (row.day(name) for name in ("made_on", "estimate", "actual"))
    for name, day in (("made_on", made_on), ("estimate", estimate)):
        if day is None:
            raise row.wrong(name, "It is empty.", "Fill it, or remove the row.")
    if actual is None:
        return None
    assert made_on is not None
    assert estimate is not None
    return Estimate(row.text("project"), made_on.toordinal(), estimate.toordinal(), actual.toordinal())


def show(found: DatesRecord) -> None:
    typer.echo(
        f"{plural(found.projects, 'project')}, {plural(found.estimates, 'estimate')}, each from the projects "
        f"that had ended before it began; {plural(found.left_out, 'project')} had too few of these.\n"
    )
    low, high = found.as_it_stands_interval
    typer.echo(f"The estimate as it stands held in {found.as_it_stands:.0%} ({low:.0%} to {high:.0%}).\n")
    table(
        ("Date at", "Held", "95 % interval", "Pinball loss", "As it stands", "Ratio"),
        [
            (
                f"{row.level:.0%}",
                f"{row.held:.1%}",
                f"{row.held_interval[0]:.0%} to {row.held_interval[1]:.0%}",
                f"{row.pinball:.3f}",
                f"{row.pinball_as_it_stands:.3f}",
                f"{row.ratio:.2f} ({row.ratio_interval[0]:.2f} to {row.ratio_interval[1]:.2f})",
            )
            for row in found.levels
        ],
    )
