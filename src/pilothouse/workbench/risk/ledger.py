"""What `pilothouse ledger` does: stated probabilities, scored by what came."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from pilothouse.engine.risk.ledger import Ledger, Statement, learn
from pilothouse.kit.shell import print_json
from pilothouse.workbench.cells import Cells
from pilothouse.workbench.risk.ledger_words import show
from pilothouse.workbench.rows import read_rows

_SHOWN = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)


def run(file: Path, *, as_json: bool) -> None:
    rows = [_statement(row) for row in read_rows(file, needed=("person", "stated", "came"))]
    found = learn([row for row in rows if row is not None])
    waiting = sum(row is None for row in rows)
    if as_json:
        print_json(as_data(found, waiting))
    else:
        show(found, waiting)


def _statement(row: Cells) -> Statement | None:
    """None while nothing has come of it."""
    text = row.text("stated")
    parts = text.removesuffix("%").strip()
    try:
        stated = float(parts) / (100 if text.endswith("%") else 1)
    except ValueError:
        stated = -1.0
    if not 0 <= stated <= 1:
        raise row.wrong("stated", f"'{text[:40]}' is not a probability.", "Write 0.3 or 30 %.")
    person = row.text("person")
    return None if not row.values["came"] else Statement(person, stated, row.flag("came"))


def as_data(found: Ledger, waiting: int) -> dict[str, object]:
    return {
        "map": found.map,
        "statements": found.statements,
        "open": waiting,
        "overall": asdict(found.overall),
        "people": [asdict(row) | {"corrections": _corrections(found, row.person)} for row in found.people],
        "held": [asdict(row) for row in found.held],
        "corrections": _corrections(found, ""),
    }


def _corrections(found: Ledger, person: str) -> list[dict[str, float]]:
    return [{"stated": each, "corrected": found.corrected(each, person)} for each in _SHOWN]
