"""What `pilothouse slips` does with announced dates: how far they move, by how far ahead they were said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import typer

from pilothouse.engine.dates import day_text
from pilothouse.engine.forecast.history.slips import Slip, SlipModel, learn
from pilothouse.kit.shell import print_json
from pilothouse.kit.tables.reading import opened
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.rows import read_rows

LEVELS = (0.5, 0.85, 0.95)
_NEEDED, _FURTHER = ("release", "announced", "date"), ("came",)


@dataclass(frozen=True)
class Announced:
    """On `announced` it was said that `release` comes on `day`; None in `came` until it has come."""

    release: str
    announced: date
    day: date
    came: date | None

    @property
    def slip(self) -> Slip:
        days = None if self.came is None else (self.came - self.day).days
        return Slip(self.release, (self.day - self.announced).days, days)


def is_announced(file: Path) -> bool:
    """Whether the file has announced dates, and not items."""
    with opened(file) as (header, _):
        return {name.lower() for name in header} >= set(_NEEDED)


def run(file: Path, *, as_json: bool) -> None:
    rows = _read(file)
    model = learn(history=[row.slip for row in rows])
    waiting = [row for row in rows if row.came is None]
    if as_json:
        print_json(
            {
                "note": model.note,
                "come": model.history,
                "open": model.open,
                "releases": [
                    {"release": row.release, "announced": row.announced, "date": row.day}
                    | _named(_dates(model, row))
                    for row in waiting
                ],
                "days": [{"ahead": ahead} | _named(_days(model, ahead)) for ahead in _classes(model)],
            }
        )
        return
    typer.echo(f"{model.note}\n")
    if waiting:
        _show_dates(model, waiting)
    _show_days(model)


def _read(file: Path) -> list[Announced]:
    found = []
    for row in read_rows(file, needed=_NEEDED, further=_FURTHER):
        announced, day = row.day("announced"), row.day("date")
        if announced is None or day is None:
            column = "announced" if announced is None else "date"
            raise row.wrong(column, "It is empty.", "Write the date as 2027-01-31.")
        if day < announced:
            raise row.wrong(
                "date",
                f"{day} had passed when it was announced on {announced}.",
                "Swap the two dates, or remove the row.",
            )
        found.append(Announced(row.text("release"), announced, day, row.day("came")))
    return found


def _classes(model: SlipModel) -> list[int]:
    """The most days ahead of each class, and one beyond the last."""
    return [*model.prior.edges, model.prior.edges[-1] + 1]


def _days(model: SlipModel, ahead: int) -> list[int]:
    return [ceil(days) for days in model.quantiles(ahead=ahead, chances=LEVELS)]


def _dates(model: SlipModel, row: Announced) -> list[date]:
    return [row.day + timedelta(days=days) for days in _days(model, row.slip.ahead)]


def _named(values: list[int] | list[date]) -> dict[str, object]:
    return {f"p{100 * level:.0f}": value for level, value in zip(LEVELS, values, strict=True)}


def _show_dates(model: SlipModel, rows: list[Announced]) -> None:
    table(
        ("Release", "Announced date", "p50", "p85", "p95"),
        [
            (short(row.release), day_text(row.day), *(day_text(day) for day in _dates(model, row)))
            for row in rows
        ],
    )
    typer.echo("")


def _show_days(model: SlipModel) -> None:
    edges = model.prior.edges
    labels = [*(f"up to {edge} days" for edge in edges), f"more than {edges[-1]} days"]
    table(
        ("Announced ahead", "50 % come within", "85 %", "95 %"),
        [
            (label, *(f"{days:+} days" for days in _days(model, ahead)))
            for label, ahead in zip(labels, _classes(model), strict=True)
        ],
    )
