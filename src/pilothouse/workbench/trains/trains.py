"""What `pilothouse trains` does: the chance of each item to make the release train it is planned for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from pilothouse.engine.forecast.history.boarding import Planned, in_order, targets_of
from pilothouse.engine.forecast.history.trains import FARTHEST, Chance, Target, TrainModel, learn
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.printing import short, table
from pilothouse.workbench.rows import read_rows

_NEEDED, _FURTHER = ("item", "at", "planned"), ("arrived", "stage", "confirmed")


@dataclass(frozen=True)
class Boarding:
    """The chance of one item whose train has not left. `arrival`: with that train, the next, the one after,
    and later or never."""

    item: str
    stage: str
    planned: str
    ahead: int
    slips: int
    confirmed: bool
    chance: Chance
    arrival: tuple[float, ...]


def run(file: Path, *, trains: str | None, now: str | None, as_json: bool) -> None:
    rows = _read(file)
    order = _order(rows, trains)
    seen = [row.at for row in rows if row.at in order]
    first = now or max(seen or order, key=order.index)
    if first not in order:
        raise Invalid(f"'{first}' is not a train.", where="--now", cure=f"Use one of {', '.join(order)}.")
    targets = targets_of(rows, order=order, now=first)
    model = learn(history=targets)
    boarding = [
        _boarding(model, target) for row, target in zip(rows, targets, strict=True) if row.at == first
    ]
    if as_json:
        print_json(
            {
                "note": model.note,
                "decided": model.history,
                "open": model.open,
                "trains": order,
                "now": first,
                "items": [asdict(row) for row in boarding],
                "usual": [asdict(row) for row in _usual(model)],
            }
        )
        return
    typer.echo(f"{model.note}\n")
    if boarding:
        _show(boarding)
    else:
        typer.echo(f"Nothing is planned at the freeze of {first}. What an item can expect:\n")
        _show(_usual(model))


def _read(file: Path) -> list[Planned]:
    return [
        Planned(
            item=row.text("item"),
            at=row.text("at"),
            train=row.text("planned"),
            arrived=row.values["arrived"],
            stage=row.values["stage"],
            confirmed=row.flag("confirmed"),
            where=row.place,
        )
        for row in read_rows(file, needed=_NEEDED, further=_FURTHER)
    ]


def _order(rows: list[Planned], trains: str | None) -> list[str]:
    if trains is None:
        return in_order(name for row in rows for name in (row.at, row.train, row.arrived) if name)
    order = [name.strip() for name in trains.split(",") if name.strip()]
    if not order or len(set(order)) < len(order):
        raise Invalid(
            "It names no train, or one twice.", where="--trains", cure='Write --trains "1.30,1.31,1.32".'
        )
    return order


def _boarding(model: TrainModel, target: Target) -> Boarding:
    how = {"ahead": target.ahead, "slips": target.slips}
    chance = model.chance(**how, stage=target.stage, confirmed=target.confirmed)
    arrival = model.arrival(**how, stage=target.stage, confirmed=target.confirmed)
    return Boarding(
        target.item,
        target.stage,
        target.train,
        target.ahead,
        target.slips,
        target.confirmed,
        chance,
        arrival,
    )


def _usual(model: TrainModel) -> list[Boarding]:
    """What any item can expect, by how far ahead it is planned."""
    cases = [(0, True), *((ahead, False) for ahead in range(FARTHEST + 1))]
    return [
        _boarding(model, Target("any item", _ahead(ahead), ahead, None, -1, confirmed=sure))
        for ahead, sure in cases
    ]


def _ahead(cycles: int) -> str:
    return ("this train", "next train")[cycles] if cycles < 2 else f"{cycles} trains ahead"


def _show(rows: list[Boarding]) -> None:
    table(
        ("Item", "Stage", "Planned", "Confirmed", "Chance", "90 %", "Next", "After that", "Later or never"),
        [
            (
                short(row.item),
                row.stage,
                row.planned,
                "yes" if row.confirmed else "",
                f"{row.chance.chance:.0%}",
                f"{100 * row.chance.low:.0f} to {100 * row.chance.high:.0f}",
                *(f"{share:.0%}" for share in row.arrival[1:]),
            )
            for row in rows
        ],
    )
